package sqlite

import (
	"context"
	"database/sql"
	"iter"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// Several conversations are read with one statement a table: one by one, most of the time would go into starting statements.
const (
	sqlKeys = `select n from transcripts where id in (select value from json_each(?)) order by id`

	ofKeys = ` in (select value from json_each(?)) `

	sqlSeveralRecords = `select ` + recordColumns + ` from transcripts where n` + ofKeys + `order by id`

	sqlSeveralTurns = `select transcript, ` + turnColumns + ` from turns where transcript` + ofKeys + `order by transcript, turn`

	sqlSeveralInspections = `select ` + inspectionColumns + ` from transcripts t join inspections i on i.transcript = t.n
join inspection_details d on d.transcript = t.n where t.n` + ofKeys

	sqlSeveralFindings = `select f.transcript, ` + findingColumns + ` from findings f where f.transcript` + ofKeys + `order by f.transcript, f.place`
)

// Inspected implements ledger.History.
func (s *store) Inspected(ctx context.Context, ids []string) iter.Seq2[ledger.Inspected, error] {
	list, err := text(ids)
	if err != nil {
		return failed[ledger.Inspected](err)
	}
	return s.inspected(ctx, sqlKeys, list)
}

// inspected gives the conversations whose keys a query lists, in its order, which must be that of the ids.
func (s *store) inspected(ctx context.Context, query string, args ...any) iter.Seq2[ledger.Inspected, error] {
	keys, err := all(scanInt)(s.read.QueryContext(ctx, query, args...))
	if err != nil {
		return failed[ledger.Inspected](err)
	}
	return func(yield func(ledger.Inspected, error) bool) {
		for some := range slices.Chunk(keys, pageSize) {
			page, err := s.inspectedPage(ctx, some)
			if err != nil {
				yield(ledger.Inspected{}, err)
				return
			}
			for _, one := range page {
				if !yield(one, nil) {
					return
				}
			}
		}
	}
}

// failed is a sequence of nothing but an error.
func failed[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		yield(none, err)
	}
}

// inspectedPage reads the conversations of some keys in one state, by id. Those that are gone are left out.
func (s *store) inspectedPage(ctx context.Context, keys []int64) (page []ledger.Inspected, err error) {
	err = s.snapshot(ctx, func(tx *sql.Tx) error {
		page, err = readSeveral(ctx, tx, keys)
		return err
	})
	return page, err
}

func readSeveral(ctx context.Context, tx *sql.Tx, keys []int64) ([]ledger.Inspected, error) {
	list, err := text(keys)
	if err != nil {
		return nil, err
	}
	var page []ledger.Inspected
	place := map[int64]int{} // by key
	of := func(n int64) *ledger.Inspected {
		if i, ok := place[n]; ok {
			return &page[i]
		}
		return &ledger.Inspected{Transcript: &tingjian.Transcript{}} // of nobody: a damaged file
	}
	each := func(query string, scan func(*sql.Rows) error) {
		if err == nil {
			_, err = all(func(rows *sql.Rows) (struct{}, error) { return struct{}{}, scan(rows) })(tx.QueryContext(ctx, query, list))
		}
	}
	each(sqlSeveralRecords, func(rows *sql.Rows) error {
		r, l, err := scanRecord(rows)
		if err != nil {
			return err
		}
		r.Transcript.Turns = make([]tingjian.Turn, 0, l.turns)
		place[l.n] = len(page)
		page = append(page, ledger.Inspected{Transcript: &r.Transcript})
		return nil
	})
	each(sqlSeveralTurns, func(rows *sql.Rows) error {
		var n int64
		var u tingjian.Turn
		err := rows.Scan(append([]any{&n}, turnFields(&u)...)...)
		t := of(n).Transcript
		t.Turns = append(t.Turns, u)
		return err
	})
	each(sqlSeveralInspections, func(rows *sql.Rows) error {
		in, n, err := scanInspectionRow(rows)
		of(n).Inspection = in
		return err
	})
	each(sqlSeveralFindings, func(rows *sql.Rows) error {
		var n int64
		var f tingjian.Finding
		err := rows.Scan(append([]any{&n}, findingFields(&f)...)...)
		if in := of(n).Inspection; in != nil {
			addFinding(in, &f)
		}
		return err
	})
	return page, err
}
