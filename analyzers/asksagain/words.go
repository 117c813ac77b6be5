package asksagain

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/numeral"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// plainText is a text whose numbers are all in digits: 二十三斤 is 23斤.
type plainText string

// plain writes the Chinese numbers of text in digits. A single one to nine is a number too, in words such as 一下 as well: who
// compares compares the unit behind it.
func plain(text string) plainText {
	if !ofNumber.In(text) {
		return plainText(text)
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		end := i
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if !ofNumber.Has(r) {
				break
			}
			end += size
		}
		if end > i {
			writeNumber(&b, text[i:end])
			i = end
			continue
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		b.WriteString(text[i : i+size])
		i += size
	}
	return plainText(b.String())
}

// ofTime are characters of times that are no numbers.
var ofTime = wording.Characters("昨今明前后早晚周月号半")

// numerals are the characters of Chinese numbers.
const numerals = "零一二三四五六七八九〇幺两十百千万"

var ofNumber = wording.Characters(numerals)

// writeNumber writes a number as it is read out (零零三七) or counted (二十三).
func writeNumber(b *strings.Builder, number string) {
	if !strings.ContainsAny(number, "十百千万") {
		for _, r := range number {
			b.WriteByte('0' + byte(digit(r)))
		}
		return
	}
	for number != "" {
		if n, size := numeral.Chinese(number); size > 0 {
			b.WriteString(strconv.Itoa(int(n)))
			number = number[size:]
			continue
		}
		_, size := utf8.DecodeRuneInString(number)
		b.WriteString(number[:size])
		number = number[size:]
	}
}

// digit is the value of a digit as it is read out: 幺 is 1.
func digit(r rune) int {
	if r == '幺' {
		return 1
	}
	return numeral.Digit(r)
}

// has reports whether the text holds a word; a number only as a whole, a masked one by what is left of it.
func (t plainText) has(w string) bool {
	if t == "" {
		return false
	}
	if c := w[0]; c >= 0x80 {
		return strings.Contains(string(t), w)
	}
	for at := 0; at < len(t); {
		start, end := run(string(t), at)
		if start < 0 {
			return false
		}
		if alike(string(t[start:end]), w, string(t[end:])) {
			return true
		}
		if k := strings.IndexByte(string(t[start:end]), ' '); k > 0 { // two numbers, of which the second may be the one
			end = start + k
			if alike(string(t[start:end]), w, string(t[end:])) {
				return true
			}
		}
		at = end
	}
	return false
}

// alike reports whether a number or Latin word of a text, with what follows it there, is the word w.
func alike(held, w, after string) bool {
	if strings.Contains(held, "*") && !strings.Contains(w, "*") { // only the one of them was masked
		held, w = w, held
	}
	if head, tail, masked := strings.Cut(w, "*"); masked {
		tail = strings.TrimLeft(tail, "*")
		return len(head)+len(tail) >= 3 && len(held) >= len(head)+len(tail) && strings.HasPrefix(held, head) && strings.HasSuffix(held, tail)
	}
	if k := strings.IndexFunc(w, func(r rune) bool { return r >= 0x80 }); k >= 0 { // with its unit
		return strings.EqualFold(held, w[:k]) && strings.HasPrefix(after, w[k:])
	}
	return strings.EqualFold(held, w) || len(w) >= 3 && strings.Contains(strings.ToLower(held), strings.ToLower(w))
}

// covered counts the characters of an answer that carry meaning and do not stand in the question (of), and those of them that stand
// in what was written before (n): in pairs of neighbours, numbers and Latin words as a whole. Unit is what a bare number counts.
func covered(answer, before, asked plainText, unit string) (n, of int) {
	text := string(answer)
	for i := 0; i < len(text); {
		if start, end := run(text, i); start == i {
			if k := strings.IndexByte(text[start:end], ' '); k > 0 && !before.has(strings.TrimRight(text[start:end], ".-_")) {
				end = start + k // 155 140 are two numbers, unless they were written like that
			}
			w := strings.TrimRight(text[start:end], ".-_")
			if len(w) == 1 && (w[0] < 'A' || w[0] > 'Z') { // a capital is a size of its own
				w = withUnit(text, start, end, unit)
			}
			if w != "" && !asked.has(w) {
				of += 2
				if before.has(w) {
					n += 2
				}
			}
			i = end
			continue
		}
		end := i
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if !hanzi.Is(r) || grammar.Has(r) {
				break
			}
			end += size
		}
		if end == i {
			_, size := utf8.DecodeRuneInString(text[i:])
			i += size
			continue
		}
		k, m := coverWord(text[i:end], before, asked)
		n, of, i = n+k, of+m, end
	}
	return n, of
}

// coverWord does for a stretch of Chinese characters what covered does for an answer.
func coverWord(word string, before, asked plainText) (n, of int) {
	const han = len("字")
	in := func(t plainText, i int) bool { // the character at i stands in t, with a neighbour where it has one
		return len(word) == han && strings.Contains(string(t), word) ||
			i >= han && strings.Contains(string(t), word[i-han:i+han]) || i+2*han <= len(word) && strings.Contains(string(t), word[i:i+2*han])
	}
	for i := 0; i+han <= len(word); i += han {
		if in(asked, i) {
			continue
		}
		of++
		if in(before, i) {
			n++
		}
	}
	return n, of
}

// withUnit gives a number of one digit with the character behind it, or the unit that was asked for, or the character before it;
// "" if it has none of them, for then it says nothing.
func withUnit(text string, start, end int, unit string) string {
	if r, size := utf8.DecodeRuneInString(text[end:]); size > 0 && r >= 0x3400 && !grammar.Has(r) {
		return text[start : end+size]
	}
	if unit != "" {
		return text[start:end] + unit
	}
	if r, size := utf8.DecodeLastRuneInString(text[:start]); size > 0 && hanzi.Is(r) {
		return text[start-size : end]
	}
	return ""
}

// grammar are characters of which a pair says nothing.
var grammar = wording.Characters(hanzi.Grammar + "对好嗯哎喂唉各要")

// hasNumber reports whether text has a number of either script, or a word of time.
func hasNumber(text string) bool {
	return hasFigure(text) || ofNumber.In(text) || ofTime.In(text)
}
