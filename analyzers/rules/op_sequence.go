package rules

import (
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// sequence looks for steps in their order. It holds where all that must be there are, or, `broken`, where the first is and
// a later one does not follow in time.
type sequence struct {
	steps    []stage
	gapTurns int           // between two steps, at most so many turns of the conversation; 0: not by turns
	gapTime  time.Duration // 0: not by time
	broken   bool
	required int // the last step that must be there
}

// stage is one step: a window that is looked into turn by turn.
type stage struct {
	*window
	optional bool
}

func parseSequence(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("steps", "max_gap", "broken")
	o := &sequence{}
	for _, one := range m.Need("steps", "give two or more").Each() {
		r := one.Record("any_of", "events", "by", "optional")
		s := stage{window: p.windowOf(one, r)}
		if optional := r.Get("optional"); optional.Given() {
			s.optional = optional.Flag()
		}
		if len(s.by) == 0 {
			s.by = p.rule.Speakers
		}
		if !s.optional {
			o.required = len(o.steps)
		}
		o.steps = append(o.steps, s)
	}
	if len(o.steps) < 2 || o.required == 0 || o.steps[0].optional || o.steps[0].anyOf == nil {
		v.Fail("want a first step with phrases and another one that is not optional")
		return nil
	}
	if gap := m.Get("max_gap"); gap.Mapping() {
		o.gapTurns = gap.Record("turns").Need("turns", "say how many turns, or give a duration instead").Whole(1, 1000)
	} else if gap.Given() {
		o.gapTime = readDuration(gap, time.Second, maxWait)
	}
	if broken := m.Get("broken"); broken.Given() {
		o.broken = broken.Flag()
	}
	return o
}

func (o *sequence) gate(b *bound) gate {
	return gate{sweep: []sweep{{finder: o, when: b.lists[o.steps[0].anyOf.index]}}}
}

func (o *sequence) turns(e *evaluation, b *bound) []int { return turnsOf(o, e, b) }

func (o *sequence) judge(c *candidate) verdict { return inUnit(o, c) }

// strand is how far the steps came from one start on.
type strand struct {
	found    []place
	complete bool
	over     bool // no further step can come
	last     int  // the turn up to which was looked
	at       time.Time
}

func (o *sequence) occurrences(e *evaluation, b *bound) (all []verdict) {
	c := candidate{evaluation: e, rule: b, scope: &scope{}}
	for t := 0; t < len(e.pass.Transcript.Turns); t++ {
		start, ok := o.steps[0].in(&c, t, 0, len(e.turn(t).Text), o.steps[0].by)
		if !ok {
			continue
		}
		s := o.follow(&c, start)
		if v := o.verdict(&c, &s); v.state != fails {
			all = append(all, v)
		}
		if !s.complete && !s.over {
			break
		}
		t = max(t, s.last)
	}
	return all
}

// follow looks for the steps after the first one, whose place is start.
func (o *sequence) follow(c *candidate, start place) (s strand) {
	s.found = []place{start}
	next, from := 1, start.end
	at := c.turn(start.turn).At
	for t := start.turn; t < len(c.pass.Transcript.Turns); t++ {
		if last := s.found[len(s.found)-1].turn; o.tooFar(c, last, at, t) {
			s.over, s.last = true, t-1
			return s
		}
		s.last = t
		for {
			k, p, ok := o.step(c, next, t, from)
			if !ok {
				break
			}
			s.found, next, from = append(s.found, p), k+1, p.end
			if now := c.turn(t).At; !now.IsZero() {
				at = now
			}
			if k == o.required {
				s.complete = true
				return s
			}
		}
		from = 0
	}
	if o.gapTime > 0 && !at.IsZero() {
		s.at = at.Add(o.gapTime + time.Millisecond)
		s.over = !s.at.After(c.pass.AsOf)
	}
	return s
}

// step finds the next step, or one after it where those before are optional, in turn t from a byte on.
func (o *sequence) step(c *candidate, next, t, from int) (k int, p place, ok bool) {
	for k = next; k <= o.required; k++ {
		s := &o.steps[k]
		if p, ok = s.in(c, t, from, len(c.turn(t).Text), s.by); ok {
			if p.end <= from && from > 0 { // an event of the same turn
				p.end = from
			}
			return k, p, true
		}
		if !s.optional {
			break
		}
	}
	return k, p, false
}

// tooFar reports whether turn t lies further behind the last step than steps may.
func (o *sequence) tooFar(c *candidate, last int, at time.Time, t int) bool {
	if o.gapTurns > 0 && t-last > o.gapTurns {
		return true
	}
	now := c.turn(t).At
	return o.gapTime > 0 && !at.IsZero() && !now.IsZero() && now.Sub(at) > o.gapTime
}

func (o *sequence) verdict(c *candidate, s *strand) (v verdict) {
	closed := c.pass.Transcript.Closed
	switch {
	case s.complete && o.broken, s.over && !o.broken, closed && !s.complete && !o.broken:
		return v
	case s.complete:
		v.state = holds
	case s.over:
		v.state = holds
		if o.gapTime > 0 {
			v.clock = tingjian.Timer
		}
	case closed:
		v.state, v.clock = holds, tingjian.Close
	default:
		v.state = unripe
		if !s.at.IsZero() {
			v = until(unripe, s.at)
		}
		if o.broken {
			v.state = open
		}
	}
	return o.mark(c, s, v)
}

// mark puts the step that is to be marked first: the first one of the rule's speakers, or of a broken sequence the last.
func (o *sequence) mark(c *candidate, s *strand, v verdict) verdict {
	ours := func(p place) bool { return slices.Contains(c.rule.Speakers, c.turn(p.turn).Speaker) }
	i := slices.IndexFunc(s.found, ours)
	if o.broken {
		for i = len(s.found) - 1; i >= 0 && !ours(s.found[i]); i-- {
		}
	}
	if i < 0 {
		return verdict{}
	}
	v.found = append([]place{s.found[i]}, slices.Delete(slices.Clone(s.found), i, i+1)...)
	return v
}

func (o *sequence) needs(_ scope, negated bool) tingjian.Clock {
	switch {
	case o.broken == negated:
		return tingjian.Stream
	case o.gapTime > 0:
		return tingjian.Timer
	case o.gapTurns > 0:
		return tingjian.Stream
	}
	return tingjian.Close
}
