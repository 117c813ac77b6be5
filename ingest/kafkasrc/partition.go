package kafkasrc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ledger"
)

// idleEvery is how often a worker's timers are run on a partition that never pauses.
const idleEvery = 100 * time.Millisecond

// partition delivers one assigned partition to one worker after another.
type partition struct {
	source    *Source
	id        int
	newWorker newWorkerFunc
	progress  *progress
	log       *slog.Logger
	began     int64 // where the ledger had the last worker begin; -1: there was none
	retry     backoff
}

// run delivers until ctx ends. It must not return before that, or it would end the generation for all partitions.
func (p *partition) run(ctx context.Context) {
	p.began, p.retry = -1, backoff{first: 50 * time.Millisecond, most: 5 * time.Second}
	for ctx.Err() == nil {
		err := p.serve(ctx)
		if ctx.Err() != nil {
			return
		}
		p.source.counters.workerFailures.Add(1)
		level := slog.LevelError
		if errors.Is(err, ledger.ErrFenced) { // the fence did its work: this process was slow to see that it had lost the partition
			level = slog.LevelWarn
		}
		p.log.Log(ctx, level, "kafka: the worker failed, reading again from the ledger's offset", "error", err)
		p.retry.wait(ctx)
	}
}

// serve is the life of one worker: it ends with an error of the worker, or with ctx.
func (p *partition) serve(ctx context.Context) error {
	// What is being handled when the assignment ends may finish: the next owner waits for it, and nothing is done twice.
	// Past the limit it is cut off, and the ledger's compare-and-set decides.
	workCtx, cutOff := context.WithCancel(context.WithoutCancel(ctx))
	defer cutOff()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(p.source.config.SessionTimeout/2, cutOff) })()

	worker, err := p.newWorker(p.source.config.Topic, p.id)
	if err != nil {
		return fmt.Errorf("making the worker: %w", err)
	}
	defer worker.Close()
	offset, err := worker.Offset(workCtx)
	if err != nil {
		return fmt.Errorf("reading the offset from the ledger: %w", err)
	}
	p.progress.offset.Store(offset)
	if offset != p.began { // this partition got on since; what the worker took and could not commit is no progress
		p.retry.reset()
		p.began = offset
	}

	readCtx, stopReading := context.WithCancel(ctx)
	r := newReader(p, readCtx)
	defer r.wait()
	defer stopReading()
	go r.run(offset)
	return p.deliver(ctx, workCtx, worker, r.chunks)
}

// deliver hands to the worker what the reader brings, which reads on meanwhile.
func (p *partition) deliver(ctx, workCtx context.Context, worker ingest.Worker, chunks <-chan chunk) error {
	var lastIdle time.Time
	for {
		var c chunk
		select {
		case <-ctx.Done():
			return ctx.Err()
		case c = <-chunks:
		}
		c = p.gather(c, chunks)
		if err := p.handle(ctx, workCtx, worker, c); err != nil {
			return err
		}
		caughtUp := c.next >= c.highWater
		if ctx.Err() == nil && caughtUp && (len(c.messages) == 0 || time.Since(lastIdle) >= idleEvery) {
			lastIdle = time.Now()
			if err := worker.Idle(workCtx, c.asked); err != nil {
				return fmt.Errorf("timers: %w", err)
			}
		}
	}
}

// gather adds what the reader has ready, up to the size of a batch, so that a backlog is handled in large batches.
func (p *partition) gather(c chunk, chunks <-chan chunk) chunk {
	for len(c.messages) < p.source.config.Batch.MaxMessages {
		select {
		case more := <-chunks:
			more.messages = append(c.messages, more.messages...)
			c = more
		default:
			return c
		}
	}
	return c
}

// handle passes the messages on in batches. It leaves the rest when the assignment has ended.
func (p *partition) handle(ctx, workCtx context.Context, worker ingest.Worker, c chunk) error {
	p.progress.highWater.Store(c.highWater)
	for rest := c.messages; len(rest) > 0; {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		batch := rest[:min(len(rest), p.source.config.Batch.MaxMessages)]
		rest = rest[len(batch):]
		if err := worker.Handle(workCtx, batch, c.highWater); err != nil {
			return fmt.Errorf("messages %d to %d: %w", batch[0].Offset, batch[len(batch)-1].Offset, err)
		}
		p.progress.offset.Store(batch[len(batch)-1].Offset + 1)
		p.source.counters.messages.Add(int64(len(batch)))
		p.source.counters.batches.Add(1)
	}
	p.progress.offset.Store(c.next)
	return nil
}

// backoff waits ever longer between tries.
type backoff struct{ first, most, next time.Duration }

func (b *backoff) reset() { b.next = 0 }

// wait returns early when ctx ends.
func (b *backoff) wait(ctx context.Context) {
	b.next = max(b.first, min(b.most, 2*b.next))
	timer := time.NewTimer(b.next)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
