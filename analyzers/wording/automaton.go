package wording

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
	"sync"
	"sync/atomic"
)

// automaton tells whether an expression matches anywhere in a text, in one way through it, which package regexp takes many for where
// an expression has many alternatives. Its states are made when a text first leads to them. It is safe for use by several goroutines.
type automaton struct {
	prog    *syntax.Prog
	classes *classes

	mu     sync.Mutex
	known  map[string]int32   // the states made so far, by their places
	states [mostStates]*state // the first one is none
}

// mostStates bounds the memory that an automaton takes: a state has 4 bytes for each class of characters, at most 10 for each instruction
// of the expression, and some 160 beside. Of the longest expression that is shipped (1,836 instructions, 204 classes) none seen took more
// than 4 kB, which makes 8 MB at most; 3,000 conversations make 284 of them, 0.7 MB, and 1.4 MB of all expressions together. Beside them
// stand 16 kB for the table below and at most 140 kB of classes. Texts that would lead further are left to package regexp.
const mostStates = 1 << 11

// state is where in the expression one may be at some place of a text.
type state struct {
	places []uint32 // instructions that wait for a character, or for the end of the text, ascending
	found  bool     // the expression has matched
	atEnd  bool     // it matches if the text ends here
	next   []atomic.Int32
}

// initial is the number of the state before the first character; 0 in state.next says that the next one is still to be made, and
// beyond that there are too many.
const (
	initial int32 = 1
	beyond  int32 = -1
)

// newAutomaton gives nil for an expression that asks for more about a place than whether the text begins or ends there.
func newAutomaton(re *syntax.Regexp) *automaton {
	prog, err := syntax.Compile(re)
	if err != nil {
		return nil
	}
	for i := range prog.Inst {
		if inst := &prog.Inst[i]; inst.Op == syntax.InstEmptyWidth && syntax.EmptyOp(inst.Arg)&^(syntax.EmptyBeginText|syntax.EmptyEndText) != 0 {
			return nil
		}
	}
	a := &automaton{prog: prog, classes: newClasses(prog), known: map[string]int32{}}
	w := walk{prog: prog, flags: syntax.EmptyBeginText}
	w.follow(uint32(prog.Start))
	a.state(&w)
	return a
}

// in reports whether the expression matches in text; known is false where that takes too many states.
func (a *automaton) in(text string) (found, known bool) {
	s := a.states[initial]
	for _, r := range text {
		if s.found {
			return true, true
		}
		class := a.classes.of(r)
		n := s.next[class].Load()
		if n == 0 {
			n = a.step(s, class)
		}
		if n == beyond {
			return false, false
		}
		s = a.states[n]
	}
	return s.found || s.atEnd, true
}

// step makes the state that a character of the class leads to from s.
func (a *automaton) step(s *state, class uint16) int32 {
	a.mu.Lock()
	defer a.mu.Unlock()
	w := walk{prog: a.prog}
	for _, p := range s.places {
		if inst := &a.prog.Inst[p]; inst.Op != syntax.InstEmptyWidth && inst.MatchRune(a.classes.some[class]) {
			w.follow(inst.Out)
		}
	}
	w.follow(uint32(a.prog.Start)) // or it begins behind the character
	n := a.state(&w)
	s.next[class].Store(n)
	return n
}

// state is the number of the state with the places of w, made if it is new.
func (a *automaton) state(w *walk) int32 {
	slices.Sort(w.places)
	key := []byte{byte(w.flags), 0}
	if w.found {
		w.places, key[1] = nil, 1
	}
	for _, p := range w.places {
		key = binary.AppendUvarint(key, uint64(p))
	}
	if n, ok := a.known[string(key)]; ok {
		return n
	}
	n := initial + int32(len(a.known))
	if n == mostStates {
		return beyond
	}
	a.known[string(key)] = n
	a.states[n] = &state{places: w.places, found: w.found, atEnd: w.atEnd(), next: make([]atomic.Int32, len(a.classes.some))}
	return n
}

// walk goes from an instruction to those that wait for a character, or for the end of the text.
type walk struct {
	prog   *syntax.Prog
	flags  syntax.EmptyOp // what holds here
	seen   map[uint32]bool
	places []uint32
	found  bool
}

func (w *walk) follow(p uint32) {
	if w.seen[p] {
		return
	}
	if w.seen == nil {
		w.seen = map[uint32]bool{}
	}
	w.seen[p] = true
	switch inst := &w.prog.Inst[p]; inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		w.follow(inst.Out)
		w.follow(inst.Arg)
	case syntax.InstCapture, syntax.InstNop:
		w.follow(inst.Out)
	case syntax.InstEmptyWidth:
		switch missing := syntax.EmptyOp(inst.Arg) &^ w.flags; missing {
		case 0:
			w.follow(inst.Out)
		case syntax.EmptyEndText:
			w.places = append(w.places, p)
		}
	case syntax.InstMatch:
		w.found = true
	case syntax.InstFail:
	default:
		w.places = append(w.places, p)
	}
}

// atEnd reports whether what was walked to matches if the text ends here.
func (w *walk) atEnd() bool {
	end := walk{prog: w.prog, flags: w.flags | syntax.EmptyEndText}
	for _, p := range w.places {
		if inst := &w.prog.Inst[p]; inst.Op == syntax.InstEmptyWidth {
			end.follow(inst.Out)
		}
	}
	return end.found
}
