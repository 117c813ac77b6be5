package clause

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// dividers end a clause wherever they stand.
var dividers = wording.Characters("，,。！!？?；;\n、：:")

// sentenceMarks end a sentence.
var sentenceMarks = wording.Characters("。！!？?；;\n")

// Bounds gives the clause of text in which bytes start to end lie, marks left out. Commas and sentence marks divide
// clauses; spaces, dots and tildes do where two letters or more stand on either side, for they are also pushed into words
// (没 有 办 法).
func Bounds(text string, start, end int) (from, to int) {
	return clauseStart(text, start), clauseEnd(text, end)
}

func clauseStart(text string, at int) int {
	for i := at; i > 0; {
		if i >= 3 && common(text[i-3], text[i-2], text[i-1]) {
			i -= 3
			continue
		}
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if divides(text, i-size, i, r) {
			return i
		}
		i -= size
	}
	return 0
}

func clauseEnd(text string, at int) int {
	for i := at; i < len(text); {
		if i+3 <= len(text) && common(text[i], text[i+1], text[i+2]) {
			i += 3
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if divides(text, i, i+size, r) {
			return i
		}
		i += size
	}
	return len(text)
}

// common reports whether three bytes are a Chinese character as nearly all are (4000 to 9FFF), which saves decoding it.
func common(a, b, c byte) bool { return a >= 0xE4 && a <= 0xE9 && b&0xC0 == 0x80 && c&0xC0 == 0x80 }

// divides reports whether the mark r at bytes from to to parts two clauses.
func divides(text string, from, to int, r rune) bool {
	switch {
	case isWord(r):
		return false
	case (r == ',' || r == ':' || r == '.') && digitAt(text, from-1) && digitAt(text, to):
		return false
	case dividers.Has(r):
		return true
	case quotes.Has(r):
		return false
	}
	soft := func(r rune) bool {
		return !isWord(r) && !dividers.Has(r) && !quotes.Has(r)
	}
	return pairBefore(strings.TrimRightFunc(text[:from], soft)) && pairAfter(strings.TrimLeftFunc(text[to:], soft))
}

// quotes open and close quotations, and part nothing.
var quotes = wording.Characters("“”‘’\"'「」『』《》【】（）()[]")

func digitAt(text string, i int) bool {
	return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9'
}

// pairBefore reports whether s ends in two letters.
func pairBefore(s string) bool {
	r, size := utf8.DecodeLastRuneInString(s)
	q, _ := utf8.DecodeLastRuneInString(s[:len(s)-size])
	return isWord(r) && isWord(q)
}

// pairAfter reports whether s begins with two letters.
func pairAfter(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	q, _ := utf8.DecodeRuneInString(s[size:])
	return isWord(r) && isWord(q)
}

// isWord tells letters, digits and Chinese characters from marks.
func isWord(r rune) bool {
	return hanzi.Is(r) || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0x20000 && r < 0x32000
}

// letters counts the letters of s, up to limit.
func letters(s string, limit int) int {
	n := 0
	for _, r := range s {
		if isWord(r) {
			if n++; n == limit {
				break
			}
		}
	}
	return n
}

// before gives the clause that a comma parts from the one that begins at from.
func before(text string, from int) (start, end int, ok bool) {
	end = from
	for end > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:end])
		if isWord(r) || quotes.Has(r) {
			break
		}
		if sentenceMarks.Has(r) {
			return 0, 0, false
		}
		end -= size
	}
	if end == 0 {
		return 0, 0, false
	}
	return clauseStart(text, end), end, true
}
