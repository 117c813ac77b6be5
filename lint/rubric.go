package lint

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/yamlfile"
)

// checkRubric holds the rubric's lines against the codes that rules and judgements report.
func checkRubric(in Input, all []*rules.Rule, reported []tingjian.Code) (problems []Problem) {
	v := yamlfile.New(in.RubricName).Parse(in.Rubric)
	lines, place := map[tingjian.Code]bool{}, v.Place()
	for _, p := range v.Pairs() {
		if p.Name != "codes" {
			continue
		}
		place = p.Key.Place()
		for _, code := range p.Value.Pairs() {
			lines[tingjian.Code(code.Name)] = true
			if !slices.Contains(reported, tingjian.Code(code.Name)) && !elsewhere(code.Name) {
				problems = append(problems, warn("rubric", code.Key.Place(), "code %q: no rule and no judgement reports it: remove the line, or write the rule", code.Name))
			}
		}
	}
	for _, code := range reported {
		if lines[code] || isSignal(code) {
			continue
		}
		at := place
		if i := slices.IndexFunc(all, func(r *rules.Rule) bool { return r.Code == code }); i >= 0 {
			at = all[i].Place()
		}
		problems = append(problems, warn("rubric", at, "code %q: is reported and has no line in the rubric: add one below codes, {} if it shall not be scored", code))
	}
	return problems
}

// isSignal reports whether a code is the customer's, which a rubric must not score.
func isSignal(c tingjian.Code) bool { return strings.HasPrefix(string(c), "customer.") }

// elsewhere reports whether findings of a code come from what goes over several conversations, not from a set of rules.
func elsewhere(code string) bool { return strings.HasPrefix(code, "journey.") }
