package rules

import (
	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// anyOf holds where one of its phrases is in the unit.
type anyOf struct{ of *group }

func parseAny(p *ruleParser, v yamlfile.Value) trigger { return &anyOf{p.group(v, false)} }

func (o *anyOf) gate(b *bound) gate { return gate{lists: b.lists[o.of.index]} }

func (o *anyOf) judge(c *candidate) verdict {
	if mark, ok := c.first(c.rule.lists[o.of.index]); ok {
		return verdict{state: holds, found: []place{mark}}
	}
	return c.none()
}

func (o *anyOf) marks(c *candidate) []place { return apart(c.places(c.rule.lists[o.of.index])) }

func (*anyOf) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated) }
