package when

import (
	"time"

	"github.com/tingjian/tingjian"
)

// endOf is the last second of the day of t.
func endOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 23, 59, 59, 0, tingjian.Zone)
}

// startOf is the first moment of the day of t.
func startOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, tingjian.Zone)
}

// workdays is the n-th work day after the day of t, at the time of t.
func workdays(t time.Time, n int) time.Time {
	for n = min(n, 365); n > 0; {
		t = t.AddDate(0, 0, 1)
		if wd := t.Weekday(); wd != time.Saturday && wd != time.Sunday && !Holiday(t) {
			n--
		}
	}
	return t
}

// Holiday reports whether the day of t is a public holiday in China (法定节假日), as far as that can be known ahead: New Year,
// Spring Festival from its eve for eight days, 4 to 6 April, 1 to 5 May and 1 to 8 October. The weekends that are worked
// instead (调休) and the days off at 端午 and 中秋 are announced year by year and left out; a work day too many is to the
// benefit of who promised.
func Holiday(t time.Time) bool {
	_, month, day := t.Date()
	switch month {
	case time.January, time.February:
		if month == time.January && day == 1 {
			return true
		}
		eve, known := newYearsEve(t.Year())
		since := startOf(t).Sub(eve)
		return known && since >= 0 && since < 8*24*time.Hour
	case time.April:
		return day >= 4 && day <= 6
	case time.May:
		return day <= 5
	case time.October:
		return day <= 8
	}
	return false
}

// newYearsEve is the day before the Chinese new year (除夕) of a year, for the years that are known here.
func newYearsEve(year int) (time.Time, bool) {
	eves := [...]struct {
		month time.Month
		day   int
	}{
		{time.January, 24}, {time.February, 11}, {time.January, 31}, {time.January, 21}, {time.February, 9}, // 2020 to 2024
		{time.January, 28}, {time.February, 16}, {time.February, 5}, {time.January, 25}, {time.February, 12}, // 2025 to 2029
		{time.February, 2}, {time.January, 22}, {time.February, 10}, {time.January, 30}, {time.February, 18}, {time.February, 7}, // 2030 to 2035
	}
	if year < 2020 || year-2020 >= len(eves) {
		return time.Time{}, false
	}
	e := eves[year-2020]
	return time.Date(year, e.month, e.day, 0, 0, 0, 0, tingjian.Zone), true
}
