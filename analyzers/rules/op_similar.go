package rules

import (
	"math"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/normalize"
	"github.com/tingjian/tingjian/yamlfile"
)

// similar holds where a sentence is like one of its examples; see grams.go for what that means.
type similar struct {
	examples  []*gramSet
	threshold float64
	gateWords *group // pairs of which a sentence that is like enough holds one
}

// fewest is how many pairs an example must have for a comparison to mean anything.
const fewest = 3

func parseSimilar(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("to", "threshold")
	o := &similar{}
	threshold := m.Need("threshold", "say from which similarity on, such as 0.7")
	if x, ok := threshold.Decimal(0, 1); ok {
		if o.threshold = x; x < 0.3 {
			threshold.Fail("would take most sentences for similar: want a number from 0.3 to 1")
		}
	}
	g := &group{index: len(p.rule.groups), name: v.Name(), trigger: p.trigger}
	for _, one := range m.Need("to", "give example sentences").Each() {
		text := one.Text()
		example := gramsOf(normalize.New(text))
		if text != "" && (example == nil || len(example.sorted) < fewest) {
			one.Fail("is too short to be compared: give a sentence of %d characters or more, or use any", fewest+1)
			continue
		}
		if example == nil {
			continue
		}
		o.examples = append(o.examples, example)
		for _, pair := range rare(example.text.String(), o.telling(len(example.sorted))) {
			if !slices.ContainsFunc(g.items, func(it item) bool { return it.phrase == pair }) {
				g.items = append(g.items, item{phrase: pair, place: one.Place()})
			}
		}
	}
	if len(o.examples) == 0 {
		return nil
	}
	o.gateWords = g
	p.rule.groups = append(p.rule.groups, g)
	p.rule.uses.grams = true
	return o
}

// telling is how many of an example's n pairs it takes so that every sentence that is like enough holds one of them: of n
// pairs a sentence like it shares at least threshold*n/(2-threshold), and so cannot do without all of the rest and one more.
func (o *similar) telling(n int) int {
	shared := int(math.Ceil(o.threshold * float64(n) / (2 - o.threshold)))
	return max(1, n-shared+1)
}

func (o *similar) gate(b *bound) gate { return gate{lists: b.lists[o.gateWords.index]} }

func (o *similar) judge(c *candidate) verdict {
	for _, t := range c.turns {
		if p, ok := o.in(c, t); ok {
			return verdict{state: holds, found: []place{p}}
		}
	}
	return c.none()
}

// in gives the first sentence of turn t that is like an example.
func (o *similar) in(c *candidate, t int) (found place, ok bool) {
	g := c.gramsOf(t)
	if g == nil || !c.hasPlain(t, c.rule.lists[o.gateWords.index]) {
		return found, false
	}
	g.sentences(func(start, end int, inside []gram) bool {
		sentence := sums(inside)
		for _, example := range o.examples {
			if reachable(len(sentence), len(example.sorted), o.threshold) && dice(sentence, example.sorted) >= o.threshold {
				from, to := g.text.Span(start, end)
				if p := (place{t, from, to}); c.meant(p) && !c.excepted(p) {
					found, ok = p, true
					return false
				}
			}
		}
		return true
	})
	return found, ok
}

func (*similar) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated) }
