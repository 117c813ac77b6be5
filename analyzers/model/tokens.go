package model

import (
	"strings"
	"unicode"
	"unicode/utf8"

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

// beginning is how many bytes of a long text are looked at first: longest characters take less than half of it.
const beginning = 1024

// ids appends the tokens of text to dst: at least one, at most longest. A long text is brought into its form no further than they
// reach, which is the same: a character's form hangs on those before it and after it only up to the next boundary.
func (t *tokenizer) ids(dst []int32, text string) []int32 {
	first := len(dst)
	for n := beginning; ; n *= 4 {
		part := upTo(text, n)
		ids, enough := t.cut(dst, part)
		if !enough && len(part) < len(text) {
			continue
		}
		if len(ids) == first {
			ids = append(ids, t.other)
		}
		return ids
	}
}

// upTo is the text up to the first place from byte n on at which it may be parted before it is normalised.
func upTo(text string, n int) string {
	for i := n; i < len(text); i++ {
		if utf8.RuneStart(text[i]) && norm.NFKC.PropertiesString(text[i:]).BoundaryBefore() {
			return text[:i]
		}
	}
	return text
}

// cut appends the tokens of text to dst, at most longest, and reports whether it found so many that nothing that follows the text
// could change them.
func (t *tokenizer) cut(dst []int32, text string) (ids []int32, enough bool) {
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	text = strings.ToLower(text)
	first, i := len(dst), 0
	for i < len(text) && len(dst)-first < longest {
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
	return dst, len(dst)-first == longest && i < len(text)
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
