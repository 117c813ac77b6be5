package wording

import (
	"regexp"
	"regexp/syntax"
)

// Pattern is a regular expression that is matched only against texts that have one of the words without which it cannot match. They
// are worked out from the expression, so that the answers are those that package regexp gives; what most texts take is one look at
// each character.
type Pattern struct {
	*regexp.Regexp
	needs *Words // nil: none are known
}

// Compile makes the pattern of an expression in the syntax of package regexp.
func Compile(expression string) (*Pattern, error) {
	re, err := regexp.Compile(expression)
	if err != nil {
		return nil, err
	}
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil, err
	}
	p := &Pattern{Regexp: re}
	if words := needOf(tree.Simplify()); len(words) > 0 {
		p.needs = Of(words...)
	}
	return p, nil
}

// MustCompile is Compile for an expression that is a constant of the program.
func MustCompile(expression string) *Pattern {
	p, err := Compile(expression)
	if err != nil {
		panic(err)
	}
	return p
}

// may is false where the pattern cannot match.
func (p *Pattern) may(text string) bool { return p.needs == nil || p.needs.In(text) }

// MatchString reports whether the pattern matches in text.
func (p *Pattern) MatchString(text string) bool { return p.may(text) && p.Regexp.MatchString(text) }

// FindStringIndex gives where the first match in text begins and ends; nil: there is none.
func (p *Pattern) FindStringIndex(text string) []int {
	if !p.may(text) {
		return nil
	}
	return p.Regexp.FindStringIndex(text)
}

// FindAllStringIndex gives where the first n matches begin and end, all of them where n is below 0; nil: there is none.
func (p *Pattern) FindAllStringIndex(text string, n int) [][]int {
	if !p.may(text) {
		return nil
	}
	return p.Regexp.FindAllStringIndex(text, n)
}

// FindAllStringSubmatch gives what the first n matches and their groups read, of all where n is below 0; nil: there is none.
func (p *Pattern) FindAllStringSubmatch(text string, n int) [][]string {
	if !p.may(text) {
		return nil
	}
	return p.Regexp.FindAllStringSubmatch(text, n)
}

// ReplaceAllString is text with each match replaced.
func (p *Pattern) ReplaceAllString(text, with string) string {
	if !p.may(text) {
		return text
	}
	return p.Regexp.ReplaceAllString(text, with)
}
