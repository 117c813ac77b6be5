package rules

import (
	"sort"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// near holds where a hit of a and one of b stand close to each other.
type near struct {
	a, b    *group
	within  int // characters between them, at most
	ordered bool
}

func parseNear(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("a", "b", "within", "ordered")
	a, b := m.Need("a", "give its phrases"), m.Need("b", "give its phrases")
	o := &near{
		within:  m.Need("within", "say how many characters may stand between").Whole(0, 200),
		ordered: m.Get("ordered").Flag(),
	}
	if !a.Given() || !b.Given() {
		return nil
	}
	o.a, o.b = p.group(a, false), p.group(b, false)
	return o
}

func (o *near) gate(b *bound) gate { return gate{lists: b.lists[o.a.index]} }

func (o *near) judge(c *candidate) verdict {
	bs := c.places(c.rule.lists[o.b.index]) // the gate sees to the others
	if len(bs) == 0 {
		return c.none()
	}
	as := c.places(c.rule.lists[o.a.index])
	x, y, ok := o.firstPair(c, as, bs)
	if !o.ordered {
		if p, q, also := o.firstPair(c, bs, as); also && (!ok || q.before(y)) {
			x, y, ok = p, q, true
		}
	}
	switch {
	case !ok:
		return c.none()
	case x.turn == y.turn:
		return verdict{state: holds, found: []place{{x.turn, x.start, y.end}}}
	}
	return verdict{state: holds, found: []place{x, y}}
}

// firstPair gives the pair of an x and a y after it, close enough, whose y comes first. Both are sorted.
func (o *near) firstPair(c *candidate, xs, ys []place) (x, y place, ok bool) {
	for _, p := range xs {
		i := sort.Search(len(ys), func(i int) bool { return !ys[i].before(place{p.turn, p.end, int(^uint(0) >> 1)}) })
		if i < len(ys) && (!ok || ys[i].before(y)) && o.close(c, p, ys[i]) {
			x, y, ok = p, ys[i], true
		}
	}
	return x, y, ok
}

// close reports whether at most within characters stand between p and q, which begins after p ends. The end of a
// bubble between them counts as nothing.
func (o *near) close(c *candidate, p, q place) bool {
	left := o.within
	for _, t := range c.turns {
		if t < p.turn || t > q.turn {
			continue
		}
		text := c.pass.Transcript.Turns[t].Text
		from, to := 0, len(text)
		if t == p.turn {
			from = p.end
		}
		if t == q.turn {
			to = q.start
		}
		if to-from > left*utf8.UTFMax {
			return false
		}
		if left -= utf8.RuneCountInString(text[from:to]); left < 0 {
			return false
		}
	}
	return true
}

func (*near) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated) }
