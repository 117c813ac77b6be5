package rules

import (
	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// ratio holds where one count divided by another lies between two bounds. Where there is nothing to divide by it does not.
type ratio struct {
	of, to      tally
	least, most float64
}

func parseRatio(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("of", "to", "at_least", "at_most")
	o := &ratio{most: 1e9}
	for _, part := range []struct {
		key string
		to  *tally
	}{{"of", &o.of}, {"to", &o.to}} {
		if value := m.Need(part.key, "say what is counted"); value.Given() {
			*part.to = p.tally(value, value.Record("of", "by", "phrases"))
		}
	}
	least, most := m.Get("at_least"), m.Get("at_most")
	if least.Given() {
		o.least, _ = least.Decimal(0, 1000)
	}
	if most.Given() {
		o.most, _ = most.Decimal(0, 1000)
	}
	switch {
	case v.Mapping() && !least.Given() && !most.Given():
		v.Fail("has no bound: give at_least, at_most or both")
	case o.most < o.least:
		v.Fail("at_most lies below at_least: nothing is between")
	}
	return o
}

func (o *ratio) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *ratio) turns(e *evaluation, b *bound) []int { return marked(overall(o, e, b)) }

func (o *ratio) judge(c *candidate) verdict { return overall(o, c.evaluation, c.rule) }

func (o *ratio) verdict(e *evaluation, b *bound) verdict {
	if !e.pass.Transcript.Closed {
		return e.atClose(b, false)
	}
	of, to := o.of.all(e, b), o.to.all(e, b)
	share := float64(of) / float64(max(1, to))
	return e.atClose(b, to > 0 && share >= o.least && share <= o.most)
}

func (*ratio) needs(scope, bool) tingjian.Clock { return tingjian.Close }
