package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/tingjian/tingjian/ledger"
)

const (
	sqlLastChange = `select max(coalesce((select max(change) from transcripts), 0), coalesce((select max(change) from erased), 0))`

	sqlMoveOffset = `update offsets set next_offset = ? where topic = ? and partition = ? and next_offset = ?`

	sqlFirstOffset = `insert into offsets (next_offset, topic, partition) values (?, ?, ?) on conflict do nothing`

	sqlAddDeadLetter = `insert into dead_letters (topic, partition, message_offset, key, reason, arrived, replayed, record)
values (?, ?, ?, ?, ?, ?, ?, ?)`
)

// Commit implements ledger.Ledger.
func (s *store) Commit(ctx context.Context, b *ledger.Batch) error {
	if err := check(b); err != nil {
		return err
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	saved := make([]*stored, len(b.Transcripts))
	err = w.transaction(ctx, func() error { return w.batch(ctx, b, saved) })
	if err != nil {
		return fmt.Errorf("commit %s/%d from %d to %d: %w", b.Topic, b.Partition, b.From, b.To, err)
	}
	for i, after := range saved {
		r := b.Transcripts[i].Record
		r.Revision, r.Change = after.revision, after.change
		w.remember(r, after)
	}
	return nil
}

// check refuses batches that cannot be meant.
func check(b *ledger.Batch) error {
	if b.From < 0 || b.To < 0 {
		return fmt.Errorf("batch of %s/%d goes from offset %d to %d: want none below 0", b.Topic, b.Partition, b.From, b.To)
	}
	for i := range b.Transcripts {
		u := &b.Transcripts[i]
		switch {
		case u.Record == nil || u.Record.Transcript.ID == "":
			return fmt.Errorf("batch of %s/%d: update %d has no transcript id", b.Topic, b.Partition, i)
		case u.FirstChanged < 0 || u.FirstChanged > len(u.Record.Transcript.Turns):
			return fmt.Errorf("batch of %s/%d: transcript %q has %d turns, the first changed one cannot be %d",
				b.Topic, b.Partition, u.Record.Transcript.ID, len(u.Record.Transcript.Turns), u.FirstChanged)
		case u.Inspection != nil && u.Inspection.ID != u.Record.Transcript.ID:
			return fmt.Errorf("batch of %s/%d: transcript %q comes with the inspection of %q",
				b.Topic, b.Partition, u.Record.Transcript.ID, u.Inspection.ID)
		}
	}
	return nil
}

// batch writes everything of b inside a transaction and notes in saved what is then stored of each transcript.
func (w *writer) batch(ctx context.Context, b *ledger.Batch, saved []*stored) error {
	if err := w.fence(b); err != nil {
		return err
	}
	change, err := w.latestChange()
	if err != nil {
		return err
	}
	for i := range b.Transcripts {
		if err := ctx.Err(); err != nil {
			return err
		}
		change++
		u := &b.Transcripts[i]
		if saved[i], err = w.transcript(u, change); err != nil {
			return fmt.Errorf("transcript %q: %w", u.Record.Transcript.ID, err)
		}
	}
	for i := range b.DeadLetters {
		d := &b.DeadLetters[i]
		err := w.addDeadLetter.run(d.Topic, int64(d.Partition), d.Offset, d.Key, d.Reason, stamp(d.Arrived), stamp(d.Replayed), string(d.Record))
		if err != nil {
			return fmt.Errorf("dead letter %d of %s/%d: %w", d.Offset, d.Topic, d.Partition, err)
		}
	}
	return nil
}

// fence moves the partition's offset, if it is where the batch says.
func (w *writer) fence(b *ledger.Batch) error {
	moved, err := w.moveOffset.changed(b.To, b.Topic, int64(b.Partition), b.From)
	if err == nil && moved == 0 && b.From == 0 {
		moved, err = w.firstOffset.changed(b.To, b.Topic, int64(b.Partition))
	}
	if err == nil && moved == 0 {
		err = ledger.ErrFenced
	}
	return err
}

// latestChange is the position of the newest change in the feed.
func (w *writer) latestChange() (int64, error) {
	var dest [1]driver.Value
	if _, err := w.lastChange.row(dest[:]); err != nil {
		return 0, err
	}
	n, ok := dest[0].(int64)
	if !ok {
		return 0, fmt.Errorf("the newest change is a %T, want an integer", dest[0])
	}
	return n, nil
}
