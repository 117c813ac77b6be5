package ingest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/wire"
)

// worker sees one partition's messages through to the ledger. While one batch is being committed the next is decoded,
// assembled and inspected; a commit that fails makes the worker useless, and a new one starts from the ledger.
type worker struct {
	*Pipeline
	topic     string
	partition int
	offset    int64 // after every batch handed to the ledger so far
	cache     *cache
	leaving   map[string]bool // let go from memory with the batch handed over last, which may not be in the ledger yet
	timers    timers
	commits   committer
}

// Worker makes the worker of one assigned partition.
func (p *Pipeline) Worker(topic string, partition int) (Worker, error) {
	return &worker{Pipeline: p, topic: topic, partition: partition, cache: newCache(p.o.CachedTurns)}, nil
}

// Offset is where the ledger says to go on. It also loads the partition's timers.
func (w *worker) Offset(ctx context.Context) (int64, error) {
	var err error
	if w.offset, err = w.o.Ledger.Offset(ctx, w.topic, w.partition); err != nil {
		return 0, err
	}
	rows, err := w.o.Ledger.Timers(ctx, w.topic, w.partition)
	if err != nil {
		return 0, err
	}
	for _, r := range rows {
		w.timers.set(r.ID, w.soon(r.Wake))
	}
	return w.offset, nil
}

// soon is when to look at a stored timer: no later than a conversation in which nothing comes is looked at. One that is later was set
// for a message from the future, or with another idle gap.
func (w *worker) soon(wake time.Time) time.Time {
	if latest := w.o.Now().Add(w.o.IdleClose); wake.After(latest) {
		return latest
	}
	return wake
}

// Handle takes the next batch of messages, in order.
func (w *worker) Handle(ctx context.Context, batch []Message, _ int64) error {
	if len(batch) == 0 {
		return nil
	}
	start := w.o.Now()
	b := &ledger.Batch{Topic: w.topic, Partition: w.partition, From: w.offset, To: batch[len(batch)-1].Offset + 1}
	var touched []*conversation
	for i := range batch {
		c, err := w.take(ctx, &batch[i], b)
		if err != nil {
			return err
		}
		if c != nil && !c.touched {
			c.touched = true
			touched = append(touched, c)
		}
	}
	return w.commit(ctx, b, touched, Commit{Messages: len(batch)}, start, batch[0].Time)
}

// take merges one message into its conversation, or makes a dead letter of it. Only the ledger can make it fail: a message that
// did would be read again for ever, and nothing behind it ever.
func (w *worker) take(ctx context.Context, m *Message, b *ledger.Batch) (*conversation, error) {
	f, repairs, err := w.read(m.Value)
	if err != nil {
		b.DeadLetters = append(b.DeadLetters, w.refused(m, err))
		return nil, nil
	}
	for _, r := range repairs {
		w.o.Repaired(r)
	}
	c, err := w.conversation(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	merged, err := c.merge(f)
	if err != nil {
		b.DeadLetters = append(b.DeadLetters, w.refused(m, err))
		return nil, nil
	}
	if merged.LeftOut > 0 {
		w.o.LeftOut(merged.LeftOut)
	}
	if len(merged.Conflicts) > 0 {
		b.DeadLetters = append(b.DeadLetters, w.conflicting(m, f, merged.Conflicts))
	}
	if !merged.Changed {
		return nil, nil
	}
	if at := w.arrival(m); at.After(c.arrived) {
		c.arrived = at
	}
	c.asOf = time.Time{}
	c.first = min(c.first, merged.FirstChanged)
	return c, nil
}

// arrival is when a message came to the broker, as far as can be: most topics keep what producers write there, so a clock that is ahead
// or a producer that writes none must not keep a conversation open for ever, or close it with every message.
func (w *worker) arrival(m *Message) time.Time {
	if now := w.o.Now(); m.Time.IsZero() || m.Time.After(now) {
		return now
	}
	return m.Time
}

// read decodes and masks one message. A panic, which only a mistake of ours can cause, makes a dead letter of this message
// rather than stopping all that come after it.
func (w *worker) read(value []byte) (f *tingjian.Fragment, repairs []wire.Repair, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("panic while reading: %v: please report this record", p)
		}
	}()
	if f, repairs, err = wire.Decode(value, w.o.Limits); err == nil {
		w.o.Masker.Fragment(f)
	}
	return f, repairs, err
}

// conversation finds one in memory or in the ledger, or starts it.
func (w *worker) conversation(ctx context.Context, id string) (*conversation, error) {
	if c := w.cache.get(id); c != nil {
		return c, nil
	}
	if w.leaving[id] { // what was let go from memory must be in the ledger before it is read
		if err := w.commits.wait(); err != nil {
			return nil, err
		}
	}
	c := &conversation{Assembly: NewAssembly(id)}
	record, err := w.o.Ledger.Load(ctx, id)
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		c.inspector = w.o.NewInspector()
	case err != nil:
		return nil, err
	default:
		if c.inspector, err = w.resume(ctx, id); err != nil {
			return nil, err
		}
		if c.Assembly, err = ResumeAssembly(record.Transcript, record.State); err != nil {
			return nil, err
		}
		c.revision, c.arrived, c.wake, c.wakeAsOf = record.Revision, record.Arrived, record.Wake, record.WakeAsOf
		c.first, c.wasClosed = len(c.Transcript.Turns), c.Transcript.Closed
		if now := w.o.Now(); c.arrived.After(now) { // stored before arrival was bounded, and its timer with it
			c.arrived, c.wake = now, earlier(c.wake, now)
		}
	}
	c.Bound(w.o.Bounds)
	w.cache.put(c)
	return c, nil
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// resume is the inspector of a conversation that is in the ledger.
func (w *worker) resume(ctx context.Context, id string) (Inspector, error) {
	if w.o.Resume == nil {
		return w.o.NewInspector(), nil
	}
	last, err := w.o.Ledger.Inspection(ctx, id)
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		return w.o.NewInspector(), nil
	case err != nil:
		return nil, err
	}
	return w.o.Resume(last.Ruleset), nil
}

// inspect has the conversation judged as it is now and sets its next timer. It gives what is to be written of both.
func (w *worker) inspect(c *conversation) ledger.Update {
	inspection, deadline := c.inspector.Inspect(&c.Transcript, c.asOf)
	c.plan(deadline, w.o.IdleClose)
	w.timers.set(c.Transcript.ID, c.wake)
	return ledger.Update{Record: c.record(w.topic, w.partition), FirstChanged: c.first, Inspection: inspection}
}

// commit has what was touched inspected, each conversation once, and hands the batch to the ledger.
func (w *worker) commit(ctx context.Context, b *ledger.Batch, touched []*conversation, done Commit, start, oldest time.Time) error {
	for _, c := range touched {
		update := w.inspect(c)
		b.Transcripts = append(b.Transcripts, update)
		if c.Transcript.Closed && !c.wasClosed {
			done.Closed = append(done.Closed, Closed{Channel: c.Transcript.Channel, Vendor: c.Transcript.Vendor, Inspection: update.Inspection})
		}
		c.handedOver()
	}
	w.leaving = w.cache.trim(touched)
	w.offset = b.To
	done.Topic, done.Partition, done.To, done.DeadLetters = w.topic, w.partition, b.To, len(b.DeadLetters)
	return w.commits.start(func() error {
		// A stop of the service must not tear a batch that is ready; it is short.
		if err := w.o.Ledger.Commit(context.WithoutCancel(ctx), b); err != nil {
			return err
		}
		now := w.o.Now()
		done.Took = now.Sub(start)
		if !oldest.IsZero() {
			done.Latency = max(0, now.Sub(oldest))
		}
		w.o.Committed(done)
		return nil
	})
}

// maxTimers is how many timers one Idle looks after, so that messages get their turn in between.
const maxTimers = 500

// Idle fires the timers that are due. It is called when there is nothing to read, so that a backlog is read before
// anybody is told that nothing came.
func (w *worker) Idle(ctx context.Context, now time.Time) error {
	if err := w.commits.poll(); err != nil {
		return err
	}
	var touched []*conversation
	for _, id := range w.timers.due(now, maxTimers) {
		c, err := w.conversation(ctx, id)
		if err != nil {
			return err
		}
		if c.wake.IsZero() || c.touched {
			continue
		}
		if c.wake.After(now) {
			w.timers.set(id, w.soon(c.wake))
			continue
		}
		if c.asOf = c.wakeAsOf; c.asOf.IsZero() {
			c.CloseIdle()
		}
		c.touched = true
		touched = append(touched, c)
	}
	if len(touched) == 0 {
		return nil
	}
	b := &ledger.Batch{Topic: w.topic, Partition: w.partition, From: w.offset, To: w.offset}
	return w.commit(ctx, b, touched, Commit{}, now, time.Time{})
}

// Close waits for the commit under way.
func (w *worker) Close() { _ = w.commits.wait() }
