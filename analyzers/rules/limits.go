package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// limits say on which conversations a rule works at all.
type limits struct {
	channels []tingjian.Channel // empty: all
	when     []*meta            // of the rule and of its pack; all must hold
	from, to time.Time          // the first moment and the first one past the last; zero: no end
}

// limits reads `when`, `effective`, `na_when` and `cooldown`.
func (p *ruleParser) limits(m yamlfile.Record) {
	r := p.rule
	if when := m.Get("when"); when.Given() {
		r.limits.when = append(r.limits.when, readMeta(when))
	}
	if v := m.Get("effective"); v.Given() {
		e := v.Record("from", "to")
		r.limits.from, r.limits.to = readDay(e.Get("from")), readDay(e.Get("to"))
		if !r.limits.to.IsZero() {
			r.limits.to = r.limits.to.AddDate(0, 0, 1)
			if !r.limits.from.Before(r.limits.to) {
				v.Fail("ends before it begins: the rule would never work")
			}
		}
	}
	if v := m.Get("na_when"); v.Given() {
		p.scope = scope{unit: perConversation}
		b := p.block(v, v.Record(blockKeys()...))
		if v.Mapping() && len(b.triggers)+len(b.conditions) == 0 {
			v.Fail("is empty: say when the rule does not apply")
		}
		r.naWhen = &notApplicable{b}
		r.common = append(r.common, step{"na_when", v.Place(), r.naWhen})
		p.scope = r.scope
	}
	if v := m.Get("cooldown"); v.Given() {
		if v.Mapping() {
			r.cooldown.turns = v.Record("turns").Need("turns", "say for how many turns, or give a duration instead").Whole(1, 1000)
		} else {
			r.cooldown.time = readDuration(v, time.Second, maxWait)
		}
		if r.scope.unit == perConversation {
			v.Fail("the scope is the whole conversation, in which the rule has one finding at most: leave it out")
		}
	}
}

// readDay reads a date, in the zone of the wire.
func readDay(v yamlfile.Value) time.Time {
	if !v.Given() {
		return time.Time{}
	}
	day, err := time.ParseInLocation(time.DateOnly, v.Text(), tingjian.Zone)
	if err != nil {
		v.Want("a date, such as 2024-08-06")
	}
	return day
}

// admits reports whether the rule works on the conversation. It runs for every conversation and makes no words.
func (e *evaluation) admits(b *bound) bool {
	if !b.limited {
		return true
	}
	l, tr := &b.limits, e.pass.Transcript
	if len(l.channels) > 0 && !slices.Contains(l.channels, tr.Channel) {
		return false
	}
	for _, m := range l.when {
		if _, holds := m.all(e); !holds {
			return false
		}
	}
	_, ok := e.applies(b)
	return ok
}

// applies reports whether the rule works on the conversation, and if not why.
func (e *evaluation) applies(b *bound) (why string, ok bool) {
	l, tr := &b.limits, e.pass.Transcript
	if len(l.channels) > 0 && !slices.Contains(l.channels, tr.Channel) {
		return fmt.Sprintf("scope.channel: the channel is %q", tr.Channel), false
	}
	for _, m := range l.when {
		if field, holds := m.all(e); !holds {
			return "when: " + field + " is " + quoted(e.meta(field)), false
		}
	}
	if !l.from.IsZero() || !l.to.IsZero() {
		at := e.beginning()
		if at.IsZero() {
			at = e.pass.AsOf
		}
		if at.IsZero() || at.Before(l.from) || !l.to.IsZero() && !at.Before(l.to) {
			return "effective: the conversation is of " + dayOf(at), false
		}
	}
	if n := b.overrideOf(tr); n != b.override {
		return "overrides: another version of the rule, or none, works for this merchant or vendor", false
	}
	return "", true
}

func dayOf(at time.Time) string {
	if at.IsZero() {
		return "no known day"
	}
	return at.In(tingjian.Zone).Format(time.DateOnly)
}

func quoted(values []string) string {
	if len(values) == 0 {
		return "not known"
	}
	return fmt.Sprintf("%q", strings.Join(values, ", "))
}

// notApplicable is `na_when`: what takes a conversation out of what the rule is counted over (不适用).
type notApplicable struct{ *block }

// judge holds where the rule applies. What it says of a conversation is the same for every unit.
func (o *notApplicable) judge(c *candidate) verdict {
	v, ok := c.known[o].(verdict)
	if !ok {
		v = o.verdict(c.evaluation, c.rule)
		c.remember(o, v)
	}
	v.state = v.state.not()
	if v.state == fails {
		return v
	}
	v.found, v.where = nil, nil
	return v
}

// verdict says whether the rule does not apply to the conversation.
func (o *notApplicable) verdict(e *evaluation, rule *bound) verdict {
	whole := candidate{evaluation: e, rule: rule, scope: &scope{unit: perConversation}, growing: true, depth: 1}
	for i := range e.pass.Transcript.Turns {
		whole.turns = append(whole.turns, i)
	}
	return o.block.judge(&whole)
}

func (o *notApplicable) needs(_ scope, negated bool) tingjian.Clock {
	return o.block.needs(scope{unit: perConversation}, !negated)
}

// remember keeps what an operator found out for the rest of the pass.
func (e *evaluation) remember(key, value any) {
	if e.known == nil {
		e.known = map[any]any{}
	}
	e.known[key] = value
}

// cooldown is for how long after a finding a rule has no further one.
type cooldown struct {
	turns int           // so many turns of the conversation; 0: not by turns
	time  time.Duration // 0: not by time
}

func (c cooldown) given() bool { return c.turns > 0 || c.time > 0 }

// covers reports whether mark q, which comes after p, falls into the time after p.
func (c cooldown) covers(e *evaluation, p, q int) bool {
	if c.turns > 0 {
		return q-p <= c.turns
	}
	from, at := e.turn(p).At, e.turn(q).At
	return !from.IsZero() && !at.IsZero() && at.Sub(from) <= c.time
}

// cooling is where a rule had, or may yet have, a finding before; -1: nowhere.
type cooling struct {
	held, maybe int
	unsure      bool // what was held may still be undone
}

// cool is the state of a mark in turn t whose own is s, given what was before it; it notes the mark for those after it.
func (c *cooling) cool(e *evaluation, rule *bound, t int, s state) state {
	if !s.yes() {
		if s == unripe {
			c.maybe = t
		}
		return s
	}
	switch {
	case c.held >= 0 && rule.cooldown.covers(e, c.held, t):
		if c.unsure {
			c.maybe = t
			return unripe
		}
		return fails
	case c.maybe >= 0 && rule.cooldown.covers(e, c.maybe, t):
		s = open
	}
	c.held, c.unsure = t, s == open
	return s
}
