package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

const (
	sqlCutShifts = `delete from roster where vendor = ? and begins < ? and ends > ?`

	sqlPutShift = `replace into roster (vendor, team, merchant, agent, begins, ends) values (?, ?, ?, ?, ?, ?)`

	sqlShifts = `select agent, vendor, team, merchant, begins, ends from roster where begins < ? and ends > ? order by begins, vendor, team, agent, merchant`
)

// clock writes a time of the roster; comparing the texts compares the times.
const clock = "2006-01-02T15:04"

func clocked(t time.Time) string { return t.In(tingjian.Zone).Format(clock) }

// PutShifts implements ledger.Roster.
func (s *store) PutShifts(ctx context.Context, shifts []ledger.Shift) error {
	type stretch struct{ from, to time.Time }
	vendors := map[string]stretch{}
	for _, x := range shifts {
		v, known := vendors[x.Vendor]
		if !known || x.Begins.Before(v.from) {
			v.from = x.Begins
		}
		if x.Ends.After(v.to) {
			v.to = x.Ends
		}
		vendors[x.Vendor] = v
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	err = w.transaction(ctx, func() error {
		for vendor, v := range vendors {
			if err := w.exec(sqlCutShifts, vendor, clocked(v.to), clocked(v.from)); err != nil {
				return err
			}
		}
		for _, x := range shifts {
			if err := w.exec(sqlPutShift, x.Vendor, x.Team, x.Merchant, x.Agent, clocked(x.Begins), clocked(x.Ends)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	return nil
}

// Shifts implements ledger.Roster.
func (s *store) Shifts(ctx context.Context, from, to time.Time) ([]ledger.Shift, error) {
	rows, err := s.read.QueryContext(ctx, sqlShifts, clocked(to), clocked(from))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []ledger.Shift
	for rows.Next() {
		var x ledger.Shift
		var begins, ends string
		if err := rows.Scan(&x.Agent, &x.Vendor, &x.Team, &x.Merchant, &begins, &ends); err != nil {
			return nil, err
		}
		if x.Begins, err = time.ParseInLocation(clock, begins, tingjian.Zone); err != nil {
			return nil, err
		}
		if x.Ends, err = time.ParseInLocation(clock, ends, tingjian.Zone); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, rows.Err()
}
