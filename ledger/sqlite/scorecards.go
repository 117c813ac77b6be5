package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

const (
	sqlMerchants = `select merchant, coalesce(facts ->> '$.category', ''), count(*) from transcripts
where started >= ? and started < ? and merchant <> '' group by 1, 2 order by 1, 3 desc, 2`

	// The Monday of a conversation's week in tingjian.Zone: eight hours on, the Sunday that comes, six days back. Fractions of a second are
	// cut off as for overviewDay; the last days of the year 9999, where times beyond all years are kept, lie in no week.
	sqlMerchantWeeks = `select date(substr(started, 1, 19), '+8 hours', 'weekday 0', '-6 days') as monday, count(*) from transcripts
where merchant = ? and merchant <> '' and started is not null group by 1 having monday is not null order by 1 desc limit ?`

	sqlOfMerchant = `select n from transcripts where started >= ? and started < ? and merchant = ? and merchant <> '' order by id`

	sendingColumns = `merchant, week, target, state, attempts, at, until, reason`

	sqlClaimSending = `insert into scorecard_sendings (` + sendingColumns + `) values (?1, ?2, ?3, 'sending', 1, ?4, ?5, '')
on conflict (merchant, week, target) do update set state = 'sending', attempts = attempts + 1, at = ?4, until = ?5, reason = ''
where state = 'retrying' and (until <= ?4 or ?6) or ?6 and state in ('sent', 'given_up', 'unsure', 'nothing')
returning attempts`

	sqlSettleSending = `update scorecard_sendings set state = ?, at = ?, until = ?, reason = ?
where merchant = ? and week = ? and target = ? and attempts = ? and state = 'sending' returning 1`

	sqlLapsedSendings = `update scorecard_sendings set state = 'unsure', at = ?1, until = null, reason = ?2
where state = 'sending' and until <= ?1 returning merchant, week, target, attempts`

	sqlSendings = `select ` + sendingColumns + ` from scorecard_sendings where ?1 in ('', week) order by week desc, merchant, target limit ?2`
)

// Merchants implements ledger.Scorecards.
func (s *store) Merchants(ctx context.Context, from, to time.Time) ([]ledger.MerchantPeriod, error) {
	rows, err := all(func(rows *sql.Rows) (m ledger.MerchantPeriod, err error) {
		err = rows.Scan(&m.Merchant, &m.Category, &m.Conversations)
		return m, err
	})(s.read.QueryContext(ctx, sqlMerchants, bound(from), bound(to)))
	var merchants []ledger.MerchantPeriod
	for _, m := range rows {
		n := len(merchants)
		if n == 0 || merchants[n-1].Merchant != m.Merchant {
			merchants = append(merchants, m)
			continue
		}
		merchants[n-1].Conversations += m.Conversations
		if merchants[n-1].Category == "" { // the rows come with the most frequent category first; none counts last
			merchants[n-1].Category = m.Category
		}
	}
	return merchants, err
}

// MerchantWeeks implements ledger.Scorecards.
func (s *store) MerchantWeeks(ctx context.Context, merchant string, limit int) ([]ledger.MerchantWeek, error) {
	return all(func(rows *sql.Rows) (m ledger.MerchantWeek, err error) {
		var day string
		if err = rows.Scan(&day, &m.Conversations); err == nil {
			m.Monday, err = time.ParseInLocation(time.DateOnly, day, tingjian.Zone)
		}
		return m, err
	})(s.read.QueryContext(ctx, sqlMerchantWeeks, merchant, limit))
}

// Conversations implements ledger.Scorecards.
func (s *store) Conversations(ctx context.Context, merchant string, from, to time.Time) iter.Seq2[ledger.Inspected, error] {
	return s.inspected(ctx, sqlOfMerchant, bound(from), bound(to), merchant)
}

// ClaimSending implements ledger.Scorecards. SQLite lets one process write at a time, so of two who claim one fails.
func (s *store) ClaimSending(ctx context.Context, key ledger.SendingKey, now time.Time, lease time.Duration, again bool) (*ledger.Sending, error) {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer w.mu.Unlock()
	now = now.Truncate(time.Millisecond)
	c := &ledger.Sending{SendingKey: key, State: ledger.SendingNow, At: now, Until: now.Add(lease)}
	rows, err := w.rows(sqlClaimSending, 1, key.Merchant, key.Week, key.Target, stamp(now), stamp(c.Until), again)
	if err != nil {
		return nil, fmt.Errorf("claim %s: %w", key, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("claim %s: was done, is being done or is not due: %w", key, ledger.ErrConflict)
	}
	n, _ := rows[0][0].(int64)
	c.Attempts = int(n)
	return c, nil
}

// SettleSending implements ledger.Scorecards.
func (s *store) SettleSending(ctx context.Context, x *ledger.Sending) error {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	rows, err := w.rows(sqlSettleSending, 1, string(x.State), stamp(x.At), stamp(x.Until), x.Reason, x.Merchant, x.Week, x.Target, int64(x.Attempts))
	if err == nil && len(rows) == 0 {
		err = ledger.ErrConflict
	}
	if err != nil {
		return fmt.Errorf("settle %s: %w", x.SendingKey, err)
	}
	return nil
}

// lapsed is the reason of a sending that nobody settled.
const lapsed = "the process ended or hung while it was sending"

// LapsedSendings implements ledger.Scorecards.
func (s *store) LapsedSendings(ctx context.Context, now time.Time) ([]ledger.Sending, error) {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer w.mu.Unlock()
	rows, err := w.rows(sqlLapsedSendings, 4, stamp(now), lapsed)
	if err != nil {
		return nil, fmt.Errorf("lapsed sendings: %w", err)
	}
	var all []ledger.Sending
	for _, row := range rows {
		x := ledger.Sending{State: ledger.SendingUnsure, At: now, Reason: lapsed}
		x.Merchant, _ = row[0].(string)
		x.Week, _ = row[1].(string)
		x.Target, _ = row[2].(string)
		n, _ := row[3].(int64)
		x.Attempts = int(n)
		all = append(all, x)
	}
	return all, nil
}

// Sendings implements ledger.Scorecards.
func (s *store) Sendings(ctx context.Context, week string, limit int) ([]ledger.Sending, error) {
	return all(func(rows *sql.Rows) (x ledger.Sending, err error) {
		err = rows.Scan(&x.Merchant, &x.Week, &x.Target, &x.State, &x.Attempts, moment{&x.At}, moment{&x.Until}, &x.Reason)
		return x, err
	})(s.read.QueryContext(ctx, sqlSendings, week, limit))
}
