package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

const (
	// The reviews of a draw come as one column, so that a list of draws is one statement.
	drawColumns = `d.transcript, d.kind, d.tier, d.chance, d.uniform, d.queue_order, d.at, d.wanted, coalesce(t.merchant, ''),
    case when d.done > 0 then (select json_group_array(json_object('By', r.by_person, 'At', r.at) order by r.at, r.by_person) from reviews r where r.transcript = d.transcript) end`

	drawTables = ` from draws d left join transcripts t on t.id = d.transcript `

	sqlDraw = `select ` + drawColumns + drawTables + `where d.transcript = ?`

	sqlDraws = `select ` + drawColumns + drawTables + `where d.at >= ? order by d.transcript`

	sqlWaits = `select ` + drawColumns + drawTables + `where d.kind = ? and d.done < d.wanted and d.at >= ?
and not exists (select 1 from reviews r where r.transcript = d.transcript and r.by_person = ?) `

	sqlWaiting = sqlWaits + `order by d.tier desc, d.queue_order limit ?`

	// The uniform sample is reviewed in the order of chance: what is estimated takes those reviewed for a random part of it.
	sqlWaitingRandom = sqlWaits + `order by d.queue_order limit ?`

	sqlPutDraw = `insert into draws (transcript, kind, tier, chance, uniform, queue_order, at, wanted, done)
select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0 where exists (select 1 from transcripts where id = ?1)
on conflict (transcript) do update set wanted = max(wanted, excluded.wanted), at = case when excluded.wanted > wanted then excluded.at else at end`

	sqlPutReview = `insert into reviews (transcript, by_person, at) values (?, ?, ?) on conflict do nothing`

	sqlCountReviews = `update draws set done = (select count(*) from reviews r where r.transcript = draws.transcript) where transcript = ? returning 1`

	sqlSearches = `select owner, name, query from saved_searches where owner = ? order by name`
)

// PutDraws implements ledger.Reviews.
func (s *store) PutDraws(ctx context.Context, draws []ledger.Draw) error {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	return w.transaction(ctx, func() error {
		for i := range draws {
			d := &draws[i]
			if err := w.exec(sqlPutDraw, d.Transcript, d.Kind, int64(d.Tier), d.Chance, d.Uniform, d.Order, stamp(d.At), int64(d.Wanted)); err != nil {
				return fmt.Errorf("draw of %q: %w", d.Transcript, err)
			}
		}
		return nil
	})
}

func scanDraw(rows *sql.Rows) (d ledger.Draw, err error) {
	err = rows.Scan(&d.Transcript, &d.Kind, &d.Tier, &d.Chance, &d.Uniform, &d.Order, moment{&d.At}, &d.Wanted, &d.Merchant, jsonColumn{&d.Done})
	return d, err
}

// Draw implements ledger.Reviews.
func (s *store) Draw(ctx context.Context, transcript string) (*ledger.Draw, error) {
	found, err := all(scanDraw)(s.read.QueryContext(ctx, sqlDraw, transcript))
	if err == nil && len(found) == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("draw of %q: %w", transcript, err)
	}
	return &found[0], nil
}

// Draws implements ledger.Reviews.
func (s *store) Draws(ctx context.Context, since time.Time) ([]ledger.Draw, error) {
	return all(scanDraw)(s.read.QueryContext(ctx, sqlDraws, from(since)))
}

// Waiting implements ledger.Reviews.
func (s *store) Waiting(ctx context.Context, kind, person string, since time.Time, limit int) ([]ledger.Draw, error) {
	query := sqlWaiting
	if kind == "random" {
		query = sqlWaitingRandom
	}
	return all(scanDraw)(s.read.QueryContext(ctx, query, kind, from(since), person, limit))
}

// Finish implements ledger.Reviews.
func (s *store) Finish(ctx context.Context, transcript string, r ledger.Review) error {
	if r.By == "" || r.At.IsZero() {
		return errors.New("review: it does not say by whom and when")
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	err = w.transaction(ctx, func() error {
		drawn, err := w.rows(`select 1 from draws where transcript = ?`, 1, transcript)
		if err == nil && len(drawn) == 0 {
			err = ledger.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := w.exec(sqlPutReview, transcript, r.By, stamp(r.At)); err != nil {
			return err
		}
		_, err = w.rows(sqlCountReviews, 1, transcript)
		return err
	})
	if err != nil {
		return fmt.Errorf("review of %q: %w", transcript, err)
	}
	return nil
}

// eraseReviews removes what people said and were to say about a conversation.
func (w *writer) eraseReviews(transcript driver.Value) error {
	for _, table := range []string{"reviews", "draws", "verdicts", "appeals"} {
		if err := w.exec(`delete from `+table+` where transcript = ?`, transcript); err != nil {
			return err
		}
	}
	return nil
}

// PutSearch implements ledger.SavedSearches.
func (s *store) PutSearch(ctx context.Context, q ledger.SavedSearch) error {
	if q.Owner == "" || q.Name == "" {
		return errors.New("saved search: it has no owner or no name")
	}
	return s.note(ctx, `replace into saved_searches (owner, name, query) values (?, ?, ?)`, q.Owner, q.Name, q.Query)
}

// DropSearch implements ledger.SavedSearches.
func (s *store) DropSearch(ctx context.Context, owner, name string) error {
	return s.note(ctx, `delete from saved_searches where owner = ? and name = ?`, owner, name)
}

// note executes one small statement in a transaction of its own.
func (s *store) note(ctx context.Context, sql string, values ...string) error {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	return w.transaction(ctx, func() error {
		args := make([]driver.Value, len(values))
		for i, v := range values {
			args[i] = v
		}
		return w.exec(sql, args...)
	})
}

// Searches implements ledger.SavedSearches.
func (s *store) Searches(ctx context.Context, owner string) ([]ledger.SavedSearch, error) {
	return all(func(rows *sql.Rows) (q ledger.SavedSearch, err error) {
		err = rows.Scan(&q.Owner, &q.Name, &q.Query)
		return q, err
	})(s.read.QueryContext(ctx, sqlSearches, owner))
}
