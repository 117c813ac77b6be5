package rules

import (
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// trend holds where the mood of the conversation at its end is better, or worse, than at its start: of a turn it is 1 where
// a phrase of the one list stands, -1 where one of the other does, and 0 where neither or both do.
type trend struct {
	positive, negative *group
	by                 []tingjian.Speaker
	first, last        int     // turns that make up the start and the end
	change             float64 // between the means, at least
	worse              bool
}

func parseTrend(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("positive", "negative", "by", "first", "last", "change", "to")
	positive, negative := m.Need("positive", "give its phrases"), m.Need("negative", "give its phrases")
	o := &trend{by: []tingjian.Speaker{tingjian.Customer}, first: 3, last: 3, change: 0.5}
	o.worse = m.Need("to", "say whether it turns better or worse").OneOf("better", "worse") == "worse"
	if by := m.Get("by"); by.Given() {
		o.by = speakers(by)
	}
	if first := m.Get("first"); first.Given() {
		o.first = first.Whole(1, 100)
	}
	if last := m.Get("last"); last.Given() {
		o.last = last.Whole(1, 100)
	}
	if change := m.Get("change"); change.Given() {
		o.change, _ = change.Decimal(0, 2)
	}
	if !positive.Given() || !negative.Given() {
		return nil
	}
	o.positive, o.negative = p.plainGroup(positive), p.plainGroup(negative)
	return o
}

func (o *trend) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *trend) turns(e *evaluation, b *bound) []int { return marked(overall(o, e, b)) }

func (o *trend) judge(c *candidate) verdict { return overall(o, c.evaluation, c.rule) }

func (o *trend) verdict(e *evaluation, b *bound) verdict {
	if !e.pass.Transcript.Closed {
		return e.atClose(b, false)
	}
	var turns []int
	for t := range e.pass.Transcript.Turns {
		if e.counts(t, o.by) {
			turns = append(turns, t)
		}
	}
	if len(turns) < o.first+o.last {
		return verdict{clock: tingjian.Close}
	}
	start, end := turns[:o.first], turns[len(turns)-o.last:]
	change := o.mean(e, b, end) - o.mean(e, b, start)
	if o.worse {
		change = -change
	}
	v := e.atClose(b, change >= o.change)
	for _, t := range slices.Concat(start, end) {
		if v.state.yes() && o.mood(e, b, t) != 0 {
			v.found = append(v.found, e.turnOf(t))
		}
	}
	return v
}

func (o *trend) mean(e *evaluation, b *bound, turns []int) float64 {
	sum := 0
	for _, t := range turns {
		sum += o.mood(e, b, t)
	}
	return float64(sum) / float64(len(turns))
}

func (o *trend) mood(e *evaluation, b *bound, t int) (mood int) {
	if e.hits(t).HasAny(b.lists[o.positive.index]...) {
		mood++
	}
	if e.hits(t).HasAny(b.lists[o.negative.index]...) {
		mood--
	}
	return mood
}

func (*trend) needs(scope, bool) tingjian.Clock { return tingjian.Close }
