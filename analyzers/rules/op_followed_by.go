package rules

import (
	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// followed asks whether something comes after the mark within a window: `followed_by`, or `unless_followed_by` where
// it must not come.
type followed struct {
	*window
	unless bool
}

func parseFollowedBy(p *ruleParser, v yamlfile.Value) []operator {
	return each(p.windows(v), func(w *window) operator { return &followed{w, false} })
}

func parseUnlessFollowedBy(p *ruleParser, v yamlfile.Value) []operator {
	return each(p.windows(v), func(w *window) operator { return &followed{w, true} })
}

func each(all []*window, as func(*window) operator) []operator {
	ops := make([]operator, len(all))
	for i, w := range all {
		ops[i] = as(w)
	}
	return ops
}

func (o *followed) judge(c *candidate) verdict {
	s := o.after(c)
	if s.untimed {
		return verdict{}
	}
	v := s.absent(c)
	if o.unless {
		return v
	}
	v.state, v.found, v.where = v.state.not(), s.found(), nil
	return v
}

// absent is the verdict that what was looked for does not follow.
func (s *search) absent(c *candidate) verdict {
	switch {
	case s.ok:
		return verdict{found: s.found()}
	case s.timed && s.full:
		return verdict{state: holds, clock: tingjian.Timer, where: s.where}
	case s.full:
		return verdict{state: holds, where: s.where}
	case c.pass.Transcript.Closed:
		return verdict{state: holds, clock: tingjian.Close, where: s.where}
	}
	v := verdict{state: open, where: s.where}
	if s.timed {
		v = until(open, s.at)
		v.where = s.where
	}
	return v
}

// found is what the search found, in a list of one or none.
func (s *search) found() []place {
	if s.ok {
		return []place{s.hit}
	}
	return nil
}

func (o *followed) needs(_ scope, negated bool) tingjian.Clock {
	if o.unless == negated { // it waits for something to come, which is decided when it does
		return tingjian.Stream
	}
	return o.window.needs()
}

// after looks from the end of the mark through the rest of the unit and then through the turns that follow it.
func (w *window) after(c *candidate) (s search) {
	by, marked := w.speakers(c), c.mark.turn
	s.where = append(s.where, place{marked, c.mark.start, len(c.turn(marked).Text)})
	for _, t := range c.turns {
		from := 0
		switch {
		case t < marked, t > marked && w.within > 0:
			continue
		case t == marked:
			from = c.mark.end
		default:
			s.saw(c, t)
		}
		if s.hit, s.ok = w.in(c, t, from, len(c.turn(t).Text), by); s.ok {
			return s
		}
	}
	next := c.turns[len(c.turns)-1] + 1
	if w.within > 0 {
		w.timed(c, marked+1, 1, by, &s)
		return s
	}
	if w.reach == unlimited {
		w.far(c, next, 1, by, &s)
		return s
	}
	w.walk(c, next, 1, by, &s)
	s.full = s.full && !c.growing
	return s
}

func (o *followed) clearedBy(t titles) string {
	if !o.unless {
		return ""
	}
	return t.window(o.window, "其后")
}
