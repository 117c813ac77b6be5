package ingest

import (
	"encoding/json"
	"fmt"

	"github.com/tingjian/tingjian"
)

// Bounds are what one conversation may hold (会话上限). With every message a conversation is judged as a whole, kept in memory as a
// whole and its state written down, so a source that gives all it sends one id would bring its partition to a standstill. What goes
// beyond is left out and reported, as conflicts are.
type Bounds struct {
	Turns int // and as many fragments that nothing but their content tells apart
	Bytes int // of texts, addresses and fields together
}

// DefaultBounds are far above what people say to one another: 20,000 turns, 16 MiB.
func DefaultBounds() Bounds { return Bounds{Turns: 20_000, Bytes: 16 << 20} }

// Bound sets what the conversation may hold, DefaultBounds unless it is called. What it holds already stays.
func (a *Assembly) Bound(b Bounds) { a.bounds = b }

// atLimit says what became of n turns, facts or other fields that were left out.
func (a *Assembly) atLimit(n int) string {
	return fmt.Sprintf("%d turns, facts or other fields are left out: the conversation holds what one may (%d turns, ingest.conversation_turns; %d bytes, "+
		"ingest.conversation_bytes): give each conversation an id of its own", n, a.bounds.Turns, a.bounds.Bytes)
}

// measure adds up what the conversation holds, once; from then on size is kept up to date.
func (a *Assembly) measure() {
	if a.bounds == (Bounds{}) {
		a.bounds = DefaultBounds()
	}
	if a.measured {
		return
	}
	a.measured, a.size = true, fieldsSize(a.Transcript.Facts)+fieldsSize(a.Transcript.Extra)
	for i := range a.Transcript.Turns {
		a.size += turnSize(&a.Transcript.Turns[i])
	}
}

// crowded reports whether no more fragments can be remembered that their content alone tells apart.
func (a *Assembly) crowded() bool { return len(a.state.Seen) >= a.bounds.Turns }

// hasRoom reports whether one more turn fits in.
func (a *Assembly) hasRoom(t *tingjian.Turn) bool {
	return len(a.Transcript.Turns) < a.bounds.Turns && a.size+turnSize(t) <= a.bounds.Bytes
}

// turnSize is how many bytes a turn holds, never more than its JSON has.
func turnSize(t *tingjian.Turn) int {
	n := len(t.Text) + len(t.Agent) + fieldsSize(t.Extra)
	for i := range t.Media {
		n += len(t.Media[i].Type) + len(t.Media[i].URL) + fieldsSize(t.Media[i].Extra)
	}
	if t.Event != nil {
		n += len(t.Event.Type) + len(t.Event.To) + fieldsSize(t.Event.Extra)
	}
	return n
}

func fieldsSize(fields map[string]json.RawMessage) int {
	n := 0
	for name, value := range fields {
		n += len(name) + len(value)
	}
	return n
}
