// Package rosterfile reads duty rosters (排班表) from CSV, as workforce tools export them.
package rosterfile

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/nearest"
)

// columns are the names that a heading may have for each column, ours first.
var columns = []struct {
	name     string
	also     []string
	required bool
}{
	{"agent", []string{"工号", "客服"}, true},
	{"vendor", []string{"外包商", "供应商"}, false},
	{"team", []string{"班组", "团队"}, false},
	{"merchant", []string{"商家", "店铺"}, false},
	{"begins", []string{"开始", "上班"}, true},
	{"ends", []string{"结束", "下班"}, true},
}

// longest is how long a shift may be; more is a slip of a date.
const longest = 24 * time.Hour

// layouts are the forms of a time; those without a zone are in Asia/Shanghai.
var layouts = []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006/01/02 15:04", "2006/1/2 15:04", "2006-01-02 15:04:05", time.RFC3339}

// Read reads a roster whose first line names the columns: agent, begins, ends, and if wanted vendor, team, merchant, in any
// order, in English or Chinese. A byte order mark is passed over. Name is the file's, for errors. It reports every mistake, each
// as name:line:column, and gives no shifts then: half a roster would blame the wrong people.
func Read(name string, r io.Reader) ([]ledger.Shift, error) {
	rows := csv.NewReader(r)
	rows.TrimLeadingSpace = true
	head, err := rows.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s:1:1: roster: the file is empty: want a line that names the columns agent, begins, ends", name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: roster: %w", name, err)
	}
	place, err := heading(name, head)
	if err != nil {
		return nil, err
	}
	var shifts []ledger.Shift
	var errs []error
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: roster: %w", name, err))
			if !errors.Is(err, csv.ErrFieldCount) {
				break
			}
			continue
		}
		s, err := shift(row, place, func(column int) string {
			line, at := rows.FieldPos(column)
			return fmt.Sprintf("%s:%d:%d", name, line, at)
		})
		errs = append(errs, err)
		shifts = append(shifts, s)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if len(shifts) == 0 {
		return nil, fmt.Errorf("%s:2:1: roster: there is no shift below the heading", name)
	}
	return shifts, nil
}

// heading finds the place of each column; -1 for one that is not there.
func heading(name string, head []string) ([]int, error) {
	place := make([]int, len(columns))
	for i := range place {
		place[i] = -1
	}
	var errs []error
	for at, title := range head {
		title = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(title, "\ufeff")))
		found := -1
		var known []string
		for i, c := range columns {
			known = append(known, c.name)
			if title == c.name || contains(c.also, title) {
				found = i
			}
		}
		switch {
		case found < 0:
			meant := ""
			if near := nearest.Word(title, known); near != "" {
				meant = fmt.Sprintf(": did you mean %q?", near)
			}
			errs = append(errs, fmt.Errorf("%s:1: column %q: unknown%s known are %s", name, title, meant, strings.Join(known, ", ")))
		case place[found] >= 0:
			errs = append(errs, fmt.Errorf("%s:1: column %q: there are two of it; keep one", name, title))
		default:
			place[found] = at
		}
	}
	for i, c := range columns {
		if c.required && place[i] < 0 {
			errs = append(errs, fmt.Errorf("%s:1: column %q is missing: add it, or name it %s", name, c.name, strings.Join(c.also, " or ")))
		}
	}
	return place, errors.Join(errs...)
}

func contains(all []string, s string) bool {
	for _, x := range all {
		if x == s {
			return true
		}
	}
	return false
}

// shift reads one row; at tells where a field stands.
func shift(row []string, place []int, at func(column int) string) (s ledger.Shift, err error) {
	field := func(i int) string {
		if place[i] < 0 {
			return ""
		}
		return strings.TrimSpace(row[place[i]])
	}
	s = ledger.Shift{Agent: field(0), Vendor: field(1), Team: field(2), Merchant: field(3)}
	var errs []error
	if s.Agent == "" {
		errs = append(errs, fmt.Errorf("%s: agent: empty; give the number under which the agent works", at(place[0])))
	}
	if s.Begins, err = moment(field(4)); err != nil {
		errs = append(errs, fmt.Errorf("%s: begins %w", at(place[4]), err))
	}
	if s.Ends, err = moment(field(5)); err != nil {
		errs = append(errs, fmt.Errorf("%s: ends %w", at(place[5]), err))
	}
	if len(errs) == 0 {
		switch long := s.Ends.Sub(s.Begins); {
		case long <= 0:
			errs = append(errs, fmt.Errorf("%s: ends %q: not after begins %q", at(place[5]), field(5), field(4)))
		case long > longest:
			errs = append(errs, fmt.Errorf("%s: ends %q: the shift takes more than a day; split it, or mend the date", at(place[5]), field(5)))
		}
	}
	return s, errors.Join(errs...)
}

func moment(text string) (time.Time, error) {
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, text, tingjian.Zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q: want a time such as 2024-08-06 08:00", text)
}
