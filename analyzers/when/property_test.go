package when_test

import (
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/when"
)

// numeral writes 1 to 99 in Chinese.
func numeral(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	switch {
	case n < 10:
		return digits[n]
	case n < 20:
		return "十" + digits[n-10]
	}
	return digits[n/10] + "十" + digits[n%10]
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, s)
}

func drawBase(t *rapid.T) time.Time {
	return base.Add(time.Duration(rapid.IntRange(0, 3*365*24*60).Draw(t, "minutes")) * time.Minute)
}

// A number says the same in whatever digits and width it is written.
func TestNumbersAreReadAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, at := rapid.IntRange(1, 99).Draw(t, "n"), drawBase(t)
		unit := rapid.SampledFrom([]string{"分钟内", "小时内", "天内", "个工作日内", "周内", "分钟", "个小时"}).Draw(t, "unit")
		due := func(text string) time.Time {
			all := when.In(text)
			if len(all) != 1 {
				t.Fatalf("%s: %d expressions", text, len(all))
			}
			w, ok := all[0].Window(at)
			if !ok || !w.Due.After(at) || w.From.After(w.Due) {
				t.Fatalf("%s at %s: %v, %v", text, at, w, ok)
			}
			return w.Due
		}
		plain := due(strconv.Itoa(n) + unit)
		for _, text := range []string{numeral(n) + unit, wide(strconv.Itoa(n)) + unit, "我" + strconv.Itoa(n) + " " + unit + "给您"} {
			if got := due(text); !got.Equal(plain) {
				t.Fatalf("%s: %s, in plain digits %s", text, got, plain)
			}
		}
	})
}

// A clock time on a named day is that minute of that day.
func TestClockTimes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, m, at := rapid.IntRange(13, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"), drawBase(t)
		days := rapid.IntRange(0, 3).Draw(t, "days")
		want := time.Date(at.Year(), at.Month(), at.Day()+days, h, m, 0, 0, tingjian.Zone)
		named := []string{"今天", "明天", "后天", "大后天"}[days]
		minute := strconv.Itoa(100 + m)[1:]
		for _, text := range []string{
			named + strconv.Itoa(h) + ":" + minute + "前",
			want.Format("1月2日") + strconv.Itoa(h) + "点" + minute + "分之前",
			want.Format("2006-01-02 ") + strconv.Itoa(h) + "：" + minute + "前",
			named + "晚上" + strconv.Itoa(h) + "点" + minute + "前",
		} {
			all := when.In(text)
			if len(all) != 1 {
				t.Fatalf("%s: %d expressions", text, len(all))
			}
			if w, ok := all[0].Window(at); !ok || !w.Due.Equal(want) {
				t.Fatalf("%s at %s: %s, want %s", text, at, w.Due, want)
			}
		}
	})
}

// Days, weekdays and months to come are never over when they are named, and end within a year.
func TestToComeIsToCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"明天", "后天", "周一", "周三", "周五", "周日", "下周二", "这周内", "下周", "月底", "这个月内", "下个月", "下月初", "年底", "年前", "国庆前", "今晚12点前", "15号", "1号前"}).Draw(t, "text")
		at := drawBase(t)
		w, ok := when.In(text)[0].Window(at)
		if !ok || w.Due.Before(at) || w.Due.After(at.AddDate(1, 0, 1)) || w.From.After(w.Due) {
			t.Fatalf("%s at %s: %v, %v", text, at, w, ok)
		}
	})
}

// Whatever the text, the spans lie in it, in order, on whole characters, and every window has its ends in order.
func FuzzIn(f *testing.F) {
	for line := range strings.Lines(table) {
		f.Add(line, int64(0))
	}
	f.Add("十几百五1月99号24:61-3点", int64(86400))
	f.Fuzz(func(t *testing.T, text string, seconds int64) {
		at := base.Add(time.Duration(seconds%(1<<32)) * time.Second)
		end := 0
		for _, e := range when.In(text) {
			if e.Start < end || e.End <= e.Start || e.End > len(text) {
				t.Fatalf("%q: bytes %d to %d after %d", text, e.Start, e.End, end)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[e.Start:e.End]) {
				t.Fatalf("%q: bytes %d to %d cut a character", text, e.Start, e.End)
			}
			end = e.End
			if w, ok := e.Window(at); ok && (w.From.After(w.Due) || w.Due.IsZero()) {
				t.Fatalf("%q: window %v", text[e.Start:e.End], w)
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	text := "好的，已经帮您登记了，专员会在24小时内给您回电，最晚明天中午十二点之前，请您保持电话畅通"
	for b.Loop() {
		when.In(text)
	}
}
