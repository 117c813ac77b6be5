package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

const (
	sqlOffset = `select next_offset from offsets where topic = ? and partition = ?`

	recordColumns = `n, id, channel, merchant, vendor, team, customer, order_number, facts, rating, rating_scale, extra, closed,
    topic, partition, state, arrived, close_reason, wake, wake_as_of, revision, change, turn_count`

	sqlRecord = `select ` + recordColumns + ` from transcripts where id = ?`

	sqlExists = `select n from transcripts where id = ?`

	sqlOwner = `select merchant, vendor from transcripts where id = ?`

	turnColumns = `seq, speaker, agent, at, until, text, media, event, keys, extra`

	sqlTurns = `select ` + turnColumns + ` from turns where transcript = ? order by turn`

	sqlInspection = `select ` + inspectionColumns + ` from transcripts t join inspections i on i.transcript = t.n join inspection_details d on d.transcript = t.n where t.id = ?`

	inspectionColumns = `t.n, t.id, i.as_of, i.closed, i.complete, i.ruleset, d.detail`

	findingColumns = `f.id, f.code, f.rule, f.version, f.status, f.turn, f.from_byte, f.to_byte, f.quote, f.message, f.speaker, f.agent,
    f.evidence, f.cleared_by, f.confidence, f.clock, f.pending, f.decides_at, f.branch, f.kind, f.amount`

	sqlFindings = `select ` + findingColumns + ` from findings f where f.transcript = ? order by f.place`

	// blocks are those that the indexes on findings and customers are cut in, see the migration; the newest come first.
	blocks = `with recursive blocks (block) as (
    select max(n) >> 10 from transcripts union all select block - 1 from blocks where block > 0
) `

	sqlFinding = blocks + `select t.id, ` + findingColumns + ` from blocks b
cross join findings f on f.transcript >> 10 = b.block and f.id = ? join transcripts t on t.n = f.transcript limit 1`

	sqlTimers = `select id, wake from transcripts where topic = ? and partition = ? and waits`
)

// Offset implements ledger.Ledger.
func (s *store) Offset(ctx context.Context, topic string, partition int) (int64, error) {
	var next int64
	err := s.query.offset.QueryRowContext(ctx, topic, partition).Scan(&next)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return next, err
}

// Load implements ledger.Ledger.
func (s *store) Load(ctx context.Context, id string) (*ledger.Record, error) {
	var r *ledger.Record
	// Most ids that a worker asks for are new; for those a transaction would be the greater part of the work.
	var n int64
	err := s.query.exists.QueryRowContext(ctx, id).Scan(&n)
	if err != nil {
		return nil, fmt.Errorf("transcript %q: %w", id, missing(err))
	}
	err = s.snapshot(ctx, func(tx *sql.Tx) error {
		var err error
		var l loaded
		if r, l, err = scanRecord(tx.StmtContext(ctx, s.query.record).QueryRowContext(ctx, id)); err != nil {
			return err
		}
		return s.fill(ctx, tx.StmtContext(ctx, s.query.turns), r, l)
	})
	if err != nil {
		return nil, fmt.Errorf("transcript %q: %w", id, missing(err))
	}
	return r, nil
}

// Owner implements ledger.Ledger.
func (s *store) Owner(ctx context.Context, id string) (o ledger.Owner, err error) {
	err = s.query.owner.QueryRowContext(ctx, id).Scan(&o.Merchant, &o.Vendor)
	if err != nil {
		return o, fmt.Errorf("transcript %q: %w", id, missing(err))
	}
	return o, nil
}

// snapshot runs f over one state of the file, whatever is written meanwhile.
func (s *store) snapshot(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.read.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// loaded is what a row tells beside the record itself.
type loaded struct {
	n     int64
	turns int
}

// scanRecord reads a row of recordColumns.
func scanRecord(row interface{ Scan(...any) error }) (*ledger.Record, loaded, error) {
	r, l := &ledger.Record{}, loaded{}
	t := &r.Transcript
	var rating, scale *float64
	err := row.Scan(&l.n, &t.ID, &t.Channel, &t.Merchant, &t.Vendor, &t.Team, &t.Customer, &t.Order,
		jsonColumn{&t.Facts}, &rating, &scale, jsonColumn{&t.Extra}, &t.Closed,
		&r.Topic, &r.Partition, &r.State, moment{&r.Arrived}, &r.CloseReason, moment{&r.Wake}, moment{&r.WakeAsOf},
		&r.Revision, &r.Change, &l.turns)
	if rating != nil && scale != nil {
		t.Rating = &tingjian.Rating{Score: *rating, Scale: *scale}
	}
	return r, l, err
}

// fill reads the record's turns.
func (s *store) fill(ctx context.Context, turns *sql.Stmt, r *ledger.Record, l loaded) error {
	t := &r.Transcript
	t.Turns = make([]tingjian.Turn, 0, l.turns)
	rows, err := turns.QueryContext(ctx, l.n)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var u tingjian.Turn
		if err := rows.Scan(turnFields(&u)...); err != nil {
			return fmt.Errorf("turn %d: %w", len(t.Turns), err)
		}
		t.Turns = append(t.Turns, u)
	}
	return rows.Err()
}

// turnFields are where turnColumns go.
func turnFields(u *tingjian.Turn) []any {
	return []any{
		&u.Seq, &u.Speaker, &u.Agent, moment{&u.At}, moment{&u.Until}, &u.Text,
		jsonColumn{&u.Media}, jsonColumn{&u.Event}, jsonColumn{&u.Keys}, jsonColumn{&u.Extra},
	}
}

// Timers implements ledger.Ledger.
func (s *store) Timers(ctx context.Context, topic string, partition int) ([]ledger.TimerRow, error) {
	rows, err := s.query.timers.QueryContext(ctx, topic, partition)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var timers []ledger.TimerRow
	for rows.Next() {
		var t ledger.TimerRow
		if err := rows.Scan(&t.ID, moment{&t.Wake}); err != nil {
			return nil, err
		}
		timers = append(timers, t)
	}
	slices.SortFunc(timers, func(a, b ledger.TimerRow) int {
		if c := a.Wake.Compare(b.Wake); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return timers, rows.Err()
}

// missing turns the driver's word for "no such row" into the ledger's.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ledger.ErrNotFound
	}
	return err
}
