// Package numeral reads numbers (数词) as people type them, in digits or in Chinese: 1.5万, 三十五, 两百, 一百五 (150), 一百零五, 二零二四.
// What a number counts, and how loosely it is meant, its caller knows; times have a reader of their own in package when.
package numeral

import (
	"iter"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// digits are the Chinese digits in the order of their values.
const digits = "零一二三四五六七八九"

// Digit is the value of a Chinese digit from 0 to 9, 两 and 〇 among them; -1 where r is none.
func Digit(r rune) int {
	switch r {
	case '两':
		return 2
	case '〇':
		return 0
	}
	if i := strings.IndexRune(digits, r); i >= 0 {
		return i / len("零")
	}
	return -1
}

// Power is what 十, 百, 千 and 万 multiply by, 0 where r is none of them.
func Power(r rune) float64 {
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

// Leads reports whether a number may begin with this byte: most places of a text are passed over by it.
func Leads(c byte) bool {
	switch c {
	case "一"[0], "四"[0], "〇"[0], "零"[0]: // and with them 二两三五七九, 六八十
		return true
	}
	return c >= '0' && c <= '9'
}

// At reads the number at the beginning of s, in digits or in Chinese, and gives its bytes; size 0: there is none.
func At(s string) (n float64, size int) {
	if s == "" || !Leads(s[0]) {
		return 0, 0
	}
	if n, size = Arabic(s); size > 0 {
		return n, size
	}
	return Chinese(s)
}

// Number is a number with its place in a text, in bytes.
type Number struct {
	Value      float64
	Start, End int
}

// In goes over the numbers of text in their order. The digit of a weekday is none: of 周六五点 it is 5.
func In(text string) iter.Seq[Number] {
	return func(yield func(Number) bool) {
		for i := 0; i < len(text); {
			n, size := At(text[i:])
			switch {
			case size == 0:
				i++
				continue
			case ofWeek(text, i):
				i += len("一")
				continue
			}
			if !yield(Number{n, i, i + size}) {
				return
			}
			i += size
		}
	}
}

// ofWeek reports whether the digit at byte i says which day of the week.
func ofWeek(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	if !strings.ContainsRune(digits[len("零"):len("零一二三四五六")], r) {
		return false
	}
	head := text[:i]
	return strings.HasSuffix(head, "周") || strings.HasSuffix(head, "星期") || strings.HasSuffix(head, "礼拜")
}

// Arabic reads digits with at most one point at the beginning of s, and 百, 千 or 万 after them: 200, 9.9, 1.5万. The 千 of 千克 and
// 千米 belongs to its unit.
func Arabic(s string) (n float64, size int) {
	point := false
	for size < len(s) && (isDigit(s[size]) || s[size] == '.' && size > 0 && !point && size+1 < len(s) && isDigit(s[size+1])) {
		point = point || s[size] == '.'
		size++
	}
	if size == 0 {
		return 0, 0
	}
	n, err := strconv.ParseFloat(s[:size], 64)
	if err != nil { // more digits than a number can have
		return 0, 0
	}
	r, width := utf8.DecodeRuneInString(s[size:])
	if times := Power(r); times > 10 && !thousandOf(s[size:]) {
		return n * times, size + width
	}
	return n, size
}

// thousandOf reports whether the 千 at the beginning of s is of a unit: 千克.
func thousandOf(s string) bool {
	rest, ok := strings.CutPrefix(s, "千")
	next, _ := utf8.DecodeRuneInString(rest)
	return ok && strings.ContainsRune("克米瓦卡焦赫", next)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// reader is the state of reading a number in Chinese.
type reader struct {
	total, section float64 // what 万 has closed, and what is below it
	run            float64 // the digits that no unit has followed yet, read one by one
	length         int     // how many they are
	unit           float64 // the unit before them, 0 where there was none
	zero           bool    // 零 stands after that unit: 一百零五 is 105
}

// Chinese reads the number in Chinese at the beginning of s: 十, 三十五, 两百, 一千二 (1200), 一百零五; digits in a row are a year or
// the like (二零二四), two that rise the upper bound of a guess (三五 is 5, 两三百 300). 百, 千 and 万 alone begin words: 万一, 百分之.
func Chinese(s string) (n float64, size int) {
	var p reader
	for size < len(s) {
		r, width := utf8.DecodeRuneInString(s[size:])
		if d := Digit(r); d >= 0 {
			p.digit(float64(d))
		} else if times := Power(r); times == 0 || thousandOf(s[size:]) || !p.times(times) {
			break
		}
		size += width
	}
	if size == 0 {
		return 0, 0
	}
	return p.value(), size
}

func (p *reader) digit(d float64) {
	if d == 0 && p.length == 0 && p.unit > 0 {
		p.zero = true
		return
	}
	p.run = p.run*10 + d
	p.length++
}

// said is what the digits that wait for a unit come to.
func (p *reader) said() float64 {
	if first, last := math.Floor(p.run/10), math.Mod(p.run, 10); p.length == 2 && 0 < first && first < last {
		return last
	}
	return p.run
}

// times closes the digits with a unit; false: the unit begins no number.
func (p *reader) times(by float64) bool {
	if p.length == 0 && p.unit == 0 && by != 10 || by < 1e4 && p.unit > 0 && by >= p.unit && p.unit < 1e4 {
		return false
	}
	switch {
	case by == 1e4:
		p.total, p.section = (p.total+p.section+p.said())*by, 0
	case p.length == 0:
		p.section += by
	default:
		p.section += p.said() * by
	}
	p.run, p.length, p.unit, p.zero = 0, 0, by, false
	return true
}

func (p *reader) value() float64 {
	open := p.said()
	if p.unit >= 100 && !p.zero && p.length == 1 { // 一百五 is 150
		open *= p.unit / 10
	}
	return p.total + p.section + open
}
