package analyzers

import (
	"slices"

	"github.com/tingjian/tingjian"
)

// Statements groups the turns of t: consecutive bubbles of one speaker and agent are one statement. It also gives, for
// each turn, the index of its statement.
func Statements(t *tingjian.Transcript) ([]Statement, []int) {
	var g grouping
	g.group(t)
	return g.all, g.of
}

// grouping is what Statements gives, with its memory, because this runs for every turn that arrives.
type grouping struct {
	all   []Statement
	of    []int // by turn
	sizes []int // by statement: its turns
	turns []int // of all statements
}

// group fills g for t.
func (g *grouping) group(t *tingjian.Transcript) {
	g.all, g.of, g.sizes = g.all[:0], slices.Grow(g.of[:0], len(t.Turns))[:len(t.Turns)], g.sizes[:0]
	open := -1 // the statement that a further bubble of its speaker would join
	for i := range t.Turns {
		turn := &t.Turns[i]
		if open >= 0 && g.all[open].Speaker == turn.Speaker && g.all[open].Agent == turn.Agent {
			g.all[open].Last = i
			g.sizes[open]++
			g.of[i] = open
			continue
		}
		s := Statement{Speaker: turn.Speaker, Agent: turn.Agent, First: i, Last: i}
		if turn.Speaker == tingjian.System {
			s.Agent = ""
		} else {
			open = len(g.all)
		}
		g.of[i] = len(g.all)
		g.all, g.sizes = append(g.all, s), append(g.sizes, 1)
	}
	g.turns = slices.Grow(g.turns[:0], len(t.Turns))[:len(t.Turns)]
	turns := g.turns
	for i, n := range g.sizes {
		g.all[i].Turns, turns = turns[:0:n], turns[n:]
	}
	for i, s := range g.of {
		g.all[s].Turns = append(g.all[s].Turns, i)
	}
}
