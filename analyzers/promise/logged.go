package promise

import (
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// interval matches what a log of the system tells, before all else, of the time that has passed: 次日, 两周后, [3天后]; foretold a log of
// what is to come: 7天后自动确认收货.
var (
	interval = wording.MustCompile(`^[\[【(（\-—… ]*(?:(次日|第二天|隔天|翌日)` +
		`|([0-9]{1,3}|[一二两三四五六七八九十]|十几)个?(天|日|周|星期|月|小时)(?:后|之后|以后))`)
	foretold = wording.Of("将", "预计", "自动", "即将", "到期", "届时", "预约")
)

// loggedOver reports whether a log between the promise and turn i tells, where the transcript has no times, that the promise's time has
// passed.
func (b *book) loggedOver(p *promise, i int) bool {
	if p.time == nil || p.Due != nil {
		return false
	}
	for k := p.Turn + 1; k < i; k++ {
		if t := &b.Transcript.Turns[k]; t.Speaker == tingjian.System && b.passedBy(p, t.Text) {
			return true
		}
	}
	return false
}

// passedBy reports whether a log tells that the promise's time has passed.
func (b *book) passedBy(p *promise, log string) bool {
	if foretold.In(log) {
		return false
	}
	m := interval.FindStringSubmatch(log)
	switch {
	case m == nil:
		return strings.Contains(log, "来电") && b.forToday(p) && b.after(p, log)
	case m[1] != "":
		return b.passedOvernight(p, log)
	case p.time.Form == when.Length:
		return spanOf(m[2], m[3]) > p.reach()
	}
	reach := p.reach()
	if reach == aDay && !b.forToday(p) {
		return false
	}
	return reach > 0 && spanOf(m[2], m[3]) >= reach
}

// passedOvernight reports whether a log of the next day tells that the promise's time has passed: that day may be few hours away, and for
// what was to be done on it, the hour of the log must be later.
func (b *book) passedOvernight(p *promise, log string) bool {
	switch {
	case p.time.Form == when.Length:
		return p.reach() <= overnight
	case strings.Contains(p.said, "明天"):
		return b.after(p, log)
	}
	return b.forToday(p) && !strings.Contains(p.said, "今天") // 今天 is left to the customer's words: see dayAfter
}

// overnight is the longest stretch that has passed by the next day however late it was named.
const overnight = 3 * time.Hour

// aDay is how long a day is.
const aDay = 24 * time.Hour

// reach is how long after it was named the promise's time ends at the latest; 0: that is not known.
func (p *promise) reach() time.Duration {
	if p.time.Form == when.Length {
		span := p.time.Span()
		if strings.Contains(p.said, "工作") { // each five of them have a weekend between them, or before
			span += (span + 4*aDay) / (5 * aDay) * 2 * aDay
		}
		return span
	}
	switch {
	case strings.ContainsAny(p.said, "月年号初底节下次"):
		return 31 * aDay
	case strings.ContainsAny(p.said, "周") || strings.Contains(p.said, "星期") || strings.Contains(p.said, "礼拜"):
		return 7 * aDay
	case strings.Contains(p.said, "后"):
		return 4 * aDay
	case strings.ContainsAny(p.said, "明"):
		return 2 * aDay
	case strings.ContainsAny(p.said, "今晚点午早夜"):
		return aDay
	}
	return 0
}

// forToday reports whether the promise's time is one of the day on which it was named: an hour of the morning may be the next morning's,
// and the turn may name another day beside it.
func (b *book) forToday(p *promise) bool {
	if strings.ContainsAny(p.said, "明后周号日月下") && !strings.Contains(p.said, "下午") && !strings.Contains(p.said, "下班") {
		return false
	}
	if strings.ContainsAny(p.said, "今") {
		return true
	}
	text := strings.ReplaceAll(b.Transcript.Turns[p.Turn].Text, "说明", "")
	return strings.ContainsAny(p.said, "晚点午夜") && !strings.ContainsAny(p.said, "早晨") && !strings.Contains(p.said, "上午") &&
		!strings.ContainsAny(text, "明周号") && !strings.Contains(text, "后天")
}

// after reports whether a log tells by the clock of an hour after the one that was named: one that nobody said a half of the day with is
// the later one.
func (b *book) after(p *promise, log string) bool {
	due, at := hourOf(p.said), hourOf(log)
	if due > 0 && due <= 12*60 && !b.early(p) {
		due += 12 * 60
	}
	if strings.Contains(log, "下午") || strings.ContainsAny(log, "晚") {
		at += 12 * 60
	}
	return due > 0 && at > due
}

// early reports whether the hour that was named is one of the morning, or noon, in its own words or those of who asked (早上七点 / 七点到).
func (b *book) early(p *promise) bool {
	asked, hour := b.asked(p.Turn), hours.FindString(p.said)
	for _, part := range [...]string{"早上", "上午", "中午", "凌晨", "早"} {
		if strings.Contains(p.said, part) || strings.Contains(asked, part+hour) {
			return true
		}
	}
	return false
}
