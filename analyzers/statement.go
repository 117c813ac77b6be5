package analyzers

import "github.com/tingjian/tingjian"

// Statements groups the turns of t: consecutive bubbles of one speaker and agent are one statement. It also gives, for
// each turn, the index of its statement.
func Statements(t *tingjian.Transcript) ([]Statement, []int) {
	var all []Statement
	of := make([]int, len(t.Turns))
	open := -1 // the statement that a further bubble of its speaker would join
	for i := range t.Turns {
		turn := &t.Turns[i]
		if turn.Speaker == tingjian.System {
			of[i] = len(all)
			all = append(all, Statement{Speaker: tingjian.System, First: i, Last: i, Turns: []int{i}})
			continue
		}
		if open >= 0 && all[open].Speaker == turn.Speaker && all[open].Agent == turn.Agent {
			all[open].Last = i
			all[open].Turns = append(all[open].Turns, i)
			of[i] = open
			continue
		}
		open = len(all)
		of[i] = open
		all = append(all, Statement{Speaker: turn.Speaker, Agent: turn.Agent, First: i, Last: i, Turns: []int{i}})
	}
	return all, of
}
