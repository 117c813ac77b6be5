package analyzers

import "github.com/tingjian/tingjian"

// Statements groups the turns of t: consecutive bubbles of one speaker and agent are one statement. It also gives, for
// each turn, the index of its statement.
func Statements(t *tingjian.Transcript) ([]Statement, []int) {
	of := make([]int, len(t.Turns))
	all := make([]Statement, 0, len(t.Turns))
	sizes := make([]int, 0, len(t.Turns)) // turns of each statement
	open := -1                            // the statement that a further bubble of its speaker would join
	for i := range t.Turns {
		turn := &t.Turns[i]
		if open >= 0 && all[open].Speaker == turn.Speaker && all[open].Agent == turn.Agent {
			all[open].Last = i
			sizes[open]++
			of[i] = open
			continue
		}
		s := Statement{Speaker: turn.Speaker, Agent: turn.Agent, First: i, Last: i}
		if turn.Speaker == tingjian.System {
			s.Agent = ""
		} else {
			open = len(all)
		}
		of[i] = len(all)
		all, sizes = append(all, s), append(sizes, 1)
	}
	// One array holds the turns of all statements, because this runs for every turn that arrives.
	turns := make([]int, len(t.Turns))
	for i, n := range sizes {
		all[i].Turns, turns = turns[:0:n], turns[n:]
	}
	for i, s := range of {
		all[s].Turns = append(all[s].Turns, i)
	}
	return all, of
}
