package ingest

import (
	"fmt"
	"hash/fnv"
	"reflect"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

// Assembly is one conversation being put together from its fragments (会话拼装). The same fragments give the same
// transcript however they were cut, repeated or delayed, as long as their turns carry seq; turns without seq keep the
// order of arrival.
type Assembly struct {
	Transcript tingjian.Transcript
	state      assemblyState
	seen       map[uint64]struct{} // state.Seen to look up in; nil: not made yet
	bounds     Bounds              // zero: DefaultBounds
	size       int                 // bytes that it holds, where measured
	measured   bool
}

// assemblyState is what must be remembered beside the transcript; it is stored with it.
type assemblyState struct {
	// CloseSeq is the highest seq that a closing fragment covered; a speaking turn beyond it reopens the conversation.
	CloseSeq *int64 `json:"close_seq,omitzero"`
	// CloseTurns is the number of turns at a closing that carried no seq; further ones reopen the conversation.
	CloseTurns int `json:"close_turns,omitzero"`
	// Idle is set when the conversation was closed because nothing came for a while.
	Idle bool `json:"idle,omitzero"`
	// Seen are hashes of fragments whose effect is not told apart by seq, so that a repeated one changes nothing.
	Seen []uint64 `json:"seen,omitempty"`
}

// Merged says what a fragment did.
type Merged struct {
	Changed      bool
	FirstChanged int      // the first turn that is new or has moved; len(Turns) if none
	Reopened     bool     // it was closed and is open again
	Conflicts    []string // what contradicts what is already there, or goes beyond the bounds, and was left out, in words
	LeftOut      int      // turns, facts and other fields that go beyond the bounds
}

// NewAssembly starts a conversation.
func NewAssembly(id string) *Assembly {
	return &Assembly{Transcript: tingjian.Transcript{ID: id}}
}

// ResumeAssembly goes on with a stored conversation and the State stored with it.
func ResumeAssembly(t tingjian.Transcript, state []byte) (*Assembly, error) {
	a := &Assembly{Transcript: t}
	if len(state) == 0 {
		return a, nil
	}
	if err := wire.Unmarshal(state, &a.state); err != nil {
		return nil, fmt.Errorf("transcript %q: stored state of assembly: %w", t.ID, err)
	}
	return a, nil
}

// State is what ResumeAssembly needs beside the transcript; nil where there is nothing to remember.
func (a *Assembly) State() []byte {
	if reflect.ValueOf(a.state).IsZero() {
		return nil
	}
	b, err := wire.Marshal(&a.state)
	if err != nil {
		panic(err) // numbers and booleans only
	}
	return b
}

// CloseReason is why the conversation counts as closed: "" (open), "said" or "idle".
func (a *Assembly) CloseReason() string {
	switch {
	case !a.Transcript.Closed:
		return ""
	case a.state.Idle:
		return "idle"
	}
	return "said"
}

// CloseIdle closes the conversation because nothing came for a while. A speaking turn reopens it.
func (a *Assembly) CloseIdle() {
	if !a.Transcript.Closed {
		a.state.Idle, a.Transcript.Closed = true, true
		a.markClosed()
	}
}

// Merge adds a fragment of this conversation. An error says that the fragment cannot be written down; nothing has changed then.
func (a *Assembly) Merge(f *tingjian.Fragment) (Merged, error) {
	m := Merged{FirstChanged: len(a.Transcript.Turns)}
	unnumbered := slices.ContainsFunc(f.Turns, func(t tingjian.Turn) bool { return t.Seq == nil })
	hashed := unnumbered || f.Facts != nil || f.Rating != nil
	var hash uint64
	if hashed {
		var err error
		if hash, err = fragmentHash(f); err != nil || a.hasSeen(hash) {
			return m, err
		}
	}
	a.measure()
	if hashed && a.crowded() {
		m.LeftOut = max(1, len(f.Turns))
	} else if a.take(f, &m) && hashed {
		a.see(hash)
	}
	if m.LeftOut > 0 {
		m.Conflicts = append(m.Conflicts, a.atLimit(m.LeftOut))
	}
	a.settleClosed(f, &m) // a closing holds whatever was left out: a conversation that is full must be able to end
	return m, nil
}

// take merges all but the closing. It reports whether something was taken that comes again with a repetition, since no seq tells it apart.
func (a *Assembly) take(f *tingjian.Fragment, m *Merged) (again bool) {
	again = a.mergeMeta(f, m)
	for i := range f.Turns {
		if a.mergeTurn(&f.Turns[i], m) && f.Turns[i].Seq == nil {
			again = true
		}
	}
	return again
}

// fragmentHash identifies a fragment by its content.
func fragmentHash(f *tingjian.Fragment) (uint64, error) {
	b, err := wire.Marshal(f)
	if err != nil {
		return 0, fmt.Errorf("a field is no JSON any more after masking: please report this record: %w", err)
	}
	h := fnv.New64a()
	h.Write(b)
	return h.Sum64(), nil
}

// mergeTurn puts one turn in its place, and reports whether it did.
func (a *Assembly) mergeTurn(t *tingjian.Turn, m *Merged) bool {
	turns := a.Transcript.Turns
	at := len(turns)
	if t.Seq != nil {
		for at > 0 && (turns[at-1].Seq == nil || *turns[at-1].Seq > *t.Seq) {
			at--
		}
		if at == 0 { // every numbered turn comes later: before the first of them
			at = firstNumbered(turns)
		} else if before := &turns[at-1]; *before.Seq == *t.Seq {
			if !sameTurn(before, t) {
				m.Conflicts = append(m.Conflicts, fmt.Sprintf("turn seq %d says something else than the one that came first, which is kept", *t.Seq))
			}
			return false
		}
		for at > 0 && at < len(turns) && turns[at].Seq == nil { // unnumbered turns stay with the one they followed
			at++
		}
	}
	if !a.hasRoom(t) {
		m.LeftOut++
		return false
	}
	a.size += turnSize(t)
	m.Changed = true
	m.FirstChanged = min(m.FirstChanged, at)
	if at == len(turns) {
		a.Transcript.Turns = append(turns, *t)
		return true
	}
	// A fresh slice: what was committed before may still be read by the ledger.
	moved := make([]tingjian.Turn, 0, len(turns)+8)
	moved = append(append(append(moved, turns[:at]...), *t), turns[at:]...)
	a.Transcript.Turns = moved
	return true
}

func firstNumbered(turns []tingjian.Turn) int {
	for i := range turns {
		if turns[i].Seq != nil {
			return i
		}
	}
	return len(turns)
}

func sameTurn(a, b *tingjian.Turn) bool {
	return a.Speaker == b.Speaker && a.Text == b.Text && a.Agent == b.Agent && (a.Event == nil) == (b.Event == nil) &&
		(a.Event == nil || a.Event.Type == b.Event.Type)
}

// settleClosed decides whether the conversation is closed now. The answer depends on which turns and closings there
// are, not on the order in which they came.
func (a *Assembly) settleClosed(f *tingjian.Fragment, m *Merged) {
	was := a.Transcript.Closed
	raise := func(f *tingjian.Fragment) {
		a.state.Idle = false
		if a.raiseClose(f); m.LeftOut > 0 { // the turn that it goes up to may be missing
			a.markClosed()
		}
	}
	if f.Closed != nil && *f.Closed {
		raise(f)
	}
	for i := range f.Turns {
		if e := f.Turns[i].Event; e != nil && e.Type == tingjian.EventClose {
			raise(&tingjian.Fragment{Turns: f.Turns[i : i+1]})
		}
	}
	a.Transcript.Closed = a.closedNow()
	if !a.Transcript.Closed {
		a.state.Idle = false
	}
	m.Reopened = was && !a.Transcript.Closed
	m.Changed = m.Changed || was != a.Transcript.Closed
}

// raiseClose notes that everything up to f's last turn is closed; a fragment without turns closes all there is.
func (a *Assembly) raiseClose(f *tingjian.Fragment) {
	if len(f.Turns) == 0 {
		a.markClosed()
		return
	}
	for i := range f.Turns {
		if seq := f.Turns[i].Seq; seq == nil {
			a.state.CloseTurns = len(a.Transcript.Turns)
		} else if a.state.CloseSeq == nil || *seq > *a.state.CloseSeq {
			a.state.CloseSeq = seq
		}
	}
}

func (a *Assembly) markClosed() {
	a.state.CloseTurns = max(1, len(a.Transcript.Turns))
	for i := range a.Transcript.Turns {
		if seq := a.Transcript.Turns[i].Seq; seq != nil && (a.state.CloseSeq == nil || *seq > *a.state.CloseSeq) {
			a.state.CloseSeq = seq
		}
	}
}

// closedNow: there was a closing, and nobody has spoken beyond it.
func (a *Assembly) closedNow() bool {
	if a.state.CloseSeq == nil && a.state.CloseTurns == 0 {
		return false
	}
	for i := len(a.Transcript.Turns) - 1; i >= 0; i-- {
		t := &a.Transcript.Turns[i]
		if t.Speaker == tingjian.System || t.Text == "" && len(t.Media) == 0 {
			continue
		}
		if t.Seq != nil {
			return a.state.CloseSeq != nil && *t.Seq <= *a.state.CloseSeq || a.state.CloseSeq == nil && i < a.state.CloseTurns
		}
		return i < a.state.CloseTurns || a.state.CloseTurns == 0 && a.state.CloseSeq != nil && numberedAfter(a.Transcript.Turns, i)
	}
	return true
}

// numberedAfter reports whether a numbered turn follows turn i.
func numberedAfter(turns []tingjian.Turn, i int) bool {
	return slices.ContainsFunc(turns[i+1:], func(t tingjian.Turn) bool { return t.Seq != nil })
}
