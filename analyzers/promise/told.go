package promise

import (
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// hours matches the hour that somebody names: 七点半, 10:30, 19点.
var hours = wording.MustCompile(`([0-9]{1,2}|十[一二]?|[一二两三四五六七八九])(点|[:：])(半|[0-9]{2})?`)

// nowIs matches an hour, or a stretch of time, that is told as reached: 九点了, 都十点半了, 十天了, 已过三周.
var nowIs = wording.MustCompile(`(已经?过?|都|过了)?(([0-9]{1,2}|十[一二]?|[一二两三四五六七八九])点(半|多|钟|[0-9]{2}|[一二三四五]十)?|([0-9]{1,3}|半|一|两|俩|二|三|四|五|六|七|八|九|十几?|几)个?(天|周|星期|礼拜|月|小时|钟头)半?)(多|都)?(了|过了|[,，]|$)`)

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
	case p.time.Form == when.Length:
		passed := strings.HasSuffix(now, "了") || strings.Contains(now, "已") || strings.Contains(now, "过") || strings.HasPrefix(now, "都")
		return passed && !strings.Contains(now, "点") && stretchOf(now) > p.time.Span()
	case now != "" && strings.Contains(now, "点"):
		due, at := hourOf(p.said), hourOf(now)
		return due > 0 && at > 0 && at >= due && at-due <= 6*60
	}
	today := strings.Contains(p.said, "今") || strings.Contains(p.said, "明")
	return today && slices.ContainsFunc(dayAfter[:], func(w string) bool { return strings.Contains(text, w) })
}

// numerals are the values of the numbers that hours and short stretches are told with.
var numerals = map[string]int{"一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12, "几": 3, "十几": 12}

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
	day := 24 * time.Hour
	unit := map[string]time.Duration{"天": day, "周": 7 * day, "星期": 7 * day, "礼拜": 7 * day, "月": 30 * day, "小时": time.Hour, "钟头": time.Hour}[m[6]]
	if strings.Contains(words, "天半") {
		return time.Duration(number(m[5]))*unit + unit/2
	}
	return time.Duration(number(m[5])) * unit
}
