package sqlite

import (
	"context"
	"fmt"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

const (
	deadLetterColumns = `id, topic, partition, message_offset, key, record, reason, arrived, replayed`

	sqlDeadLetters = `select ` + deadLetterColumns + ` from dead_letters where id > ? order by id limit ?`

	sqlDeadLetter = `select ` + deadLetterColumns + ` from dead_letters where id = ?`

	sqlMarkReplayed = `update dead_letters set replayed = ? where id = ?`
)

func scanDeadLetter(row interface{ Scan(...any) error }) (d ledger.DeadLetter, err error) {
	err = row.Scan(&d.ID, &d.Topic, &d.Partition, &d.Offset, &d.Key, &d.Record, &d.Reason, moment{&d.Arrived}, moment{&d.Replayed})
	return d, err
}

// DeadLetters implements ledger.DeadLetters.
func (s *store) DeadLetters(ctx context.Context, after int64, limit int) ([]ledger.DeadLetter, error) {
	rows, err := s.query.deadLetters.QueryContext(ctx, after, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var letters []ledger.DeadLetter
	for rows.Next() {
		d, err := scanDeadLetter(rows)
		if err != nil {
			return nil, err
		}
		letters = append(letters, d)
	}
	return letters, rows.Err()
}

// DeadLetter implements ledger.DeadLetters.
func (s *store) DeadLetter(ctx context.Context, id int64) (*ledger.DeadLetter, error) {
	d, err := scanDeadLetter(s.query.deadLetter.QueryRowContext(ctx, id))
	if err != nil {
		return nil, fmt.Errorf("dead letter %d: %w", id, missing(err))
	}
	return &d, nil
}

// MarkReplayed implements ledger.DeadLetters.
func (s *store) MarkReplayed(ctx context.Context, id int64, at time.Time) error {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	n, err := w.markReplayed.changed(stamp(at), id)
	if err == nil && n == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("dead letter %d: %w", id, err)
	}
	return nil
}
