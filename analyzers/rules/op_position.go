package rules

import "github.com/tingjian/tingjian"

// position asks where the marked turn stands beside another condition: `before`, `after`, `around` or `current` of a scope.
type position struct {
	*window
	where direction
}

type direction int

const (
	beforeIt direction = iota // in a turn before it
	afterIt
	aroundIt
	withIt // in the same statement
)

func directions() map[string]direction {
	return map[string]direction{"before": beforeIt, "after": afterIt, "around": aroundIt, "current": withIt}
}

func (o *position) judge(c *candidate) verdict {
	by := o.by
	if len(by) == 0 {
		by = []tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}
	}
	var s search
	switch o.where {
	case afterIt:
		o.look(c, -1, by, &s)
	case beforeIt:
		o.look(c, 1, by, &s)
	case withIt:
		for _, t := range c.pass.Statements[c.pass.StatementOf[c.mark.turn]].Turns {
			if s.hit, s.ok = o.in(c, t, 0, len(c.turn(t).Text), by); s.ok {
				break
			}
		}
		s.full = c.over(c.pass.StatementOf[c.mark.turn])
	case aroundIt:
		if s.hit, s.ok = o.in(c, c.mark.turn, 0, len(c.turn(c.mark.turn).Text), by); !s.ok {
			o.look(c, -1, by, &s)
		}
		if !s.ok {
			s = search{}
			o.look(c, 1, by, &s)
		}
	}
	switch {
	case s.ok:
		return verdict{state: holds, found: s.found()}
	case s.untimed || s.full || o.where == afterIt:
		return verdict{}
	case c.pass.Transcript.Closed:
		return verdict{clock: tingjian.Close}
	case s.timed:
		return until(unripe, s.at)
	}
	return verdict{state: unripe}
}

// look searches from the turn next to the mark.
func (o *position) look(c *candidate, step int, by []tingjian.Speaker, s *search) {
	next := c.mark.turn + step
	switch {
	case o.within > 0:
		o.timed(c, next, step, by, s)
	case o.reach == unlimited:
		o.far(c, next, step, by, s)
	default:
		o.walk(c, next, step, by, s)
	}
}

func (o *position) needs(_ scope, negated bool) tingjian.Clock {
	if negated && o.where != afterIt {
		return o.window.needs()
	}
	return tingjian.Stream
}
