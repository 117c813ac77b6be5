package lexicon_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/normalize"
)

// TestSpellingsAreFound draws phrases and looks for them in their own spellings.
func TestSpellingsAreFound(t *testing.T) {
	part := rapid.StringMatching(`[没有办法退款]{1,3}`)
	rapid.Check(t, func(r *rapid.T) {
		phrase := part.Draw(r, "first")
		for range rapid.IntRange(0, 3).Draw(r, "parts") {
			switch rapid.IntRange(0, 2).Draw(r, "kind") {
			case 0:
				phrase += "(" + part.Draw(r, "a") + "|" + part.Draw(r, "b") + "|)"
			case 1:
				phrase += "~" + part.Draw(r, "after")
			default:
				phrase += part.Draw(r, "more")
			}
		}
		all, err := lexicon.Spellings(phrase)
		if err != nil {
			r.Fatal(err)
		}
		words, err := lexicon.Compile([]lexicon.List{{Name: "one", Phrases: []string{phrase}}})
		if err != nil {
			r.Fatal(err)
		}
		for _, text := range all {
			if normalize.New(text).String() != text {
				continue // parts that repeat a character run together to one that is stretched
			}
			if !words.Scan(text).Has(0) {
				r.Errorf("%q is not found in its spelling %q", phrase, text)
			}
		}
	})
}
