package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tingjian/tingjian/ledger"
)

const (
	// A transcript that came back after it was erased is listed as written only.
	sqlChanges = `select change, id, 0 from transcripts where change > ?1
union all
select change, id, 1 from erased where change > ?1 and not exists (select 1 from transcripts t where t.id = erased.id)
order by 1 limit ?2`

	sqlCursor = `select position from cursors where follower = ?`

	sqlSetCursor = `replace into cursors (follower, position) values (?, ?)`
)

// Changes implements ledger.Feed.
func (s *store) Changes(ctx context.Context, after int64, limit int) ([]ledger.Change, error) {
	rows, err := s.query.changes.QueryContext(ctx, after, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var changes []ledger.Change
	for rows.Next() {
		var c ledger.Change
		if err := rows.Scan(&c.Position, &c.ID, &c.Erased); err != nil {
			return nil, err
		}
		changes = append(changes, c)
	}
	return changes, rows.Err()
}

// Cursor implements ledger.Feed.
func (s *store) Cursor(ctx context.Context, follower string) (int64, error) {
	var position int64
	err := s.query.cursor.QueryRowContext(ctx, follower).Scan(&position)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return position, err
}

// SetCursor implements ledger.Feed.
func (s *store) SetCursor(ctx context.Context, follower string, position int64) error {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	if err := w.setCursor.run(follower, position); err != nil {
		return fmt.Errorf("cursor of %q: %w", follower, err)
	}
	return nil
}
