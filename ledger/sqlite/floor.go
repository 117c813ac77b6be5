package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

const (
	sqlFloorOpen = `select vendor, count(*) from transcripts where not closed group by vendor order by vendor`

	// A wait that goes on is marked on the customer's turn: pending within the limit, decided by the timer beyond it. The cross
	// join has SQLite begin with the conversations in progress rather than with all findings.
	sqlFloorFindings = `select t.vendor, f.code, count(*), sum(f.code = 'waiting' and f.pending), sum(f.code = 'waiting' and not f.pending and f.clock = 'timer'),
    sum(not f.pending)
from transcripts t cross join findings f
where not t.closed and f.transcript = t.n and f.status = 'stable'
group by t.vendor, f.code`

	sqlFloorPromises = `select coalesce(sum(due >= ?1), 0), coalesce(sum(due < ?1), 0) from promises where status = 'open' and due is not null`

	sqlFloorDeadLetters = `select count(*) from dead_letters where replayed is null`
)

// Floor implements ledger.Live.
func (s *store) Floor(ctx context.Context, now time.Time) (*ledger.Floor, error) {
	f := &ledger.Floor{}
	err := s.snapshot(ctx, func(tx *sql.Tx) error {
		if err := floorVendors(ctx, tx, f); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, sqlFloorPromises, bound(now)).Scan(&f.Due, &f.Overdue); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, sqlFloorDeadLetters).Scan(&f.DeadLetters)
	})
	if err != nil {
		return nil, err
	}
	return f, nil
}

func floorVendors(ctx context.Context, tx *sql.Tx, f *ledger.Floor) error {
	place := map[string]int{}
	rows, err := tx.QueryContext(ctx, sqlFloorOpen)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var v ledger.VendorFloor
		if err := rows.Scan(&v.Vendor, &v.Open); err != nil {
			return err
		}
		place[v.Vendor] = len(f.Vendors)
		f.Vendors = append(f.Vendors, v)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	found, err := tx.QueryContext(ctx, sqlFloorFindings)
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var vendor, code string
		var all, waiting, late, decided int64
		if err := found.Scan(&vendor, &code, &all, &waiting, &late, &decided); err != nil {
			return err
		}
		v := &f.Vendors[place[vendor]] // one snapshot: whoever has findings has conversations
		v.Waiting += waiting
		v.Late += late
		if decided > 0 {
			if v.Findings == nil {
				v.Findings = map[tingjian.Code]int64{}
			}
			v.Findings[tingjian.Code(code)] = decided
		}
	}
	return found.Err()
}
