package rules

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// listInside is how an expression names a list, whose phrases stand there as alternatives: (@human.posts).
var listInside = regexp.MustCompile(`\(@([a-z0-9][a-z0-9._-]*)\)`)

func listsIn(text string) (names []string) {
	for _, m := range listInside.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	return names
}

// spellOut makes the pattern of an expression that names lists. A phrase with a gap has no counterpart in an expression that stays
// within a clause, so it is refused.
func (o *expression) spellOut(lists map[string]*lexicon.List) (*wording.Pattern, error) {
	var failed error
	text := listInside.ReplaceAllStringFunc(o.text, func(ref string) string {
		l := lists[ref[len("(@"):len(ref)-len(")")]]
		if l == nil {
			return ref // if_any names it, too, so it is noted that it is not defined
		}
		for _, phrase := range l.Phrases {
			if strings.ContainsAny(phrase, `~.*+?[]{}^$\`) {
				failed = fmt.Errorf("%s: phrase %q of list @%s: an expression takes only words and alternatives from a list", o.place, phrase, l.Name)
			}
		}
		return "(" + strings.Join(l.Phrases, "|") + ")"
	})
	if failed != nil {
		return nil, failed
	}
	re, err := wording.Compile(text)
	if err == nil && re.MatchString("") {
		err = fmt.Errorf("matches nothing at all: make it ask for at least one character")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: match: %w", o.place, err)
	}
	return re, nil
}

// spell makes the patterns of the expressions of a rule that name lists.
func (c *compiler) spell(r *Rule, override int) map[*expression]*wording.Pattern {
	if len(r.spelt) == 0 {
		return nil
	}
	all := make(map[*expression]*wording.Pattern, len(r.spelt))
	for _, o := range r.spelt {
		re, err := o.spellOut(c.named)
		if err != nil && override == plainOverride {
			c.errs = append(c.errs, err)
		}
		all[o] = re
	}
	return all
}
