package rules

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// duration holds where the conversation lasted longer or shorter than a limit, from its earliest time to its latest.
type duration struct{ over, under time.Duration }

func parseDuration(_ *ruleParser, v yamlfile.Value) trigger {
	m := v.Record("over", "under")
	over, under := m.Get("over"), m.Get("under")
	if v.Mapping() && over.Given() == under.Given() {
		v.Fail("want one of over and under")
	}
	return &duration{readDuration(over, time.Second, maxWait), readDuration(under, time.Second, maxWait)}
}

func (o *duration) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *duration) turns(e *evaluation, b *bound) []int { return marked(overall(o, e, b)) }

func (o *duration) judge(c *candidate) verdict { return overall(o, c.evaluation, c.rule) }

func (o *duration) verdict(e *evaluation, b *bound) verdict {
	from := e.beginning()
	if from.IsZero() {
		return verdict{}
	}
	if o.under > 0 {
		return e.atClose(b, e.pass.Transcript.Latest().Sub(from) < o.under)
	}
	for t := range e.pass.Transcript.Turns {
		turn := e.turn(t)
		if turn.At.Sub(from) > o.over || turn.Until.Sub(from) > o.over {
			return e.from(b, t)
		}
	}
	return e.atClose(b, false)
}

func (o *duration) needs(_ scope, negated bool) tingjian.Clock {
	if o.over > 0 && !negated {
		return tingjian.Stream
	}
	return tingjian.Close
}

// hangup holds where one of the given speakers ended the conversation, as its close event says: by the turn's speaker, or by
// the event's own field "by".
type hangup struct{ by []tingjian.Speaker }

func parseHangup(_ *ruleParser, v yamlfile.Value) trigger {
	by := v.Record("by").Need("by", "say who ended the conversation")
	return &hangup{speakers(by)}
}

func (o *hangup) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

func (o *hangup) turns(e *evaluation, b *bound) []int { return marked(overall(o, e, b)) }

func (o *hangup) judge(c *candidate) verdict { return overall(o, c.evaluation, c.rule) }

func (o *hangup) verdict(e *evaluation, b *bound) verdict {
	for t := len(e.pass.Transcript.Turns) - 1; t >= 0; t-- {
		turn := e.turn(t)
		if turn.Event == nil || turn.Event.Type != tingjian.EventClose {
			continue
		}
		by := turn.Speaker
		var named tingjian.Speaker
		if err := json.Unmarshal(turn.Event.Extra["by"], &named); err == nil && named.Valid() {
			by = named
		}
		return e.atClose(b, slices.Contains(o.by, by))
	}
	return e.atClose(b, false)
}

func (*hangup) needs(scope, bool) tingjian.Clock { return tingjian.Close }
