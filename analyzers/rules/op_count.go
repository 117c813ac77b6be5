package rules

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/yamlfile"
)

// tally counts something in the whole conversation.
type tally struct {
	what    string
	phrases *group // of what "phrases"
	by      []tingjian.Speaker
}

// tallies are what can be counted.
func tallies() []string {
	return []string{"turns", "statements", "questions", "characters", "media", "phrases"}
}

// tally reads what is counted, among other keys of m.
func (p *ruleParser) tally(v yamlfile.Value, m yamlfile.Record) tally {
	t := tally{what: m.Need("of", "say what is counted: "+strings.Join(tallies(), ", ")).OneOf(tallies()...), by: p.bySpeakers(m.Get("by"))}
	phrases := m.Get("phrases")
	switch {
	case phrases.Given() && t.what != "phrases" && t.what != "":
		phrases.Fail("stands beside of: %s: write of: phrases to count them", t.what)
	case phrases.Given():
		t.phrases = p.plainGroup(phrases)
	case t.what == "phrases":
		v.Fail("\"phrases\" are missing: give those that are counted")
		t.what = ""
	}
	return t
}

// in counts in turn t.
func (o *tally) in(e *evaluation, b *bound, t int) int {
	turn := e.turn(t)
	if !e.counts(t, o.by) {
		return 0
	}
	switch o.what {
	case "statements":
		if first := e.pass.Statements[e.pass.StatementOf[t]].First; first != t {
			return 0
		}
	case "questions":
		if !asks(turn.Text) {
			return 0
		}
	case "characters":
		return phrasing.Letters(turn.Text)
	case "media":
		return len(turn.Media)
	case "phrases":
		n := 0
		for _, id := range b.lists[o.phrases.index] {
			n += e.hits(t).Count(id)
		}
		return n
	}
	return 1
}

// asks reports whether a text asks something: by a question mark, or a particle at its end.
func asks(text string) bool {
	if strings.ContainsAny(text, "?？") {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(text, " 。.!！~…"))
	return strings.ContainsRune("吗嗎呢么麼", last)
}

// all counts in the whole transcript.
func (o *tally) all(e *evaluation, b *bound) (n int) {
	for t := range e.pass.Transcript.Turns {
		n += o.in(e, b, t)
	}
	return n
}

// count holds where there are at least or at most so many of something in the conversation.
type count struct {
	tally
	least, most int // most -1: no end
}

func parseCount(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("of", "by", "phrases", "at_least", "at_most")
	o := &count{tally: p.tally(v, m), most: -1}
	least, most := m.Get("at_least"), m.Get("at_most")
	o.least = least.Whole(1, 1_000_000)
	if most.Given() {
		o.most = most.Whole(0, 1_000_000)
	}
	switch {
	case v.Mapping() && !least.Given() && !most.Given():
		v.Fail("has no bound: give at_least, at_most or both")
	case most.Given() && o.most < o.least:
		v.Fail("at_most lies below at_least: nothing is between")
	}
	return o
}

func (o *count) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *count) turns(e *evaluation, b *bound) []int {
	return marked(overall(o, e, b))
}

func (o *count) judge(c *candidate) verdict { return overall(o, c.evaluation, c.rule) }

func (o *count) verdict(e *evaluation, b *bound) verdict {
	if o.most < 0 {
		n := 0
		for t := range e.pass.Transcript.Turns {
			if n += o.in(e, b, t); n >= o.least {
				return e.from(b, t)
			}
		}
		return e.atClose(b, false)
	}
	if n := o.all(e, b); n > o.most {
		return verdict{}
	} else if n < o.least {
		return e.atClose(b, false)
	}
	return e.atClose(b, true)
}

// from is the verdict on what holds from turn t on: it is marked on the first turn of the rule's speakers from there.
func (e *evaluation) from(b *bound, t int) verdict {
	if mark := e.nextOf(t, b.Speakers); mark >= 0 {
		return verdict{state: holds, found: []place{e.turnOf(mark)}}
	}
	return e.atClose(b, true)
}

// atClose is the verdict on what only the close decides: it is marked on the last turn of the rule's speakers.
func (e *evaluation) atClose(b *bound, yes bool) verdict {
	if !e.pass.Transcript.Closed {
		return verdict{state: unripe, clock: tingjian.Close}
	}
	mark := e.lastOf(b.Speakers)
	if !yes || mark < 0 {
		return verdict{clock: tingjian.Close}
	}
	return verdict{state: holds, clock: tingjian.Close, found: []place{e.turnOf(mark)}}
}

func (o *count) needs(_ scope, negated bool) tingjian.Clock {
	if o.most < 0 && !negated {
		return tingjian.Stream
	}
	return tingjian.Close
}
