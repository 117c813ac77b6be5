package ingesttest

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/tingjian/tingjian/ingest"
)

func testInOrder(t *testing.T, b Backend) {
	r := newRig(t, b, "in-order", twoPartitions)
	r.send(t, 3000)
	l := NewLedger()
	m := r.join(t, l)
	await(t, "all messages that were there", func() bool { return l.Count() == 3000 })
	for range 20 {
		r.send(t, 3)
	}
	await(t, "all messages that came later", func() bool { return l.Count() == 3060 })
	l.CheckOnce(t)
	l.CheckOrder(t)
	await(t, "no lag", func() bool {
		lag := int64(0)
		for _, p := range m.source.Stats().Partitions {
			lag += p.Lag()
		}
		return lag == 0
	})
	if s := m.source.Stats(); len(s.Partitions) != 2 || s.Messages != 3060 || s.Lost+s.OutOfRange+s.WorkerFailures != 0 {
		t.Errorf("stats are %+v: want 3060 messages from two partitions without trouble", s)
	}
}

// testIdle has a backlog that takes many reads: no timer may run before the last message was handled, and a timer's time
// must neither stand still nor be later than what was read.
func testIdle(t *testing.T, b Backend) {
	r := newRig(t, b, "idle", onePartition)
	for range 50 {
		r.send(t, 20)
	}
	l := NewLedger()
	l.BeforeCommit = func(context.Context, int, []ingest.Message) error { time.Sleep(5 * time.Millisecond); return nil }
	config := r.config()
	config.Batch.MaxBytes = 2000
	begin := time.Now()
	r.joinAs(t, config, l.Worker)
	await(t, "timers", func() bool { return len(l.Idle(0)) > 4 })
	l.CheckOnce(t)
	for i, call := range l.Idle(0) {
		switch {
		case call.Offset != 1000:
			t.Fatalf("idle was called at offset %d of 1000", call.Offset)
		case call.Now.Before(begin) || call.Now.After(time.Now()):
			t.Fatalf("idle said %s, between %s and now it is", call.Now, begin)
		case i > 0 && !call.Now.After(l.Idle(0)[i-1].Now):
			t.Fatalf("idle said %s after it had said %s", call.Now, l.Idle(0)[i-1].Now)
		}
	}
}

// testIdleInStream checks that timers run on a partition that never pauses.
func testIdleInStream(t *testing.T, b Backend) {
	r := newRig(t, b, "idle-in-stream", onePartition)
	l := NewLedger()
	config := r.config()
	r.joinAs(t, config, l.Worker)
	begin := time.Now()
	for time.Since(begin) < time.Second {
		r.send(t, 1) // far more often than a read would wait
	}
	if n := len(l.Idle(0)); n < 3 {
		t.Errorf("idle was called %d times in a second of steady traffic: want it every 100 ms or so", n)
	}
}

// testResume stops and starts at random points.
func testResume(t *testing.T, b Backend) {
	r := newRig(t, b, "resume", twoPartitions)
	r.send(t, 4000)
	l := NewLedger()
	l.BeforeCommit = func(context.Context, int, []ingest.Message) error { time.Sleep(time.Millisecond); return nil }
	config := r.config()
	config.Batch.MaxMessages = 50
	for l.Count() < 3000 {
		until := l.Count() + 1 + rand.IntN(900)
		m := r.joinAs(t, config, l.Worker)
		await(t, "some messages", func() bool { return l.Count() >= min(until, 4000) })
		m.stop()
	}
	r.send(t, 100)
	r.joinAs(t, config, l.Worker)
	await(t, "all messages", func() bool { return l.Count() == 4100 })
	l.CheckOnce(t)
	l.CheckOrder(t)
	if n := l.Fenced(); n != 0 {
		t.Errorf("%d batches were fenced although only one source was running", n)
	}
}

func testLedgerWins(t *testing.T, b Backend) {
	r := newRig(t, b, "ledger-wins", onePartition)
	r.send(t, 100)
	l := NewLedger()
	m := r.join(t, l)
	await(t, "all messages", func() bool { return l.Count() == 100 })
	m.stop()
	if at := r.groupOffset(t, 0); at != 100 {
		t.Errorf("the group's offset is %d after a good end: lag tools want 100", at)
	}
	again := NewLedger()
	again.SetOffset(0, 40)
	r.join(t, again)
	await(t, "the messages from 40 on", func() bool { return again.Count() == 60 })
	if first := again.Received(0)[0].Offset; first != 40 {
		t.Errorf("reading began at %d: want the ledger's 40, not the group's 100", first)
	}
}

// groupOffset is what Kafka holds for the group.
func (r *rig) groupOffset(t testing.TB, partition int32) int64 {
	t.Helper()
	request := kmsg.NewPtrOffsetFetchRequest()
	request.Group = r.topic
	group := kmsg.NewOffsetFetchRequestGroup()
	group.Group = r.topic
	request.Groups = append(request.Groups, group)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	response, err := request.RequestWith(ctx, rawClient(t, r))
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range response.Groups {
		for _, topic := range g.Topics {
			for _, p := range topic.Partitions {
				if topic.Topic == r.topic && p.Partition == partition {
					return p.Offset
				}
			}
		}
	}
	return -1
}

// testFinishes stops a source in the middle of a batch: the batch may finish, so that nobody need do it again.
func testFinishes(t *testing.T, b Backend) {
	r := newRig(t, b, "finishes", onePartition)
	r.send(t, 10)
	l := NewLedger()
	began := make(chan struct{})
	l.BeforeCommit = func(ctx context.Context, _ int, _ []ingest.Message) error {
		close(began)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(300 * time.Millisecond):
			return nil
		}
	}
	m := r.join(t, l)
	<-began
	m.stop()
	if n := l.Count(); n != 10 {
		t.Errorf("%d messages were committed: want the 10 of the batch under way", n)
	}
	if at := r.groupOffset(t, 0); at != 10 {
		t.Errorf("the group's offset is %d after that: want 10", at)
	}
}

func testWorkerFails(t *testing.T, b Backend) {
	r := newRig(t, b, "worker-fails", twoPartitions)
	r.send(t, 500)
	l := NewLedger()
	var calls atomic.Int64
	l.BeforeCommit = func(context.Context, int, []ingest.Message) error {
		if calls.Add(1)%4 == 2 {
			return errors.New("the disk is full, the test says")
		}
		return nil
	}
	config := r.config()
	config.Batch.MaxMessages = 40
	m := r.joinAs(t, config, l.Worker)
	await(t, "all messages in spite of failures", func() bool { return l.Count() == 500 })
	l.CheckOnce(t)
	if n := m.source.Stats().WorkerFailures; n == 0 {
		t.Error("no failure was counted")
	}
}

// testFailsAlone has one partition fail at every batch while another one's messages keep coming: what the other handles must not
// make the failing one try again and again at once.
func testFailsAlone(t *testing.T, b Backend) {
	r := newRig(t, b, "fails-alone", twoPartitions)
	l := NewLedger()
	l.BeforeCommit = func(_ context.Context, partition int, _ []ingest.Message) error {
		if partition == 0 {
			return errors.New("this partition has no luck, the test says")
		}
		return nil
	}
	m := r.join(t, l)
	stopSending := r.keepSending(t)
	await(t, "the first failure", func() bool { return m.source.Stats().WorkerFailures > 0 })
	before := l.Count()
	time.Sleep(3 * time.Second) // long enough for 6 tries, each after twice the wait, and for 40 after the shortest
	if n := m.source.Stats().WorkerFailures; n > 10 {
		t.Errorf("%d failures in three seconds: want tries ever further apart", n)
	}
	stopSending()
	if l.Count() == before {
		t.Error("the other partition stood still")
	}
}
