package learned

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// A gram (二元字组) is two neighbouring characters of a text. Phrase lists hold what somebody thought of, and the encoder what a
// text is about; grams hold the small turns of phrase between the two.
type gram [2]rune

const (
	longestText = 80 // characters of a text whose grams are looked at
	edge        = '\u0002'
)

// eachGram calls f with every gram of a text, its edges among them, folded: full and half width alike, small letters, every digit a 0. A
// gram that stands twice is given twice.
func eachGram(text string, f func(gram)) {
	if !norm.NFKC.IsNormalString(text) {
		text = norm.NFKC.String(text)
	}
	last, n := edge, 0
	for _, r := range strings.ToLower(text) {
		if r >= '0' && r <= '9' {
			r = '0'
		}
		f(gram{last, r})
		if last, n = r, n+1; n == longestText {
			return
		}
	}
	f(gram{last, edge})
}

// Grams are those of a text, each once and in the order of the text, as they stand in a vocabulary.
func Grams(text string) []string {
	var out []string
	seen := map[gram]bool{}
	eachGram(text, func(p gram) {
		if !seen[p] {
			seen[p] = true
			out = append(out, string(p[:]))
		}
	})
	return out
}
