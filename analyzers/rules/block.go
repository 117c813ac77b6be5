package rules

import (
	"time"

	"github.com/tingjian/tingjian"
)

// block is what must hold together: a rule, a branch of one, or an operand of `and`, `or` and `not`. Its first trigger
// sets the mark that the others look from.
type block struct {
	name       string // of the branch; empty: the rule has none
	place      string // as path:line:column
	triggers   []step
	conditions []step
	hit        hit
	message    string // empty: the rule's
	clearedBy  string // likewise
}

// step is an operator as it stands in the file.
type step struct {
	name  string // its keyword
	place string // of its value, as path:line:column
	operator
}

// ask judges one step, and tells whoever explains the rule.
func (c *candidate) ask(s step) verdict {
	v := s.judge(c)
	if c.trace != nil {
		c.trace(s, c, v)
	}
	return v
}

// judge says whether the block holds, and sets the candidate's mark.
func (b *block) judge(c *candidate) verdict {
	switch {
	case len(b.triggers) == 0:
		return b.rest(c, verdict{state: holds})
	case b.hit.mode != firstHit:
		return b.judgeHits(c)
	}
	v := c.ask(b.triggers[0])
	if !v.state.yes() {
		return v
	}
	if !c.covers(v.found[0].turn) { // what is true of the conversation is marked in one place
		return c.none()
	}
	c.mark, c.marked, v.found = v.found[0], true, v.found[1:]
	return b.rest(c, v)
}

// rest asks everything but the first trigger, whose verdict is v.
func (b *block) rest(c *candidate, v verdict) verdict {
	for i, s := range b.triggers {
		if i == 0 {
			continue
		}
		if v = v.and(c.ask(s)); v.state == fails {
			return v
		}
	}
	for _, s := range b.conditions {
		if v = v.and(c.ask(s)); v.state == fails {
			return v
		}
	}
	return v
}

// and is the verdict on both.
func (v verdict) and(w verdict) verdict {
	both := verdict{state: min(v.state, w.state)}
	if both.state == fails { // under a `not` it holds, for the reason that it fails here
		if both.clock = w.clock; v.state == fails {
			both.clock = v.clock
		}
		return both
	}
	both.clock = later(v.clock, w.clock)
	both.at, both.wake = waits(v, w)
	if both.state.yes() {
		both.found = append(v.found[:len(v.found):len(v.found)], w.found...)
		both.where = append(v.where[:len(v.where):len(v.where)], w.where...)
	}
	return both
}

// waits says when two conditions are both decided by the clock, and when to ask again.
func waits(v, w verdict) (at, wake time.Time) {
	switch {
	case v.state.decided():
		return w.at, w.wake
	case w.state.decided():
		return v.at, v.wake
	}
	if !v.at.IsZero() && !w.at.IsZero() {
		at = v.at
		if w.at.After(at) {
			at = w.at
		}
	}
	wake = v.wake
	if wake.IsZero() || !w.wake.IsZero() && w.wake.Before(wake) {
		wake = w.wake
	}
	return at, wake
}

// until is a verdict that stands until the clock, or a turn, changes it.
func until(s state, at time.Time) verdict {
	return verdict{state: s, at: at, wake: at, clock: tingjian.Timer}
}

// later is the clock that one has to wait for longer.
func later(a, b tingjian.Clock) tingjian.Clock {
	if clockOrder(b) > clockOrder(a) {
		return b
	}
	return a
}

func clockOrder(c tingjian.Clock) int {
	switch c {
	case tingjian.Timer:
		return 1
	case tingjian.Close:
		return 2
	}
	return 0
}

// choose gives the first of several alternatives that holds, and its number; -1: none. While one before it may still come
// to hold, its choice is open: the mark would move.
func choose(n int, judge func(int) verdict) (verdict, int) {
	var missed verdict
	for i := range n {
		v := judge(i)
		switch {
		case v.state == fails:
			continue
		case !v.state.yes():
			missed.at, missed.wake = waits(missed, v)
			missed.state, missed.clock = unripe, later(missed.clock, v.clock)
			continue
		}
		if missed.state == unripe {
			at, wake := waits(missed, v)
			v.state, v.at, v.wake = open, at, wake
		}
		return v, i
	}
	return missed, -1
}

// hit says which of the marking trigger's hits in the unit counts.
type hit struct {
	mode hitMode
	n    int // of nthHit, from 1
}

type hitMode int

const (
	firstHit hitMode = iota // the conditions are asked of the first one
	nthHit                  // of the nth
	anyHit                  // the first one for which the conditions hold
	everyHit                // the conditions must hold for all of them
)

// judgeHits judges the block on the hits that its `hit` names.
func (b *block) judgeHits(c *candidate) verdict {
	marks := b.triggers[0].operator.(lister).marks(c)
	missed := verdict{state: c.missing()}
	each := func(i int) verdict {
		v := verdict{state: holds}
		if c.trace != nil {
			c.trace(b.triggers[0], c, verdict{state: holds, found: marks[i : i+1]})
		}
		c.mark, c.marked = marks[i], true
		return b.rest(c, v)
	}
	switch {
	case len(marks) == 0:
		return missed
	case b.hit.mode == nthHit && len(marks) < b.hit.n:
		return missed
	case b.hit.mode == nthHit:
		return each(b.hit.n - 1)
	case b.hit.mode == anyHit:
		v, i := choose(len(marks), each)
		if i < 0 {
			v.state = max(v.state, missed.state)
			return v
		}
		c.mark = marks[i]
		return v
	}
	all := verdict{state: holds}
	for i := range marks {
		if all = all.and(each(i)); all.state == fails {
			return all
		}
	}
	c.mark = marks[0]
	all.found = append(all.found, marks[1:]...)
	if c.may() { // another hit may come for which the conditions do not hold
		all.state = min(all.state, open)
		all.at = time.Time{}
	} else if c.growing {
		all.clock = tingjian.Close
	}
	return all
}

// may reports whether what follows may still join the unit.
func (c *candidate) may() bool { return c.growing && !c.pass.Transcript.Closed }

// none is the verdict on what is not in the unit.
func (c *candidate) none() verdict {
	v := verdict{state: c.missing()}
	if c.growing {
		v.clock = tingjian.Close
	}
	return v
}

// missing is the state of what is not in the unit.
func (c *candidate) missing() state {
	if c.may() {
		return unripe
	}
	return fails
}
