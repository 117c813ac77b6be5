package rules

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/nearest"
	"github.com/tingjian/tingjian/yamlfile"
)

// replyGap holds where the customer waited longer than a limit for a reply: on the late reply, or on what the customer
// waits with while none has come.
type replyGap struct {
	over     time.Duration
	first    bool               // only the first wait of the conversation
	transfer bool               // waits begin with a transfer as well
	by       []tingjian.Speaker // whose replies count
	ignore   *group             // a reply with one of these is none: 请稍等
	idle     *group             // a message of the customer with one of these wants no reply: 好的
	from, to time.Duration      // waits count only if they begin between these times of the day; to 0: always
}

// replyPresets are limits that platforms are known to set; docs/rules.md says more of each.
func replyPresets() map[string]replyGap {
	return map[string]replyGap{
		"reply-3m":  {over: 3 * time.Minute},
		"reply-5m":  {over: 5 * time.Minute},
		"first-30s": {over: 30 * time.Second, first: true},
		"first-60s": {over: time.Minute, first: true, transfer: true},
	}
}

func parseReplyGap(p *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("over", "preset", "first", "since", "by", "ignore", "idle", "hours")
	o := &replyGap{}
	over, preset := m.Get("over"), m.Get("preset")
	switch {
	case preset.Given() && over.Given():
		preset.Fail("stands beside over: keep one of the two")
	case preset.Given():
		known := replyPresets()
		name := preset.Text()
		found, ok := known[name]
		if !ok && name != "" {
			preset.Fail("%s", nearest.Hint(name, slices.Sorted(maps.Keys(known))))
		}
		*o = found
	case v.Mapping() && !over.Given():
		v.Fail("\"over\" is missing: say after what time a reply is late, such as over: 3m")
	}
	if over.Given() {
		o.over = readDuration(over, time.Second, maxWait)
	}
	if first := m.Get("first"); first.Given() {
		o.first = first.Flag()
	}
	if since := m.Get("since"); since.Given() {
		o.transfer = since.OneOf("customer", "transfer") == "transfer"
	}
	if ignore := m.Get("ignore"); ignore.Given() {
		o.ignore = p.plainGroup(ignore)
	}
	if idle := m.Get("idle"); idle.Given() {
		o.idle = p.plainGroup(idle)
	}
	o.by = p.bySpeakers(m.Get("by"))
	o.from, o.to = readHours(m.Get("hours"))
	if slices.Contains(o.by, tingjian.Customer) {
		v.Fail("the customer is whose wait is measured: name agent or bot as speaker, or give by")
	}
	return o
}

// readHours reads times of the day such as 08:00-23:00.
func readHours(v yamlfile.Value) (from, to time.Duration) {
	if !v.Given() {
		return 0, 0
	}
	a, b, _ := strings.Cut(v.Text(), "-")
	begin, err := time.Parse("15:04", strings.TrimSpace(a))
	end, err2 := time.Parse("15:04", strings.TrimSpace(b))
	if err != nil || err2 != nil || !begin.Before(end) {
		v.Want("two times of the day, such as 08:00-23:00")
		return 0, 0
	}
	since := func(t time.Time) time.Duration {
		return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	return since(begin), since(end)
}

func (o *replyGap) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *replyGap) turns(e *evaluation, b *bound) []int { return turnsOf(o, e, b) }

func (o *replyGap) judge(c *candidate) verdict { return inUnit(o, c) }

func (o *replyGap) occurrences(e *evaluation, b *bound) (all []verdict) {
	open := -1 // what the customer waits with
	for t := range e.pass.Transcript.Turns {
		turn := e.turn(t)
		switch {
		case o.transfer && turn.Event != nil && turn.Event.Type == tingjian.EventTransfer && !turn.At.IsZero():
			open = t
		case open < 0 && e.counts(t, []tingjian.Speaker{tingjian.Customer}) && !turn.At.IsZero() && !o.has(e, b, t, o.idle) && !(o.first && o.transfer):
			open = t
		case open >= 0 && e.counts(t, o.by) && !o.has(e, b, t, o.ignore):
			if !turn.At.IsZero() && turn.At.Sub(e.turn(open).At) > o.over && o.working(e.turn(open).At) {
				all = append(all, verdict{state: holds, found: []place{e.turnOf(t), e.turnOf(open)}})
			}
			if open = -1; o.first {
				return all
			}
		}
	}
	if open < 0 || !o.working(e.turn(open).At) {
		return all
	}
	due := e.turn(open).At.Add(o.over)
	v := verdict{state: holds, clock: tingjian.Timer}
	switch {
	case !e.pass.AsOf.After(due) && e.pass.Transcript.Closed:
		return all // it ended before the reply was late
	case !e.pass.AsOf.After(due):
		v = until(unripe, due.Add(time.Millisecond))
	}
	v.found = []place{e.turnOf(open)}
	return append(all, v)
}

func (o *replyGap) has(e *evaluation, b *bound, t int, of *group) bool {
	return of != nil && e.hits(t).HasAny(b.lists[of.index]...)
}

// working reports whether a wait that begins at that time counts.
func (o *replyGap) working(at time.Time) bool {
	if o.to == 0 {
		return true
	}
	at = at.In(tingjian.Zone)
	day := time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	return day >= o.from && day < o.to
}

func (*replyGap) needs(scope, bool) tingjian.Clock { return tingjian.Timer }
