package mask

import (
	"strings"
	"unicode/utf8"
)

// page is one text being masked: its characters brought to half width, with their places in the text. A hidden
// character is overwritten with '*', which every detector takes for a wall.
type page struct {
	s       string
	r       []rune
	at      []int // byte offset of each character, and the length of s at the end
	free    bool
	changed bool
	numbers []string // order and tracking numbers hidden
	persons []span   // phone and identity numbers hidden, for the names beside them
	urls    []span
	tight   []rune // the page without the blanks around numbers, and the place of each of its characters on the page
	tightAt []int
}

// span is a stretch of characters, i inclusive, j exclusive.
type span struct{ i, j int }

func (p *page) open(s string, free bool) {
	p.s, p.free, p.changed = s, free, false
	p.r, p.at = p.r[:0], p.at[:0]
	p.numbers, p.persons, p.urls = nil, p.persons[:0], p.urls[:0]
	for i, r := range s {
		p.r = append(p.r, fold(r))
		p.at = append(p.at, i)
	}
	p.at = append(p.at, len(s))
}

// run lets every detector that the prefilter asked for look at the page. The order matters: what an earlier one hid,
// a later one no longer sees.
func (p *page) run(need uint) {
	p.findURLs()
	if need&needMail != 0 {
		p.mails()
	}
	if need&needContact != 0 {
		p.contacts()
	}
	if need&needPlate != 0 {
		p.plates()
	}
	if need&needNumber != 0 {
		p.spoken()
		p.findNumbers()
	}
	if need&needAddress != 0 {
		p.addresses()
	}
	if need&needName != 0 {
		p.names()
	}
	p.namesBeside()
}

// String is the masked text: the given bytes wherever nothing is hidden.
func (p *page) String() string {
	var b strings.Builder
	b.Grow(len(p.s))
	for i, r := range p.r {
		if r == '*' {
			b.WriteByte('*')
		} else {
			b.WriteString(p.s[p.at[i]:p.at[i+1]])
		}
	}
	return b.String()
}

// peek is the character at i, or 0 outside of the text.
func (p *page) peek(i int) rune {
	if i < 0 || i >= len(p.r) {
		return 0
	}
	return p.r[i]
}

// has reports whether the characters from i on are word, letters in either case. The word is in lower case.
func (p *page) has(i int, word string) bool {
	for _, w := range word {
		if i >= len(p.r) || lower(p.r[i]) != w {
			return false
		}
		i++
	}
	return true
}

// endsAt reports whether word ends just before i.
func (p *page) endsAt(i int, word string) bool {
	n := utf8.RuneCountInString(word)
	return i >= n && p.has(i-n, word)
}

func (p *page) hide(i int) {
	if p.r[i] != '*' {
		p.r[i] = '*'
		p.changed = true
	}
}

// hideMiddle hides the letters and digits of [i,j) but for the first head and the last tail; separators stay.
func (p *page) hideMiddle(i, j, head, tail int) {
	total := 0
	for k := i; k < j; k++ {
		if isDigitLike(p.r[k]) {
			total++
		}
	}
	n := 0
	for k := i; k < j; k++ {
		if !isDigitLike(p.r[k]) {
			continue
		}
		if n >= head && n < total-tail {
			p.hide(k)
		}
		n++
	}
}

// hideNumber hides the middle of an order or tracking number and notes the number.
func (p *page) hideNumber(i, j int) {
	number := canonical(string(p.r[i:j]))
	n := len(number)
	keep := 4
	switch {
	case n < 9:
		keep = 2
	case n < 12:
		keep = 3
	}
	p.numbers = append(p.numbers, number)
	p.hideMiddle(i, j, keep, keep)
}

// turnedInto reports whether the 成 of 改成, 换成 or 写成 stands at i; elsewhere it may be the start of a name.
func (p *page) turnedInto(i int) bool {
	if p.peek(i) != '成' {
		return false
	}
	switch p.peek(i - 1) {
	case '改', '换', '写', '填', '变':
		return true
	}
	return false
}

// run of characters from i for which ok holds; returns its end.
func (p *page) while(i int, ok func(rune) bool) int {
	for i < len(p.r) && ok(p.r[i]) {
		i++
	}
	return i
}

// findURLs notes the web addresses in the text: http://…, https://…, www.…
func (p *page) findURLs() {
	if !strings.Contains(p.s, "//") && !strings.Contains(p.s, "www.") {
		return
	}
	for i := 0; i < len(p.r); i++ {
		if !p.has(i, "http://") && !p.has(i, "https://") && !p.has(i, "www.") {
			continue
		}
		j := p.while(i, func(r rune) bool { return r > ' ' && r < 0x7f && r != '"' && r != '<' && r != '>' })
		p.urls = append(p.urls, span{i, j})
		i = j
	}
}

func (p *page) inURL(i int) bool {
	for _, u := range p.urls {
		if i >= u.i && i < u.j {
			return true
		}
	}
	return false
}

// fold brings full-width forms, circled digits and the many spaces and dashes to one form each. The full-width
// asterisk stays: '*' means hidden.
func fold(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r >= 0xFF01 && r <= 0xFF5E && r != '＊':
		return r - 0xFEE0
	case r == 0x3000 || r == 0x00A0:
		return ' '
	case r >= '①' && r <= '⑨':
		return r - '①' + '1'
	case r == '⓪':
		return '0'
	case r >= 0x2010 && r <= 0x2015 || r == 0x2212:
		return '-'
	}
	return r
}

// spokenDigit is the digit that a Chinese numeral stands for when a number is read out digit by digit.
func spokenDigit(r rune) (rune, bool) {
	switch r {
	case '零', '〇', '洞':
		return '0', true
	case '一', '幺', '壹':
		return '1', true
	case '二', '贰', '两':
		return '2', true
	case '三', '叁':
		return '3', true
	case '四', '肆':
		return '4', true
	case '五', '伍':
		return '5', true
	case '六', '陆':
		return '6', true
	case '七', '柒', '拐':
		return '7', true
	case '八', '捌':
		return '8', true
	case '九', '玖':
		return '9', true
	}
	return 0, false
}

func isDigit(r rune) bool  { return r >= '0' && r <= '9' }
func isLetter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' && r < 0x80 }
func isAlnum(r rune) bool  { return isDigit(r) || isLetter(r) }
func isHan(r rune) bool    { return r >= 0x4E00 && r <= 0x9FFF || r == '〇' }

func isDigitLike(r rune) bool {
	if isAlnum(r) {
		return true
	}
	_, ok := spokenDigit(r)
	return ok
}

func lower(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r + 0x20
	}
	return r
}
