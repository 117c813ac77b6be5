package rules

import "github.com/tingjian/tingjian/yamlfile"

// parseRate refuses `rate`: hits per agent in a window need other conversations than the one at hand, and an inspection
// looks at one. Ratings count over them.
func parseRate(_ *ruleParser, v yamlfile.Value) []operator {
	v.Fail("counts over several conversations, which the inspection of one cannot: let the rule make its finding each time, and rate how often in the rubric's rating (docs/scoring.md)")
	return nil
}
