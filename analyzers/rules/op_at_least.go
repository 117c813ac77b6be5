package rules

import (
	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// atLeast holds where n hits stand at different places of the unit or, distinct, n different items hit.
type atLeast struct {
	n        int
	of       *group
	distinct bool
}

func parseAtLeast(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("n", "of", "distinct")
	o := &atLeast{n: m.Need("n", "say how many").Whole(2, 100), distinct: m.Get("distinct").Flag()}
	of := m.Need("of", "give the phrases")
	if !of.Given() {
		return nil
	}
	o.of = p.group(of, o.distinct)
	if o.distinct && len(o.of.items) < o.n {
		of.Fail("%d different items are asked for and %d given", o.n, len(o.of.items))
	}
	return o
}

func (o *atLeast) gate(b *bound) gate { return gate{lists: b.lists[o.of.index]} }

func (o *atLeast) judge(c *candidate) verdict {
	lists := c.rule.lists[o.of.index]
	var found []place
	if o.distinct {
		for i := range lists {
			if p, ok := c.first(lists[i : i+1]); ok {
				found = append(found, p)
			}
		}
		sortPlaces(found)
	} else {
		found = apart(c.places(lists))
	}
	if len(found) < o.n {
		return c.none()
	}
	return verdict{state: holds, found: found[:o.n]}
}

func (*atLeast) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated) }

// apart keeps of sorted places those that do not overlap one before them.
func apart(sorted []place) []place {
	kept := sorted[:0]
	for _, p := range sorted {
		if n := len(kept); n > 0 && kept[n-1].turn == p.turn && p.start < kept[n-1].end {
			continue
		}
		kept = append(kept, p)
	}
	return kept
}
