package lint

import (
	"io/fs"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/yamlfile"
)

// largeProgram is from how many instructions on an expression is costly: each may be looked at for each character.
const largeProgram = 400

// checkCost looks for what makes rules slow: expressions that do much work, or on nearly every turn.
func checkCost(files fs.FS, all []*rules.Rule) (problems []Problem) {
	for _, r := range all {
		for _, p := range r.Phrases() {
			if strings.HasSuffix(p.Key, "if_any") && utf8.RuneCountInString(p.Text) == 1 {
				problems = append(problems, warn("cost", p.Place, "if_any %q: stands on so many turns that the expression runs on most: give longer wording", p.Text))
			}
		}
	}
	each(files, "rules", func(_ string, v yamlfile.Value) { expressions(v, &problems) })
	return problems
}

// expressions goes through a rule's file and weighs the regular expressions in it.
func expressions(v yamlfile.Value, problems *[]Problem) {
	if !v.Mapping() {
		for _, one := range v.Each() {
			if one.Mapping() {
				expressions(one, problems)
			}
		}
		return
	}
	for _, p := range v.Pairs() {
		inRegex := strings.HasSuffix("."+p.Value.Name(), ".regex."+p.Name)
		switch {
		case inRegex && (p.Name == "match" || p.Name == "unless"):
			weigh(p.Value, problems)
		case p.Name != "tests":
			expressions(p.Value, problems)
		}
	}
}

func weigh(v yamlfile.Value, problems *[]Problem) {
	text := v.Text()
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return
	}
	program, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return
	}
	if n := len(program.Inst); n > largeProgram {
		*problems = append(*problems, warn("cost", v.Place(), "expression: compiles to %d steps, each of which may be taken for each character: shorten repetitions such as {1,50}, or use phrases", n))
	}
	if strings.HasPrefix(text, ".*") || strings.HasPrefix(text, ".+") {
		*problems = append(*problems, warn("cost", v.Place(), "expression: begins with %q, which marks the turn from its start and looks at all of it: begin with what is looked for", text[:2]))
	}
	if prefix, _ := literalOf(tree); prefix == "" && strings.Contains(text, ".*") {
		*problems = append(*problems, warn("cost", v.Place(), "expression: has no fixed text to look for first and %q in it: bound it, as .{0,10}", ".*"))
	}
}

// literalOf is a text that every match holds, "" where there is none at the top of the expression.
func literalOf(tree *syntax.Regexp) (string, bool) {
	switch tree.Op {
	case syntax.OpLiteral:
		return string(tree.Rune), true
	case syntax.OpCapture:
		return literalOf(tree.Sub[0])
	case syntax.OpConcat:
		for _, sub := range tree.Sub {
			if text, ok := literalOf(sub); ok {
				return text, true
			}
		}
	}
	return "", false
}
