package scoring

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWeekBounds(t *testing.T) {
	for _, tt := range []struct{ week, from, to string }{
		{"2024-W32", "2024-08-05T00:00:00+08:00", "2024-08-12T00:00:00+08:00"},
		{"2024-W01", "2024-01-01T00:00:00+08:00", "2024-01-08T00:00:00+08:00"},
		{"2020-W53", "2020-12-28T00:00:00+08:00", "2021-01-04T00:00:00+08:00"},
		{"2025-W01", "2024-12-30T00:00:00+08:00", "2025-01-06T00:00:00+08:00"},
	} {
		w, err := ParseWeek(tt.week)
		if err != nil {
			t.Fatal(err)
		}
		from, to := w.Bounds()
		if f, u := from.Format(time.RFC3339), to.Format(time.RFC3339); f != tt.from || u != tt.to {
			t.Errorf("%s: %s to %s, want %s to %s", tt.week, f, u, tt.from, tt.to)
		}
	}
}

func TestWeeksAreInShanghai(t *testing.T) {
	// Sunday evening in UTC is Monday morning there.
	if w := WeekOf(time.Date(2024, 8, 11, 16, 0, 0, 0, time.UTC)); w.String() != "2024-W33" {
		t.Errorf("got %s, want 2024-W33", w)
	}
	if w := WeekOf(time.Date(2024, 8, 11, 15, 59, 59, 0, time.UTC)); w.String() != "2024-W32" {
		t.Errorf("got %s, want 2024-W32", w)
	}
}

func TestParseWeekRefuses(t *testing.T) {
	for _, s := range []string{"", "2024", "2024-32", "2024-W3", "2024-W00", "2024-W53", "2020-W54", "2024-w32", " 2024-W32", "2024-W32\n", "24-W32", "0000-W01", "2024-W٣٢"} {
		if w, err := ParseWeek(s); err == nil {
			t.Errorf("%q: accepted as %s", s, w)
		}
	}
	if _, err := ParseWeek("2020-W53"); err != nil {
		t.Error(err)
	}
}

func TestWeeksTileTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(-2e9, 8e9).Draw(t, "at"), 0)
		w := WeekOf(at)
		from, to := w.Bounds()
		if at.Before(from) || !at.Before(to) {
			t.Fatalf("%s is outside its week %s: %s to %s", at, w, from, to)
		}
		if _, end := w.Previous().Bounds(); !end.Equal(from) {
			t.Fatalf("%s ends at %s, %s begins at %s", w.Previous(), end, w, from)
		}
		var again Week
		if b, _ := w.MarshalText(); again.UnmarshalText(b) != nil || again != w {
			t.Fatalf("%s reads back as %s", w, again)
		}
	})
}
