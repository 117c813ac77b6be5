package rules

import "github.com/tingjian/tingjian/analyzers/lexicon"

// atLeast holds where n hits stand at different places of the unit or, distinct, n different items hit.
type atLeast struct {
	n        int
	of       *group
	distinct bool
}

func parseAtLeast(p *ruleParser, f field) trigger {
	m := p.mapping(f.value, f.name, "n", "of", "distinct")
	o := &atLeast{n: 2}
	if n, ok := m["n"]; ok {
		o.n = p.number(n, 2, 100)
	} else if m != nil {
		p.fail(f.value, "%s: \"n\" is missing: say how many", f.name)
	}
	if d, ok := m["distinct"]; ok {
		o.distinct = p.flag(d)
	}
	of, ok := m["of"]
	if !ok {
		if m != nil {
			p.fail(f.value, "%s: \"of\" is missing: give the phrases", f.name)
		}
		return nil
	}
	o.of = p.group(of, o.distinct)
	if o.distinct && len(o.of.items) < o.n {
		p.fail(of.value, "%s: %d different items are asked for and %d given", f.name, o.n, len(o.of.items))
	}
	return o
}

func (o *atLeast) gate(b *bound) []lexicon.ListID { return b.lists[o.of.index] }

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
		return verdict{}
	}
	return verdict{state: holds, found: found[:o.n]}
}

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
