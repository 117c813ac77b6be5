package lint

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// ruleCode is the code that a rule's file gives, with its place.
type ruleCode struct {
	code  tingjian.Code
	place string
}

// codesOf are the codes that the files of rules give, of those as well that cannot be used for something else in them.
func codesOf(files fs.FS) (all []ruleCode) {
	each(files, "rules", func(_ string, v yamlfile.Value) {
		if !v.Mapping() {
			return
		}
		for _, p := range v.Pairs() {
			if p.Name == "code" && p.Value.Text() != "" {
				all = append(all, ruleCode{tingjian.Code(p.Value.Text()), p.Value.Place()})
			}
		}
	})
	return all
}

// checkRubric holds the rubric's lines against the codes that rules and judgements report. That nothing reports a line's code is
// said only where all rules could be read.
func checkRubric(in Input, given []ruleCode, reported []tingjian.Code, allRead bool) (problems []Problem) {
	v := yamlfile.New(in.RubricName).Parse(in.Rubric)
	lines, place := map[tingjian.Code]bool{}, v.Place()
	for _, p := range v.Pairs() {
		if p.Name != "codes" {
			continue
		}
		place = p.Key.Place()
		for _, code := range p.Value.Pairs() {
			lines[tingjian.Code(code.Name)] = true
			if allRead && !slices.Contains(reported, tingjian.Code(code.Name)) && !elsewhere(code.Name) {
				problems = append(problems, warn("rubric", code.Key.Place(), "code %q: no rule and no judgement reports it: remove the line, or write the rule", code.Name))
			}
		}
	}
	for _, g := range given {
		if !slices.Contains(reported, g.code) {
			reported = append(reported, g.code)
		}
	}
	for _, code := range reported {
		if lines[code] || code.Signal() {
			continue
		}
		at := place
		if i := slices.IndexFunc(given, func(g ruleCode) bool { return g.code == code }); i >= 0 {
			at = given[i].place
		}
		problems = append(problems, warn("rubric", at, "code %q: is reported and has no line in the rubric: add one below codes, {} if it shall not be scored", code))
	}
	return problems
}

// elsewhere reports whether findings of a code come from what goes over several conversations, not from a set of rules.
func elsewhere(code string) bool { return strings.HasPrefix(code, "journey.") }
