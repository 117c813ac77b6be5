package scoring

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// Gap is a matter about which customers asked and got no answer to the point, or none at all (知识缺口).
type Gap struct {
	Question   string  `json:"question"`   // the most typical one, verbatim
	Questions  int     `json:"questions"`  // how often such a one was asked
	OffTopic   int     `json:"off_topic"`  // of them, answered beside the point (答非所问)
	Unanswered int     `json:"unanswered"` // of them, never answered (未回复)
	ByBot      int     `json:"by_bot"`     // of them, asked of a bot
	Examples   []Quote `json:"examples"`   // three at most
}

// question is one that was not answered.
type question struct {
	Quote
	words      pairs
	unanswered bool
	bot        bool
}

const (
	sameMatter   = 0.45 // alike from here on, two questions are about one matter
	shownGaps    = 4
	gapExamples  = 3
	gapQuestions = 1000 // looked at; a shop with more has other worries first
	shortest     = 2    // pairs of characters that a question must have to be about something
)

// unanswered is the question behind a finding that says that one was not answered; false for other findings.
func unanswered(t *tingjian.Transcript, f *tingjian.Finding) (question, bool) {
	if f.Turn < 0 || f.Turn >= len(t.Turns) {
		return question{}, false
	}
	q := question{bot: f.Speaker == tingjian.Bot}
	turn, text := f.Turn, ""
	switch {
	case f.Code == tingjian.OffTopic:
		var said []string
		turn = -1
		for _, e := range f.Evidence {
			if e.Turn >= 0 && e.Turn < len(t.Turns) && t.Turns[e.Turn].Speaker == tingjian.Customer && e.Turn < f.Turn {
				said, turn = append(said, strings.TrimSpace(t.Turns[e.Turn].Text)), e.Turn
			}
		}
		text = strings.Join(said, " ")
	case f.Code == tingjian.Waiting && t.Turns[f.Turn].Speaker == tingjian.Customer:
		q.unanswered, text = true, strings.TrimSpace(t.Turns[f.Turn].Text)
	}
	if q.words = pairsOf(text); turn < 0 || len(q.words) < shortest {
		return question{}, false
	}
	short, _, _ := around(text, 0, 0, longAsked)
	q.Quote = Quote{Transcript: t.ID, Turn: turn, At: t.Turns[turn].At, Speaker: tingjian.Customer, Text: short}
	return q, true
}

// group is some questions about one matter.
type group struct{ questions []question }

// alike is how much a question has in common with those of the group, looked at as a whole.
func (g *group) alike(q *question) float64 {
	most := 0.0
	for i := range g.questions[:min(len(g.questions), 8)] {
		most = max(most, g.questions[i].words.alike(q.words))
	}
	return most
}

// gaps puts questions about one matter together, the most frequent matter first.
func gaps(questions []question) []Gap {
	slices.SortFunc(questions, func(a, b question) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Transcript, b.Transcript), cmp.Compare(a.Turn, b.Turn))
	})
	var groups []*group
	for _, q := range questions[:min(len(questions), gapQuestions)] {
		var home *group
		most := sameMatter
		for _, g := range groups {
			if x := g.alike(&q); x >= most {
				home, most = g, x
			}
		}
		if home == nil {
			home = &group{}
			groups = append(groups, home)
		}
		home.questions = append(home.questions, q)
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return cmp.Compare(len(b.questions), len(a.questions)) })
	all := []Gap{}
	for _, g := range groups[:min(len(groups), shownGaps)] {
		all = append(all, g.gap())
	}
	return all
}

func (g *group) gap() Gap {
	typical := g.typical()
	out := Gap{Question: typical.Text, Questions: len(g.questions), Examples: []Quote{}}
	for i := range g.questions {
		q := &g.questions[i]
		if q.unanswered {
			out.Unanswered++
		} else {
			out.OffTopic++
		}
		if q.bot {
			out.ByBot++
		}
		if len(out.Examples) < gapExamples {
			out.Examples = append(out.Examples, q.Quote)
		}
	}
	return out
}

// typical is the question that has most in common with the others, the shortest of several.
func (g *group) typical() *question {
	var found *question
	most := -1.0
	for i := range g.questions {
		q, sum := &g.questions[i], 0.0
		for j := range g.questions {
			sum += q.words.alike(g.questions[j].words)
		}
		if sum > most || sum == most && utf8.RuneCountInString(q.Text) < utf8.RuneCountInString(found.Text) {
			found, most = q, sum
		}
	}
	return found
}
