package learned

import "github.com/tingjian/tingjian"

// surround fills in the windows.
func surround(t *tingjian.Transcript, turns []Turn) {
	var spoken []int     // the turns of customers and of the service side
	var statements []run // of one side
	statementOf := make([]int, len(turns))
	for i := range t.Turns {
		s := t.Turns[i].Speaker
		if s == tingjian.System {
			continue
		}
		if n := len(statements); n == 0 || statements[n-1].serves != s.Serves() {
			statements = append(statements, run{serves: s.Serves()})
		}
		n := len(statements) - 1
		statements[n].turns = append(statements[n].turns, i)
		statementOf[i] = n
		spoken = append(spoken, i)
	}
	for k, i := range spoken {
		if t.Turns[i].Text == "" {
			continue
		}
		w, n := &turns[i].Window, statementOf[i]
		w[self] = spoken[k : k+1]
		w[before] = spoken[max(0, k-8):k]
		if n >= 1 {
			w[asked] = statements[n-1].turns
		}
		if n >= 3 {
			w[asked2] = statements[n-3].turns
		}
		w[said] = backwards(t, spoken[:k], statements[n].serves, 2)
		own, other := forwards(t, spoken[k+1:], statements[n].serves)
		w[next], w[next2], w[answered] = own[:min(1, len(own))], own[min(1, len(own)):], other
		relate(t, &turns[i], spoken, k)
	}
}

// run is consecutive turns of one side.
type run struct {
	serves bool
	turns  []int
}

// backwards are the last most turns of the side in spoken.
func backwards(t *tingjian.Transcript, spoken []int, serves bool, most int) []int {
	var found []int
	for k := len(spoken) - 1; k >= 0 && len(found) < most; k-- {
		if t.Turns[spoken[k]].Speaker.Serves() == serves {
			found = append(found, spoken[k])
		}
	}
	return found
}

// forwards are the next two turns of the side and the next one of the other.
func forwards(t *tingjian.Transcript, spoken []int, serves bool) (own, other []int) {
	for _, i := range spoken {
		switch {
		case t.Turns[i].Speaker.Serves() == serves:
			own = append(own, i)
		case len(other) == 0:
			other = append(other, i)
		}
		if len(own) == 2 {
			break
		}
	}
	return own, other
}
