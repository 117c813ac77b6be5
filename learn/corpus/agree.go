package corpus

import (
	"cmp"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/learn/turns"
)

// Agreement is how far two labellings of the same turns agree on a code.
type Agreement struct {
	Code      tingjian.Code
	Both      int // turns that both gave it to
	OnlyFirst int
	OnlySecond,
	Neither int
}

// Kappa is Cohen's kappa (1960): agreement beyond what chance would give, 1 at most; 1 where both labellings say the same of every
// turn, be it that none has the code or that all have, where chance would agree as well and nothing is beyond it.
func (a Agreement) Kappa() float64 {
	n := float64(a.Both + a.OnlyFirst + a.OnlySecond + a.Neither)
	if a.OnlyFirst+a.OnlySecond == 0 {
		return 1
	}
	p, q := float64(a.Both+a.OnlyFirst)/n, float64(a.Both+a.OnlySecond)/n
	chance := p*q + (1-p)*(1-q)
	return (float64(a.Both+a.Neither)/n - chance) / (1 - chance)
}

// Agree compares a second labelling with the first, by code. Turns that either calls doubtful for a code are left out, and so
// are those of speakers to whom the code is never given.
func Agree(first, second []Conversation) []Agreement {
	byID := map[string]*Conversation{}
	for i := range first {
		byID[first[i].ID] = &first[i]
	}
	tally := map[tingjian.Code]*Agreement{}
	for i := range second {
		a, b := byID[second[i].ID], &second[i]
		if a == nil {
			continue
		}
		for turn := range a.Turns {
			for _, code := range turns.Codes() {
				if code.Signal() != (a.Turns[turn].Speaker == tingjian.Customer) || a.Turns[turn].Speaker == tingjian.System || doubtful(a, turn, code) || doubtful(b, turn, code) {
					continue
				}
				if tally[code] == nil {
					tally[code] = &Agreement{Code: code}
				}
				t := tally[code]
				switch x, y := has(a.Labels, turn, code), has(b.Labels, turn, code); {
				case x && y:
					t.Both++
				case x:
					t.OnlyFirst++
				case y:
					t.OnlySecond++
				default:
					t.Neither++
				}
			}
		}
	}
	var out []Agreement
	for _, t := range tally {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Agreement) int { return cmp.Compare(a.Code, b.Code) })
	return out
}

func doubtful(c *Conversation, turn int, code tingjian.Code) bool { return has(c.May, turn, code) }

func has(marks []Mark, turn int, code tingjian.Code) bool {
	return slices.ContainsFunc(marks, func(m Mark) bool { return m.Code == code && (m.Turn == turn || slices.Contains(m.Or, turn)) })
}
