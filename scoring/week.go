package scoring

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/tingjian/tingjian"
)

// Week is an ISO 8601 week (周) in tingjian.Zone: Monday to Sunday; week 1 holds the year's first Thursday.
type Week struct{ Year, Number int }

var weekForm = regexp.MustCompile(`^([0-9]{4})-W([0-9]{2})$`)

// ParseWeek reads a week in the form 2024-W32.
func ParseWeek(s string) (Week, error) {
	m := weekForm.FindStringSubmatch(s)
	if m == nil {
		return Week{}, fmt.Errorf("week %q: want a year and an ISO week such as 2024-W32", s)
	}
	year, _ := strconv.Atoi(m[1])
	number, _ := strconv.Atoi(m[2])
	if last := weeksIn(year); year < 1 || number < 1 || number > last {
		return Week{}, fmt.Errorf("week %q: the year %04d has the weeks W01 to W%d", s, year, last)
	}
	return Week{year, number}, nil
}

// weeksIn is the number of ISO weeks of a year: the 28th of December is always in the last one.
func weeksIn(year int) int {
	_, n := time.Date(year, time.December, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
	return n
}

// WeekOf is the week in which the moment falls in tingjian.Zone.
func WeekOf(t time.Time) Week {
	year, number := t.In(tingjian.Zone).ISOWeek()
	return Week{year, number}
}

// String gives the form that ParseWeek reads.
func (w Week) String() string { return fmt.Sprintf("%04d-W%02d", w.Year, w.Number) }

// Bounds gives the week's first moment, included, and the first moment after it, both in tingjian.Zone.
func (w Week) Bounds() (from, to time.Time) {
	fourth := time.Date(w.Year, time.January, 4, 0, 0, 0, 0, tingjian.Zone) // always in week 1
	sinceMonday := (int(fourth.Weekday()) + 6) % 7
	from = fourth.AddDate(0, 0, 7*(w.Number-1)-sinceMonday)
	return from, from.AddDate(0, 0, 7)
}

// Previous is the week before.
func (w Week) Previous() Week {
	from, _ := w.Bounds()
	return WeekOf(from.AddDate(0, 0, -1))
}

// MarshalText writes the form of String.
func (w Week) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (w *Week) UnmarshalText(b []byte) (err error) {
	*w, err = ParseWeek(string(b))
	return err
}
