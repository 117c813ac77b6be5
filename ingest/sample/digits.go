package sample

import (
	"strings"
	"unicode/utf8"
)

// numbers gives s with its long numbers (order, tracking, telephone, card) and its varying amounts replaced. The same
// number becomes the same other number wherever it stands in the journey, also where only its tail is named (尾号).
// What a number is stays: a mobile number stays one, a valid identity card or bank card number stays valid, and a
// number that was neither does not become one.
func (v *variation) numbers(s string) string {
	if !hasDigit(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if !isDigit(s[i]) {
			_, n := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		end := i
		for end < len(s) && isDigit(s[end]) {
			end++
		}
		if end-i == 17 && end < len(s) && s[end] == 'X' {
			end++
		}
		b.WriteString(v.number(s[i:end], strings.HasSuffix(s[:i], "尾号")))
		i = end
	}
	return b.String()
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if isDigit(s[i]) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (v *variation) number(n string, tail bool) string {
	if len(n) >= 8 {
		return v.long(n)
	}
	if tail {
		for _, whole := range v.long4[n] {
			l := v.long(whole)
			return l[len(l)-len(n):]
		}
	}
	for _, amount := range v.script.vary {
		if n == amount {
			return v.amount(n)
		}
	}
	return n
}

// long replaces the digits of n behind its prefix by digits that depend on n and the journey alone.
func (v *variation) long(n string) string {
	d := []byte(n)
	h := mix(v.digits, n)
	keep := 2
	card := luhn(n)
	switch {
	case len(n) == 11 && n[0] == '1' && n[1] >= '3':
		keep = 3
	case identity(n):
		scramble(d[14:17], h)
		d[17] = checkDigit(d)
		return string(d)
	case card:
		keep = 6
	}
	scramble(d[keep:], h)
	for i := 0; len(n) >= 13 && luhn(string(d)) != card && i < 10; i++ {
		d[len(d)-1] = '0' + (d[len(d)-1]-'0'+1)%10
	}
	return string(d)
}

// amount gives another amount near a written one, with as many digits.
func (v *variation) amount(n string) string {
	d := []byte(n)
	h := mix(v.digits, n)
	switch len(d) {
	case 0, 1:
	case 2:
		d[0] = '3' + byte(h%6)
	default:
		d[len(d)-2] = '0' + byte(h%10)
	}
	return string(d)
}

// scramble sets d to digits taken from h.
func scramble(d []byte, h uint64) {
	for i := range d {
		if h < 10 {
			h = h*0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019
		}
		d[i] = '0' + byte(h%10)
		h /= 10
	}
}

// mix hashes n under seed (FNV-1a, then a finishing shuffle).
func mix(seed uint64, n string) uint64 {
	h := seed ^ 14695981039346656037
	for i := range len(n) {
		h = (h ^ uint64(n[i])) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}

// luhn reports whether n, of 13 digits or more, passes the check of bank card numbers.
func luhn(n string) bool {
	if len(n) < 13 {
		return false
	}
	sum := 0
	for i := range len(n) {
		if !isDigit(n[len(n)-1-i]) {
			return false
		}
		d := int(n[len(n)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// identity reports whether n is an identity card number with the right check digit.
func identity(n string) bool { return len(n) == 18 && n[17] == checkDigit([]byte(n)) }

// checkDigit is the 18th character that the first 17 of an identity card number ask for.
func checkDigit(d []byte) byte {
	sum, weight := 0, [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	for i, w := range weight {
		sum += int(d[i]-'0') * w
	}
	return "10X98765432"[sum%11]
}
