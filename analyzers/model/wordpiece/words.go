package wordpiece

import (
	"iter"
	"unicode"
)

// words are the words of a text before they are cut: between spaces, with every mark and every Chinese character a word of its
// own. Characters that nobody sees are left out.
//
// Unicode has moved on since the tables of the library: 149 characters are of another kind there, none of them in Chinese writing.
func words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		var word []rune
		for _, r := range text {
			k := kindOf(r)
			if k == letter {
				word = append(word, r)
			}
			if (k == space || k == alone) && len(word) > 0 {
				if !yield(string(word)) {
					return
				}
				word = word[:0]
			}
			if k == alone && !yield(string(r)) {
				return
			}
		}
		if len(word) > 0 {
			yield(string(word))
		}
	}
}

// kind is how a character stands to those beside it.
type kind int

const (
	letter kind = iota
	space
	alone
	unseen
)

func kindOf(r rune) kind {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return space
	case r == 0 || r == unicode.ReplacementChar || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
		return unseen
	case unicode.IsSpace(r):
		return space
	case unicode.IsPunct(r) || r < 0x80 && unicode.IsSymbol(r) || unicode.Is(chinese, r):
		return alone
	}
	return letter
}

// chinese is the blocks of Chinese characters that BERT's own code names: without kana and hangul, and with the gaps that it has.
var chinese = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x3400, Hi: 0x4dbf, Stride: 1}, {Lo: 0x4e00, Hi: 0x9fff, Stride: 1}, {Lo: 0xf900, Hi: 0xfaff, Stride: 1}},
	R32: []unicode.Range32{
		{Lo: 0x20000, Hi: 0x2a6df, Stride: 1}, {Lo: 0x2a700, Hi: 0x2b73f, Stride: 1}, {Lo: 0x2b740, Hi: 0x2b81f, Stride: 1},
		{Lo: 0x2b920, Hi: 0x2ceaf, Stride: 1}, {Lo: 0x2f800, Hi: 0x2fa1f, Stride: 1},
	},
}
