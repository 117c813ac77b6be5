package rules

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
)

// finding judges rule on the unit of turn t, in which its gate hit.
func (e *evaluation) finding(rule *bound, t int) (f tingjian.Finding, ok bool) {
	if ch := rule.scope.channels; len(ch) > 0 && !slices.Contains(ch, e.pass.Transcript.Channel) {
		return f, false
	}
	c := candidate{evaluation: e, rule: rule}
	if !c.gather(t) {
		return f, false
	}
	var evidence []place
	clock, pending := tingjian.Stream, false
	note := func(v verdict) {
		if v.clock != "" {
			clock = v.clock
		}
		pending = pending || v.state == open
		evidence = append(append(evidence, v.found...), v.where...)
	}
	for i, op := range rule.triggers {
		v := op.judge(&c)
		if v.state == fails {
			return f, false
		}
		if i == 0 {
			c.mark, v.found = v.found[0], v.found[1:]
		}
		note(v)
	}
	for _, op := range rule.conditions {
		v := op.judge(&c)
		if v.state == fails {
			return f, false
		}
		note(v)
	}
	if rule.scope.last > 0 { // only the close tells which turns were the last
		clock, pending = tingjian.Close, pending || !e.pass.Transcript.Closed
	}
	if pending {
		clock = tingjian.Stream
	}
	return c.report(evidence, clock, pending), true
}

// report makes the finding.
func (c *candidate) report(evidence []place, clock tingjian.Clock, pending bool) tingjian.Finding {
	r := c.rule
	f := tingjian.Finding{
		Code: r.Code, Rule: r.ID, Version: r.version, Status: r.Status, Confidence: r.Confidence,
		Span: c.pass.Span(c.mark.turn, c.mark.start, c.mark.end), ClearedBy: r.clearedBy,
		Clock: clock, Pending: pending,
	}
	quote := f.Quote
	for _, s := range c.straddling(c.mark.turn) {
		if s.from == c.mark {
			rest := c.pass.Span(s.to.turn, s.to.start, s.to.end)
			quote, evidence = f.Quote+rest.Quote, append(evidence, s.to)
			break
		}
	}
	f.Message = strings.ReplaceAll(r.Message, "{match}", quote)
	sortPlaces(evidence)
	for _, p := range slices.Compact(evidence) {
		if p != c.mark {
			f.Evidence = append(f.Evidence, c.pass.Span(p.turn, p.start, p.end))
		}
	}
	return f
}

// gather fills in the turns of the unit of turn t; false: the scope leaves none.
func (c *candidate) gather(t int) bool {
	s := c.rule.scope
	switch s.unit {
	case perTurn:
		c.turns = []int{t}
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
	if s.first > 0 || s.last > 0 {
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

// limited keeps of turns those among the first or last n of the rule's speakers.
func (c *candidate) limited(turns []int) (kept []int) {
	n, step, t := c.rule.scope.first, 1, 0
	if c.rule.scope.last > 0 {
		n, step, t = c.rule.scope.last, -1, len(c.pass.Transcript.Turns)-1
	}
	for ; n > 0 && t >= 0 && t < len(c.pass.Transcript.Turns); t += step {
		if !c.counts(t, c.rule.Speakers) {
			continue
		}
		n--
		if slices.Contains(turns, t) {
			kept = append(kept, t)
		}
	}
	slices.Sort(kept)
	return kept
}
