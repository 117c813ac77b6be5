package rules

import (
	"slices"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// repeat holds on a turn that says, nearly to the letter, what the same speaker said a few turns before.
type repeat struct {
	within     int     // turns of the rule's speakers to look back
	similarity float64 // 1: the same characters in the same order
	nth        int     // from the how manieth time on it counts; 2: the first repetition
	least      int     // characters of the normal form that the turn must have
	except     *group  // a turn with one of these does not count; may be nil
}

func parseRepeat(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("within_turns", "similarity", "nth", "min_length", "except")
	o := &repeat{within: m.Need("within_turns", "say how many turns to look back").Whole(1, 100), similarity: 1, nth: 2, least: 6}
	if s := m.Get("similarity"); s.Given() {
		o.similarity = fraction(s)
	}
	if n := m.Get("nth"); n.Given() {
		o.nth = n.Whole(2, 20)
	}
	if n := m.Get("min_length"); n.Given() {
		o.least = n.Whole(2, 1000)
	}
	if o.nth > o.within+1 {
		m.Get("nth").Fail("cannot be reached: %d turns back hold at most %d before it", o.within, o.within)
	}
	if e := m.Get("except"); e.Given() {
		o.except = p.plainGroup(e)
	}
	p.rule.uses.grams = true
	return o
}

// plainGroup reads phrases that are none of the trigger's own, so that `except` does not touch them.
func (p *ruleParser) plainGroup(v yamlfile.Value) *group {
	was := p.trigger
	p.trigger = false
	g := p.group(v, false)
	p.trigger = was
	return g
}

func (o *repeat) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *repeat) turns(e *evaluation, b *bound) []int { return turnsOf(o, e, b) }

func (o *repeat) judge(c *candidate) verdict { return inUnit(o, c) }

func (o *repeat) occurrences(e *evaluation, b *bound) (all []verdict) {
	var back []int // the turns of the rule's speakers, as far as they are looked back to
	for t := range e.pass.Transcript.Turns {
		if !e.counts(t, b.Speakers) {
			continue
		}
		if of := o.of(e, b, t, back); len(of) >= o.nth-1 {
			v := verdict{state: holds, found: []place{e.turnOf(t)}}
			for _, earlier := range of {
				v.found = append(v.found, e.turnOf(earlier))
			}
			all = append(all, v)
		}
		if back = append(back, t); len(back) > o.within {
			back = back[1:]
		}
	}
	return all
}

// of gives the turns among back that turn t repeats.
func (o *repeat) of(e *evaluation, b *bound, t int, back []int) (of []int) {
	g := e.gramsOf(t)
	if g == nil || utf8.RuneCountInString(g.text.String()) < o.least || o.except != nil && e.hits(t).HasAny(b.lists[o.except.index]...) {
		return nil
	}
	for _, earlier := range back {
		h := e.gramsOf(earlier)
		if h == nil || e.turn(earlier).Speaker != e.turn(t).Speaker {
			continue
		}
		if o.like(g, h) {
			of = append(of, earlier)
		}
	}
	return of
}

func (o *repeat) like(a, b *gramSet) bool {
	if o.similarity >= 1 {
		return slices.EqualFunc(a.inside, b.inside, func(x, y gram) bool { return x.sum == y.sum })
	}
	return reachable(len(a.sorted), len(b.sorted), o.similarity) && dice(a.sorted, b.sorted) >= o.similarity
}

func (*repeat) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated) }
