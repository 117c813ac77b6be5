package numeral

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestAt(t *testing.T) {
	for text, want := range map[string]float64{
		"200元": 200, "9.9": 9.9, "9.": 9, "1.5万": 15000, "3千块": 3000, "5千克": 5, "2千米": 2,
		"十": 10, "十二": 12, "二十": 20, "四十八": 48, "八": 8, "两百": 200, "一百五": 150, "一百五十": 150, "一百零五": 105, "一千二": 1200, "一千零二十": 1020,
		"三千五百": 3500, "一万二": 12000, "十二万": 120000, "三万零五百": 30500, "二零二四": 2024, "一九九八": 1998, "三五": 5, "两三百": 300, "二十三四": 24, "六〇": 60,
	} {
		rest := "天"
		if n, size := At(text + rest); n != want {
			t.Errorf("At(%s) = %v, %d bytes; want %v", text, n, size, want)
		}
	}
	for text, want := range map[string]int{"9.": 1, "9.9.9": 3, "5千克": 1, "二十十": 6, "三千克": 3} {
		if _, size := At(text); size != want {
			t.Errorf("At(%s) reads %d bytes, want %d", text, size, want)
		}
	}
	for _, text := range []string{"", "万一", "百分之", "千万", "元", ".5", "半"} {
		if n, size := At(text); size != 0 {
			t.Errorf("At(%s) = %v, %d bytes; want none", text, n, size)
		}
	}
}

func TestIn(t *testing.T) {
	for text, want := range map[string][]Number{
		"":               nil,
		"周六五点到":          {{5, 6, 9}},
		"下周三十点,二十块":      {{10, 9, 12}, {20, 16, 22}},
		"星期2、第3天两百块":     {{2, 6, 7}, {3, 13, 14}, {200, 17, 23}},
		"共9.9元,周日80\xff": {{9.9, 3, 6}, {80, 16, 18}},
	} {
		if got := slices.Collect(In(text)); !slices.Equal(got, want) {
			t.Errorf("In(%q) = %v, want %v", text, got, want)
		}
	}
}

// written writes a number below ten thousand as a book does: 二十, 一百零五, 三千零二十.
func written(n int) string {
	var b strings.Builder
	gap := false
	for i, unit := range []int{1000, 100, 10, 1} {
		d := n / unit % 10
		if d == 0 {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteString("零")
			gap = false
		}
		b.WriteString(string([]rune(digits)[d]) + []string{"千", "百", "十", ""}[i])
	}
	return b.String()
}

func TestChineseReadsWhatIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 9999).Draw(t, "n")
		thousands := rapid.IntRange(0, 9999).Draw(t, "thousands")
		text := written(n)
		want := float64(n)
		if thousands > 0 {
			if text = written(thousands) + "万"; n < 1000 {
				text += "零"
			}
			text += written(n)
			want += float64(thousands) * 1e4
		}
		if got, size := Chinese(text + "元"); got != want || size != len(text) {
			t.Fatalf("Chinese(%s元) = %v, %d bytes; want %v, %d", text, got, size, want, len(text))
		}
	})
}

func FuzzAt(f *testing.F) {
	f.Add("一万零五")
	f.Add("99999.9万")
	f.Add("零零零十\xff")
	f.Fuzz(func(t *testing.T, s string) {
		n, size := At(s)
		if size < 0 || size > len(s) || n < 0 || size == 0 && n != 0 {
			t.Fatalf("At(%q) = %v, %d", s, n, size)
		}
		if size > 0 && size < len(s) && utf8.ValidString(s) && !utf8.RuneStart(s[size]) {
			t.Fatalf("At(%q) ends inside a character", s)
		}
		last := 0
		for p := range In(s) {
			if p.Start < last || p.End <= p.Start || p.End > len(s) {
				t.Fatalf("In(%q) gives %v after %d", s, p, last)
			}
			last = p.End
		}
	})
}
