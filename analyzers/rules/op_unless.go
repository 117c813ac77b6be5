package rules

import (
	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// absent holds where none of its phrases is in the unit. `unless` and `none` are both of this kind; only the first
// counts as what would have cleared the finding.
type absent struct {
	of     *group
	clears bool
}

func parseUnless(p *ruleParser, v yamlfile.Value) []operator {
	return []operator{&absent{p.group(v, false), true}}
}

func parseNone(p *ruleParser, v yamlfile.Value) []operator {
	return []operator{&absent{p.group(v, false), false}}
}

func (o *absent) judge(c *candidate) verdict {
	lists := c.rule.lists[o.of.index]
	for _, t := range c.turns {
		if c.has(t, lists) {
			return verdict{found: c.one(t, lists)}
		}
	}
	v := verdict{state: holds}
	if c.growing {
		v.state, v.clock = c.missing().not(), tingjian.Close
	}
	if c.scope.unit != perTurn {
		v.where = c.whole(c.turns)
	}
	return v
}

func (o *absent) clearedBy(t titles) string {
	if !o.clears {
		return ""
	}
	return t.of(o.of) + "," + map[unit]string{perTurn: "同一条之内", perStatement: "同一段话之内", perConversation: "整通会话之内"}[t.rule.scope.unit]
}

func (*absent) needs(s scope, negated bool) tingjian.Clock { return s.absence(!negated) }
