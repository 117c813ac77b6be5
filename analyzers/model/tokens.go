package model

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The tokens that stand for classes of pieces rather than for themselves; training/tokens.py has the same.
const (
	tokenOther = "<other>"
	tokenLatin = "<latin>"
	tokenMask  = "<mask>"
)

// longest is how many tokens of a text are looked at.
const longest = 96

// digitTokens stand for runs of one, two, up to four, and more digits.
var digitTokens = [4]string{"<1 digit>", "<2 digits>", "<4 digits>", "<more digits>"}

// tokenizer cuts texts as training/tokens.py does.
type tokenizer struct {
	words              map[string]int32
	runes              map[rune]int32 // the pieces of one character, which most are
	other, latin, mask int32
	digits             [4]int32
}

func newTokenizer(vocabulary []string) *tokenizer {
	t := &tokenizer{words: make(map[string]int32, len(vocabulary)), runes: make(map[rune]int32, len(vocabulary))}
	for i, w := range vocabulary {
		t.words[w] = int32(i)
		if r := []rune(w); len(r) == 1 {
			t.runes[r[0]] = int32(i)
		}
	}
	t.other, t.latin, t.mask = t.words[tokenOther], t.words[tokenLatin], t.words[tokenMask]
	for i, d := range digitTokens {
		t.digits[i] = t.words[d]
	}
	return t
}

// kind groups the characters that run together to one piece.
type kind int8

const (
	single kind = iota
	letter
	digit
	star
	space
)

func kindOf(r rune) kind {
	switch {
	case r >= 'a' && r <= 'z':
		return letter
	case r >= '0' && r <= '9':
		return digit
	case r == '*':
		return star
	case unicode.IsSpace(r):
		return space
	}
	return single
}

// ids appends the tokens of text to dst: at least one, at most longest.
func (t *tokenizer) ids(dst []int32, text string) []int32 {
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	text = strings.ToLower(text)
	first := len(dst)
	for i := 0; i < len(text) && len(dst)-first < longest; {
		r, size := rune(text[i]), 1
		if r >= 0x80 {
			r, size = decode(text[i:])
		}
		k := kindOf(r)
		end := i + size
		if k == letter || k == digit || k == star {
			for end < len(text) && kindOf(rune(text[end])) == k {
				end++
			}
		}
		if k != space {
			dst = append(dst, t.id(k, r, text[i:end]))
		}
		i = end
	}
	if len(dst) == first {
		dst = append(dst, t.other)
	}
	return dst
}

func (t *tokenizer) id(k kind, r rune, piece string) int32 {
	switch k {
	case digit:
		switch n := len(piece); {
		case n == 1:
			return t.digits[0]
		case n == 2:
			return t.digits[1]
		case n <= 4:
			return t.digits[2]
		}
		return t.digits[3]
	case star:
		return t.mask
	case letter:
		if id, ok := t.words[piece]; ok {
			return id
		}
		return t.latin
	}
	if id, ok := t.runes[r]; ok {
		return id
	}
	return t.other
}
