package ingesttest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ledger"
)

// Ledger is the smallest ledger that a worker can write to: offsets with compare-and-set and, in the same step, what was
// received. Several sources may share one, as several processes share a real one.
type Ledger struct {
	// BeforeCommit, if set, is called for every batch before it counts; an error fails the batch.
	BeforeCommit func(ctx context.Context, partition int, batch []ingest.Message) error

	mu       sync.Mutex
	offsets  map[int]int64
	received map[int][]Received
	fenced   int
	idle     map[int][]Idle
}

// Received is what the ledger keeps of a message.
type Received struct {
	Offset int64
	Key    string
	Value  string
}

// Idle is one call of a worker's Idle.
type Idle struct {
	Now    time.Time
	Offset int64 // the ledger's by then
}

// NewLedger makes an empty ledger.
func NewLedger() *Ledger {
	return &Ledger{offsets: make(map[int]int64), received: make(map[int][]Received), idle: make(map[int][]Idle)}
}

// Worker makes a worker, for Source.Run.
func (l *Ledger) Worker(_ string, partition int) (ingest.Worker, error) {
	return &worker{ledger: l, partition: partition}, nil
}

// SetOffset moves a partition, as nothing but a test would.
func (l *Ledger) SetOffset(partition int, offset int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.offsets[partition] = offset
}

// Offset is the next offset of a partition.
func (l *Ledger) Offset(partition int) int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.offsets[partition]
}

// Received is what a partition brought, in the order of commits.
func (l *Ledger) Received(partition int) []Received {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.received[partition])
}

// Count is the number of messages received.
func (l *Ledger) Count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, r := range l.received {
		n += len(r)
	}
	return n
}

// Distinct is the number of different values received: a producer that sends again may write a message twice.
func (l *Ledger) Distinct() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	values := make(map[string]struct{})
	for _, rs := range l.received {
		for _, r := range rs {
			values[r.Value] = struct{}{}
		}
	}
	return len(values)
}

// Fenced is the number of batches refused because another worker had moved the offset.
func (l *Ledger) Fenced() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fenced
}

// Idle lists a partition's idle calls.
func (l *Ledger) Idle(partition int) []Idle {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.idle[partition])
}

// CheckOnce fails the test unless every partition brought each of its offsets once, in order, from the first on.
func (l *Ledger) CheckOnce(t testing.TB) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for partition, rs := range l.received {
		for i, r := range rs {
			if r.Offset != int64(i) {
				t.Fatalf("partition %d: message %d has offset %d: want every offset once and in order", partition, i, r.Offset)
			}
		}
	}
}

// CheckOrder fails the test unless the messages of each key came in the order of the numbers that end their values, and
// each key in one partition only.
func (l *Ledger) CheckOrder(t testing.TB) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	home := make(map[string]int)
	last := make(map[string]string)
	for partition, rs := range l.received {
		for _, r := range rs {
			if p, ok := home[r.Key]; ok && p != partition {
				t.Fatalf("key %s is in partitions %d and %d", r.Key, p, partition)
			}
			home[r.Key] = partition
			if strings.Compare(r.Value, last[r.Key]) <= 0 {
				t.Fatalf("key %s: %q came after %q", r.Key, r.Value, last[r.Key])
			}
			last[r.Key] = r.Value
		}
	}
}

// worker writes to a Ledger the way a real one does.
type worker struct {
	ledger    *Ledger
	partition int
	from      int64
	closed    bool
}

func (w *worker) Offset(context.Context) (int64, error) {
	w.from = w.ledger.Offset(w.partition)
	return w.from, nil
}

func (w *worker) Handle(ctx context.Context, batch []ingest.Message, highWater int64) error {
	if w.closed {
		return fmt.Errorf("partition %d: used after it was closed", w.partition)
	}
	if highWater <= batch[len(batch)-1].Offset {
		return fmt.Errorf("partition %d: high water %d is not after offset %d", w.partition, highWater, batch[len(batch)-1].Offset)
	}
	if w.ledger.BeforeCommit != nil {
		if err := w.ledger.BeforeCommit(ctx, w.partition, batch); err != nil {
			return err
		}
	}
	l := w.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.offsets[w.partition] != w.from {
		l.fenced++
		return ledger.ErrFenced
	}
	for _, m := range batch {
		l.received[w.partition] = append(l.received[w.partition], Received{m.Offset, string(m.Key), string(m.Value)})
	}
	w.from = batch[len(batch)-1].Offset + 1
	l.offsets[w.partition] = w.from
	return nil
}

func (w *worker) Idle(_ context.Context, now time.Time) error {
	l := w.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	l.idle[w.partition] = append(l.idle[w.partition], Idle{Now: now, Offset: l.offsets[w.partition]})
	return nil
}

func (w *worker) Close() { w.closed = true }
