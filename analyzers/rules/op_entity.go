package rules

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/nearest"
	"github.com/tingjian/tingjian/yamlfile"
)

// named holds where an entity of some kinds is in the unit; with `equal`, one that is, or is not, what is known.
type named struct {
	kinds []string
	equal string // "order" or "facts." and a name; empty: presence is enough
	other bool   // it must be unlike what is known
}

func parseEntity(p *ruleParser, v yamlfile.Value) trigger {
	p.rule.uses.entities = true
	if !v.Mapping() {
		return &named{kinds: yamlfile.Words(v.Each(), entityNames()...)}
	}
	m := v.Record("type", "equal", "unequal")
	o := &named{kinds: yamlfile.Words(m.Need("type", "say which: "+strings.Join(entityNames(), ", ")).Each(), entityNames()...)}
	equal := m.Get("equal")
	if unequal := m.Get("unequal"); unequal.Given() {
		if equal.Given() {
			unequal.Fail("stands beside equal: keep one of the two")
		}
		equal, o.other = unequal, true
	}
	if equal.Given() {
		o.equal = equal.Text()
		if o.equal != "order" && !strings.HasPrefix(o.equal, "facts.") {
			equal.Fail("%s", nearest.Hint(o.equal, []string{"order", "facts.<name>"}))
		}
	}
	return o
}

func (o *named) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

// in gives the first fitting entity of turn t.
func (o *named) in(e *evaluation, t int) (found place, ok bool) {
	all, _ := e.entities[t].([]entity)
	for _, one := range all {
		if slices.Contains(o.kinds, one.kind) && o.fits(e, one.kind, e.turn(t).Text[one.start:one.end]) {
			return place{t, one.start, one.end}, true
		}
	}
	return found, false
}

// fits reports whether a said entity is as asked. Where nothing is known, nothing is like or unlike it.
func (o *named) fits(e *evaluation, kind, said string) bool {
	if o.equal == "" {
		return true
	}
	known := e.meta(o.equal)
	like := func(v string) bool { return same(kind, said, v) }
	return len(known) > 0 && slices.ContainsFunc(known, like) != o.other
}

func (o *named) turns(e *evaluation, b *bound) (turns []int) {
	for t := range e.pass.Transcript.Turns {
		if !slices.Contains(b.Speakers, e.turn(t).Speaker) {
			continue
		}
		if _, ok := o.in(e, t); ok {
			turns = append(turns, t)
		}
	}
	return turns
}

func (o *named) judge(c *candidate) verdict {
	for _, t := range c.turns {
		if p, ok := o.in(c.evaluation, t); ok {
			return verdict{state: holds, found: []place{p}}
		}
	}
	return c.none()
}

func (*named) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated) }
