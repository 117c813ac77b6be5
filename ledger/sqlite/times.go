package sqlite

import (
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
)

// given writes a time as the source gave it, zone and all digits kept; null where it is unknown.
func given(t time.Time) (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	b, err := t.AppendText(make([]byte, 0, len(time.RFC3339Nano)))
	if err != nil {
		return nil, fmt.Errorf("time %v: %w", t, err)
	}
	return string(b), nil
}

// stamp writes a time in UTC with three decimals, or nine where three would lose something; null where it is unknown.
// Cut to three decimals, such texts sort as their times do.
func stamp(t time.Time) driver.Value {
	if t.IsZero() {
		return nil
	}
	layout := millis + "Z"
	if t.Nanosecond()%int(time.Millisecond) != 0 {
		layout = "2006-01-02T15:04:05.000000000Z"
	}
	return inRange(t).Format(layout)
}

const millis = "2006-01-02T15:04:05.000"

// bound is what a column written by stamp is compared with: `column >= bound(t)` holds for times from t on, to the
// millisecond.
func bound(t time.Time) string { return inRange(t).Format(millis) }

// inRange is t in UTC, within the years that the format can write.
func inRange(t time.Time) time.Time {
	t = t.UTC()
	switch {
	case t.Year() < 0:
		return time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	case t.Year() > 9999:
		return time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC)
	}
	return t
}

// moment reads a column of times.
type moment struct{ t *time.Time }

func (m moment) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*m.t = time.Time{}
		return nil
	case string:
		t, err := time.Parse(time.RFC3339Nano, v)
		*m.t = t
		return err
	}
	return fmt.Errorf("a time is stored as %T, want text", v)
}

// nextTurns stands for the time of a deadline that no clock decides.
const nextTurns = "next turns"

// deadline writes when a pending finding is decided.
func deadline(d tingjian.Deadline) (driver.Value, error) {
	switch {
	case !d.Pending:
		return nil, nil
	case d.At.IsZero():
		return nextTurns, nil
	}
	return given(d.At)
}

// decision reads what deadline wrote.
type decision struct{ d *tingjian.Deadline }

func (c decision) Scan(v any) error {
	*c.d = tingjian.Deadline{Pending: v != nil}
	if v == nextTurns {
		return nil
	}
	return moment{&c.d.At}.Scan(v)
}
