package promise

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// nowIs matches an hour, or a stretch of time, that is told as reached: 九点了, 都十点半了, 十天了, 已过三周.
var nowIs = wording.MustCompile(`(已经?过?|都|过了)?` +
	`(([0-9]{1,2}|十[一二]?|[一二两三四五六七八九])(?:点|[:：])(半|多|钟|[0-9]{2}|[一二三四五]?十[一二三四五六七八九]?分?)?` +
	`|([0-9]{1,3}|半|一|两|俩|二十几?|三十|十几|二|三|四|五|六|七|八|九|十|几)个?(天|周|星期|礼拜|月|小时|钟头)半?)` +
	`(多|都)?(了|过了|[,，]|$)`)

// toldOver reports whether the customer tells, where the transcript has no times, that the promise's time has passed: 九点了 after
// 七点半上门, 十天了 after 三天内, 昨晚没人来 after 今晚.
func (b *book) toldOver(p *promise, text string) bool {
	if p.time == nil || p.said == "" || p.Due != nil {
		return false
	}
	now := nowIs.FindString(text)
	switch {
	case p.time.Form == when.Length:
		return !strings.ContainsAny(now, "点:：") && reached(now) && stretchOf(now) > p.reach() && !b.waitedBefore(p)
	case b.dayPassed(p, text):
		return true
	case strings.ContainsAny(now, "点:："):
		return (reached(now) || strings.HasPrefix(text, now)) && hourPassed(p.said, now, text)
	}
	return dayAfter(p.said, text) && !b.waitedBefore(p)
}

// reached reports whether the words of nowIs tell an hour or a stretch as reached, rather than naming it: not 到家要七点.
func reached(now string) bool {
	return strings.HasSuffix(now, "了") || strings.HasPrefix(now, "都") || strings.Contains(now, "已") || strings.Contains(now, "过")
}

// waitedBefore reports whether the customer told of a stretch of waiting up to the promise, so that the days it counts began before that.
func (b *book) waitedBefore(p *promise) bool {
	return slices.ContainsFunc(b.Transcript.Turns[:p.Turn], func(t tingjian.Turn) bool {
		return t.Speaker == tingjian.Customer && waits.MatchString(t.Text)
	})
}

// waits matches how long something has lasted, or that it was to be done on a day gone by.
var waits = wording.MustCompile(`[0-9一二两三四五六七八九十半几多]个?(天|周|星期|礼拜|月|小时|钟头)半?多?(了|还|都|没|未)|昨天|昨晚|前天|上周|上个?月`)

// hourPassed reports whether the hour that is told as reached is at or soon after the one that was named.
func hourPassed(said, now, text string) bool {
	due, at := hourOf(said), hourOf(now)
	if at < due && due >= 10*60 { // 一点了 after 中午十二点; but 四点了 is before 晚上十点
		if strings.ContainsAny(said, "晚夜") && !strings.ContainsAny(text, "凌夜") {
			return false
		}
		at += 12 * 60
	}
	return due > 0 && at > 0 && at >= due && at-due <= 6*60
}

// sinceYesterday are words by which the day, or the night, of a promise is told as over.
var sinceYesterday = [...]string{"昨天", "昨晚", "昨夜", "前天", "两天了", "三天了", "几天了", "隔天", "第二天"}

// before matches a day gone by on which something was missed already: 昨天就没来.
var before = wording.MustCompile(`(昨天|昨晚|昨夜|前天)(上午|下午|晚上|早上)?(就|也|又|都|已)`)

// dayAfter reports whether a text tells a day of the promise's kind (今晚, 下午三点) as gone by.
func dayAfter(said, text string) bool {
	aDay := strings.ContainsAny(said, "今明晚") || strings.Contains(said, "下午") || strings.Contains(said, "中午")
	return aDay && slices.ContainsFunc(sinceYesterday[:], func(w string) bool { return strings.Contains(text, w) }) && !before.MatchString(text)
}
