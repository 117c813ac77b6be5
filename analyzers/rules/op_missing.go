package rules

import (
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// missing holds where something must come after an anchor, or before it, and does not.
type missing struct {
	*window
	anchor   *group // nil: the start of the conversation, or its end
	anchorBy []tingjian.Speaker
	before   bool
}

func parseMissingAfter(p *ruleParser, v yamlfile.Value) trigger  { return p.missing(v, "start", false) }
func parseMissingBefore(p *ruleParser, v yamlfile.Value) trigger { return p.missing(v, "end", true) }

// missing reads an anchor, which may be the given edge of the conversation, and a window beside it.
func (p *ruleParser) missing(v yamlfile.Value, edge string, before bool) trigger {
	m := v.Record("anchor", "anchor_by", "any_of", "events", "within_turns", "within_statements", "within", "by")
	anchor := m.Need("anchor", "give its phrases, or "+edge+" for that of the conversation")
	if !anchor.Given() {
		return nil
	}
	o := &missing{before: before, anchorBy: p.bySpeakers(m.Get("anchor_by"))}
	if words := anchor.Each(); len(words) != 1 || words[0].Mapping() || words[0].Text() != edge {
		o.anchor = p.group(anchor, false)
	} else if m.Get("within").Given() {
		m.Get("within").Fail("counts from a turn, and the %s of the conversation is none: use within_turns or within_statements", edge)
	}
	was := p.trigger
	p.trigger = false
	o.window = p.windowOf(v, m)
	p.trigger = was
	if len(o.by) == 0 {
		o.by = p.rule.Speakers
	}
	return o
}

func (o *missing) gate(b *bound) gate {
	if o.anchor == nil {
		return gate{sweep: []sweep{{finder: o}}}
	}
	return gate{sweep: []sweep{{finder: o, when: b.lists[o.anchor.index]}}}
}

func (o *missing) turns(e *evaluation, b *bound) []int { return turnsOf(o, e, b) }

func (o *missing) judge(c *candidate) verdict { return inUnit(o, c) }

func (o *missing) occurrences(e *evaluation, b *bound) (all []verdict) {
	if o.anchor == nil {
		if v, ok := o.atEdge(e, b); ok {
			all = append(all, v)
		}
		return all
	}
	for t := range e.pass.Transcript.Turns {
		if !slices.Contains(o.anchorBy, e.turn(t).Speaker) {
			continue
		}
		c := candidate{evaluation: e, rule: b, scope: &scope{}, turns: []int{t}}
		if anchor, ok := c.first(b.lists[o.anchor.index]); ok {
			if v, ok := o.beside(&c, anchor); ok {
				all = append(all, v)
			}
		}
	}
	return all
}

// beside is the verdict on the anchor; false: there is nobody to mark.
func (o *missing) beside(c *candidate, anchor place) (v verdict, ok bool) {
	c.mark = anchor
	var s search
	if o.before {
		s = o.window.before(c)
		s.full, s.timed = true, false // what came before is known
	} else {
		s = o.after(c)
	}
	if s.untimed {
		return v, false
	}
	v = s.absent(c)
	if v.state == fails {
		return v, false
	}
	mark := anchor
	if !slices.Contains(c.rule.Speakers, c.turn(anchor.turn).Speaker) {
		next := c.nextOf(anchor.turn+1, c.rule.Speakers)
		if next < 0 {
			return v, false
		}
		mark = c.turnOf(next)
		v.where = append(v.where, anchor)
	}
	v.found = []place{mark}
	return v, true
}

// atEdge is the verdict on the start or the end of the conversation. What its end is only the close tells.
func (o *missing) atEdge(e *evaluation, b *bound) (v verdict, ok bool) {
	c := candidate{evaluation: e, rule: b, scope: &scope{}}
	var s search
	mark := e.nextOf(0, b.Speakers)
	if o.before {
		mark = e.lastOf(b.Speakers)
	}
	if mark < 0 || o.before && !e.pass.Transcript.Closed {
		return v, false
	}
	t, step := 0, 1
	if o.before {
		t, step = len(e.pass.Transcript.Turns)-1, -1
	}
	if o.reach == unlimited {
		o.far(&c, t, step, o.by, &s)
	} else {
		o.walk(&c, t, step, o.by, &s)
	}
	if o.before {
		s.full = false // the close decides
	}
	if v = s.absent(&c); v.state == fails {
		return v, false
	}
	v.found = []place{e.turnOf(mark)}
	return v, true
}

func (o *missing) needs(_ scope, negated bool) tingjian.Clock {
	switch {
	case o.before && o.anchor == nil:
		return tingjian.Close
	case o.before:
		return tingjian.Stream
	}
	return o.window.needs()
}

func (o *missing) clearedBy(t titles) string {
	switch {
	case o.anchor == nil && o.before:
		return t.window(o.window, "会话最后")
	case o.anchor == nil:
		return t.window(o.window, "会话开头")
	case o.before:
		return t.window(o.window, "此前")
	}
	return t.window(o.window, "其后")
}
