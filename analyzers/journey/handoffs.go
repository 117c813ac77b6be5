package journey

import (
	"cmp"
	"slices"

	"github.com/tingjian/tingjian"
)

// party is how a case names who serves: the agent's id, or the kind of speaker where none is known.
func party(t *tingjian.Turn) string {
	if t.Speaker == tingjian.Bot {
		return string(tingjian.Bot)
	}
	return cmp.Or(t.Agent, string(t.Speaker))
}

// parties are those who served a conversation, each once, in the order of their first word.
func parties(t *tingjian.Transcript) []string {
	out := []string{}
	for i := range t.Turns {
		if turn := &t.Turns[i]; turn.Speaker.Serves() {
			if p := party(turn); !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// handoffs are the changes of hands within a conversation: transfers that were announced, and another voice that took
// over without one. A transfer to somebody who then speaks is one handoff.
func handoffs(t *tingjian.Transcript) [][2]string {
	var out [][2]string
	now := ""
	for i := range t.Turns {
		turn := &t.Turns[i]
		next := ""
		switch {
		case turn.Speaker.Serves():
			next = party(turn)
		case turn.Event != nil && turn.Event.Type == tingjian.EventTransfer:
			next = turn.Event.To
		}
		if next == "" || next == now {
			continue
		}
		if now != "" {
			out = append(out, [2]string{now, next})
		}
		now = next
	}
	return out
}
