package rules

import (
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/normalize"
	"github.com/tingjian/tingjian/analyzers/segment"
)

// candidate is one unit of a transcript in which a rule may hold.
type candidate struct {
	*evaluation
	rule    *bound
	scope   *scope // the rule's, or the whole conversation
	depth   int    // how many `and`, `or` and `not` it is judged within
	turns   []int  // the unit's, ascending, of the rule's speakers
	growing bool   // further turns may still join the unit, were the conversation not closed
	mark    place  // what the first trigger found; set before conditions are asked
	marked  bool   // it is set
}

// evaluation is one pass of one pack over one transcript.
type evaluation struct {
	pass    *analyzers.Pass
	scans   []any // by turn: *lexicon.Hits
	words   *segment.Segmenter
	cut     cut
	seams   seams             // what straddles two bubbles; nil where nothing does
	reached map[reached][]int // see window.turns
	known   map[any]any       // what operators remember for the pass
	facts   map[string][]string
	began   time.Time                             // see beginning
	trace   func(s step, c *candidate, v verdict) // nil: nobody asks
	spare   []*candidate                          // to be used again
	ones    []int                                 // 0, 1, 2 and so on; see single

	grams, entities []any                 // by turn: gramSet, []entity; nil where no rule of the pack asks for them
	models          map[string][]any      // by label and turn: Confidences
	judgements      []*analyzers.Analyzer // those whose findings the rules of the pack build on
	given           []tingjian.Finding    // instead of theirs, in a rule's own tests
}

// reset forgets the pass and keeps the memory.
func (e *evaluation) reset() { *e = evaluation{spare: e.spare, ones: e.ones} }

// beside is a candidate like c. It is given back when it is done with, because several are judged for every hit.
func (c *candidate) beside() *candidate {
	e := c.evaluation
	if n := len(e.spare); n > 0 {
		one := e.spare[n-1]
		e.spare = e.spare[:n-1]
		*one = *c
		return one
	}
	one := *c
	return &one
}

// giveBack keeps the memory of one that beside gave.
func (c *candidate) giveBack() {
	e := c.evaluation
	*c = candidate{}
	e.spare = append(e.spare, c)
}

// single is turn t alone, as a list that nobody may change.
func (e *evaluation) single(t int) []int {
	for len(e.ones) <= t {
		e.ones = append(e.ones, len(e.ones))
	}
	return e.ones[t : t+1 : t+1]
}

// hits are the phrases found in turn t.
func (e *evaluation) hits(t int) *lexicon.Hits {
	return e.scans[t].(*lexicon.Hits)
}

// normal is the normal form of turn t.
func (e *evaluation) normal(t int) *normalize.Text { return e.hits(t).Text }

func (e *evaluation) turn(t int) *tingjian.Turn { return &e.pass.Transcript.Turns[t] }

// counts reports whether t counts as a turn of one of speakers: somebody said or showed something.
func (e *evaluation) counts(t int, speakers []tingjian.Speaker) bool {
	turn := e.turn(t)
	return turn.Says() && slices.Contains(speakers, turn.Speaker)
}

// first gives the earliest hit of any of lists in the unit, the longest of several at one place.
func (c *candidate) first(lists []lexicon.ListID) (best place, ok bool) {
	for _, t := range c.turns {
		for _, id := range lists {
			for _, h := range c.hits(t).Of(id) {
				p := place{t, h.Start, h.End}
				if (!ok || p.before(best)) && c.bounded(p, id) {
					best, ok = p, true
				}
			}
		}
		if ok {
			return best, true
		}
		for _, s := range c.straddling(t) {
			if slices.Contains(lists, s.list) && c.boundedSeam(s) {
				return s.from, true
			}
		}
	}
	return best, false
}

// places gives all hits of any of lists in the unit, in order.
func (c *candidate) places(lists []lexicon.ListID) []place {
	var all []place
	for _, t := range c.turns {
		had := len(all)
		for _, id := range lists {
			for _, h := range c.hits(t).Of(id) {
				if p := (place{t, h.Start, h.End}); c.bounded(p, id) {
					all = append(all, p)
				}
			}
		}
		for _, s := range c.straddling(t) {
			// What overlaps a hit of the one bubble is left out, so that a further bubble never moves a mark.
			overlaps := func(p place) bool { return p.end > s.from.start }
			if slices.Contains(lists, s.list) && c.boundedSeam(s) && !slices.ContainsFunc(all[had:], overlaps) {
				all = append(all, s.from)
			}
		}
	}
	sortPlaces(all)
	return all
}

// bounded reports whether the hit p of a list is meant as the rule asks, and stands on word boundaries where the rule or
// the phrase asks for that.
func (c *candidate) bounded(p place, id lexicon.ListID) bool {
	if !c.meant(p) {
		return false
	}
	if !c.rule.words && !slices.Contains(c.rule.tokens, id) {
		return true
	}
	return c.token(p)
}

// excepted reports whether one of the rule's exceptions overlaps p. Phrases heed them by their lists; this is for what is
// found without phrases.
func (c *candidate) excepted(p place) bool {
	if c.rule.except == nil {
		return false
	}
	for _, id := range c.rule.lists[c.rule.except.index] {
		if slices.ContainsFunc(c.hits(p.turn).Of(id), func(h lexicon.Hit) bool { return h.Start < p.end && p.start < h.End }) {
			return true
		}
	}
	return false
}

// token reports whether p stands on word boundaries.
func (c *candidate) token(p place) bool {
	if c.cut.turn != p.turn || c.cut.tokens == nil {
		c.cut = cut{p.turn, c.words.Cut(c.turn(p.turn).Text)}
	}
	return segment.Bounded(c.cut.tokens, p.start, p.end)
}

// noList stands for what is found without a list.
const noList = lexicon.ListID(-1)

// boundedSeam is bounded for a hit that straddles two bubbles: only its outer ends are ends.
func (c *candidate) boundedSeam(s seam) bool {
	return c.bounded(place{s.from.turn, s.from.start, len(c.turn(s.from.turn).Text)}, s.list) && c.bounded(place{s.to.turn, 0, s.to.end}, s.list)
}

// has reports whether one of lists hits in turn t, or begins there and ends in the next bubble.
func (c *candidate) has(t int, lists []lexicon.ListID) bool {
	return c.hasPlain(t, lists) ||
		slices.ContainsFunc(c.straddling(t), func(s seam) bool { return slices.Contains(lists, s.list) })
}

// hasPlain reports whether one of lists hits in turn t itself.
func (c *candidate) hasPlain(t int, lists []lexicon.ListID) bool {
	if len(c.rule.tokens) == 0 {
		return c.hits(t).HasAny(lists...)
	}
	return len(c.one(t, lists)) > 0
}

// one gives a hit of one of lists in turn t, in a list of one or none.
func (c *candidate) one(t int, lists []lexicon.ListID) []place {
	for _, id := range lists {
		for _, h := range c.hits(t).Of(id) {
			if p := (place{t, h.Start, h.End}); !slices.Contains(c.rule.tokens, id) || c.token(p) {
				return []place{p}
			}
		}
	}
	return nil
}

// cut holds the words of the turn that was last asked about.
type cut struct {
	turn   int
	tokens []segment.Token
}

// whole gives each of turns from begin to end, the stretch that an absence searched.
func (e *evaluation) whole(turns []int) []place {
	all := make([]place, 0, min(len(turns), maxStretch))
	for i, t := range turns {
		if i >= maxStretch-1 && i < len(turns)-1 {
			continue
		}
		all = append(all, place{t, 0, len(e.turn(t).Text)})
	}
	return all
}

// maxStretch bounds the turns that the evidence of an absence lists: the first ones and the last.
const maxStretch = 20

func sortPlaces(all []place) { slices.SortFunc(all, place.compare) }
