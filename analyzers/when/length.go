package when

import (
	"strings"
	"time"
)

// length is a stretch of time from the moment of speaking on.
type length struct {
	clock                  time.Duration // hours, minutes
	days, workdays, months int
}

func (l length) zero() bool { return l == length{} }

func (l length) span() time.Duration {
	return l.clock + time.Duration(l.days+l.workdays+30*l.months)*24*time.Hour
}

// window is the stretch that begins at base, or half as long again after it.
func (l length) window(base time.Time, rel relation) Window {
	due := base.Add(l.clock)
	if l.days > 0 || l.months > 0 {
		due = endOf(due.AddDate(0, l.months, l.days))
	}
	if l.workdays > 0 {
		due = endOf(workdays(due, l.workdays))
	}
	switch rel {
	case after:
		return Window{due, due.Add(max(l.clock/2, leastSlack))}
	case around:
		return Window{base, due.Add(max(l.clock/4, leastSlack))}
	}
	return Window{base, due}
}

// leastSlack is what 左右 and 之后 are good for at least.
const leastSlack = 10 * time.Minute

// lengthAt reads a length at i. end > i without ok are bytes that hold one which is no time to wait for.
func lengthAt(s string, i int) (e Expression, end int, ok bool) {
	l, n, end, ok := stretch(s, i)
	if !ok {
		return e, i, false
	}
	if gap := rangeMark(s, end); gap > 0 { // 24小时到48小时
		if m, k, to, ok := stretch(s, end+gap); ok && !m.zero() {
			l, n, end = m, k, to
		}
	}
	e = Expression{Form: Length, length: l, Loose: n.loose, Masked: n.masked}
	rest := s[end:]
	if more := prefixOf(rest, "不到", "不等", "吧", "的", "时间"); more > 0 && follows(rest[more:], "时间", "内", "以内", "之内", "左右", "后", "之后", "以后") {
		rest, end = rest[more:], end+more
	}
	switch {
	case follows(rest, purposes...):
		return e, end, false
	case follows(rest, "前台", "后台", "后天", "内容"):
	case prefixOf(rest, "以前", "之前", "前", "了", "以来", "多了", "过去了") > 0:
		e.Form = Past
	default:
		e.rel, end = relationAt(s, end)
	}
	return e, end, true
}

// purposes follow a length that says how long something lasts or how often it comes.
var purposes = []string{
	"无理由", "包退", "包换", "质保", "保修", "保价", "价保", "有效", "试用", "体验", "热线", "在线", "营业", "值班", "不间断", "开放", "自助", "免费", "一次", "1次", "两次",
	"服务热线", "全天候", "客服热线", "人工服务", "人工客服", "7天", "一班", "比", "一趟", "最低价", "内最低", "账期", "套餐", "会员", "一个周期",
}

// stretch reads a number with its unit, or several that add up: 1小时20分.
func stretch(s string, i int) (l length, n number, end int, ok bool) {
	if l, end = half(s, i); end > i {
		return l, n, end, true
	}
	n, end, ok = numberAt(s, i)
	if !ok {
		if end = bare(s, i); end == i {
			return l, n, i, false
		}
		n, end = number{masked: true}, i // the number was masked away: 小时内
	}
	if n.value == 0 && !n.masked {
		return l, n, i, false
	}
	l, end, ok = unit(s, end, n)
	if !ok || refused(s, i, l) {
		return l, n, i, false
	}
	if l.clock >= time.Hour && l.clock%time.Hour == 0 { // 1小时20分
		if m, to, ok := single(s, end); ok && m.value < 60 && follows(s[to:], "分") {
			l.clock += time.Duration(m.value) * time.Minute
			end = to + max(prefixOf(s[to:], "分钟", "分种"), len("分"))
		}
	}
	return l, n, end, true
}

// bare gives where a unit stands alone with 内, its number masked away.
func bare(s string, i int) int {
	if i > 0 && (strings.HasSuffix(s[:i], "工作") || isDigit(s[i-1])) {
		return i
	}
	return i + prefixOf(s[i:], "小时内", "小时之内", "小时以内", "分钟内", "分钟之内", "分钟以内", "个工作日内", "个工作日", "个自然日内", "工作日内", "天内", "日内")
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// halves are the lengths that begin with a half.
var halves = []struct {
	word string
	l    length
}{
	{"半个多小时", length{clock: time.Hour}}, {"半个小时", length{clock: 30 * time.Minute}}, {"半小时", length{clock: 30 * time.Minute}},
	{"半个钟头", length{clock: 30 * time.Minute}}, {"半个钟", length{clock: 30 * time.Minute}}, {"半个月", length{days: 15}}, {"半月内", length{days: 15}},
	{"半个工作日", length{workdays: 1}}, {"半个星期", length{days: 4}}, {"半天内", length{clock: 6 * time.Hour}}, {"半天之内", length{clock: 6 * time.Hour}},
	{"半日内", length{clock: 6 * time.Hour}}, {"半天左右", length{clock: 6 * time.Hour}}, {"半分钟", length{clock: 30 * time.Second}},
}

// half reads the lengths that begin with a half.
func half(s string, i int) (length, int) {
	for _, h := range halves {
		if begins(s[i:], h.word) {
			return h.l, i + len(strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(h.word, "左右"), "内"), "之"))
		}
	}
	return length{}, i
}

// unit reads the unit behind number n.
func unit(s string, i int, n number) (l length, end int, ok bool) {
	v, rest := n.value, s[i:]
	if size := prefixOf(rest, "个半"); size > 0 { // 一个半小时
		v, i, rest = v+0.5, i+size, rest[size:]
	} else if size := prefixOf(rest, "个月"); size > 0 {
		return length{months: up(v)}, i + size, true
	} else if size := prefixOf(rest, "个"); size > 0 {
		i, rest = i+size, rest[size:]
	}
	if size := prefixOf(rest, "工作日", "工做日", "工作天", "工日"); size > 0 {
		return length{workdays: up(v)}, i + size, true
	}
	for _, u := range units {
		size := prefixOf(rest, u.word)
		if size == 0 || isLetter(u.word[0]) && len(rest) > size && isLetter(rest[size]) {
			continue
		}
		if after := rest[size:]; u.needs && !follows(after, "内", "之内", "以内", "左右") {
			continue
		}
		if begins(rest[size:], "半") && !begins(rest[size:], "半夜") { // 两天半
			v, size = v+0.5, size+len("半")
		}
		return length{clock: time.Duration(v * float64(u.clock)), days: up(v * float64(u.days))}, i + size, true
	}
	return l, i, false
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }

func up(v float64) int {
	n := int(v)
	if float64(n) < v {
		n++
	}
	return n
}

// units are the units of length, the longer before those that they begin with. A unit that needs it counts only before 内.
var units = [...]struct {
	word  string
	clock time.Duration
	days  int
	needs bool
}{
	{"刻钟", 15 * time.Minute, 0, false},
	{"分钟", time.Minute, 0, false}, {"分种", time.Minute, 0, false}, {"分", time.Minute, 0, true},
	{"minutes", time.Minute, 0, false}, {"minute", time.Minute, 0, false}, {"mins", time.Minute, 0, false}, {"min", time.Minute, 0, false},
	{"小时", time.Hour, 0, false}, {"钟头", time.Hour, 0, false}, {"钟", time.Hour, 0, false}, {"时", time.Hour, 0, true},
	{"hours", time.Hour, 0, false}, {"hour", time.Hour, 0, false}, {"hrs", time.Hour, 0, false}, {"hr", time.Hour, 0, false}, {"h", time.Hour, 0, false},
	{"秒钟", time.Second, 0, false}, {"秒", time.Second, 0, false},
	{"自然日", 0, 1, false}, {"天", 0, 1, false}, {"日", 0, 1, true},
	{"星期", 0, 7, false}, {"礼拜", 0, 7, false}, {"周", 0, 7, false},
}

// refused reports whether what stands before number and unit makes them something else: 有一天, 同一天.
func refused(s string, i int, l length) bool {
	if l.days != 1 {
		return false
	}
	for _, w := range [...]string{"有", "那", "哪", "同", "某", "整"} {
		if strings.HasSuffix(s[:i], w) {
			return true
		}
	}
	return false
}
