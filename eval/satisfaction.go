package eval

import (
	"maps"
	"slices"

	"github.com/tingjian/tingjian"
)

// moods is how many classes of satisfaction there are: dissatisfied, neutral, satisfied.
const moods = 3

// feltTurns gathers customer turns with what raters and predictions say about them.
type feltTurns struct {
	truth, class []int
	shares       [moods][]float64
}

// add takes the turns of one conversation. A turn without a prediction counts as neutral with all classes equally likely.
func (f *feltTurns) add(truth map[int]int, predicted []tingjian.Mood) {
	for _, turn := range slices.Sorted(maps.Keys(truth)) {
		class, shares := 1, []float64(nil)
		if i := slices.IndexFunc(predicted, func(m tingjian.Mood) bool { return m.Turn == turn }); i >= 0 {
			class, shares = predicted[i].Class, predicted[i].Shares
		}
		f.truth, f.class = append(f.truth, truth[turn]), append(f.class, class)
		for k, v := range orUniform(shares, moods) {
			f.shares[k] = append(f.shares[k], v)
		}
	}
}

// Satisfaction is how near the predicted satisfaction of customer turns comes to the raters'.
type Satisfaction struct {
	Turns   int            `json:"turns"`
	MacroF1 float64        `json:"macro_f1"` // of the classes named
	AUC     float64        `json:"auc"`      // of the probability of dissatisfied
	ECE     [moods]float64 `json:"ece"`      // expected calibration error of each class's probability
	// Reliability is the diagram of each class: how likely it was said to be, and how often it was.
	Reliability [moods][10]Bin `json:"reliability"`
}

// Satisfaction compares the turns added; nil where nobody rated any.
func (c *Crowd) Satisfaction() *Satisfaction {
	f := &c.felt
	if len(f.truth) == 0 {
		return nil
	}
	s := &Satisfaction{Turns: len(f.truth), MacroF1: MacroF1(f.class, f.truth, moods)}
	for k := range moods {
		is := make([]bool, len(f.truth))
		for i, t := range f.truth {
			is[i] = t == k
		}
		s.Reliability[k], s.ECE[k] = Reliability(f.shares[k], is)
		if k == 0 {
			s.AUC = AUC(f.shares[k], is)
		}
	}
	return s
}
