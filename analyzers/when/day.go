package when

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
)

// dayKind says how a day is named.
type dayKind uint8

const (
	noDay     dayKind = iota
	offset            // 今天, 明天, 这两天
	weekday           // 周三, 下周三
	week              // 本周, 下周, 周末
	date              // 8月6号, 6号
	monthPart         // 月底, 3月中旬, 下个月
	yearEnd           // 年底
	eve               // 年前, 国庆前: the day before
)

// day is one or several days.
type day struct {
	kind       dayKind
	n          int // offset: days; weekday and week: weeks, -1: the next such day; monthPart and date: months
	wd         time.Weekday
	year       int
	month, dom int // 0: not named; of a monthPart dom is the last day, 31 the end
	loose      bool
}

// dayAt reads a day at i.
func dayAt(s string, i int) (day, int) {
	for _, read := range [...]func(string, int) (day, int){namedDay, weekAt, dateAt, monthAt} {
		if d, end := read(s, i); end > i {
			return d, end
		}
	}
	return day{}, i
}

// namedDays are days by name, the longer words before those that they begin with.
var namedDays = []struct {
	word  string
	n     int
	loose bool
}{
	{"大后天", 3, false}, {"后天", 2, false}, {"明后两天", 2, true}, {"明后天", 2, true}, {"今明两天", 1, true}, {"今明天", 1, true}, {"明天", 1, false}, {"明日", 1, false},
	{"明儿个", 1, false}, {"明儿", 1, false}, {"次日", 1, false}, {"隔天", 1, false}, {"隔日", 1, false}, {"翌日", 1, false}, {"第二天", 1, false}, {"第三天", 2, false},
	{"今天", 0, false}, {"今日", 0, false}, {"今儿", 0, false}, {"当天", 0, false}, {"当日", 0, false}, {"即日", 0, false}, {"本日", 0, false},
	{"这一两天", 3, true}, {"这两天", 3, true}, {"这两日", 3, true}, {"近两天", 3, true}, {"过两天", 3, true}, {"这几天", 7, true}, {"近几天", 7, true}, {"近几日", 7, true}, {"过几天", 7, true},
}

// namedDay reads the days that have a name of their own.
func namedDay(s string, i int) (day, int) {
	rest := s[i:]
	for _, w := range namedDays {
		if begins(rest, w.word) {
			return day{kind: offset, n: w.n, loose: w.loose}, i + len(w.word)
		}
	}
	r, size := utf8.DecodeRuneInString(rest) // 明早, 今晚, 明上午
	n := strings.IndexRune("今明后当", r) / len("今")
	if n < 0 || size == 0 || !strings.ContainsRune("今明后当", r) {
		return day{}, i
	}
	_, short := shortPart(s, i+size)
	_, long := partAt(s, i+size)
	if short == i+size && (long == i+size || follows(rest[size:], "下班", "上班", "睡", "打烊", "关门")) {
		return day{}, i
	}
	return day{kind: offset, n: n % 3}, i + size
}

// weekWords say which week, as weeks from this one.
var weekWords = []struct {
	word string
	n    int
}{{"下下个", 2}, {"下下", 2}, {"下个", 1}, {"下", 1}, {"这个", 0}, {"这", 0}, {"本", 0}}

// weekAt reads weekdays and weeks.
func weekAt(s string, i int) (day, int) {
	rest := s[i:]
	d := day{kind: week, n: -1}
	end := i
	for _, p := range weekWords {
		if begins(rest, p.word) {
			d.n, end = p.n, i+len(p.word)
			break
		}
	}
	size := prefixOf(s[end:], "周", "星期", "礼拜", "礼摆")
	if size == 0 {
		return day{}, i
	}
	end += size
	r, size := utf8.DecodeRuneInString(s[end:])
	switch k := strings.IndexRune("日一二三四五六天", r); {
	case k >= 0 && size > 0 && !follows(s[end+size:], "圆"):
		d.kind, d.wd = weekday, time.Weekday(k/len("日")%7)
		end += size
	case r >= '1' && r <= '7' && !(end+1 < len(s) && isDigit(s[end+1])):
		d.kind, d.wd = weekday, time.Weekday((r-'0')%7)
		end++
	case r == '末':
		d.n, d.loose = max(d.n, 0), true
		end += size
	case d.n < 0 && follows(s[end:], "内"):
		d.n = 0
	case d.n < 0:
		return day{}, i
	default:
		d.loose = d.n > 0
	}
	return d, end
}

// dateAt reads days of a month: 8月6号, 2024-08-06, 8.6前, 6号.
func dateAt(s string, i int) (day, int) {
	d := day{kind: date}
	months, end := monthWord(s, i)
	if end > i {
		d.n = months
		if n, to, ok := single(s, end); ok && n.value >= 1 && n.value <= 31 {
			if size := prefixOf(s[to:], "号", "日"); size > 0 {
				d.dom, d.loose = int(n.value), false
				d.month = -1
				return d, to + size
			}
		}
		return day{}, i
	}
	a, end, ok := single(s, i)
	if !ok || a.masked || a.value != float64(int(a.value)) {
		return withDot(s, i, a)
	}
	if a.value >= 2000 && a.value < 2100 {
		if size := prefixOf(s[end:], "年", "-", "/", "."); size > 0 {
			if b, to := monthDay(s, end+size, true); to > end+size {
				b.year = int(a.value)
				return b, to
			}
		}
		return day{}, i
	}
	if b, to := monthDay(s, i, false); to > i {
		return b, to
	}
	if size := prefixOf(s[end:], "号", "日"); size > 0 && a.value >= 1 && a.value <= 31 && standsAlone(s, i, end+size) {
		if last, to, ok := secondDay(s, end+size); ok {
			return last, to
		}
		d.dom = int(a.value)
		return d, end + size
	}
	if gap := rangeMark(s, end); gap > 0 { // 6-8号
		if b, to, ok := single(s, end+gap); ok && b.value > a.value && b.value <= 31 {
			if size := prefixOf(s[to:], "号"); size > 0 && standsAlone(s, i, to+size) {
				d.dom, d.loose = int(b.value), true
				return d, to + size
			}
		}
	}
	return day{}, i
}

// secondDay reads the other end of 6号到8号.
func secondDay(s string, i int) (day, int, bool) {
	gap := rangeMark(s, i)
	if gap == 0 {
		return day{}, i, false
	}
	n, end, ok := single(s, i+gap)
	size := prefixOf(s[end:], "号", "日")
	if !ok || size == 0 || n.value < 1 || n.value > 31 {
		return day{}, i, false
	}
	return day{kind: date, dom: int(n.value), loose: true}, end + size, true
}

// withDot reads 8.6前, which looks like one number.
func withDot(s string, i int, a number) (day, int) {
	if !a.arabic {
		return day{}, i
	}
	return monthDay(s, i, false)
}

// monthDay reads a month and a day of it. Without a year before them, 8.6 and 8/6 need a word that tells a date.
func monthDay(s string, i int, dated bool) (day, int) {
	month, end := smallNumber(s, i, 12)
	if month == 0 {
		return day{}, i
	}
	sep := prefixOf(s[end:], "月", "-", "/", ".")
	if sep == 0 {
		return day{}, i
	}
	written := begins(s[end:], "月")
	dom, to := smallNumber(s, end+sep, 31)
	if dom == 0 || to < len(s) && isDigit(s[to]) {
		return day{}, i
	}
	size := prefixOf(s[to:], "号", "日")
	if !written && !dated && size == 0 && !follows(s[to:], "前", "之前", "以前", "那天", "当天", "上午", "中午", "下午", "晚") {
		return day{}, i
	}
	if !written && !dated && size > 0 && s[end:end+sep] == "-" { // 3-5日
		return day{}, i
	}
	return day{kind: date, month: month, dom: dom}, to + size
}

// smallNumber reads a whole number from 1 to limit.
func smallNumber(s string, i, limit int) (int, int) {
	if i < len(s) && isDigit(s[i]) {
		n, end := 0, i
		for ; end < len(s) && end < i+2 && isDigit(s[end]); end++ {
			n = n*10 + int(s[end]-'0')
		}
		if n > limit {
			return 0, i
		}
		return n, end
	}
	n, end, ok := chinese(s, i)
	if !ok || n.loose || n.value > float64(limit) {
		return 0, i
	}
	return int(n.value), end
}

// standsAlone reports whether a number with 号 is a day rather than a house, a line or a member of staff.
func standsAlone(s string, from, to int) bool {
	return !follows(s[to:], "楼", "线", "仓", "店", "库", "门", "柜", "机", "车", "座", "床", "单", "员", "字", "码", "元", "箱", "货", "口", "桌", "房", "厅", "窗", "铺",
		"位", "客服", "坐席", "专员", "为您", "常", "用", "均", "志", "期", "式", "语", "游", "限", "内", "以内", "之内", "左右", "后", "之后") &&
		!strings.HasSuffix(s[:from], "工") && !strings.HasSuffix(s[:from], "号") && !strings.HasSuffix(s[:from], "客服") && !strings.HasSuffix(s[:from], "坐席") && !strings.HasSuffix(s[:from], "单")
}

// monthWords say which month, as months from this one.
var monthWords = []struct {
	word string
	n    int
}{{"下下个月", 2}, {"下个月", 1}, {"下月", 1}, {"这个月", 0}, {"本月", 0}, {"这月", 0}, {"当月", 0}}

// monthWord reads 本月, 下个月.
func monthWord(s string, i int) (months, end int) {
	for _, w := range monthWords {
		if begins(s[i:], w.word) {
			return w.n, i + len(w.word)
		}
	}
	return 0, i
}

// feasts are the words that end a time before a feast; month 0 is the Spring Festival.
var feasts = []struct {
	word       string
	month, dom int
}{
	{"年前", 0, 0}, {"过年前", 0, 0}, {"春节前", 0, 0}, {"元旦前", 1, 1}, {"五一前", 5, 1}, {"劳动节前", 5, 1}, {"国庆前", 10, 1}, {"国庆节前", 10, 1}, {"十一前", 10, 1},
	{"双十一前", 11, 11}, {"双11前", 11, 11}, {"双十二前", 12, 12}, {"双12前", 12, 12},
}

// monthParts are the parts of a month with their last day.
var monthParts = []struct {
	word string
	dom  int
}{{"上旬", 10}, {"初", 10}, {"中旬", 20}, {"中", 20}, {"下旬", 31}, {"底", 31}, {"末", 31}}

// monthAt reads months, parts of them, the end of the year and the days before feasts.
func monthAt(s string, i int) (day, int) {
	rest := s[i:]
	if size := prefixOf(rest, "今年内", "年底", "年末", "今年底", "年内"); size > 0 {
		return day{kind: yearEnd}, i + size
	}
	for _, f := range feasts {
		if feast := strings.TrimSuffix(f.word, "前"); begins(rest, feast) && follows(rest[len(feast):], "前", "之前") {
			return day{kind: eve, month: f.month, dom: f.dom}, i + len(f.word) - len("前")
		}
	}
	d := day{kind: monthPart}
	n, end := monthWord(s, i)
	if end > i {
		d.n = n
	} else if size := prefixOf(rest, "月"); size > 0 && follows(rest[size:], "底", "末", "初", "中", "内") {
		end = i + size
	} else if month, to := smallNumber(s, i, 12); month > 0 && begins(s[to:], "月") {
		d.month, end = month, to+len("月")
	} else {
		return day{}, i
	}
	end += prefixOf(s[end:], "份")
	for _, p := range monthParts {
		if begins(s[end:], p.word) {
			d.dom, d.loose = p.dom, p.dom < 31
			return d, end + len(p.word)
		}
	}
	d.dom, d.loose = 31, true
	return d, end
}

// days are the first and the last of the days that d names, each at its start.
func (d day) days(base time.Time) (first, last time.Time) {
	today := startOf(base)
	switch d.kind {
	case offset:
		last = today.AddDate(0, 0, d.n)
		if d.loose {
			return today, last
		}
		return last, last
	case weekday, week:
		return d.inWeek(today)
	case date:
		last = d.date(today)
		return last, last
	case monthPart:
		return d.inMonth(today)
	case yearEnd:
		return today, time.Date(today.Year(), 12, 31, 0, 0, 0, 0, tingjian.Zone)
	case eve:
		last = d.feast(today).AddDate(0, 0, -1)
		return today, last
	}
	return today, today
}

func (d day) inWeek(today time.Time) (first, last time.Time) {
	since := (int(today.Weekday()) + 6) % 7 // days since Monday
	monday := today.AddDate(0, 0, 7*max(d.n, 0)-since)
	if d.kind == week {
		return monday, monday.AddDate(0, 0, 6)
	}
	last = monday.AddDate(0, 0, (int(d.wd)+6)%7)
	if d.n < 0 && !last.After(today) {
		last = last.AddDate(0, 0, 7)
	}
	return last, last
}

// date is the day named. Without month it is the next one that comes, without year that of the year that lies nearest.
func (d day) date(today time.Time) time.Time {
	at := func(y, m, dom int) time.Time { return time.Date(y, time.Month(m), dom, 0, 0, 0, 0, tingjian.Zone) }
	year, month := today.Year(), int(today.Month())
	switch {
	case d.year > 0:
		return at(d.year, d.month, d.dom)
	case d.month > 0:
		t := at(year, d.month, d.dom)
		if today.Sub(t) > 180*24*time.Hour {
			return at(year+1, d.month, d.dom)
		}
		return t
	case d.month < 0:
		return at(year, month+d.n, d.dom)
	}
	t := at(year, month, d.dom)
	if t.Before(today) {
		return at(year, month+1, d.dom)
	}
	return t
}

func (d day) inMonth(today time.Time) (first, last time.Time) {
	year, month := today.Year(), int(today.Month())+d.n
	if d.month > 0 {
		if month = d.month; month < int(today.Month())-6 {
			year++
		}
	}
	first = time.Date(year, time.Month(month), 1, 0, 0, 0, 0, tingjian.Zone)
	last = first.AddDate(0, 1, -1)
	if d.dom < 31 {
		last = first.AddDate(0, 0, d.dom-1)
	}
	return first, last
}

// feast is the day of the feast; the spring festival has month 0.
func (d day) feast(today time.Time) time.Time {
	if d.month == 0 {
		for _, year := range [...]int{today.Year(), today.Year() + 1} {
			if t, known := newYearsEve(year); known && !t.Before(today) {
				return t.AddDate(0, 0, 1)
			}
		}
		return time.Date(today.Year()+1, 2, 20, 0, 0, 0, 0, tingjian.Zone)
	}
	t := time.Date(today.Year(), time.Month(d.month), d.dom, 0, 0, 0, 0, tingjian.Zone)
	if t.Before(today) {
		t = t.AddDate(1, 0, 0)
	}
	return t
}
