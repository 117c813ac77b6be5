package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

const (
	markColumns = `code, rule, version, turn, from_byte, to_byte, quote, speaker, agent`

	verdictColumns = `id, transcript, finding, decision, ` + markColumns + `, by_person, at, reason, coalesce(appeal, 0)`

	sqlVerdictsOn = `select ` + verdictColumns + ` from verdicts where transcript = ? order by id`

	sqlVerdictsOf = `select ` + verdictColumns + ` from verdicts where finding = ? order by id`

	sqlVerdictPage = `select ` + verdictColumns + ` from verdicts where id > ?1 and (?2 = '' or at >= ?2) order by id limit ?3`

	// The time may have been set back, so later verdicts may be older; none before this one is new enough.
	sqlFirstVerdict = `select coalesce(min(id), 1) - 1 from verdicts where at >= ?`

	sqlJudged = `select t.id from transcripts t where t.started >= ?1 and t.started < ?2
and exists (select 1 from verdicts v where v.transcript = t.id) `

	sqlAllJudged = sqlJudged + byID

	sqlMerchantJudged = sqlJudged + ofMerchant + byID

	sqlPutVerdict = `insert into verdicts (transcript, finding, decision, ` + markColumns + `, by_person, at, reason, appeal)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id`

	sqlAppealOf = `select 1 from appeals where finding = ?`

	sqlVerdictBy = `select 1 from verdicts where transcript = ? and finding = ? and by_person = ? limit 1`
)

// verdictPage is how many verdicts are read at a time.
const verdictPage = 1024

// Judge implements ledger.Verdicts.
func (s *store) Judge(ctx context.Context, verdicts ...*tingjian.Verdict) error {
	for _, v := range verdicts {
		if err := checkVerdict(v); err != nil {
			return err
		}
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	return w.transaction(ctx, func() error {
		for _, v := range verdicts {
			if err := w.judge(v); err != nil {
				return fmt.Errorf("verdict on finding %q: %w", v.Finding, err)
			}
		}
		return nil
	})
}

// checkVerdict refuses a verdict that cannot be meant.
func checkVerdict(v *tingjian.Verdict) error {
	switch {
	case v.Transcript == "" || v.Finding == "":
		return errors.New("verdict: it names no finding or no conversation")
	case !v.Decision.Valid():
		return fmt.Errorf("verdict on finding %q: decision %q: want confirm, overturn, add or withdraw", v.Finding, v.Decision)
	case v.By == "" || v.At.IsZero():
		return fmt.Errorf("verdict on finding %q: it does not say by whom and when", v.Finding)
	}
	return nil
}

// judge writes an ordinary verdict.
func (w *writer) judge(v *tingjian.Verdict) error {
	if err := w.present(v.Transcript); err != nil {
		return err
	}
	appealed, err := w.rows(sqlAppealOf, 1, v.Finding)
	if err != nil {
		return err
	}
	if len(appealed) > 0 {
		return ledger.ErrAppealed
	}
	v.Appeal = 0
	return w.putVerdict(v)
}

// present fails with ErrNotFound unless the conversation is there.
func (w *writer) present(transcript string) error {
	there, err := w.rows(sqlExists, 1, transcript)
	if err == nil && len(there) == 0 {
		err = fmt.Errorf("transcript %q: %w", transcript, ledger.ErrNotFound)
	}
	return err
}

func (w *writer) putVerdict(v *tingjian.Verdict) error {
	var appeal driver.Value
	if v.Appeal != 0 {
		appeal = v.Appeal
	}
	values := append([]driver.Value{v.Transcript, v.Finding, string(v.Decision)}, markValues(&v.Mark)...)
	id, err := w.insert(sqlPutVerdict, append(values, v.By, stamp(v.At), v.Reason, appeal)...)
	if err != nil {
		return err
	}
	v.ID = id
	return w.touchOf(v.Transcript)
}

// insert executes a statement that returns the new row's id.
func (w *writer) insert(sql string, values ...driver.Value) (int64, error) {
	rows, err := w.rows(sql, 1, values...)
	if err != nil {
		return 0, err
	}
	if len(rows) != 1 {
		return 0, fmt.Errorf("insert gave %d rows, want 1", len(rows))
	}
	id, _ := rows[0][0].(int64)
	return id, nil
}

func markValues(m *tingjian.Mark) []driver.Value {
	return []driver.Value{string(m.Code), m.Rule, m.Version, int64(m.Turn), int64(m.Start), int64(m.End), m.Quote, string(m.Speaker), m.Agent}
}

func markFields(m *tingjian.Mark) []any {
	return []any{&m.Code, &m.Rule, &m.Version, &m.Turn, &m.Start, &m.End, &m.Quote, &m.Speaker, &m.Agent}
}

func scanVerdict(rows *sql.Rows) (v tingjian.Verdict, err error) {
	fields := append([]any{&v.ID, &v.Transcript, &v.Finding, &v.Decision}, markFields(&v.Mark)...)
	err = rows.Scan(append(fields, &v.By, moment{&v.At}, &v.Reason, &v.Appeal)...)
	return v, err
}

// VerdictsOn implements ledger.Verdicts.
func (s *store) VerdictsOn(ctx context.Context, transcript string) ([]tingjian.Verdict, error) {
	return all(scanVerdict)(s.read.QueryContext(ctx, sqlVerdictsOn, transcript))
}

// VerdictsOf implements ledger.Verdicts.
func (s *store) VerdictsOf(ctx context.Context, finding string) ([]tingjian.Verdict, error) {
	return all(scanVerdict)(s.read.QueryContext(ctx, sqlVerdictsOf, finding))
}

// Verdicts implements ledger.Verdicts.
func (s *store) Verdicts(ctx context.Context, since time.Time) iter.Seq2[tingjian.Verdict, error] {
	return func(yield func(tingjian.Verdict, error) bool) {
		after := int64(0)
		if !since.IsZero() {
			if err := s.read.QueryRowContext(ctx, sqlFirstVerdict, from(since)).Scan(&after); err != nil {
				yield(tingjian.Verdict{}, err)
				return
			}
		}
		for {
			page, err := all(scanVerdict)(s.read.QueryContext(ctx, sqlVerdictPage, after, from(since), verdictPage))
			if err != nil {
				yield(tingjian.Verdict{}, err)
				return
			}
			for _, v := range page {
				if !yield(v, nil) {
					return
				}
			}
			if len(page) < verdictPage {
				return
			}
			after = page[len(page)-1].ID
		}
	}
}

// JudgedBetween implements ledger.Verdicts.
func (s *store) JudgedBetween(ctx context.Context, merchant string, from, to time.Time) ([]string, error) {
	return texts(s.between(ctx, sqlAllJudged, sqlMerchantJudged, merchant, from, to))
}
