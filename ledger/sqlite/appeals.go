package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

const (
	appealColumns = `id, transcript, finding, ` + markColumns + `, by_person, at, reason, due, closed, decision, decided_by, answer`

	sqlAppealsOn = `select ` + appealColumns + ` from appeals where transcript = ? order by id`

	sqlFindingsAppeal = `select ` + appealColumns + ` from appeals where finding = ?`

	sqlOpenAppeals = `select ` + appealColumns + ` from appeals a where closed is null
and (?1 = '' or by_person <> ?1 and not exists (select 1 from verdicts v where v.finding = a.finding and v.by_person = ?1)) order by due, id limit ?2`

	sqlAppeals = `select ` + appealColumns + ` from appeals where ?1 = '' or at >= ?1 order by id`

	sqlAppeal = `select ` + appealColumns + ` from appeals where id = ?`

	sqlPutAppeal = `insert into appeals (transcript, finding, ` + markColumns + `, by_person, at, reason, due, closed, decision, decided_by, answer)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, '', '', '') returning id`

	sqlCloseAppeal = `update appeals set closed = ?, decision = ?, decided_by = ?, answer = ? where id = ?`
)

// PutAppeal implements ledger.Appeals.
func (s *store) PutAppeal(ctx context.Context, a *ledger.Appeal) error {
	if a.Transcript == "" || a.Finding == "" || a.By == "" || a.Reason == "" || a.At.IsZero() || a.Due.IsZero() {
		return errors.New("appeal: it must name conversation, finding, person, reason, time and when it is due")
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	err = w.transaction(ctx, func() error {
		if err := w.present(a.Transcript); err != nil {
			return err
		}
		made, err := w.rows(sqlAppealOf, 1, a.Finding)
		if err != nil {
			return err
		}
		if len(made) > 0 {
			return ledger.ErrAppealed
		}
		values := append([]driver.Value{a.Transcript, a.Finding}, markValues(&a.Mark)...)
		id, err := w.insert(sqlPutAppeal, append(values, a.By, stamp(a.At), a.Reason, stamp(a.Due))...)
		if err == nil {
			a.ID = id
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("appeal of finding %q: %w", a.Finding, err)
	}
	return nil
}

// DecideAppeal implements ledger.Appeals.
func (s *store) DecideAppeal(ctx context.Context, id int64, v *tingjian.Verdict) error {
	if v.Decision != tingjian.Confirm && v.Decision != tingjian.Overturn {
		return fmt.Errorf("appeal %d: decision %q: want confirm or overturn", id, v.Decision)
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	// Nobody else writes while the writer is held, so what is read here stays true until the commit.
	a, err := s.appeal(ctx, id)
	if err != nil {
		return err
	}
	v.Transcript, v.Finding, v.Mark, v.Appeal = a.Transcript, a.Finding, a.Mark, id
	if err := checkVerdict(v); err != nil {
		return err
	}
	err = w.transaction(ctx, func() error {
		if !a.Open() {
			return fmt.Errorf("it was decided already: %w", ledger.ErrConflict)
		}
		judged, err := w.rows(sqlVerdictBy, 1, a.Transcript, a.Finding, v.By)
		if err != nil {
			return err
		}
		if len(judged) > 0 || a.By == v.By {
			return ledger.ErrPartial
		}
		return errors.Join(w.putVerdict(v), w.exec(sqlCloseAppeal, stamp(v.At), string(v.Decision), v.By, v.Reason, id))
	})
	if err != nil {
		return fmt.Errorf("appeal %d: %w", id, err)
	}
	return nil
}

func (s *store) appeal(ctx context.Context, id int64) (*ledger.Appeal, error) {
	found, err := all(scanAppeal)(s.read.QueryContext(ctx, sqlAppeal, id))
	if err == nil && len(found) == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("appeal %d: %w", id, err)
	}
	return &found[0], nil
}

func scanAppeal(rows *sql.Rows) (a ledger.Appeal, err error) {
	fields := append([]any{&a.ID, &a.Transcript, &a.Finding}, markFields(&a.Mark)...)
	err = rows.Scan(append(fields, &a.By, moment{&a.At}, &a.Reason, moment{&a.Due}, moment{&a.Closed}, &a.Decision, &a.DecidedBy, &a.Answer)...)
	return a, err
}

// AppealOf implements ledger.Appeals.
func (s *store) AppealOf(ctx context.Context, finding string) (*ledger.Appeal, error) {
	found, err := all(scanAppeal)(s.read.QueryContext(ctx, sqlFindingsAppeal, finding))
	if err == nil && len(found) == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("appeal of finding %q: %w", finding, err)
	}
	return &found[0], nil
}

// AppealsOn implements ledger.Appeals.
func (s *store) AppealsOn(ctx context.Context, transcript string) ([]ledger.Appeal, error) {
	return all(scanAppeal)(s.read.QueryContext(ctx, sqlAppealsOn, transcript))
}

// OpenAppeals implements ledger.Appeals.
func (s *store) OpenAppeals(ctx context.Context, person string, limit int) ([]ledger.Appeal, error) {
	return all(scanAppeal)(s.read.QueryContext(ctx, sqlOpenAppeals, person, limit))
}

// Appeals implements ledger.Appeals.
func (s *store) Appeals(ctx context.Context, since time.Time) ([]ledger.Appeal, error) {
	return all(scanAppeal)(s.read.QueryContext(ctx, sqlAppeals, from(since)))
}
