package phrasing_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

func compiled(t testing.TB) (*lexicon.Lexicon, lexicon.ListID) {
	t.Helper()
	lex, err := lexicon.Compile([]lexicon.List{{Name: "hold", Phrases: []string{"稍等", "请稍等", "帮您~查", "等一下"}}})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := lex.ID("hold")
	return lex, id
}

func TestRest(t *testing.T) {
	lex, id := compiled(t)
	for text, want := range map[string]int{
		"请稍等":         0,
		"好的亲,请稍等哦~":   0, // particles count nothing
		"请稍等,明天到":     3,
		"我去帮您仔细查":     2,
		"稍 等":         0,
		"ＯＫ稍等12":      4,
		"😀🙂":          0,
		"":            0,
		"没有这些话":       5,
		"等一下, 稍等 VIP": 3,
	} {
		got := phrasing.Rest(text, 0, len(text), lex.Scan(text), id)
		if got != want {
			t.Errorf("%q: %d letters left, want %d", text, got, want)
		}
	}
}

func TestClauses(t *testing.T) {
	for text, want := range map[string][]string{
		"您好,请稍等。马上":      {"您好", "请稍等", "马上"},
		"稍等 我查一下":        {"稍等", "我查一下"},
		"3.5折,满1,000减20": {"3.5折", "满1,000减20"},
		"iphone 15 有货吗?": {"iphone 15", "有货吗"},
		"……":             nil,
		"":               nil,
	} {
		var got []string
		for s, e, ok := phrasing.Clause(text, 0); ok; s, e, ok = phrasing.Clause(text, e) {
			got = append(got, text[s:e])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// The pieces and the letters in them never exceed the text, and clauses go forward, whatever it is.
func TestAnyText(t *testing.T) {
	lex, id := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[稍等请帮您查a-z ,.。]{0,20}`)).Draw(t, "text")
		hits := lex.Scan(text)
		length := 0
		for piece := range phrasing.Pieces(text, 0, len(text), hits, id) {
			length += len(piece)
			if utf8.ValidString(text) && !utf8.ValidString(piece) {
				t.Fatalf("piece %q of %q cuts a character", piece, text)
			}
		}
		if rest := phrasing.Rest(text, 0, len(text), hits, id); length > len(text) || rest > phrasing.Letters(text) {
			t.Fatalf("%q: pieces of %d bytes, %d letters left", text, length, rest)
		}
		at := 0
		for s, e, ok := phrasing.Clause(text, 0); ok; s, e, ok = phrasing.Clause(text, e) {
			if s < at || e <= s || e > len(text) {
				t.Fatalf("%q: clause %d to %d after %d", text, s, e, at)
			}
			at = e
		}
	})
}

func TestDigits(t *testing.T) {
	for text, want := range map[string]int{"": 0, "没有": 0, "尾号8812": 4, "138****0000": 11, "１２": 0} {
		if got := phrasing.Digits(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
