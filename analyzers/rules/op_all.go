package rules

import (
	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// allOf holds where every one of its items is in the unit. A list counts as one item.
type allOf struct{ of *group }

func parseAll(p *ruleParser, v yamlfile.Value) trigger { return &allOf{p.group(v, true)} }

func (o *allOf) gate(b *bound) gate { return gate{lists: b.lists[o.of.index][:1]} }

func (o *allOf) judge(c *candidate) verdict {
	items := c.rule.lists[o.of.index]
	found := make([]place, 0, len(items))
	for i := range items {
		p, ok := c.first(items[i : i+1])
		if !ok {
			return c.none()
		}
		found = append(found, p)
	}
	return verdict{state: holds, found: found}
}

func (*allOf) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated) }
