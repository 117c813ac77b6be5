package wording

import (
	"regexp"
	"regexp/syntax"
	"sync"
)

// Pattern is a regular expression for texts that mostly do not match it. It answers as package regexp does, but takes one look at each
// character of most texts: first for the words without which the expression cannot match, then through an automaton. Only where it
// matches, and somebody asks for its place, package regexp looks for it.
type Pattern struct {
	re        *regexp.Regexp
	needs     *Words // nil: none are known
	automaton func() *automaton
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
	tree = tree.Simplify()
	p := &Pattern{re: re, automaton: sync.OnceValue(func() *automaton { return newAutomaton(tree) })}
	if words := needOf(tree); len(words) > 0 {
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

// MatchString reports whether the pattern matches in text.
func (p *Pattern) MatchString(text string) bool {
	if p.needs != nil && !p.needs.In(text) {
		return false
	}
	if a := p.automaton(); a != nil {
		if found, known := a.in(text); known {
			return found
		}
	}
	return p.re.MatchString(text)
}

// FindString is the first match in text; "": there is none, or it is empty.
func (p *Pattern) FindString(text string) string {
	if !p.MatchString(text) {
		return ""
	}
	return p.re.FindString(text)
}

// FindStringSubmatch gives what the first match in text and its groups read; nil: there is none.
func (p *Pattern) FindStringSubmatch(text string) []string {
	if !p.MatchString(text) {
		return nil
	}
	return p.re.FindStringSubmatch(text)
}

// FindStringIndex gives where the first match in text begins and ends; nil: there is none.
func (p *Pattern) FindStringIndex(text string) []int {
	if !p.MatchString(text) {
		return nil
	}
	return p.re.FindStringIndex(text)
}

// FindAllString gives what the first n matches read, all of them where n is below 0; nil: there is none.
func (p *Pattern) FindAllString(text string, n int) []string {
	if !p.MatchString(text) {
		return nil
	}
	return p.re.FindAllString(text, n)
}

// FindAllStringIndex gives where the first n matches begin and end, all of them where n is below 0; nil: there is none.
func (p *Pattern) FindAllStringIndex(text string, n int) [][]int {
	if !p.MatchString(text) {
		return nil
	}
	return p.re.FindAllStringIndex(text, n)
}

// FindAllStringSubmatch gives what the first n matches and their groups read, of all where n is below 0; nil: there is none.
func (p *Pattern) FindAllStringSubmatch(text string, n int) [][]string {
	if !p.MatchString(text) {
		return nil
	}
	return p.re.FindAllStringSubmatch(text, n)
}

// ReplaceAllString is text with each match replaced.
func (p *Pattern) ReplaceAllString(text, with string) string {
	if !p.MatchString(text) {
		return text
	}
	return p.re.ReplaceAllString(text, with)
}
