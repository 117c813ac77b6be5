package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

// An overview adds up the tallies of whole days from ?4 until before ?5 that are not stale, and counts the stretches in ?1 anew.
const (
	tallied = `where day >= ?4 and day < ?5 and ?2 in ('', merchant) and ?3 in ('', vendor) and day not in (` + sqlStaleDays + `)
`

	sqlOverviewDays = `select day, sum(conversations), sum(asked), sum(in_time) from (
    select day, sum(conversations) as conversations, sum(asked) as asked, sum(in_time) as in_time from tallies ` + tallied + `group by day
    union all select day, conversations, asked, in_time from (` + sqlCountDays + `)
) group by 1 order by 1`

	sqlOverviewFaults = `select day, code, sum(findings), sum(conversations) from (
    select day, code, sum(findings) as findings, sum(conversations) as conversations from fault_tallies ` + tallied + `group by day, code
    union all select day, code, findings, conversations from (` + sqlCountFaults + `)
) group by 1, 2 order by 1, 2`

	sqlOverviewAgents = `select agent, vendor, sum(conversations), sum(warmth) / nullif(sum(warmths), 0), sum(resolution) / nullif(sum(resolutions), 0) from (
    select vendor, agent, conversations, warmth, warmths, resolution, resolutions from agent_tallies ` + tallied + `
    union all select vendor, agent, conversations, warmth, warmths, resolution, resolutions from (` + sqlCountAgents + `)
) group by vendor, agent order by vendor, agent`

	sqlLatestStart = `select started from transcripts where started is not null and ?1 in ('', merchant) and ?2 in ('', vendor)
order by started desc limit 1`
)

// Overview implements ledger.Overviews.
func (s *store) Overview(ctx context.Context, of ledger.Owner, from, to time.Time) (*ledger.Overview, error) {
	o := &ledger.Overview{}
	first, end, rest := wholeDays(from, to)
	err := s.snapshot(ctx, func(tx *sql.Tx) error {
		stale, err := texts(tx.QueryContext(ctx, sqlStaleDaysIn, first, end))
		if err != nil {
			return err
		}
		anew, err := stretchesOf(stale, rest...)
		if err != nil {
			return err
		}
		each := func(query string, scan func(*sql.Rows) error) error {
			rows, err := tx.QueryContext(ctx, query, anew, of.Merchant, of.Vendor, first, end)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				if err := scan(rows); err != nil {
					return err
				}
			}
			return rows.Err()
		}
		return errors.Join(
			each(sqlOverviewDays, func(rows *sql.Rows) error {
				var d ledger.DayTally
				err := rows.Scan(&d.Day, &d.Conversations, &d.Asked, &d.InTime)
				o.Days = append(o.Days, d)
				return err
			}),
			each(sqlOverviewFaults, func(rows *sql.Rows) error {
				var f ledger.FaultDay
				err := rows.Scan(&f.Day, &f.Code, &f.Findings, &f.Conversations)
				o.Faults = append(o.Faults, f)
				return err
			}),
			each(sqlOverviewAgents, func(rows *sql.Rows) error {
				var a ledger.AgentMean
				err := rows.Scan(&a.Agent, &a.Vendor, &a.Conversations, &a.Warmth, &a.Resolution)
				o.Agents = append(o.Agents, a)
				return err
			}))
	})
	if err != nil {
		return nil, err
	}
	return o, nil
}

// Touched implements ledger.Overviews.
func (s *store) Touched(ctx context.Context, from, to time.Time) (n int64, err error) {
	err = s.read.QueryRowContext(ctx, sqlTouched, dayOf(inRange(from)), dayOf(inRange(to.Add(-time.Millisecond)))).Scan(&n)
	return n, err
}

// LatestStart implements ledger.Overviews.
func (s *store) LatestStart(ctx context.Context, of ledger.Owner) (time.Time, error) {
	var at time.Time
	err := s.read.QueryRowContext(ctx, sqlLatestStart, of.Merchant, of.Vendor).Scan(moment{&at})
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return at, err
}
