// Package phrasing says how much of a message is made up of given phrases (话术占比): whether a reply is nothing but a
// hold, a customer's message nothing but thanks.
package phrasing

import (
	"iter"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// Digits counts the digits of s (0 to 9), and the asterisks that masking puts in their places.
func Digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' || s[i] == '*' {
			n++
		}
	}
	return n
}

// Letters counts the characters of s that carry words: Chinese characters, letters and digits. Marks, spaces and
// emoji count nothing.
func Letters(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if common(s, i) {
			n++
			i += 3
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if isWord(r) {
			n++
		}
		i += size
	}
	return n
}

// common reports whether a Chinese character stands at byte i, as nearly all are (4000 to 9FFF), which saves decoding it.
func common(s string, i int) bool {
	return s[i] >= 0xE4 && s[i] <= 0xE9 && i+2 < len(s) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80
}

func isWord(r rune) bool {
	switch {
	case r < 0x80:
		return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
	case r < 0x3400: // Latin and other alphabets, but no punctuation
		return r >= 0xC0 && r < 0x2000
	case r < 0xA000: // Han
		return true
	}
	return r >= 0xFF10 && r <= 0xFF19 || r >= 0xFF21 && r <= 0xFF3A || r >= 0xFF41 && r <= 0xFF5A || r >= 0x20000 && r < 0x32000
}

// isParticle tells the characters that carry no meaning of their own beside a phrase: address, politeness, tone.
func isParticle(r rune) bool {
	switch r {
	case '您', '請', '请', '親', '亲', '的', '了', '呢', '哦', '哈', '啊', '呀', '吧', '嘛', '吗', '嗎', '嗯', '喔', '噢', '哟', '啦', '好':
		return true
	}
	return false
}

// Rest counts the letters of text[start:end] that lie in no hit of the lists and are no mere particles (您, 请, 亲, 呢).
func Rest(text string, start, end int, hits *lexicon.Hits, lists ...lexicon.ListID) int {
	rest := 0
	for piece := range Pieces(text, start, end, hits, lists...) {
		for _, r := range piece {
			if isWord(r) && !isParticle(r) {
				rest++
			}
		}
	}
	return rest
}

// Slack is how many letters, particles aside, may lie beside phrases in a text that says no more than they do.
const Slack = 2

// Only reports whether a text says no more than the phrases of the lists that hit in it: 好的 小陆 is only assent.
func Only(text string, hits *lexicon.Hits, lists ...lexicon.ListID) bool {
	return Rest(text, 0, len(text), hits, lists...) <= Slack
}

// Pieces goes over the stretches of text[start:end] that lie in no hit of the lists.
func Pieces(text string, start, end int, hits *lexicon.Hits, lists ...lexicon.ListID) iter.Seq[string] {
	return func(yield func(string) bool) {
		for at := start; at < end; {
			free, next := nextCovered(at, end, hits, lists)
			if free > at && !yield(text[at:free]) {
				return
			}
			at = next
		}
	}
}

// nextCovered is where the first hit at or after at begins, not after end, and where it ends; end, end: there is none.
func nextCovered(at, end int, hits *lexicon.Hits, lists []lexicon.ListID) (from, to int) {
	from, to = end, end
	for _, id := range lists {
		for _, h := range hits.Of(id) {
			if h.End <= at {
				continue
			}
			if start := max(h.Start, at); start < from || start == from && h.End > to {
				from, to = start, min(h.End, end)
			}
			if h.Start >= from {
				break
			}
		}
	}
	return from, to
}

// Clause returns the bounds of the clause of text that begins at or after at: a stretch without pause or sentence mark.
// ok is false where no clause with a letter is left.
func Clause(text string, at int) (start, end int, ok bool) {
	start, end = -1, len(text)
	for i := at; i < len(text); {
		if common(text, i) {
			if start < 0 {
				start = i
			}
			i += 3
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case isWord(r) && start < 0:
			start = i
		case start >= 0 && divides(text, i, r):
			return start, i, true
		}
		i += size
	}
	return start, end, start >= 0
}

// divides reports whether the mark r at byte i ends a clause. Inside a number or a Latin word it does not.
func divides(text string, i int, r rune) bool {
	switch r {
	case ' ', ',', '.':
		return i == 0 || i+1 >= len(text) || text[i-1] >= 0x80 || !isWord(rune(text[i-1])) || text[i+1] >= 0x80 || !isWord(rune(text[i+1]))
	case '，', '。', '、', '！', '!', '？', '?', '；', ';', '~', '～', '…', '\n', '\r', '\t', '　':
		return true
	}
	return false
}
