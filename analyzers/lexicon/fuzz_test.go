package lexicon

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// FuzzScan feeds bytes that choose phrases and a text to the comparison with the naive matcher.
func FuzzScan(f *testing.F) {
	f.Add([]byte("没有办法"))
	f.Fuzz(rapid.MakeFuzz(compareWithNaive))
}

// FuzzCompile compiles anything, one phrase a line, and scans the same bytes with what was compiled.
func FuzzCompile(f *testing.F) {
	for _, s := range []string{"没(有|)办法\n没~3办法", "((a|b)|c", "~", "（a）", "\xff", "a\x00b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := Compile([]List{{Name: "a", Phrases: strings.Split(s, "\n")}})
		if err != nil {
			return
		}
		h := l.Scan(s)
		for _, x := range h.All() {
			if x.Start < 0 || x.Start >= x.End || x.End > len(s) {
				t.Fatalf("hit %+v in %d bytes", x, len(s))
			}
			if utf8.ValidString(s) && !utf8.ValidString(s[x.Start:x.End]) {
				t.Fatalf("hit %+v cuts a character of %q", x, s)
			}
		}
		l.ScanPair(h, h)
	})
}

// TestScanPairEqualsScan cuts texts of plain characters in two. What ScanPair finds across the seam must be what a scan
// of the whole finds there, but for short wording, which a seam parts.
func TestScanPairEqualsScan(t *testing.T) {
	plain := textOf("没", "有", "办", "法", "处", "理", "不", "了", "。", "，")
	wording := rapid.StringOfN(rapid.RuneFrom([]rune("没有办法处理不了")), 4, 6, -1)
	compared := 0
	rapid.Check(t, func(t *rapid.T) {
		phrases := rapid.SliceOfN(wording.Filter(func(s string) bool {
			v, err := variantsOf(s)
			return err == nil && utf8.RuneCountInString(v[0].literals[0]) >= 4
		}), 1, 6).Draw(t, "phrases")
		l, err := Compile([]List{{Name: "a", Phrases: phrases}})
		if err != nil {
			t.Fatal(err)
		}
		a := plain.Draw(t, "a")
		b := rapid.SampledFrom(phrases).Draw(t, "phrase")
		runes := []rune(b)
		at := rapid.IntRange(1, len(runes)-1).Draw(t, "at")
		a, b = a+string(runes[:at]), string(runes[at:])+plain.Draw(t, "b")
		ha, hb := l.Scan(a), l.Scan(b)
		if whole := l.Scan(a + b).Text; ha.Text.String() != a || hb.Text.String() != b || whole.String() != a+b || whole.Collapsed() != nil {
			return // stretched characters: the seam is not where it was drawn
		}
		compared++
		var want []Straddle
		for _, h := range l.Scan(a + b).All() {
			if h.Start < len(a) && h.End > len(a) {
				want = append(want, Straddle{h.List, int(h.Phrase), h.Start, len(a), 0, h.End - len(a)})
			}
		}
		got := l.ScanPair(ha, hb)
		if len(got) != len(want) {
			t.Fatalf("%q %q with %q: %+v, want %+v", a, b, phrases, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%q %q with %q: %+v, want %+v", a, b, phrases, got, want)
			}
		}
	})
	if compared == 0 {
		t.Error("no draw was compared")
	}
}
