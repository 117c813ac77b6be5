package rules

import (
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// ruling is what a rule says about one unit.
type ruling struct {
	verdict
	mark   place
	branch int // that holds
}

// rule judges a rule on the unit of turn t.
func (e *evaluation) rule(rule *bound, t int) (r ruling, c candidate) {
	c = candidate{evaluation: e, rule: rule, scope: &rule.scope}
	if !c.gather(t) {
		return r, c
	}
	r.verdict, r.branch = choose(len(rule.branches), func(i int) verdict { return c.branch(i, &r.mark) })
	if rule.scope.last > 0 { // only the close tells which turns were the last
		r.clock = tingjian.Close
		if !e.pass.Transcript.Closed {
			r.state, r.at = max(unripe, min(open, r.state)), time.Time{}
		}
	}
	return r, c
}

// branch judges the ith branch and what all of them ask, and notes its mark where it holds.
func (c *candidate) branch(i int, mark *place) verdict {
	b, one := c.rule.branches[i], c.beside()
	defer one.giveBack()
	if c.trace != nil && b.name != "" {
		c.trace(step{name: "branches." + b.name, place: b.place}, c, verdict{})
	}
	v := b.judge(one)
	for _, s := range c.rule.common {
		if v.state == fails || !one.marked {
			break
		}
		v = v.and(one.ask(s))
	}
	if v.state.yes() {
		*mark = one.mark
	}
	return v
}

// finding makes the finding of a ruling that holds.
func (c *candidate) finding(r ruling) tingjian.Finding {
	rule, b := c.rule, c.rule.branches[r.branch]
	clock, pending := r.clock, r.state == open
	f := tingjian.Finding{
		Code: rule.Code, Rule: rule.ID, Version: rule.version, Status: rule.Status, Confidence: rule.Confidence,
		Span: c.pass.Span(r.mark.turn, r.mark.start, r.mark.end), Branch: b.name, ClearedBy: rule.clearedBy[r.branch],
		Pending: pending,
	}
	if pending {
		clock, f.DecidesAt.At = tingjian.Stream, r.at
		if !r.at.IsZero() {
			clock = tingjian.Timer
		}
	}
	f.Clock = clock
	c.mark = r.mark
	evidence, quote := r.evidence(), f.Quote
	if s, ok := c.half(c.mark); ok {
		quote, evidence = f.Quote+c.pass.Span(s.to.turn, s.to.start, s.to.end).Quote, append(evidence, s.to)
	}
	if len(b.triggers) > 0 && b.triggers[0].name == "event" {
		f.Kind, f.Amount = outcome(c.turn(r.mark.turn).Event)
	}
	message := rule.Message
	if b.message != "" {
		message = b.message
	}
	f.Message = strings.ReplaceAll(message, "{match}", quote)
	sortPlaces(evidence)
	for _, p := range slices.Compact(evidence) {
		if p != c.mark {
			f.Evidence = append(f.Evidence, c.pass.Span(p.turn, p.start, p.end))
		}
	}
	if !slices.Contains(rule.Speakers, c.turn(c.mark.turn).Speaker) {
		f.Speaker, f.Agent = c.concerned()
	}
	return f
}

// half gives the phrase of the rule's triggers of which p is the first part and the rest stands in the next bubble. What
// stands at p by itself is no half, whatever comes after it.
func (c *candidate) half(p place) (half seam, ok bool) {
	for _, s := range c.straddling(p.turn) {
		for i, lists := range c.rule.lists {
			if !ok && s.from == p && c.rule.groups[i].trigger && slices.Contains(lists, s.list) {
				half, ok = s, true
			}
		}
	}
	if !ok {
		return half, false
	}
	for i, lists := range c.rule.lists {
		for _, id := range lists {
			whole := func(h lexicon.Hit) bool { return h.Start == p.start && h.End == p.end }
			if c.rule.groups[i].trigger && slices.ContainsFunc(c.hits(p.turn).Of(id), whole) {
				return half, false
			}
		}
	}
	return half, true
}

// evidence is what was found and what was searched.
func (v *verdict) evidence() []place { return slices.Concat(v.found, v.where) }

// concerned is who is marked where the mark stands on somebody else's turn: the last of the rule's speakers before it, else
// its first speaker without a name.
func (c *candidate) concerned() (tingjian.Speaker, string) {
	for t := c.mark.turn; t >= 0; t-- {
		if turn := c.turn(t); slices.Contains(c.rule.Speakers, turn.Speaker) {
			return turn.Speaker, turn.Agent
		}
	}
	return c.rule.Speakers[0], ""
}
