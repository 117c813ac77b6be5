package when

import (
	"strings"
	"unicode/utf8"
)

// number is a number as people say it, with its upper bound: 十几 is up to 19, 三五 up to 5.
type number struct {
	value  float64
	loose  bool // 几, 十来, 三五
	masked bool // hidden by masking
	arabic bool
}

// highest keeps what people write by mistake from running out of range.
const highest = 9999

// few is the upper bound of 几.
const few = 9

// numberAt reads a number, or a range of two of which the second counts. ok is false where none stands at i.
func numberAt(s string, i int) (n number, end int, ok bool) {
	n, end, ok = single(s, i)
	if !ok {
		return n, i, false
	}
	if gap := rangeMark(s, end); gap > 0 {
		if m, to, ok := single(s, end+gap); ok && m.arabic == n.arabic && m.value > n.value {
			m.loose = true
			return m, to, true
		}
	}
	return n, end, true
}

// rangeMark is the length of what stands between the two ends of a range, 0 where nothing does. A dash that is no ASCII
// one is a space in the normal form.
func rangeMark(s string, i int) int {
	return prefixOf(s[i:], "--", "-", "~", "到", "至", "或者", "或", " ")
}

func single(s string, i int) (n number, end int, ok bool) {
	if end := hidden(s, i); end > i {
		return number{masked: true}, end, true
	}
	if n, end, ok = arabic(s, i); ok {
		return n, end, ok
	}
	return chinese(s, i)
}

// hidden gives where a number ends that was masked by a word in brackets ([数字x]), whose brackets the normal form drops.
func hidden(s string, i int) int { return i + prefixOf(s[i:], "数字x") }

// arabic reads digits with at most one decimal point.
func arabic(s string, i int) (n number, end int, ok bool) {
	if end = i; i > 0 && isDigit(s[i-1]) {
		return n, i, false // in the middle of one
	}
	scale := 0.0
	for ; end < len(s); end++ {
		c := s[end]
		switch {
		case c >= '0' && c <= '9':
			d := float64(c - '0')
			if scale == 0 {
				n.value = n.value*10 + d
			} else {
				n.value += d * scale
				scale /= 10
			}
			continue
		case c == '.' && scale == 0 && end > i && end+1 < len(s) && s[end+1] >= '0' && s[end+1] <= '9':
			scale = 0.1
			continue
		}
		break
	}
	if end == i || n.value > highest {
		return n, i, false
	}
	n.arabic = true
	if more := prefixOf(s[end:], "多", "来", "几", "余"); more > 0 && n.value >= 10 {
		n.value, n.loose, end = n.value+magnitude(n.value)-1, true, end+more
	}
	return n, end, true
}

// magnitude is the power of ten that a round number ends in: 10 for 20, 100 for 300.
func magnitude(v float64) float64 {
	m := 1.0
	for v >= 10 && int(v)%10 == 0 {
		m, v = m*10, v/10
	}
	return m
}

// digit is the value of a Chinese digit, -1 for other characters.
func digit(r rune) float64 {
	switch r {
	case '零', '〇':
		return 0
	case '一', '壹':
		return 1
	case '二', '两', '俩', '贰':
		return 2
	case '三', '仨', '叁':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	case '几', '数':
		return few
	}
	return -1
}

// chinese reads numbers up to some hundreds: 十二, 二十来, 三五, 一百二十.
func chinese(s string, i int) (n number, end int, ok bool) {
	last, unit := -1.0, 0.0 // the digit that is waiting for its unit; the unit before it
	for end = i; end < len(s); {
		r, size := utf8.DecodeRuneInString(s[end:])
		d := digit(r)
		switch {
		case d >= 0 && last > 0 && d > last && unit <= 10: // 三五天, 二十三四
			last, n.loose = d, true
		case d >= 0 && last < 0:
			last, n.loose = d, n.loose || r == '几' || r == '数'
		case r == '十' && unit != 10:
			n.value, last, unit = n.value+max(last, 1)*10, -1, 10
		case r == '百' && unit == 0 && last > 0:
			n.value, last, unit = last*100, -1, 100
		case strings.ContainsRune("多来余", r) && unit > 0 && last < 0:
			n.value, n.loose = n.value+unit-1, true
			return n, end + size, true
		default:
			return finish(n, last, i, end)
		}
		end += size
	}
	return finish(n, last, i, end)
}

func finish(n number, last float64, i, end int) (number, int, bool) {
	n.value += max(last, 0)
	return n, end, end > i && n.value <= highest
}
