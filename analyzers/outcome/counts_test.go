package outcome

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// What is found on the way through the text is what is found word by word.
func TestWordsAreCountedAsIfEachAlone(t *testing.T) {
	var parts []string
	for _, group := range words {
		for _, w := range group {
			parts = append(parts, w)
			for len(w) > 0 { // and its beginnings
				_, size := utf8.DecodeLastRuneInString(w)
				w = w[:len(w)-size]
				parts = append(parts, w)
			}
		}
	}
	parts = append(parts, "您", "a", "，", "😀", "\xff")
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 12).Draw(t, "parts"), "")
		var got, want tally
		got.countWords(text)
		for i, group := range words {
			for _, w := range group {
				want.words[i] += float32(strings.Count(text, w))
			}
		}
		if got != want {
			t.Fatalf("%q: %v, want %v", text, got.words, want.words)
		}
	})
}
