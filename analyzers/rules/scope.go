package rules

import (
	"cmp"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// absence is what it takes to know that something is not in the unit; or, negated, that it is there.
func (s scope) absence(negated bool) tingjian.Clock {
	if s.last > 0 || negated && s.unit == perConversation {
		return tingjian.Close
	}
	return tingjian.Stream
}

// readScope reads what the rule looks at as one, and where.
func (p *ruleParser) readScope(v yamlfile.Value) {
	s := &p.rule.scope
	if !v.Mapping() {
		s.unit = readUnit(v)
		return
	}
	m := v.Record("unit", "first", "last", "turns", "time", "channel", "before", "after", "around", "current")
	s.unit = readUnit(m.Get("unit"))
	s.to = m.Get("first").Whole(1, 1000)
	last, turns := m.Get("last"), m.Get("turns")
	s.last = last.Whole(1, 1000)
	if m.Get("first").Given() {
		last.Fail("stands beside scope.first: keep one of the two")
	}
	if turns.Given() {
		if s.to > 0 || s.last > 0 {
			turns.Fail("stands beside scope.first or scope.last: keep one of them")
		}
		r := turns.Record("from", "to")
		s.from, s.to = max(1, r.Get("from").Whole(1, 1000)), r.Need("to", "say up to which turn").Whole(1, 1000)
		if s.to > 0 && s.to < s.from {
			turns.Fail("ends before it begins: no turn is in it")
		}
	}
	if span := m.Get("time"); span.Given() {
		r := span.Record("from", "to")
		s.after, s.until = readDuration(r.Get("from"), 0, maxWait), readDuration(r.Get("to"), time.Second, maxWait)
		if s.until > 0 && s.until <= s.after {
			span.Fail("ends before it begins: no turn is in it")
		}
	}
	for _, one := range m.Get("channel").Each() {
		p.rule.limits.channels = append(p.rule.limits.channels, channel(one))
	}
	for word, direction := range directions() {
		if value := m.Get(word); value.Given() {
			p.rule.common = append(p.rule.common, step{"scope." + word, value.Place(), &position{p.window(value), direction}})
			if s.unit == perConversation {
				value.Fail("the scope is the whole conversation, so its turns are in no place: use unit: turn or statement")
			}
		}
	}
	slices.SortFunc(p.rule.common, func(a, b step) int { return cmp.Compare(a.name, b.name) })
}

// wide reports whether the scope leaves out no turn.
func (s *scope) wide() bool { return s.to == 0 && s.last == 0 && s.after == 0 && s.until == 0 }

// gather fills in the turns of the unit of turn t; false: the scope leaves none.
func (c *candidate) gather(t int) bool {
	s := c.scope
	switch s.unit {
	case perTurn:
		c.turns = c.single(t)
	case perStatement:
		statement := c.pass.StatementOf[t]
		c.turns = c.pass.Statements[statement].Turns
		c.growing = !c.over(statement)
	case perConversation:
		for i := range c.pass.Transcript.Turns {
			if slices.Contains(c.rule.Speakers, c.turn(i).Speaker) {
				c.turns = append(c.turns, i)
			}
		}
		c.growing = true
	}
	if !s.wide() {
		c.turns = c.limited(c.turns)
	}
	return len(c.turns) > 0
}

// over reports whether somebody else spoke after the statement, so that no further bubble can join it.
func (e *evaluation) over(statement int) bool {
	for _, s := range e.pass.Statements[statement+1:] {
		if s.Speaker != tingjian.System {
			return true
		}
	}
	return e.pass.Statements[statement].Speaker == tingjian.System
}

// limited keeps of turns those that the scope leaves in.
func (c *candidate) limited(turns []int) (kept []int) {
	s := c.scope
	if s.after > 0 || s.until > 0 {
		turns = slices.DeleteFunc(slices.Clone(turns), func(t int) bool { return !c.timely(t) })
	}
	if s.to == 0 && s.last == 0 {
		return turns
	}
	n, step, t := s.to, 1, 0
	if s.last > 0 {
		n, step, t = s.last, -1, len(c.pass.Transcript.Turns)-1
	}
	for i := 1; i <= n && t >= 0 && t < len(c.pass.Transcript.Turns); t += step {
		if !c.counts(t, c.rule.Speakers) {
			continue
		}
		if i >= s.from && slices.Contains(turns, t) {
			kept = append(kept, t)
		}
		i++
	}
	slices.Sort(kept)
	return kept
}

// timely reports whether turn t lies in the scope's time; a turn without a time does not.
func (c *candidate) timely(t int) bool {
	at, from := c.turn(t).At, c.beginning()
	if at.IsZero() || from.IsZero() {
		return false
	}
	since := at.Sub(from)
	return since >= c.scope.after && (c.scope.until == 0 || since < c.scope.until)
}

// beginning is the earliest time of the transcript.
func (e *evaluation) beginning() time.Time {
	if e.began.IsZero() {
		e.began = e.pass.Transcript.Earliest()
	}
	return e.began
}
