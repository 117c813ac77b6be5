package scoring

import "github.com/tingjian/tingjian"

// Solved is how many of a merchant's matters were accomplished as far as anybody can tell (办成率): by the customers' own marks, and where
// nobody left one by the predicted outcome. No score, rating or weight rests on it: it stands beside them and says how much of it is
// predicted. It is a merchant's figure, never a person's.
type Solved struct {
	Share     float64 `json:"share"`     // percent, 0 to 100
	Marked    int     `json:"marked"`    // conversations that go by the customer's mark: accomplished above half of the scale
	Predicted int     `json:"predicted"` // conversations that go by tingjian.Outcome.Solved: the share of raters that would say so
}

// solvedWork adds up a Solved.
type solvedWork struct {
	sum               float64
	marked, predicted int
}

// add takes one inspected conversation; one without mark and prediction says nothing.
func (w *solvedWork) add(t *tingjian.Transcript, out *tingjian.Outcome) {
	switch {
	case t.Rating != nil && t.Rating.Scale > 0:
		w.marked++
		if !ratedLow(t.Rating) {
			w.sum++
		}
	case len(out.Solved) == levels:
		w.predicted++
		w.sum += out.Solved[levels-2] + out.Solved[levels-1] // +1 and +2
	}
}

// levels is how many marks raters had to choose from, -2 to 2.
const levels = 5

// of is the figure, nil where no conversation says anything.
func (w *solvedWork) of() *Solved {
	n := w.marked + w.predicted
	if n == 0 {
		return nil
	}
	return &Solved{Share: 100 * w.sum / float64(n), Marked: w.marked, Predicted: w.predicted}
}
