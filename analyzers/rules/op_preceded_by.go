package rules

import (
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// preceded asks whether something came before the mark within a window: `preceded_by`, or `unless_preceded_by` where
// it must not have come.
type preceded struct {
	*window
	unless bool
}

func parsePrecededBy(p *ruleParser, v yamlfile.Value) []operator {
	return each(p.windows(v), func(w *window) operator { return &preceded{w, false} })
}

func parseUnlessPrecededBy(p *ruleParser, v yamlfile.Value) []operator {
	return each(p.windows(v), func(w *window) operator { return &preceded{w, true} })
}

func (o *preceded) judge(c *candidate) verdict {
	s := o.before(c)
	switch {
	case s.untimed:
		return verdict{}
	case o.unless && !s.ok:
		return verdict{state: holds, where: s.where}
	case !o.unless && s.ok:
		return verdict{state: holds, found: []place{s.hit}}
	}
	return verdict{found: s.found()}
}

// before looks from the start of the mark back through the unit and then through the turns that came before it.
func (w *window) before(c *candidate) (s search) {
	by, marked := w.speakers(c), c.mark.turn
	s.where = append(s.where, place{marked, 0, c.mark.end})
	for _, t := range slices.Backward(c.turns) {
		to := len(c.turn(t).Text)
		switch {
		case t > marked, t < marked && w.within > 0:
			continue
		case t == marked:
			to = c.mark.start
		default:
			s.saw(c, t)
		}
		if s.hit, s.ok = w.in(c, t, 0, to, by); s.ok {
			return s
		}
	}
	next := c.turns[0] - 1
	switch {
	case w.within > 0:
		w.timed(c, marked-1, -1, by, &s)
	case w.reach == unlimited:
		w.far(c, next, -1, by, &s)
	default:
		w.walk(c, next, -1, by, &s)
	}
	return s
}

func (o *preceded) clearedBy(t titles) string {
	if !o.unless {
		return ""
	}
	return t.window(o.window, "此前")
}

func (*preceded) needs(scope, bool) tingjian.Clock { return tingjian.Stream }
