package rules

import (
	"strconv"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// maxWait bounds the durations of the language.
const maxWait = 90 * 24 * time.Hour

// readDuration reads a duration such as 90s, 3m or 1h30m; it is low where it is none.
func readDuration(v yamlfile.Value, low, high time.Duration) time.Duration {
	if !v.Given() {
		return 0
	}
	d, err := time.ParseDuration(v.Text())
	if err != nil || d < low || d > high {
		v.Want("a duration from %s to %s, such as 500ms, 90s, 3m or 1h30m", low, high)
		return low
	}
	return d
}

// spoken writes a duration as people say it: 三分钟, 90秒, 一小时30分钟.
func spoken(d time.Duration) string {
	var b strings.Builder
	for _, u := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "天"}, {time.Hour, "小时"}, {time.Minute, "分钟"}} {
		if n := d / u.size; n > 0 && (u.size != time.Minute || d%time.Minute == 0 || d > 2*time.Minute) {
			b.WriteString(chinese(int(n)) + u.name)
			d -= n * u.size
		}
	}
	if d > 0 {
		b.WriteString(strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "秒")
	}
	return b.String()
}

// timed looks through the turns from t on while they lie within the window's time of the marked turn. A turn without a time
// counts as lying where it stands.
func (w *window) timed(c *candidate, t, step int, by []tingjian.Speaker, s *search) {
	from := c.turn(c.mark.turn).At
	s.timed, s.untimed = true, from.IsZero()
	if s.untimed {
		return
	}
	limit := from.Add(time.Duration(step) * w.within)
	for n := 0; t >= 0 && t < len(c.pass.Transcript.Turns); t += step {
		at := c.turn(t).At
		if n++; n > maxWalk || !at.IsZero() && (step > 0 && at.After(limit) || step < 0 && at.Before(limit)) {
			s.full = true
			return
		}
		if c.counts(t, by) {
			s.saw(c, t)
		}
		if s.hit, s.ok = w.in(c, t, 0, len(c.turn(t).Text), by); s.ok {
			return
		}
	}
	s.full, s.at = c.pass.AsOf.After(limit), limit.Add(time.Millisecond)
}

// needs is what an absence in the window waits for at the latest.
func (w *window) needs() tingjian.Clock {
	switch {
	case w.within > 0:
		return tingjian.Timer
	case w.reach == unlimited:
		return tingjian.Close
	}
	return tingjian.Stream
}
