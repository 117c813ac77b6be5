package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

// The conversations that an overview adds up: one stretch of the index on started, with the day in tingjian.Zone.
const (
	overviewed = `from transcripts t join inspections i on i.transcript = t.n and i.closed and i.complete
`
	overviewedIn = `where t.started >= ?1 and t.started < ?2 and ?3 in ('', t.merchant) and ?4 in ('', t.vendor)
`
	overviewDay = `date(t.started, '+8 hours')`

	sqlOverviewDays = `select ` + overviewDay + `, count(*) ` + overviewed + overviewedIn + `group by 1 order by 1`

	sqlOverviewReplies = `select ` + overviewDay + `, sum(r.asked), sum(r.in_time) ` + overviewed + `
cross join party_scores p on p.transcript = t.n and p.speaker = 'agent' cross join replies r on r.transcript = t.n and r.place = p.place
` + overviewedIn + `group by 1 order by 1`

	sqlOverviewFaults = `select ` + overviewDay + `, f.code, count(*), count(distinct t.n) ` + overviewed + `cross join findings f on f.transcript = t.n
` + overviewedIn + `and f.status = 'stable' and not f.pending and f.speaker = 'agent' and f.code in ` + faultCodes + `
    and f.id not in (select finding from v_standings where standing = 'overturned')
group by 1, 2 order by 1, 2`

	sqlOverviewAgents = `select p.agent, t.vendor, count(*), avg(p.warmth), avg(p.resolution) ` + overviewed + `cross join party_scores p on p.transcript = t.n
` + overviewedIn + `and p.speaker = 'agent' and p.agent <> '' group by t.vendor, p.agent order by t.vendor, p.agent`

	sqlLatestStart = `select started from transcripts where started is not null and ?1 in ('', merchant) and ?2 in ('', vendor)
order by started desc limit 1`
)

// Overview implements ledger.Overviews.
func (s *store) Overview(ctx context.Context, of ledger.Owner, from, to time.Time) (*ledger.Overview, error) {
	o := &ledger.Overview{}
	err := s.snapshot(ctx, func(tx *sql.Tx) error {
		each := func(query string, scan func(*sql.Rows) error) error {
			rows, err := tx.QueryContext(ctx, query, bound(from), bound(to), of.Merchant, of.Vendor)
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
		place := map[string]int{}
		return errors.Join(
			each(sqlOverviewDays, func(rows *sql.Rows) error {
				var d ledger.DayTally
				err := rows.Scan(&d.Day, &d.Conversations)
				place[d.Day] = len(o.Days)
				o.Days = append(o.Days, d)
				return err
			}),
			each(sqlOverviewReplies, func(rows *sql.Rows) error {
				var d ledger.DayTally
				err := rows.Scan(&d.Day, &d.Asked, &d.InTime)
				if i, ok := place[d.Day]; ok {
					o.Days[i].Asked, o.Days[i].InTime = d.Asked, d.InTime
				}
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

// LatestStart implements ledger.Overviews.
func (s *store) LatestStart(ctx context.Context, of ledger.Owner) (time.Time, error) {
	var at time.Time
	err := s.read.QueryRowContext(ctx, sqlLatestStart, of.Merchant, of.Vendor).Scan(moment{&at})
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return at, err
}
