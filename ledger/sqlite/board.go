package sqlite

import (
	"context"
	"database/sql"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

const (
	// A wait is marked on the customer's turn: pending within the limit, decided by the timer beyond it. Cross joins have SQLite begin
	// with the few conversations in progress, and with the open promises of a stretch of time.
	sqlUrgent = `select merchant, vendor, transcript, kind, code, pending, turn, finding, quote, agent, at from (
    select case when f.code = 'waiting' and f.clock = 'timer' then 'waiting' else 'fault' end as kind,
        t.merchant, t.vendor, t.id as transcript, f.code, f.pending, f.turn, f.id as finding, f.quote, f.agent,
        coalesce(u.at, t.arrived) as at
    from transcripts t cross join findings f left join turns u on u.transcript = f.transcript and u.turn = f.turn
    where not t.closed and f.transcript = t.n and f.status = 'stable' and f.code in ` + faultCodes + `
        and (f.code <> 'waiting' or f.clock = 'timer') and case when f.code = 'waiting' then not f.pending else f.pending or t.arrived >= ?3 end
        and ?1 in ('', t.merchant) and ?2 in ('', t.vendor)
    union all
    select 'promise', t.merchant, t.vendor, t.id, '', 0, p.turn, '', p.quote, p.agent, p.due
    from promises p cross join transcripts t
    where p.status = 'open' and p.due >= ?4 and p.due < ?5 and t.id = p.transcript and ?1 in ('', t.merchant) and ?2 in ('', t.vendor)
) order by kind = 'waiting' desc, kind = 'promise' desc, pending,
    case when kind = 'fault' then -julianday(at) else julianday(at) end, transcript, turn, finding limit ?6`

	// faultCodes are those of tingjian.Code.Fault; a test holds the two together.
	faultCodes = `('stonewall', 'deferral', 'buckpass', 'offtopic', 'handoff.denied', 'promise.broken', 'contradiction', 'asks_again',
    'waiting', 'comfort.only', 'canned', 'rude', 'policy.refusal', 'flow.missing', 'risk.offsite', 'risk.privacy', 'risk.review_bribe',
    'risk.overpromise', 'speech.silence', 'speech.overtalk', 'speech.fast')`
)

// Urgent implements ledger.Board.
func (s *store) Urgent(ctx context.Context, of ledger.Owner, now time.Time, limit int) ([]ledger.Urgent, error) {
	return all(func(rows *sql.Rows) (u ledger.Urgent, err error) {
		err = rows.Scan(&u.Merchant, &u.Vendor, &u.Transcript, &u.Kind, &u.Code, &u.Pending, &u.Turn, &u.Finding, &u.Quote, &u.Agent, moment{&u.At})
		return u, err
	})(s.read.QueryContext(ctx, sqlUrgent, of.Merchant, of.Vendor, bound(now.Add(-ledger.FaultFresh)),
		bound(now.Add(-ledger.PromiseBehind)), bound(now.Add(ledger.PromiseAhead)), limit))
}
