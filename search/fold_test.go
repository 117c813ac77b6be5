package search

import (
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func folder(t testing.TB) *Folder {
	t.Helper()
	f, err := NewFolder()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFold(t *testing.T) {
	f := folder(t)
	tests := []struct{ text, want string }{
		{"", ""},
		{"没有办法", "没有办法"},
		{"沒有辦法，讓您久等", "没有办法,让您久等"},
		{"ＡＢＣ１２３！？", "abc123!?"},
		{"iPhone", "iphone"},
		{"ｶﾅ", "カナ"},
		{"a\tb\nc\u3000d\u00a0e\x00f", "a b c d e f"},
		{"ÉΩЖ", "éωж"},
		{"👍🏻", "👍🏻"},
		{"12.5元。", "12.5元。"},
		{"a\xffb", "a\ufffdb"},
		{"後後后", "后后后"},
	}
	for _, tt := range tests {
		if got := f.Fold(tt.text); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

// A folded text has as many characters, folds to itself, and folding a stretch gives the stretch of the folded text.
func TestFoldKeepsPlaces(t *testing.T) {
	f := folder(t)
	for r := range rune(utf8.MaxRune) {
		if to := f.Rune(r); f.Rune(to) != to {
			t.Fatalf("%q folds to %q, and that to %q", r, to, f.Rune(to))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		runes, folded := []rune(s), []rune(f.Fold(s))
		if len(runes) != len(folded) {
			t.Fatalf("%q: %d characters became %d", s, len(runes), len(folded))
		}
		from := rapid.IntRange(0, len(runes)).Draw(t, "from")
		to := rapid.IntRange(from, len(runes)).Draw(t, "to")
		if got := f.Fold(string(runes[from:to])); got != string(folded[from:to]) {
			t.Fatalf("%q: the stretch folds to %q, want %q", s, got, string(folded[from:to]))
		}
		if string(f.AppendBytes(nil, []byte(s))) != f.Fold(s) {
			t.Fatalf("%q: bytes fold otherwise", s)
		}
	})
}

func TestSpans(t *testing.T) {
	f := folder(t)
	tests := []struct {
		text  string
		parts []string
		want  []Span
	}{
		{"沒有辦法", []string{"没有"}, []Span{{0, 6}}},
		{"ＡＢab", []string{"ab"}, []Span{{0, 8}}},
		{"aaaa", []string{"aa"}, []Span{{0, 4}}},
		{"abcabc", []string{"ab", "ca"}, []Span{{0, 5}}},
		{"a b", []string{"x", ""}, []Span{}},
		{"", []string{"a"}, []Span{}},
		{"好\xff好", []string{"\ufffd"}, []Span{{3, 4}}},
	}
	for _, tt := range tests {
		if got := f.Spans(tt.text, tt.parts); !slices.Equal(got, tt.want) {
			t.Errorf("%q %q: got %v, want %v", tt.text, tt.parts, got, tt.want)
		}
	}
}

func BenchmarkFold(b *testing.B) {
	f := folder(b)
	text := []byte("您好，这边帮您看了一下，沒有辦法直接改地址，麻烦您 5 分钟后再试，ＯＫ？")
	b.SetBytes(int64(len(text)))
	var buffer []byte
	for b.Loop() {
		buffer = f.AppendBytes(buffer[:0], text)
	}
}
