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
	needs    *Words // nil: none are known
	branches []branch
}

// branch is one of the alternatives of which an expression is made up.
type branch struct {
	needs []*Words       // of each of them a word stands wherever the alternative matches
	rest  *regexp.Regexp // the alternative; nil: it is those words and nothing else
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
	p := &Pattern{Regexp: re}
	if words := needOf(tree); len(words) > 0 {
		p.needs = Of(words...)
	}
	var plain []string
	for _, a := range alternatives(tree) {
		if words := readings(a); useful(words) && !placed(a) {
			plain = append(plain, words...)
			continue
		}
		b := branch{}
		for _, words := range needsOf(a) {
			b.needs = append(b.needs, Of(words...))
		}
		if b.rest, err = regexp.Compile(a.String()); err != nil {
			return nil, err
		}
		p.branches = append(p.branches, b)
	}
	if plain != nil {
		p.branches = append(p.branches, branch{needs: []*Words{Of(shortest(plain)...)}})
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
func (p *Pattern) MatchString(text string) bool {
	if !p.may(text) {
		return false
	}
	for i := range p.branches {
		if p.branches[i].in(text) {
			return true
		}
	}
	return false
}

func (b *branch) in(text string) bool {
	for _, words := range b.needs {
		if !words.In(text) {
			return false
		}
	}
	return b.rest == nil || b.rest.MatchString(text)
}

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
