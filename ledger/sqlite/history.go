package sqlite

import (
	"context"
	"database/sql"
	"iter"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// pageSize is how many transcripts are read at a time. Between pages no transaction is open, so that a slow reader
// keeps neither the writer nor the merging of the write-ahead log waiting.
const pageSize = 64

const (
	sqlPage = `select ` + recordColumns + ` from transcripts where id > ?1 and (?2 = '' or latest >= ?2) order by id limit ?3`

	sqlInspectionPage = `select ` + inspectionColumns + ` from transcripts t join inspections i on i.transcript = t.n join inspection_details d on d.transcript = t.n
where t.id > ?1 and (?2 = '' or t.latest >= ?2) order by t.id limit ?3`

	sqlCount = `select (select count(*) from transcripts), (select count(*) from turns), (select count(*) from inspections),
    (select count(*) from findings), (select count(*) from dead_letters)`
)

// Transcripts implements ledger.History.
func (s *store) Transcripts(ctx context.Context, since time.Time) iter.Seq2[*ledger.Record, error] {
	return paged(func(after string) (page []*ledger.Record, err error) {
		err = s.snapshot(ctx, func(tx *sql.Tx) error {
			page, err = s.recordPage(ctx, tx, after, from(since))
			return err
		})
		return page, err
	}, func(r *ledger.Record) string { return r.Transcript.ID })
}

func (s *store) recordPage(ctx context.Context, tx *sql.Tx, after, since string) ([]*ledger.Record, error) {
	rows, err := tx.StmtContext(ctx, s.query.page).QueryContext(ctx, after, since, pageSize)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page []*ledger.Record
	var more []loaded
	for rows.Next() {
		r, l, err := scanRecord(rows)
		if err != nil {
			return nil, err
		}
		page, more = append(page, r), append(more, l)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	turns := tx.StmtContext(ctx, s.query.turns)
	for i, r := range page {
		if err := s.fill(ctx, turns, r, more[i]); err != nil {
			return nil, err
		}
	}
	return page, nil
}

// Inspections implements ledger.History.
func (s *store) Inspections(ctx context.Context, since time.Time) iter.Seq2[*tingjian.Inspection, error] {
	return paged(func(after string) (page []*tingjian.Inspection, err error) {
		err = s.snapshot(ctx, func(tx *sql.Tx) error {
			page, err = s.inspectionPage(ctx, tx, after, from(since))
			return err
		})
		return page, err
	}, func(in *tingjian.Inspection) string { return in.ID })
}

func (s *store) inspectionPage(ctx context.Context, tx *sql.Tx, after, since string) ([]*tingjian.Inspection, error) {
	rows, err := tx.StmtContext(ctx, s.query.inspectionPage).QueryContext(ctx, after, since, pageSize)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	findings := tx.StmtContext(ctx, s.query.findings)
	var page []*tingjian.Inspection
	for rows.Next() {
		in, err := scanInspection(ctx, rows, findings)
		if err != nil {
			return nil, err
		}
		page = append(page, in)
	}
	return page, rows.Err()
}

// paged joins pages, each read after the key of the last row of the one before, to one sequence.
func paged[T any](read func(after string) ([]T, error), key func(T) string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for after := ""; ; {
			page, err := read(after)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, row := range page {
				if !yield(row, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
			after = key(page[len(page)-1])
		}
	}
}

// from is the bound for a time that may be left out.
func from(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return bound(t)
}

// Count implements ledger.History.
func (s *store) Count(ctx context.Context) (ledger.Counts, error) {
	var c ledger.Counts
	err := s.query.count.QueryRowContext(ctx).Scan(&c.Transcripts, &c.Turns, &c.Inspections, &c.Findings, &c.DeadLetters)
	return c, err
}
