package when

import (
	"strings"
	"time"
	"unicode/utf8"
)

// moment is a day, a part of a day, an hour, or several of them together.
type moment struct {
	day   day
	part  part
	clock clock
}

// momentAt reads a moment at i. end > i without ok are bytes that hold one which is no time to wait for.
func momentAt(s string, i int) (e Expression, end int, ok bool) {
	if end := masked(s, i); end > i {
		e := Expression{Form: Moment, Masked: true}
		e.rel, end = relationAt(s, end)
		return e, end, true
	}
	if end := gone(s, i); end > i { // 昨天上午十点
		if _, _, to := read(s, end); to > end {
			end = to
		}
		return Expression{Form: Past}, end, true
	}
	m, loose, end := read(s, i)
	if end == i {
		return e, i, false
	}
	e = Expression{Form: Moment, moment: m, Loose: loose || m.part.event || m.day.loose}
	e.rel, end = relationAt(s, end)
	if m.part.event && !m.clock.set && e.rel == at {
		if m.day.kind == noDay { // 下班了: no time is named
			return e, end, false
		}
		e.moment.part = part{}
	}
	if gap := rangeMark(s, end); gap > 0 && !m.clock.set {
		if n, _, to := read(s, end+gap); to > end+gap {
			if hoursOf(m, n) {
				return e, to, false
			}
			if n.day.kind == noDay {
				n.day = m.day
			}
			e.moment, e.Loose = n, true
			e.rel, end = relationAt(s, to)
		}
	}
	return e, end, !opening(m)
}

// masked gives where a moment ends whose time, day or number is hidden: [时间x]前, [数字x]月[数字x]日, [数字x]号.
func masked(s string, i int) int {
	if end := i + prefixOf(s[i:], "时间x", "日期x"); end > i {
		return end
	}
	end := i
	for {
		to := hidden(s, end)
		if to == end {
			return end
		}
		size := prefixOf(s[to:], "月", "号", "日", "点", "时")
		if size == 0 || follows(s[to:], "日内", "时内") {
			return end
		}
		end = to + size
	}
}

// hoursOf reports whether two days are the ends of a week at work: 周一至周五.
func hoursOf(m, n moment) bool {
	return m.day.kind == weekday && n.day.kind == weekday && m.day.wd == time.Monday && (n.day.wd >= time.Friday || n.day.wd == time.Sunday)
}

// opening reports whether hours are so far apart that they are opening hours: 9:00-18:00.
func opening(m moment) bool { return m.clock.set && m.clock.ranged && m.clock.to-m.clock.from >= 7*60 }

// gone gives where a word for a time gone by ends, i where there is none.
func gone(s string, i int) int {
	if size := prefixOf(s[i:], "上周", "上个周", "上星期", "上个星期", "上礼拜", "上个礼拜"); size > 0 {
		end := i + size
		return end + prefixOf(s[end:], "一", "二", "三", "四", "五", "六", "日", "天", "末")
	}
	return i + prefixOf(s[i:], "大前天", "前天", "前日", "前晚", "前几天", "前两天", "前些天", "前几日", "前段时间", "前阵子", "昨天", "昨日", "昨晚", "昨夜", "昨儿", "昨",
		"上月", "上个月", "去年")
}

// read reads day, part of the day and hour, whichever stand at i in this order. A second day is a closer word for the
// first (明天周三).
func read(s string, i int) (m moment, loose bool, end int) {
	end = i
	if d, to := dayAt(s, end); to > end {
		m.day, end = d, to
		if second, to := dayAt(s, end); to > end {
			if end = to; second.kind == date {
				m.day = second
			}
		}
		end += prefixOf(s[end:], "的")
		if p, to := shortPart(s, end); to > end {
			m.part, end = p, to
		}
	}
	if p, to := partAt(s, end); to > end && m.part == (part{}) {
		m.part, end = p, to
	}
	if c, to := clockAt(s, end, m.day.kind != noDay || m.part != (part{})); to > end {
		m.clock, end = c, to
	}
	if end > i && strings.HasSuffix(s[i:end], "的") {
		end -= len("的")
	}
	return m, m.clock.loose, end
}

// relationAt reads how what is promised lies to the time before end, or what stands before it says (最晚).
func relationAt(s string, end int) (relation, int) {
	rest := s[end:]
	if size := prefixOf(rest, "左右", "前后", "上下"); size > 0 {
		rel, to := relationAt(s, end+size)
		if rel == at {
			rel = around
		}
		return rel, to
	}
	end += prefixOf(rest, "整")
	rest = s[end:]
	if size := prefixOf(rest, "之前", "以前", "之内", "以内", "前", "内"); size > 0 && !follows(rest, "前台", "前面", "前往", "前去", "前来", "前期", "内容", "内部", "前天") {
		return before, end + size
	}
	if size := prefixOf(rest, "之后", "以后", "过后", "后"); size > 0 && !follows(rest, "后台", "后面", "后天", "后续", "后期") {
		return after, end + size
	}
	return at, end
}

// part is a part of a day, in minutes from midnight.
type part struct {
	from, to, before int
	event            bool // what happens at that hour, which says something only with 前 or 后
	late             bool // its hours are those from noon on
}

const hour = 60

// parts are the parts of a day.
var parts = []struct {
	word string
	part part
}{
	{"凌晨", part{from: 0, to: 6 * hour, before: 6 * hour}},
	{"清晨", part{from: 5 * hour, to: 9 * hour, before: 9 * hour}},
	{"大清早", part{from: 5 * hour, to: 10 * hour, before: 10 * hour}},
	{"一早", part{from: 5 * hour, to: 10 * hour, before: 10 * hour}},
	{"一大早", part{from: 5 * hour, to: 10 * hour, before: 10 * hour}},
	{"早上", part{from: 6 * hour, to: 11 * hour, before: 11 * hour}},
	{"早晨", part{from: 6 * hour, to: 11 * hour, before: 11 * hour}},
	{"上午", part{from: 8 * hour, to: 12 * hour, before: 12 * hour}},
	{"中午", part{from: 11 * hour, to: 14 * hour, before: 12 * hour}},
	{"正午", part{from: 12 * hour, to: 12 * hour, before: 12 * hour}},
	{"午间", part{from: 11 * hour, to: 14 * hour, before: 12 * hour}},
	{"午后", part{from: 12 * hour, to: 18 * hour, before: 14 * hour, late: true}},
	{"下午", part{from: 12 * hour, to: 18 * hour, before: 14 * hour, late: true}},
	{"傍晚", part{from: 17 * hour, to: 19 * hour, before: 18 * hour, late: true}},
	{"晚上", evening}, {"晚间", evening}, {"夜里", evening}, {"夜间", evening}, {"半夜", evening}, {"深夜", evening},
	{"下班", part{from: 18 * hour, to: 24 * hour, before: 18 * hour, event: true}},
	{"上班", part{from: 9 * hour, to: 12 * hour, before: 9 * hour, event: true}},
	{"打烊", part{from: 22 * hour, to: 24 * hour, before: 22 * hour, event: true}},
	{"关门", part{from: 22 * hour, to: 24 * hour, before: 22 * hour, event: true}},
	{"闭店", part{from: 22 * hour, to: 24 * hour, before: 22 * hour, event: true}},
	{"收工", part{from: 19 * hour, to: 24 * hour, before: 19 * hour, event: true}},
	{"午饭", part{from: 12 * hour, to: 14 * hour, before: 12 * hour, event: true}},
	{"晚饭", part{from: 19 * hour, to: 24 * hour, before: 19 * hour, event: true}},
	{"天黑", part{from: 19 * hour, to: 24 * hour, before: 19 * hour, event: true}},
	{"睡", part{from: 23 * hour, to: 24 * hour, before: 23 * hour, event: true}},
}

// partAt reads a part of the day.
func partAt(s string, i int) (part, int) {
	rest := s[i:]
	for _, p := range parts {
		if begins(rest, p.word) {
			return p.part, i + len(p.word)
		}
	}
	return part{}, i
}

var evening = part{from: 18 * hour, to: 24 * hour, before: 24 * hour, late: true}

// shortPart reads the one-character parts that only follow a day: 明早, 今晚.
func shortPart(s string, i int) (part, int) {
	if _, to := partAt(s, i); to > i {
		return part{}, i
	}
	r, size := utf8.DecodeRuneInString(s[i:])
	if follows(s[i+size:], "点", "些", "一点", "一些") {
		return part{}, i
	}
	switch r {
	case '早', '晨':
		return part{from: 6 * hour, to: 11 * hour, before: 11 * hour}, i + size
	case '晚', '夜':
		return evening, i + size
	}
	return part{}, i
}

// clock is an hour, in minutes from midnight; a range ends at to.
type clock struct {
	set, ranged, loose bool
	from, to           int
	digital            bool // 18:00 rather than 六点
}

// clockAt reads an hour at i. Small numbers of 点 are hours only where a day or a part of it stands before (placed), or a
// word like 前 behind: 有两点要说明.
func clockAt(s string, i int, placed bool) (clock, int) {
	c, end := oneClock(s, i, placed)
	if end > i {
		if gap := rangeMark(s, end); gap > 0 {
			if d, to := oneClock(s, end+gap, true); to > end+gap {
				return clock{set: true, ranged: true, from: c.from, to: d.to, digital: c.digital}, to
			}
		}
		return c, end
	}
	n, to, ok := single(s, i) // 16-18点
	if !ok || n.value > 24 || n.masked {
		return clock{}, i
	}
	gap := rangeMark(s, to)
	if gap == 0 {
		return clock{}, i
	}
	if d, end := oneClock(s, to+gap, true); end > to+gap {
		return clock{set: true, ranged: true, from: int(n.value * hour), to: d.to}, end
	}
	return clock{}, i
}

func oneClock(s string, i int, placed bool) (clock, int) {
	n, end, ok := single(s, i)
	if !ok || n.value > 24 || n.masked || n.value != float64(int(n.value)) || few == n.value && n.loose && !n.arabic {
		return clock{}, i
	}
	h, rest := int(n.value)*hour, s[end:]
	switch {
	case n.arabic && len(rest) >= 3 && rest[0] == ':' && isDigit(rest[1]) && isDigit(rest[2]) && rest[1] < '6':
		end += 3
		if len(s) >= end+3 && s[end] == ':' && isDigit(s[end+1]) && isDigit(s[end+2]) {
			end += 3
		}
		m := h + int(rest[1]-'0')*10 + int(rest[2]-'0')
		return clock{set: true, from: m, to: m, digital: true}, end
	case n.arabic && follows(rest, "pm", "am"):
		if rest[0] == 'p' && h < 12*hour {
			h += 12 * hour
		}
		return clock{set: true, from: h, to: h, digital: true}, end + 2
	case n.arabic && begins(rest, "时") && !follows(rest[len("时"):], "候", "间", "效", "段", "常", "刻", "代", "内"):
		m, to := minutesAt(s, end+len("时"))
		return clock{set: true, from: h + m, to: h + m, loose: n.loose, digital: true}, to
	case begins(rest, "点"):
		rest = rest[len("点"):]
		if follows(rest, "击", "赞", "单", "评", "名", "餐", "儿", "积", "原因", "建议", "要求", "问题", "说明", "需要", "注意", "也", "都没", "不") {
			return clock{}, i
		}
		m, to := minutesAt(s, end+len("点"))
		if !placed && h <= 3*hour && h > 0 && to == end+len("点") && !follows(s[to:], "前", "之前", "以前", "后", "之后", "以后", "左右", "到", "至", "-", "~", "整") {
			return clock{}, i
		}
		return clock{set: true, from: h + m, to: h + m, loose: n.loose}, to
	}
	return clock{}, i
}

// minutesAt reads what follows 点: 半, 一刻, 二十分, 多.
func minutesAt(s string, i int) (int, int) {
	rest := s[i:]
	switch {
	case begins(rest, "半"):
		return 30, i + len("半")
	case begins(rest, "一刻"):
		return 15, i + len("一刻")
	case begins(rest, "三刻"):
		return 45, i + len("三刻")
	case begins(rest, "钟"):
		return 0, i + len("钟")
	case begins(rest, "多"):
		return 59, i + len("多")
	}
	if n, end, ok := single(s, i); ok && n.value < 60 && !n.masked {
		if size := prefixOf(s[end:], "分"); size > 0 && !follows(s[end:], "分钟") {
			return int(n.value), end + size
		}
		if n.arabic && end == i+2 && !follows(s[end:], "元", "块", "件", "天", "个", "小", "分钟", "号", "日") {
			return int(n.value), end
		}
	}
	return 0, i
}
