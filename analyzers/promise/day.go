package promise

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// dayPassed reports whether a text tells a weekday, a date or a morning as reached that lies after the time that was promised: 周五了
// after 周四, 今早还没来 after 今晚.
func (b *book) dayPassed(p *promise, text string) bool {
	switch {
	case strings.ContainsAny(p.said, "晚夜") && !strings.Contains(p.said, "明") && morningAfter.MatchString(text):
		return true
	case strings.ContainsAny(p.said, "今明晚夜"):
		return !strings.Contains(p.said, "明晚") && b.anotherDay(p, text)
	}
	return weekdayPassed(p.said, text) || datePassed(p.said, text)
}

// morningAfter matches the morning on which something is still so; 今早就没来 may be told on the evening before which it was promised.
var morningAfter = wording.MustCompile(`今早(还|仍|依旧|依然|一看)`)

// anotherDay reports whether a text tells a weekday, or the count of days, as reached, and another weekday was told as reached, this one
// as one to come, or no count up to the promise: else it may be the promise's own day.
func (b *book) anotherDay(p *promise, text string) bool {
	m := reachedDay.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	if strings.HasPrefix(m[1], "第") {
		return !b.waitedBefore(p)
	}
	at := weekday(text, true)
	return slices.ContainsFunc(b.Transcript.Turns[:p.Turn+1], func(t tingjian.Turn) bool {
		day := weekday(t.Text, true)
		return day > 0 && at > day || day == 0 && at == weekday(t.Text, false) // 周五比赛 was said before it
	})
}

// reachedDay matches a weekday, or the count of days, that is told as reached.
var reachedDay = wording.MustCompile(`(周[一二三四五六日天]|星期[一二三四五六日天]|第[二三四五六七八九十]天)了`)

// How many days later a weekday, or the day of a month, is after the one that was named and not before that of the next week or month:
// 周一 said on a Friday, when 都周五了, is the one to come, and so is 5号 on the 28th. Who names a day that is more than four days, or
// three weeks, off says 下周 or 下个月. On a Sunday all others are to come.
const (
	soonInWeek  = 2
	soonInMonth = 7
	sunday      = 7
)

// weekdayPassed reports whether a text tells a weekday as reached that lies after the one that was named.
func weekdayPassed(said, text string) bool {
	due, at := weekday(said, false), weekday(text, true)
	thisWeek := strings.Contains(said, "这") || strings.Contains(said, "本")
	switch {
	case due == 0 || at == 0 || strings.Contains(said, "下"):
		return false
	case thisWeek:
		return at > due || anotherWeek.MatchString(text)
	}
	return at > due && at < sunday && at-due <= soonInWeek
}

// anotherWeek matches a weekday that is there once more: 又周二了 after 这周五.
var anotherWeek = wording.MustCompile(`又(周|星期|礼拜)[一二三四五六日天]了`)

// datePassed reports whether a text tells the day of a month as reached that lies soon after the one that was named.
func datePassed(said, text string) bool {
	due, at := dayOfMonth.FindStringSubmatch(said), dayReached.FindStringSubmatch(text)
	if due == nil || at == nil {
		return false
	}
	past := number(at[1]) - number(due[1])
	return past > 0 && past <= soonInMonth
}

// weekday is the day of the week that words name, from 1, the last of them; with reached, only one that is told as here: 都周四了, 周五未到.
func weekday(words string, reached bool) int {
	m := weekdays.FindAllStringSubmatch(words, -1)
	if m == nil {
		return 0
	}
	last := m[len(m)-1]
	if reached && (last[2] == "" || strings.Contains(words, "下周")) {
		return 0
	}
	return min(strings.Index("一二三四五六日天", last[1])/len("一")+1, sunday) // 周天 is 周日
}

// Words of days: a weekday and what tells it as reached, the number of a day, and one that is reached.
var (
	weekdays   = wording.MustCompile(`(?:周|星期|礼拜)([一二三四五六日天])(?:早上|上午|中午|下午|晚上)?(了|[,，]|没|未|来看|来取|来电|过)?`)
	dayOfMonth = wording.MustCompile(`([0-9]{1,2})[号日]`)
	dayReached = wording.MustCompile(`([0-9]{1,2})[号日](?:早上|上午|中午|下午|晚上)?(?:了|[,，]|没|未|过)`)
)
