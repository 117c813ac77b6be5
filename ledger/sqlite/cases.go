package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/wire"
)

const (
	sqlRipe = `select change, customer from transcripts where change > ?1 and closed and customer <> '' order by change limit ?2`

	// The window has one conversation at least, however many turns that one has.
	sqlClosedOf = blocks + `select n from (select t.n, t.id, row_number() over w as newest, sum(t.turn_count) over w - t.turn_count as newer_turns from blocks b
cross join transcripts t on t.n >> 10 = b.block and t.customer = ?1 and t.customer <> '' where t.closed window w as (order by t.started desc, t.id desc rows unbounded preceding))
where newest <= ?2 and newer_turns < ?3 order by id`

	sqlCase = `select detail from cases where id = ?`

	sqlCaseOf = `select c.detail from case_transcripts t join cases c on c.id = t.case_id where t.transcript = ?`

	sqlCasePage = `select detail from cases where id > ?1 and (?2 = '' or latest >= ?2) order by id limit ?3`

	sqlPutCase = `insert into cases (id, customer, merchant, opened, latest, contacts, bounces, retold, resolved, remedy, amount, detail)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	sqlCutCaseTranscripts = `delete from case_transcripts where case_id in (select id from cases where customer = ?)`

	sqlCutCases = `delete from cases where customer = ?`

	sqlCutPromises = `delete from promises where case_id in (select id from cases where customer = ?)`

	sqlPutPromise = `insert into promises (case_id, place, transcript, turn, speaker, agent, kind, quote, due, status)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

	sqlPutCaseTranscript = `replace into case_transcripts (transcript, case_id) values (?, ?)`
)

// Ripe implements ledger.Cases.
func (s *store) Ripe(ctx context.Context, after int64, limit int) ([]ledger.RipeCustomer, error) {
	return all(func(rows *sql.Rows) (r ledger.RipeCustomer, err error) {
		err = rows.Scan(&r.Position, &r.Customer)
		return r, err
	})(s.read.QueryContext(ctx, sqlRipe, after, limit))
}

// Closed implements ledger.Cases.
func (s *store) Closed(ctx context.Context, customer string) ([]ledger.Inspected, error) {
	var closed []ledger.Inspected
	err := s.snapshot(ctx, func(tx *sql.Tx) error {
		keys, err := all(scanInt)(tx.QueryContext(ctx, sqlClosedOf, customer, ledger.ClosedAtMost, ledger.ClosedTurns))
		if err == nil {
			closed, err = readSeveral(ctx, tx, keys)
		}
		return err
	})
	return slices.DeleteFunc(closed, func(c ledger.Inspected) bool { return c.Inspection == nil }), err
}

// PutCases implements ledger.Cases.
func (s *store) PutCases(ctx context.Context, customer string, cases []tingjian.Case) error {
	if customer == "" {
		return errors.New("cases: no customer given")
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	err = w.transaction(ctx, func() error {
		if err := w.cutCases(customer); err != nil {
			return err
		}
		for i := range cases {
			if err := w.putCase(&cases[i]); err != nil {
				return fmt.Errorf("case %q: %w", cases[i].ID, err)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("cases of a customer: %w", err)
	}
	return nil
}

func (w *writer) cutCases(customer any) error {
	return errors.Join(w.exec(sqlCutCaseTranscripts, customer), w.exec(sqlCutPromises, customer), w.exec(sqlCutCases, customer))
}

func (w *writer) putCase(c *tingjian.Case) error {
	detail, err := text(c)
	if err != nil {
		return err
	}
	err = w.exec(sqlPutCase, c.ID, c.Customer, c.Merchant, stamp(c.Opened), stamp(c.AsOf), int64(c.Contacts), int64(c.Bounces), int64(c.Retold),
		c.Resolved, c.Remedy, c.Amount, detail)
	if err != nil {
		return err
	}
	for _, t := range c.Transcripts {
		there, err := w.rows(sqlExists, 1, t)
		if err != nil {
			return err
		}
		if len(there) == 0 { // erased since it was read
			return fmt.Errorf("transcript %q is gone: %w", t, ledger.ErrConflict)
		}
		if err := w.exec(sqlPutCaseTranscript, t, c.ID); err != nil {
			return err
		}
	}
	return w.putPromises(c)
}

func (w *writer) putPromises(c *tingjian.Case) error {
	for i := range c.Promises {
		p := &c.Promises[i]
		var due driver.Value
		if p.Due != nil {
			due = stamp(*p.Due)
		}
		err := w.exec(sqlPutPromise, c.ID, int64(i), p.Transcript, int64(p.Turn), string(p.Speaker), p.Agent, p.Kind, p.Text, due, string(p.Status))
		if err != nil {
			return fmt.Errorf("promise %d: %w", i, err)
		}
	}
	return nil
}

// Case implements ledger.Cases.
func (s *store) Case(ctx context.Context, id string) (*tingjian.Case, error) {
	return s.oneCase(ctx, sqlCase, id)
}

// CaseOf implements ledger.Cases.
func (s *store) CaseOf(ctx context.Context, transcript string) (*tingjian.Case, error) {
	return s.oneCase(ctx, sqlCaseOf, transcript)
}

func (s *store) oneCase(ctx context.Context, query, id string) (*tingjian.Case, error) {
	c := &tingjian.Case{}
	if err := s.read.QueryRowContext(ctx, query, id).Scan(jsonColumn{c}); err != nil {
		return nil, fmt.Errorf("case of %q: %w", id, missing(err))
	}
	return c, nil
}

// Cases implements ledger.Cases.
func (s *store) Cases(ctx context.Context, since time.Time) iter.Seq2[*tingjian.Case, error] {
	return paged(func(after string) ([]*tingjian.Case, error) {
		found, err := texts(s.read.QueryContext(ctx, sqlCasePage, after, from(since), pageSize))
		if err != nil {
			return nil, err
		}
		page := make([]*tingjian.Case, len(found))
		for i, detail := range found {
			page[i] = &tingjian.Case{}
			if err := wire.Unmarshal([]byte(detail), page[i]); err != nil {
				return nil, err
			}
		}
		return page, nil
	}, func(c *tingjian.Case) string { return c.ID })
}
