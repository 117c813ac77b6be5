package rules

import (
	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// shown is `evidence`: it decides nothing, and what it finds in the marked turn is shown as evidence.
type shown struct{ of *group }

func parseEvidence(p *ruleParser, v yamlfile.Value) []operator {
	return []operator{&shown{p.group(v, false)}}
}

func (o *shown) judge(c *candidate) verdict {
	return verdict{state: holds, found: c.one(c.mark.turn, c.rule.lists[o.of.index])}
}

func (*shown) needs(scope, bool) tingjian.Clock { return tingjian.Stream }
