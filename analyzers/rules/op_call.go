package rules

import (
	"slices"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/yamlfile"
)

// What follows is about calls: turns whose At and Until say when speech began and ended. Turns without both are passed over.

// spoken reports whether t is speech with both its times.
func (e *evaluation) spoken(t int) bool {
	turn := e.turn(t)
	return turn.Speaker != tingjian.System && !turn.At.IsZero() && turn.Until.After(turn.At)
}

// aboutCalls notes an operator about speech in a rule that leaves calls out.
func (p *ruleParser) aboutCalls(v yamlfile.Value) {
	if all := p.rule.limits.channels; len(all) > 0 && !slices.Contains(all, tingjian.Call) && !slices.Contains(all, tingjian.Store) {
		v.Fail("is about speech, of which scope.channel leaves nothing: add call, or leave the operator out")
	}
}

// silence holds on a turn before which nobody spoke for longer than a limit.
type silence struct {
	over  time.Duration
	most  time.Duration      // a longer pause is no silence but the time between two calls
	after []tingjian.Speaker // who spoke before; empty: anybody
}

func parseSilence(p *ruleParser, v yamlfile.Value) trigger {
	p.aboutCalls(v)
	m := v.Record("over", "at_most", "after")
	o := &silence{
		over: readDuration(m.Need("over", "say how long, such as 10s"), 100*time.Millisecond, maxWait),
		most: 10 * time.Minute, after: speakers(m.Get("after")),
	}
	if most := m.Get("at_most"); most.Given() {
		o.most = readDuration(most, time.Second, maxWait)
	}
	if o.most <= o.over {
		v.Fail("at_most (without it 10m) lies below over: nothing is between")
	}
	return o
}

func (o *silence) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *silence) turns(e *evaluation, b *bound) []int { return turnsOf(o, e, b) }

func (o *silence) judge(c *candidate) verdict { return inUnit(o, c) }

func (o *silence) occurrences(e *evaluation, b *bound) (all []verdict) {
	last := -1 // whose speech ended last
	joined := map[string]bool{}
	follows := func(s tingjian.Speaker) bool { return len(o.after) == 0 || slices.Contains(o.after, s) }
	for t := range e.pass.Transcript.Turns {
		if event := e.turn(t).Event; event != nil && event.Type == tingjian.EventTransfer {
			last = -1 // whoever comes next was waited for, not silent
		}
		if !e.spoken(t) {
			continue
		}
		who := string(e.turn(t).Speaker) + e.turn(t).Agent
		present := joined[who]
		joined[who] = true
		if last >= 0 && present && o.long(e.turn(t).At.Sub(e.turn(last).Until)) && follows(e.turn(last).Speaker) && slices.Contains(b.Speakers, e.turn(t).Speaker) {
			all = append(all, verdict{state: holds, found: []place{e.turnOf(t), e.turnOf(last)}})
		}
		if last < 0 || e.turn(t).Until.After(e.turn(last).Until) {
			last = t
		}
	}
	if last < 0 || e.pass.Transcript.Closed || !follows(e.turn(last).Speaker) {
		return all
	}
	// Who breaks the silence decides whether it counts.
	due, end := e.turn(last).Until.Add(o.over), e.turn(last).Until.Add(o.most)
	v := until(open, end.Add(time.Millisecond))
	switch {
	case e.pass.AsOf.After(end):
		return all
	case !e.pass.AsOf.After(due):
		v = until(unripe, due.Add(time.Millisecond))
	}
	v.found = []place{e.turnOf(last)}
	return append(all, v)
}

// long reports whether a pause is a silence.
func (o *silence) long(pause time.Duration) bool { return pause > o.over && pause <= o.most }

func (*silence) needs(scope, bool) tingjian.Clock { return tingjian.Timer }

// overtalk holds on a turn that begins while the other side still speaks.
type overtalk struct {
	least time.Duration // that both speak at once
	delay time.Duration // that the other side had spoken before
	times int           // from the how manieth time in the call on it counts
	short int           // characters from which on a turn is more than a sign of listening
}

func parseOvertalk(p *ruleParser, v yamlfile.Value) trigger {
	p.aboutCalls(v)
	m := v.Record("at_least", "after", "times", "min_length")
	o := &overtalk{
		least: readDuration(m.Need("at_least", "say how long both must speak at once, such as 500ms"), 50*time.Millisecond, time.Hour),
		delay: readDuration(m.Get("after"), 0, time.Hour),
		times: 1,
	}
	if times := m.Get("times"); times.Given() {
		o.times = times.Whole(1, 100)
	}
	if length := m.Get("min_length"); length.Given() {
		o.short = length.Whole(1, 100)
	}
	return o
}

func (o *overtalk) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *overtalk) turns(e *evaluation, b *bound) []int { return turnsOf(o, e, b) }

func (o *overtalk) judge(c *candidate) verdict { return inUnit(o, c) }

// lookBack is how many turns back one is looked for that is still being spoken.
const lookBack = 5

func (o *overtalk) occurrences(e *evaluation, b *bound) (all []verdict) {
	n := 0
	for t := range e.pass.Transcript.Turns {
		if !e.spoken(t) || !slices.Contains(b.Speakers, e.turn(t).Speaker) || phrasing.Letters(e.turn(t).Text) < o.short {
			continue
		}
		for i := t - 1; i >= max(0, t-lookBack); i-- {
			if !e.spoken(i) || !o.over(e.turn(i), e.turn(t)) {
				continue
			}
			if n++; n >= o.times {
				all = append(all, verdict{state: holds, found: []place{e.turnOf(t), e.turnOf(i)}})
			}
			break
		}
	}
	return all
}

// over reports whether now talks over before, which began earlier.
func (o *overtalk) over(before, now *tingjian.Turn) bool {
	end := before.Until
	if now.Until.Before(end) {
		end = now.Until
	}
	return before.Speaker.Serves() != now.Speaker.Serves() && now.At.Sub(before.At) >= o.delay && now.At.After(before.At) && end.Sub(now.At) >= o.least
}

func (*overtalk) needs(scope, bool) tingjian.Clock { return tingjian.Stream }

// speed holds on a turn that is spoken faster or slower than a limit, or where a speaker's turns are on average.
type speed struct {
	above, below float64 // characters a minute; 0: no bound
	average      bool    // over the whole call instead of turn by turn
	least        int     // characters that a turn must have to be measured
}

func parseSpeed(p *ruleParser, v yamlfile.Value) trigger {
	p.aboutCalls(v)
	m := v.Record("above", "below", "average", "min_length")
	o := &speed{least: 10}
	above, below := m.Get("above"), m.Get("below")
	if above.Given() {
		o.above = float64(above.Whole(1, 10_000))
	}
	if below.Given() {
		o.below = float64(below.Whole(1, 10_000))
	}
	if v.Mapping() && above.Given() == below.Given() {
		v.Fail("want one of above and below, in characters a minute")
	}
	if average := m.Get("average"); average.Given() {
		o.average = average.Flag()
	}
	if length := m.Get("min_length"); length.Given() {
		o.least = length.Whole(1, 1000)
	}
	return o
}

func (o *speed) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *speed) turns(e *evaluation, b *bound) []int { return turnsOf(o, e, b) }

func (o *speed) judge(c *candidate) verdict { return inUnit(o, c) }

func (o *speed) occurrences(e *evaluation, b *bound) (all []verdict) {
	letters, minutes, last := 0, 0.0, -1
	for t := range e.pass.Transcript.Turns {
		turn := e.turn(t)
		if !e.spoken(t) || !slices.Contains(b.Speakers, turn.Speaker) || utf8.RuneCountInString(turn.Text) < o.least {
			continue
		}
		n, m := phrasing.Letters(turn.Text), turn.Until.Sub(turn.At).Minutes()
		letters, minutes, last = letters+n, minutes+m, t
		if !o.average && o.exceeds(float64(n)/m) {
			all = append(all, verdict{state: holds, found: []place{e.turnOf(t)}})
		}
	}
	if o.average && last >= 0 && e.pass.Transcript.Closed && o.exceeds(float64(letters)/minutes) {
		all = append(all, verdict{state: holds, clock: tingjian.Close, found: []place{e.turnOf(last)}})
	}
	return all
}

func (o *speed) exceeds(rate float64) bool {
	return o.above > 0 && rate > o.above || o.below > 0 && rate < o.below
}

func (o *speed) needs(scope, bool) tingjian.Clock {
	if o.average {
		return tingjian.Close
	}
	return tingjian.Stream
}
