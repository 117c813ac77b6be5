package rules

import (
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// unkept holds where somebody was asked to wait (稍等) and then nothing came in time.
type unkept struct {
	of     *group // the words that ask for patience
	within time.Duration
	keptBy *group             // only a turn with one of these keeps it; nil: any turn that does not ask for patience again
	by     []tingjian.Speaker // whose turns keep it
}

func parsePromiseUnkept(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("phrases", "within", "kept_by", "by")
	phrases, within := m.Need("phrases", "give the words that ask for patience"), m.Need("within", "say how long one may wait, such as 3m")
	o := &unkept{by: serving}
	if !phrases.Given() || !within.Given() {
		return nil
	}
	o.of, o.within = p.group(phrases, false), readDuration(within, time.Second, maxWait)
	if kept := m.Get("kept_by"); kept.Given() {
		o.keptBy = p.plainGroup(kept)
	}
	if by := m.Get("by"); by.Given() {
		o.by = speakers(by)
	}
	return o
}

func (o *unkept) gate(b *bound) gate { return gate{lists: b.lists[o.of.index]} }

func (o *unkept) marks(c *candidate) []place { return apart(c.places(c.rule.lists[o.of.index])) }

func (o *unkept) judge(c *candidate) verdict {
	marks := o.marks(c)
	v, i := choose(len(marks), func(i int) verdict { return o.since(c, marks[i]) })
	if i < 0 {
		v.state = max(v.state, c.missing())
	}
	return v
}

// since is the verdict on the words at p.
func (o *unkept) since(c *candidate, p place) verdict {
	from := c.turn(p.turn).At
	if from.IsZero() {
		return verdict{}
	}
	limit := from.Add(o.within)
	searched := search{}
	for t := p.turn + 1; t < len(c.pass.Transcript.Turns); t++ {
		if t-p.turn > maxWalk {
			return verdict{} // too much was said in the time for nothing to have come
		}
		if at := c.turn(t).At; at.After(limit) {
			return verdict{state: holds, clock: tingjian.Timer, found: []place{p}, where: searched.where}
		}
		if o.keeps(c, t) {
			return verdict{found: []place{c.turnOf(t)}}
		}
		if c.counts(t, o.by) {
			searched.saw(c, t)
		}
	}
	v := verdict{state: holds, clock: tingjian.Timer}
	switch {
	case c.pass.AsOf.After(limit):
	case c.pass.Transcript.Closed:
		return verdict{} // it ended before the time was up
	default:
		v = until(open, limit.Add(time.Millisecond))
	}
	v.found, v.where = []place{p}, searched.where
	return v
}

// keeps reports whether turn t is what was promised.
func (o *unkept) keeps(c *candidate, t int) bool {
	if !c.counts(t, o.by) {
		return false
	}
	if o.keptBy != nil {
		return c.hasPlain(t, c.rule.lists[o.keptBy.index])
	}
	return !c.hasPlain(t, c.rule.lists[o.of.index])
}

func (*unkept) needs(scope, bool) tingjian.Clock { return tingjian.Timer }

func (o *unkept) clearedBy(t titles) string {
	if o.keptBy == nil {
		return spoken(o.within) + "之内有答复"
	}
	return t.of(o.keptBy) + "," + spoken(o.within) + "之内"
}
