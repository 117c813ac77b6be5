package rules

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/wording"
	"github.com/tingjian/tingjian/yamlfile"
)

// maxExpression bounds the bytes of a turn's normal form that an expression looks at. Nobody types more in one message,
// and finding all matches is not linear for every expression.
const maxExpression = 16 << 10

// expression holds where a regular expression matches and no match of its exclusion overlaps.
type expression struct {
	match, unless *wording.Pattern // match is nil where it names lists: see bound.spelt
	ifAny         *group           // nil: another trigger of the rule is the gate
	text, place   string           // of match, where it names lists
}

func parseRegex(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("match", "unless", "if_any")
	match := m.Need("match", "give the expression")
	text, unless := match.Text(), m.Get("unless")
	o := &expression{unless: readExpression(unless, unless.Text())}
	if gate := m.Get("if_any"); gate.Given() {
		o.ifAny = p.group(gate, false)
	}
	if names := listsIn(text); len(names) > 0 {
		for _, name := range names {
			if o.ifAny == nil || !slices.ContainsFunc(o.ifAny.items, func(it item) bool { return it.list == name }) {
				match.Fail("names the list @%s, which if_any does not: name it there as well", name)
			}
		}
		o.text, o.place = text, match.Place()
		p.rule.spelt = append(p.rule.spelt, o)
		return o
	}
	if o.match = readExpression(match, text); o.match == nil {
		return nil
	}
	return o
}

// readExpression gives nil where the value, whose text it is, is not there or no expression that can be used.
func readExpression(v yamlfile.Value, text string) *wording.Pattern {
	if text == "" {
		return nil
	}
	re, err := wording.Compile(text)
	switch {
	case err != nil:
		v.Fail("%v", err)
		return nil
	case re.MatchString(""):
		v.Fail("matches nothing at all: make it ask for at least one character")
		return nil
	}
	return re
}

func (o *expression) gate(b *bound) gate {
	if o.ifAny == nil {
		return gate{}
	}
	return gate{lists: b.lists[o.ifAny.index]}
}

func (o *expression) judge(c *candidate) verdict {
	if o.ifAny != nil {
		if _, ok := c.first(c.rule.lists[o.ifAny.index]); !ok {
			return c.none()
		}
	}
	for _, t := range c.turns {
		if all := o.find(c, t, 1); len(all) > 0 {
			return verdict{state: holds, found: all}
		}
	}
	return c.none()
}

// marks gives every match in the unit.
func (o *expression) marks(c *candidate) (all []place) {
	if o.ifAny != nil {
		if _, ok := c.first(c.rule.lists[o.ifAny.index]); !ok {
			return nil
		}
	}
	for _, t := range c.turns {
		all = append(all, o.find(c, t, -1)...)
	}
	return all
}

// find gives the first n matches in turn t that no exclusion overlaps, all of them where n is below 0.
func (o *expression) find(c *candidate, t, n int) (found []place) {
	text := c.normal(t)
	if text == nil {
		return nil
	}
	normal := text.String()
	if len(normal) > maxExpression {
		normal = strings.ToValidUTF8(normal[:maxExpression], "")
	}
	var barred [][]int
	match := o.match
	if match == nil {
		match = c.rule.spelt[o]
	}
	for i, m := range match.FindAllStringIndex(normal, -1) {
		if i == 0 && o.unless != nil {
			barred = o.unless.FindAllStringIndex(normal, -1)
		}
		for len(barred) > 0 && barred[0][1] <= m[0] {
			barred = barred[1:] // matches come in order and do not overlap
		}
		if len(barred) > 0 && barred[0][0] < m[1] {
			continue
		}
		start, end := text.Span(m[0], m[1])
		if p := (place{t, start, end}); c.bounded(p, noList) {
			if found = append(found, p); len(found) == n {
				return found
			}
		}
	}
	return found
}

func (*expression) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated) }
