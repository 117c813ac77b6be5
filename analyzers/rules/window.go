package rules

import (
	"slices"
	"sort"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/yamlfile"
)

// unlimited is the reach of a window that goes to the end or the start of the conversation.
const unlimited = -1

// window is a stretch of turns before or after the mark, and what is looked for in it.
type window struct {
	anyOf      *group // may be nil where events are given
	events     []string
	reach      int                // how many turns or statements; 0: the rest of the unit only
	statements bool               // reach counts statements
	within     time.Duration      // instead of reach: so long after or before the mark; 0: not by time
	by         []tingjian.Speaker // empty: the side of the marked turn
}

// windows reads one mapping or a list of them.
func (p *ruleParser) windows(v yamlfile.Value) []*window {
	var all []*window
	for _, one := range v.Each() {
		all = append(all, p.window(one))
	}
	return all
}

func (p *ruleParser) window(v yamlfile.Value) *window {
	return p.windowOf(v, v.Record("any_of", "events", "within_turns", "within_statements", "within", "by"))
}

// windowOf reads a window of v, whose record is m.
func (p *ruleParser) windowOf(v yamlfile.Value, m yamlfile.Record) *window {
	w := &window{reach: unlimited}
	phrases, events := m.Get("any_of"), m.Get("events")
	if phrases.Given() {
		w.anyOf = p.group(phrases, false)
	}
	for _, one := range events.Each() {
		w.events = append(w.events, one.Text())
	}
	if v.Mapping() && !phrases.Given() && !events.Given() {
		v.Fail("\"any_of\" and \"events\" are missing: say what is looked for")
	}
	turns, statements := m.Get("within_turns"), m.Get("within_statements")
	within := m.Get("within")
	switch {
	case turns.Given() && statements.Given():
		statements.Fail("stands beside within_turns: keep one of the two")
	case within.Given() && (turns.Given() || statements.Given()):
		within.Fail("stands beside another limit of the window: keep one")
	case within.Given():
		w.within = readDuration(within, time.Millisecond, maxWait)
	case turns.Given():
		w.reach = turns.Whole(0, 100)
	case statements.Given():
		w.reach, w.statements = statements.Whole(1, 100), true
	}
	w.by = speakers(m.Get("by"))
	return w
}

// speakers are those whose turns w looks at in c.
func (w *window) speakers(c *candidate) []tingjian.Speaker {
	switch marked := c.turn(c.mark.turn).Speaker; {
	case len(w.by) > 0:
		return w.by
	case marked.Serves():
		return serving
	default:
		return []tingjian.Speaker{marked}
	}
}

var serving = []tingjian.Speaker{tingjian.Agent, tingjian.Bot}

func (w *window) lists(c *candidate) []lexicon.ListID {
	if w.anyOf == nil {
		return nil
	}
	return c.rule.lists[w.anyOf.index]
}

// in gives what w looks for in turn t between the bytes from and to, by the given speakers; an event counts on
// anybody's turn.
func (w *window) in(c *candidate, t, from, to int, by []tingjian.Speaker) (place, bool) {
	turn := c.turn(t)
	if turn.Event != nil && slices.Contains(w.events, turn.Event.Type) {
		return place{t, 0, len(turn.Text)}, true
	}
	if !slices.Contains(by, turn.Speaker) {
		return place{}, false
	}
	hits := c.hits(t)
	for _, id := range w.lists(c) {
		for _, h := range hits.Of(id) {
			if h.Start >= from && h.End <= to {
				return place{t, h.Start, h.End}, true
			}
		}
	}
	for _, s := range c.straddling(t) {
		if s.from.start >= from && to == len(turn.Text) && slices.Contains(w.lists(c), s.list) {
			return s.from, true
		}
	}
	return place{}, false
}

// search is what looking through a window gave.
type search struct {
	hit   place
	ok    bool    // hit was found
	full  bool    // nothing that may still come belongs to the window
	where []place // the stretch searched, one place a turn

	timed   bool      // the window is one of time,
	untimed bool      // but where it should begin carries none, so that nothing can be said
	at      time.Time // when it ends
}

// saw notes that turn t was searched; of many turns the first ones and the last are kept.
func (s *search) saw(c *candidate, t int) {
	p := place{t, 0, len(c.turn(t).Text)}
	if len(s.where) < maxStretch {
		s.where = append(s.where, p)
	} else {
		s.where[maxStretch-1] = p
	}
}

// maxWalk bounds the turns that a window goes over. Statements may have any number of bubbles, and so may whoever else
// speaks in between; marks that each walk over all of a long conversation would cost its square.
const maxWalk = 200

// walk looks through the turns from t on, forward (step 1) or backward (step -1), until the window is full.
func (w *window) walk(c *candidate, t, step int, by []tingjian.Speaker, s *search) {
	seen, statement := 0, -1
	s.full = w.reach == 0
	for n := 0; !s.full && t >= 0 && t < len(c.pass.Transcript.Turns); t += step {
		counted, same := c.counts(t, by), c.pass.StatementOf[t] == statement
		if w.statements && seen == w.reach && !same && (counted || c.turn(t).Speaker != tingjian.System) {
			s.full = true
			return
		}
		if counted {
			if !w.statements || !same {
				seen++
			}
			statement = c.pass.StatementOf[t]
			s.saw(c, t)
		}
		if s.hit, s.ok = w.in(c, t, 0, len(c.turn(t).Text), by); s.ok {
			return
		}
		n++
		s.full = !w.statements && seen == w.reach || n == maxWalk
	}
}

// far looks from turn t on in the direction of step without limit. It looks over the transcript once a pass, so that
// many marks do not each walk through all of it.
func (w *window) far(c *candidate, t, step int, by []tingjian.Speaker, s *search) {
	turns := w.turns(c, by)
	i := sort.SearchInts(turns, t) // the first at or after t
	if step < 0 {
		if i == len(turns) || turns[i] > t {
			i--
		}
	}
	if i >= 0 && i < len(turns) {
		s.hit, s.ok = w.in(c, turns[i], 0, len(c.turn(turns[i]).Text), by)
		return
	}
	for ; t >= 0 && t < len(c.pass.Transcript.Turns) && len(s.where) < maxStretch-1; t += step {
		if c.counts(t, by) {
			s.saw(c, t)
		}
	}
	end := 0
	if step > 0 {
		end = len(c.pass.Transcript.Turns) - 1
	}
	for ; (end-t)*step >= 0; end -= step {
		if c.counts(end, by) {
			s.saw(c, end)
			return
		}
	}
}

// turns gives the turns of the transcript in which the window's phrases or events stand, ascending.
func (w *window) turns(c *candidate, by []tingjian.Speaker) []int {
	key := reached{w, slices.Contains(by, tingjian.Customer)} // without `by` the side follows the mark
	if known, ok := c.reached[key]; ok {
		return known
	}
	var turns []int
	for t := range c.pass.Transcript.Turns {
		if _, ok := w.in(c, t, 0, len(c.turn(t).Text), by); ok {
			turns = append(turns, t)
		}
	}
	if c.reached == nil {
		c.reached = map[reached][]int{}
	}
	c.reached[key] = turns
	return turns
}

// reached is the key under which a pass remembers the turns of an unlimited window.
type reached struct {
	window   *window
	customer bool
}
