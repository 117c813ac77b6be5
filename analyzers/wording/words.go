// Package wording looks for words and regular expressions in texts that mostly have none of them (用语), at the cost of one look
// at each character. It is for the few words that a judgement knows by itself and that need no normal form: what reviewers should
// see and change stands in phrase lists (package lexicon).
package wording

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Words are a set of words, none empty. They are looked for together, in one way through a text.
type Words struct {
	first  [1 << keyBits / 64]uint64 // a bit for each key with which a word begins
	groups [groups][]string          // by key, in part, as given
}

const (
	keyBits = 12
	groups  = 64
)

// Of is the set of the given words. It panics on an empty one: words are constants of the program, or worked out from an expression.
func Of(words ...string) *Words {
	w := &Words{}
	for _, word := range words {
		if word == "" {
			panic(fmt.Sprintf("wording: an empty word, which stands everywhere, among %q", words))
		}
		k, _ := key(word, 0)
		w.first[k/64] |= 1 << (k % 64)
		w.groups[k%groups] = append(w.groups[k%groups], word)
	}
	return w
}

// Characters is the set of the characters of s, as words.
func Characters(s string) *Words { return Of(strings.Split(s, "")...) }

// key tells the characters at byte i of s apart as well as 12 bits can, and says how far it is to the next one. Of Chinese
// characters it is the lower bits, which differ for nearly all that one word or another begins with.
func key(s string, i int) (k uint, size int) {
	c := s[i]
	if c >= 0xE0 && c < 0xF0 && i+2 < len(s) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80 {
		return uint(s[i+1]&0x3F)<<6 | uint(s[i+2]&0x3F), 3
	}
	return uint(c), 1
}

// In reports whether one of the words stands in text.
func (w *Words) In(text string) bool {
	for i := 0; i < len(text); {
		k, size := key(text, i)
		if w.first[k/64]>>(k%64)&1 != 0 {
			for _, word := range w.groups[k%groups] {
				if strings.HasPrefix(text[i:], word) {
					return true
				}
			}
		}
		i += size
	}
	return false
}

// Has reports whether the character r is one of the words.
func (w *Words) Has(r rune) bool {
	k := uint(r) & (1<<keyBits - 1)
	if r >= utf8.RuneSelf && r < 0x800 || r >= 0x10000 {
		k, _ = key(string(r), 0)
	}
	if w.first[k/64]>>(k%64)&1 == 0 {
		return false
	}
	for _, word := range w.groups[k%groups] {
		if only, size := utf8.DecodeRuneInString(word); only == r && size == len(word) {
			return true
		}
	}
	return false
}
