package corpus

import (
	"cmp"
	"slices"
	"unicode"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// Twin is two conversations that say much of the same (近重复).
type Twin struct {
	A, B string  // ids
	Same float64 // share of the smaller one's runs of characters that stand in the other too
	Turn string  // a turn of A that B has word for word, "" if there is none
}

const (
	run      = 6   // characters that are compared at a time
	much     = 0.5 // share from which on two conversations are twins
	least    = 20  // runs of the shorter conversation, below which all of it may be what everybody says
	spoken   = 14  // characters of a turn from which on nobody says the same by chance
	ordinary = 40  // conversations in which a run stands from which on it is a phrase of the trade
)

// Twins finds conversations in all that say much of what another one there or in others says, in matching form. A pair that is
// meant to differ in what matters may share a turn; with the conversations in others, from which nothing may be copied, no
// long turn may be shared either.
func Twins(all, others []Conversation) []Twin {
	index := map[string][]int{} // by run: conversations
	said := map[string]int{}    // by turn: the first conversation
	var out []Twin
	runs := make([]map[string]bool, len(all)+len(others))
	for i := range runs {
		c := at(all, others, i)
		runs[i] = map[string]bool{}
		whole := map[int]string{}
		for _, t := range c.Turns {
			text := letters(t.Text)
			for k := 0; k+run <= len(text); k++ {
				runs[i][string(text[k:k+run])] = true
			}
			if len(text) < spoken {
				continue
			}
			if j, known := said[string(text)]; !known {
				said[string(text)] = i
			} else if j != i && j < len(all) {
				whole[j] = t.Text
			}
		}
		shared := map[int]int{}
		for r := range runs[i] {
			if with := index[r]; len(with) < ordinary {
				for _, j := range with {
					shared[j]++
				}
			}
			if i < len(all) {
				index[r] = append(index[r], i)
			}
		}
		for j, n := range shared {
			same := float64(n) / float64(max(1, min(len(runs[i]), len(runs[j]))))
			if text, word := whole[j]; same >= much && min(len(runs[i]), len(runs[j])) >= least || word && i >= len(all) {
				out = append(out, Twin{A: all[j].ID, B: c.ID, Same: same, Turn: text})
			}
		}
	}
	slices.SortFunc(out, func(a, b Twin) int {
		return cmp.Or(cmp.Compare(b.Same, a.Same), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B))
	})
	return out
}

func at(all, others []Conversation, i int) *Conversation {
	if i < len(all) {
		return &all[i]
	}
	return &others[i-len(all)]
}

// letters are the letters and digits of a text in matching form.
func letters(text string) []rune {
	return slices.DeleteFunc([]rune(normalize.New(text).String()), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
