package model

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Of a long text only the beginning is brought into its form, and its tokens are those of the whole: whatever combines across the
// place where it is parted, runs on over it or takes more room in its form.
func TestBeginningTellsAsTheWhole(t *testing.T) {
	tokens := newTokenizer([]string{tokenOther, tokenLatin, tokenMask, "<1 digit>", "<2 digits>", "<4 digits>", "<more digits>", "退", "款", "ok", "e", "é", "가", "㌀", "\u0301", "\u0323"})
	same := func(t interface{ Fatalf(string, ...any) }, text string) {
		whole, _ := tokens.cut(nil, text)
		if len(whole) == 0 {
			whole = []int32{tokens.other}
		}
		if got := tokens.ids(nil, text); !slices.Equal(got, whole) {
			t.Fatalf("%d tokens %v, of the whole text %d: %v", len(got), got, len(whole), whole)
		}
	}
	for pad := range 20 { // the last token that counts is a mark which another one, after the place where a text is parted, goes before
		text := strings.Repeat("退", longest-2)
		text += strings.Repeat(" ", beginning-pad-len(text)) + "q\u0301\u0307\u0323" + strings.Repeat("款", 1000)
		same(t, text)
	}
	pieces := []string{"退", "款", "Ok", "E", "e\u0301", "\u0301", "é", "ᄀ", "ᅡ", "ᆨ", "가", "ﬁ", "㌀", "７", "8", "*", " ", "\u3000", "İ", "\u212a", "\xe4", "\xe9\x80", "。", "か\u3099", "\u0323", "\u0307", "\u0f71\u0f72"}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for b.Len() < 3000 {
			b.WriteString(strings.Repeat(rapid.SampledFrom(pieces).Draw(t, "piece"), rapid.SampledFrom([]int{1, 2, 31, 300, 1500}).Draw(t, "times")))
		}
		same(t, b.String())
	})
}

func BenchmarkTokensOfALongText(b *testing.B) {
	tokens := newTokenizer([]string{tokenOther, tokenLatin, tokenMask, "退"})
	text := strings.Repeat("Ａ退", 35_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		tokens.ids(nil, text)
	}
}
