// Package hanzi holds what several judgements do with Chinese characters (汉字): tell them from others, look at the last few, and
// compare texts by the pairs of neighbours in them (二元组), which need no dictionary and stand up to typing errors better than words
// do.
package hanzi

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/wording"
)

// Is reports whether r is a Chinese character of the blocks that service is written in: Extension A and the unified ideographs,
// 3400 to 9FFF.
func Is(r rune) bool { return r >= 0x3400 && r < 0xA000 }

// Last are the last n characters of text, Chinese or not, or all of it where there are fewer. It looks at no more than these.
func Last(text string, n int) string {
	i := len(text)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
	}
	return text[i:]
}

// Grammar are characters that carry grammar or courtesy and tell nothing of a matter. Judgements add their own to them.
const Grammar = "的了呢哦哈啊呀吧嘛吗啦是在我你您他她它们这那个也都就还又再才很太会能可以不没有和与跟给把被让去来说么着过亲"

// Pairs are the pairs of neighbouring Chinese characters of text, in their order, without those of which either is in grammar.
func Pairs(text string, grammar *wording.Words) []string {
	var all []string
	each(text, grammar, func(pair string) bool {
		all = append(all, pair)
		return true
	})
	return all
}

// SharePair reports whether a pair of neighbouring Chinese characters of text, neither of them in grammar, stands in other.
func SharePair(text, other string, grammar *wording.Words) bool {
	found := false
	each(text, grammar, func(pair string) bool {
		found = strings.Contains(other, pair)
		return !found
	})
	return found
}

// each goes over the pairs until yield says that it is enough.
func each(text string, grammar *wording.Words, yield func(pair string) bool) {
	last, at := rune(0), 0
	for i, r := range text {
		if !Is(r) || grammar.Has(r) {
			last = 0
			continue
		}
		if last != 0 && !yield(text[at:i+utf8.RuneLen(r)]) {
			return
		}
		last, at = r, i
	}
}
