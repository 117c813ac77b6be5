package rules

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// echo compares a turn with what the other side said last: it holds where the turn repeats that, or where it ignores it.
type echo struct {
	of      *group  // what of the other side's words counts; nil: all of them
	share   float64 // how much of them the turn must repeat, or may at most, by pairs of characters
	least   int     // characters that they must have
	ignores bool
}

func parseEcho(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("of", "share", "min_length", "ignores")
	o := &echo{share: 0.8, least: 4}
	if of := m.Get("of"); of.Given() {
		o.of, o.least = p.plainGroup(of), 2
	}
	if s := m.Get("share"); s.Given() {
		o.share = fraction(s)
		if o.of != nil {
			s.Fail("stands beside of, whose words are repeated or not: keep one of the two")
		}
	}
	if n := m.Get("min_length"); n.Given() {
		o.least = n.Whole(1, 1000)
	}
	if i := m.Get("ignores"); i.Given() {
		o.ignores = i.Flag()
	}
	if o.ignores && o.of == nil {
		v.Fail("ignores everything: give of with the words that the turn must take up")
	}
	p.rule.uses.grams = true
	return o
}

func (o *echo) gate(b *bound) gate {
	if o.of == nil {
		return gate{sweep: []sweep{{finder: o}}}
	}
	return gate{sweep: []sweep{{finder: o, when: b.lists[o.of.index]}}}
}

// turns are the first turns of statements that follow one of the other side.
func (o *echo) turns(e *evaluation, b *bound) (turns []int) {
	for i := range e.pass.Statements {
		s := &e.pass.Statements[i]
		if !slices.Contains(b.Speakers, s.Speaker) || e.other(s.First) < 0 {
			continue
		}
		if b.scope.unit == perTurn {
			turns = append(turns, s.Turns...)
		} else {
			turns = append(turns, s.First)
		}
	}
	slices.Sort(turns)
	return turns
}

// other is the statement of the other side just before the one of turn t; -1: there is none.
func (e *evaluation) other(t int) int {
	serves := e.turn(t).Speaker.Serves()
	for i := e.pass.StatementOf[t] - 1; i >= 0; i-- {
		if s := e.pass.Statements[i].Speaker; s != tingjian.System {
			if s.Serves() == serves {
				return -1
			}
			return i
		}
	}
	return -1
}

func (o *echo) judge(c *candidate) verdict {
	other := c.other(c.turns[0])
	if other < 0 {
		return verdict{}
	}
	said := c.pass.Statements[other].Turns
	if o.of != nil {
		return o.words(c, said)
	}
	for _, t := range c.turns {
		g := c.gramsOf(t)
		for _, earlier := range said {
			h := c.gramsOf(earlier)
			if g == nil || h == nil || utf8.RuneCountInString(h.text.String()) < o.least {
				continue
			}
			if float64(common(g.sorted, h.sorted)) >= o.share*float64(len(h.sorted)) {
				return verdict{state: holds, found: []place{{t, 0, len(c.turn(t).Text)}, {earlier, 0, len(c.turn(earlier).Text)}}}
			}
		}
	}
	return c.none()
}

// words judges whether the words that the other side used come again in the unit.
func (o *echo) words(c *candidate, said []int) verdict {
	var all []place
	for _, t := range said {
		for _, id := range c.rule.lists[o.of.index] {
			for _, h := range c.hits(t).Of(id) {
				if p := (place{t, h.Start, h.End}); utf8.RuneCountInString(c.turn(t).Text[h.Start:h.End]) >= o.least {
					all = append(all, p)
				}
			}
		}
	}
	if len(all) == 0 {
		return verdict{}
	}
	sortPlaces(all)
	for _, p := range all {
		word := c.turn(p.turn).Text[p.start:p.end]
		for _, t := range c.turns {
			if i := strings.Index(c.turn(t).Text, word); i >= 0 {
				if o.ignores {
					return verdict{found: []place{{t, i, i + len(word)}}}
				}
				return verdict{state: holds, found: []place{{t, i, i + len(word)}, p}}
			}
		}
	}
	if !o.ignores {
		return c.none()
	}
	mark := place{c.turns[0], 0, len(c.turn(c.turns[0]).Text)}
	v := verdict{state: holds, found: append([]place{mark}, all...)}
	if c.growing {
		v.state, v.clock = c.missing().not(), tingjian.Close
	}
	return v
}

func (o *echo) needs(s scope, negated bool) tingjian.Clock { return s.absence(negated != o.ignores) }
