package promise

import (
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// hours matches the hour that somebody names: 七点半, 10:30, 19点.
var hours = wording.MustCompile(`([0-9]{1,2}|十[一二]?|[一二两三四五六七八九])(点|[:：])(半|[0-9]{2})?`)

// nowIs matches an hour, or a stretch of time, that is told as reached: 九点了, 都十点半了, 十天了, 已过三周.
var nowIs = wording.MustCompile(`(已经?过?|都|过了)?(([0-9]{1,2}|十[一二]?|[一二两三四五六七八九])(?:点|[:：])(半|多|钟|[0-9]{2}|[一二三四五]?十[一二三四五六七八九]?分?)?|([0-9]{1,3}|半|一|两|俩|二十几?|三十|十几|二|三|四|五|六|七|八|九|十|几)个?(天|周|星期|礼拜|月|小时|钟头)半?)(多|都)?(了|过了|[,，]|$)`)

// dayAfter are words by which the day, or the night, of a promise is told as over.
var dayAfter = [...]string{"昨天", "昨晚", "昨夜", "前天", "两天了", "三天了", "几天了", "隔天", "第二天"}

// toldOver reports whether the customer tells, where the transcript has no times, that the promise's time has passed: 九点了 after
// 七点半上门, 十天了 after 三天内, 昨晚没人来 after 今晚.
func (b *book) toldOver(p *promise, text string) bool {
	if p.time == nil || p.said == "" || p.Due != nil {
		return false
	}
	now := nowIs.FindString(text)
	switch {
	case p.time.Form != when.Length && dayPassed(p.said, text):
		return true
	case p.time.Form == when.Length:
		passed := strings.HasSuffix(now, "了") || strings.Contains(now, "已") || strings.Contains(now, "过") || strings.HasPrefix(now, "都")
		return passed && !strings.ContainsAny(now, "点:：") && stretchOf(now) > p.time.Span()
	case strings.ContainsAny(now, "点:："):
		due, at := hourOf(p.said), hourOf(now)
		if at < due && due >= 10*60 { // 一点了 after 中午十二点
			at += 12 * 60
		}
		return due > 0 && at > 0 && at >= due && at-due <= 6*60
	}
	today := strings.ContainsAny(p.said, "今明晚") || strings.Contains(p.said, "下午") || strings.Contains(p.said, "中午")
	return today && slices.ContainsFunc(dayAfter[:], func(w string) bool { return strings.Contains(text, w) })
}

// dayPassed reports whether a text tells a weekday, or a morning, as reached that lies after the time that was promised: 周五了 after
// 今晚, 今早仍是 after 今晚.
func dayPassed(said, text string) bool {
	if strings.ContainsAny(said, "今明晚夜") && !strings.Contains(said, "明晚") && (reachedDay.MatchString(text) || strings.Contains(text, "今早") && strings.ContainsAny(said, "晚夜")) {
		return true
	}
	if due, at := weekday(said, false), weekday(text, true); due > 0 && at > due && !strings.Contains(said, "下") {
		return true
	}
	if due, at := dayOfMonth.FindStringSubmatch(said), dayReached.FindStringSubmatch(text); due != nil && at != nil && number(at[1]) > number(due[1]) {
		return true
	}
	m := reachedDay.FindStringSubmatch(text)
	return m != nil && m[1] == "又" && strings.Contains(said, "周") // 又周二了 after 这周五
}

// weekday is the day of the week that words name, from 1, the last of them; with reached, only one that is told as here: 都周四了, 周五未到.
func weekday(words string, reached bool) int {
	m := weekdays.FindAllStringSubmatch(words, -1)
	if m == nil {
		return 0
	}
	last := m[len(m)-1]
	if reached && last[2] == "" || reached && strings.Contains(words, "下周") {
		return 0
	}
	return strings.Index("一二三四五六日天", last[1])/len("一") + 1
}

// Words of days: a weekday and what tells it as reached, the number of a day, and one that is reached.
var (
	weekdays   = wording.MustCompile(`(?:周|星期|礼拜)([一二三四五六日天])(?:早上|上午|中午|下午|晚上)?(了|[,，]|没|未|来看|来取|来电|过)?`)
	dayOfMonth = wording.MustCompile(`([0-9]{1,2})[号日]`)
	dayReached = wording.MustCompile(`([0-9]{1,2})[号日](?:早上|上午|中午|下午|晚上)?(?:了|[,，]|没|未|过)`)
)

// reachedDay matches a weekday, or the count of days, that is told as reached.
var reachedDay = wording.MustCompile(`(又|都|已经|今天)?(周[一二三四五六日天]|星期[一二三四五六日天]|第[二三四五六七八九十]天)了`)

// interval matches what a log of the system tells of the time that has passed: 次日, 两周后, 3天后.
var interval = wording.MustCompile(`(次日|第二天|隔天|翌日)|([0-9]{1,3}|[一二两三四五六七八九十]|十几|半)个?(天|日|周|星期|月|小时)(后|之后|以后)`)

// loggedOver reports whether a log between the promise and turn i tells, where the transcript has no times, that the promise's time has
// passed.
func (b *book) loggedOver(p *promise, i int) bool {
	if p.time == nil || p.Due != nil {
		return false
	}
	for k := p.Turn + 1; k < i; k++ {
		t := &b.Transcript.Turns[k]
		if t.Speaker != tingjian.System {
			continue
		}
		switch m := interval.FindStringSubmatch(t.Text); {
		case m == nil:
			if at := hourOf(t.Text); at > 0 && hourOf(p.said) > 0 && strings.Contains(t.Text, "来电") && (at-hourOf(p.said))%(12*60) > 0 && at >= hourOf(p.said) {
				return true
			}
		case m[1] != "":
			if !strings.ContainsAny(p.said, "明后周月天") || strings.Contains(p.said, "明天") && p.time.Form != when.Length {
				return true
			}
		case p.time.Form == when.Length:
			if spanOf(m[2], m[3]) > p.time.Span() {
				return true
			}
		case strings.ContainsAny(p.said, "今明晚点午") || m[3] == "周" || m[3] == "月":
			return true
		}
	}
	return false
}

// numerals are the values of the numbers that hours and short stretches are told with.
var numerals = map[string]int{"一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12, "二十": 20, "二十几": 20, "三十": 30, "几": 3, "十几": 12}

// number is the value of a number of either script, 0 if it is none.
func number(s string) int {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' {
			return numerals[s]
		}
		n = 10*n + int(c-'0')
	}
	return n
}

// hourOf is the minute of the day, or half day, of the hour that words name; 0: they name none.
func hourOf(words string) int {
	m := hours.FindStringSubmatch(words)
	if m == nil {
		return 0
	}
	at := 60 * number(m[1])
	if m[3] == "半" {
		return at + 30
	}
	return at + number(m[3])
}

// stretchOf is how long the stretch of time is that words name.
func stretchOf(words string) time.Duration {
	m := nowIs.FindStringSubmatch(words)
	if m == nil || m[5] == "" {
		return 0
	}
	if strings.Contains(words, "天半") {
		return spanOf(m[5], m[6]) + 12*time.Hour
	}
	return spanOf(m[5], m[6])
}

// spanOf is how long so many of a unit are.
func spanOf(count, unit string) time.Duration {
	day := 24 * time.Hour
	of := map[string]time.Duration{"天": day, "日": day, "周": 7 * day, "星期": 7 * day, "礼拜": 7 * day, "月": 30 * day, "小时": time.Hour, "钟头": time.Hour}[unit]
	return time.Duration(number(count)) * of
}
