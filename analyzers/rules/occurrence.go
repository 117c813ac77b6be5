package rules

import (
	"slices"
	"sort"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// An occurrence is a verdict on one place of the transcript, found[0], whatever the unit of the rule: a late reply, a
// pause, a promise. Operators that look for such things go over the transcript once a pass.

// occurring is what those operators have in common.
type occurring interface {
	comparable
	occurrences(e *evaluation, b *bound) []verdict
}

// recall gives the occurrences of o by the turns of their places, found at its first call in a pass.
func recall[O occurring](o O, e *evaluation, b *bound) []verdict {
	if known, ok := e.known[o].([]verdict); ok {
		return known
	}
	all := sorted(o.occurrences(e, b))
	e.remember(o, all)
	return all
}

func sorted(all []verdict) []verdict {
	slices.SortStableFunc(all, func(x, y verdict) int { return x.found[0].turn - y.found[0].turn })
	return all
}

// turnsOf are the turns of all occurrences that are not ruled out.
func turnsOf[O occurring](o O, e *evaluation, b *bound) (turns []int) {
	all := sorted(o.occurrences(e, b))
	if len(all) == 0 { // as mostly: nobody will ask again
		return nil
	}
	e.remember(o, all)
	for _, v := range all {
		turns = append(turns, v.found[0].turn)
	}
	return slices.Compact(turns)
}

// inUnit is the verdict on the unit: its first occurrence.
func inUnit[O occurring](o O, c *candidate) verdict {
	all := recall(o, c.evaluation, c.rule)
	if c.scope.unit != perConversation { // the unit's lie together
		first, last := c.turns[0], c.turns[len(c.turns)-1]
		all = all[sort.Search(len(all), func(i int) bool { return all[i].found[0].turn >= first }):]
		all = all[:sort.Search(len(all), func(i int) bool { return all[i].found[0].turn > last })]
	}
	v, i := choose(len(all), func(i int) verdict {
		if !c.covers(all[i].found[0].turn) {
			return verdict{}
		}
		return all[i]
	})
	if i < 0 && v.state == fails {
		return c.none()
	}
	return v
}

// wide is an operator that says one thing of the whole conversation.
type wide interface {
	comparable
	verdict(e *evaluation, b *bound) verdict
}

// overall gives the verdict of o, reckoned at its first call in a pass.
func overall[O wide](o O, e *evaluation, b *bound) verdict {
	if known, ok := e.known[o].(verdict); ok {
		return known
	}
	v := o.verdict(e, b)
	e.remember(o, v)
	return v
}

// covers reports whether turn t belongs to the unit. The whole conversation has the turns of others too: what a customer
// waits with may stand there.
func (c *candidate) covers(t int) bool {
	return slices.Contains(c.turns, t) || c.scope.unit == perConversation && c.scope.wide()
}

// marked is the turn of a verdict that holds, in a list of one or none.
func marked(v verdict) []int {
	if v.state.yes() {
		return []int{v.found[0].turn}
	}
	return nil
}

// turnOf is the place of a whole turn.
func (e *evaluation) turnOf(t int) place { return place{t, 0, len(e.turn(t).Text)} }

// lastOf is the last turn of one of speakers that says or shows something; -1: there is none.
func (e *evaluation) lastOf(speakers []tingjian.Speaker) int {
	for t := len(e.pass.Transcript.Turns) - 1; t >= 0; t-- {
		if e.counts(t, speakers) {
			return t
		}
	}
	return -1
}

// nextOf is the first such turn from t on.
func (e *evaluation) nextOf(t int, speakers []tingjian.Speaker) int {
	for ; t < len(e.pass.Transcript.Turns); t++ {
		if e.counts(t, speakers) {
			return t
		}
	}
	return -1
}

// bySpeakers reads `by`, which is the rule's own speakers where it is not given.
func (p *ruleParser) bySpeakers(v yamlfile.Value) []tingjian.Speaker {
	if !v.Given() {
		return p.rule.Speakers
	}
	return speakers(v)
}
