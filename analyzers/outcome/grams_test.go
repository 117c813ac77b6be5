package outcome

import (
	"slices"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// bucketsOf are the buckets of a text, sorted.
func bucketsOf(text string) []uint16 {
	var all []uint16
	for _, g := range Grams(nil, text) {
		all = append(all, g.Bucket)
	}
	slices.Sort(all)
	return all
}

func TestTextsThatAreReadAlike(t *testing.T) {
	for _, pair := range [][2]string{
		{"订单12345到哪了", "订单9到哪了"},                         // numbers
		{"电话138****1234", "电话1"},                         // what masking left of one
		{"看 这 里", "看这里"},                                 // blanks
		{"打开abcdefghijklmnop看", "打开q1w2e3r4t5y6u7i8o9看"}, // addresses
	} {
		if !slices.Equal(bucketsOf(pair[0]), bucketsOf(pair[1])) {
			t.Errorf("%q and %q are read differently", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"不能退", "能退"}, {"谢谢", "谢谢！"}, {"ok", "no"}} {
		if slices.Equal(bucketsOf(pair[0]), bucketsOf(pair[1])) {
			t.Errorf("%q and %q are read alike", pair[0], pair[1])
		}
	}
	if g := Grams(nil, " \u3000 "); len(g) != 0 {
		t.Errorf("blanks have n-grams %v", g)
	}
}

// Each bucket comes once, and the counts' squares sum up to the number of n-grams.
func TestGramsCount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[您好没办法退款，。！]{0,50}`).Draw(t, "text")
		seen, squares := map[uint16]bool{}, 0.0
		for _, g := range Grams(nil, text) {
			if seen[g.Bucket] {
				t.Fatalf("%q: bucket %d twice", text, g.Bucket)
			}
			seen[g.Bucket] = true
			squares += float64(g.Count) * float64(g.Count)
		}
		n := utf8.RuneCountInString(text)
		want := 0
		if n > 0 {
			want = n + (n + 1) + n // ones, twos and threes with the edges, the edges alone left out
		}
		if d := squares - float64(want); d > 1e-3 || d < -1e-3 {
			t.Fatalf("%q: %v n-grams, want %d", text, squares, want)
		}
	})
}

func FuzzGrams(f *testing.F) {
	for _, s := range []string{"", "您好", "\xff\xfe", "1*1*1", "a\x00b", "😀😀"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, g := range Grams(nil, s) {
			if int(g.Bucket) >= Buckets || !(g.Count >= 1) {
				t.Fatalf("%q: %+v", s, g)
			}
		}
	})
}
