package amends

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/clause"
)

// most is the largest amount in yuan that is taken for one.
const most = 1e8

// yuan gives the sum of money named in the wording's clause, the one closest to the wording; 0: none is.
func (w *wording) yuan() float64 {
	best, near := 0.0, len(w.text)
	for at := w.from; at < w.to; {
		n, size, ok := number(w.text[at:w.to])
		if !ok {
			_, skip := utf8.DecodeRuneInString(w.text[at:])
			at += skip
			continue
		}
		end := at + size
		value, money := unit(n, w.text[end:w.to])
		bare := at >= w.start && giving(w.text[:at]) && alone(w.text[end:])
		distance := max(at-w.end, w.start-end, 0)
		if (money || bare) && value > 0 && value < most && distance < near {
			best, near = value, distance
		}
		at = end
	}
	if best == 0 {
		return w.before()
	}
	return best
}

// before looks for the sum in the clause before, where the wording only refers to it: 多扣的34元，已经退给您.
func (w *wording) before() float64 {
	if w.from == 0 {
		return 0
	}
	r, size := utf8.DecodeLastRuneInString(w.text[:w.from])
	if r != '，' && r != ',' {
		return 0
	}
	from, to := clause.Bounds(w.text, w.from-size, w.from-size)
	head := w.text[from:to]
	if !strings.Contains(head, "多") && !strings.Contains(head, "差价") && !strings.Contains(head, "差额") {
		return 0
	}
	for at := 0; at < len(head); {
		if n, size, ok := number(head[at:]); ok {
			if value, money := unit(n, head[at+size:]); money {
				return value
			}
			at += size
			continue
		}
		_, skip := utf8.DecodeRuneInString(head[at:])
		at += skip
	}
	return 0
}

// unit multiplies n by the unit of money that follows it.
func unit(n float64, rest string) (value float64, money bool) {
	for _, u := range [...]struct {
		name  string
		times float64
	}{{"元", 1}, {"块", 1}, {"圆", 1}, {"万元", 1e4}, {"万块", 1e4}, {"百元", 100}, {"百块", 100}, {"千元", 1000}, {"千块", 1000}, {"毛", 0.1}, {"角", 0.1}} {
		after, ok := strings.CutPrefix(rest, u.name)
		switch {
		case !ok:
			continue
		case u.times > 1 || u.times < 1:
			return n * u.times, true
		case strings.HasPrefix(after, "钱"):
			return n, true
		}
		if tail, size, ok := numeral(after); ok && tail < 10 && size == len("五") { // 三块五
			return n + tail/10, true
		}
		return n, u.name != "块" || n > 2 // 一块、两块 counts things as well
	}
	return n, false
}

// giving reports whether s ends in a verb of giving money, so that a bare number behind it is a sum: 退20, 补您150.
func giving(s string) bool {
	for _, you := range [...]string{"", "您", "你", "了", "给您", "给你"} {
		head, ok := strings.CutSuffix(s, you)
		if !ok {
			continue
		}
		for _, verb := range [...]string{"退", "赔", "补", "返", "减", "免", "抵", "退款", "退还", "返还", "补偿", "赔偿", "赔付", "定金", "押金", "运费", "多扣的", "多收的"} {
			if strings.HasSuffix(head, verb) {
				return true
			}
		}
	}
	return false
}

// alone reports whether no other unit follows a number: 补20 is a sum, 补3天, 退2件 and 退50% are none.
func alone(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return rest == "" || strings.ContainsRune("，,。！!？?；; ~～、给到您你退已都就的吧哈啊哦呢行可在回这算当", r)
}

// number reads a number at the start of s, in digits or Chinese numerals; size is its bytes.
func number(s string) (n float64, size int, ok bool) {
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.' && end > 0 && end+1 < len(s) && s[end+1] >= '0' && s[end+1] <= '9') {
		end++
	}
	if end > 0 {
		n, err := strconv.ParseFloat(s[:end], 64)
		return n, end, err == nil
	}
	return numeral(s)
}

// numeral reads Chinese numerals: 三十五, 两百, 一千二, 一百零五, 半 is none.
func numeral(s string) (n float64, size int, ok bool) {
	section, digit, last := 0.0, -1.0, 0.0
	for size < len(s) {
		r, width := utf8.DecodeRuneInString(s[size:])
		if d := strings.IndexRune("零一二三四五六七八九", r); d >= 0 {
			digit = float64(d / len("零"))
		} else if r == '两' {
			digit = 2
		} else if times := power(r); times > 0 {
			if digit < 0 {
				digit = 1
			}
			if last, ok = times, true; times == 1e4 {
				section = (section + max(digit, 0)) * times
			} else {
				section += digit * times
			}
			digit = -1
		} else {
			break
		}
		size += width
	}
	if digit > 0 && last >= 100 && !strings.Contains(s[:size], "零") { // 一千二
		return section + digit*last/10, size, true
	}
	return section + max(digit, 0), size, size > 0 && (ok || digit >= 0)
}

// power is what a numeral multiplies by, 0 where it is none.
func power(r rune) float64 {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '万':
		return 1e4
	}
	return 0
}
