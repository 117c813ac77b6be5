package ingesttest

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// testMembers lets members come and go while messages keep coming.
func testMembers(t *testing.T, b Backend) {
	r := newRig(t, b, "members", kafkasrc.TopicSpec{Partitions: 4})
	l := NewLedger()
	stopSending := r.keepSending(t)
	first := r.join(t, l)
	await(t, "the first member's messages", func() bool { return first.source.Stats().Messages > 200 })
	second := r.join(t, l)
	await(t, "two partitions for each", func() bool {
		return len(first.source.Stats().Partitions) == 2 && len(second.source.Stats().Partitions) == 2
	})
	await(t, "the second member's messages", func() bool { return second.source.Stats().Messages > 200 })
	first.stop()
	await(t, "all partitions for the second", func() bool { return len(second.source.Stats().Partitions) == 4 })
	before := l.Count()
	await(t, "more messages", func() bool { return l.Count() > before+200 })
	sent := stopSending()
	await(t, "all messages", func() bool { return l.Count() >= sent })
	l.CheckOnce(t)
	l.CheckOrder(t)
	if n := l.Count(); n != sent {
		t.Errorf("%d messages were received of %d sent", n, sent)
	}
	if handled := first.source.Stats().Messages + second.source.Stats().Messages; handled != int64(sent) || l.Fenced() != 0 {
		t.Errorf("%d messages were handled of %d sent, %d batches fenced: want nothing done twice", handled, sent, l.Fenced())
	}
}

// keepSending writes in the background until the function it returns is called, which tells how many were written.
func (r *rig) keepSending(t testing.TB) (stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			if err := r.trySend(20); err != nil {
				t.Errorf("writing in the background: %v", err)
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	t.Cleanup(cancel)
	return func() int {
		cancel()
		<-ended
		return r.sent
	}
}

// testZombie holds one member up in the middle of a batch until the group has given its partition away. When it wakes up
// its batch must come to nothing.
func testZombie(t *testing.T, b Backend) {
	r := newRig(t, b, "zombie", onePartition)
	l := NewLedger()
	asleep, wake := make(chan struct{}), make(chan struct{})
	var once atomic.Bool
	zombie := func(topic string, partition int) (ingest.Worker, error) {
		w, err := l.Worker(topic, partition)
		return &sleeper{Worker: w, once: &once, asleep: asleep, wake: wake}, err
	}
	r.send(t, 100)
	r.joinAs(t, r.config(), zombie)
	<-asleep
	other := r.join(t, l)
	await(t, "the other member's takeover", func() bool { return l.Count() == 100 })
	if n := other.source.Stats().Messages; n != 100 {
		t.Errorf("the other member handled %d messages: want 100", n)
	}
	close(wake)
	await(t, "the fence", func() bool { return l.Fenced() == 1 })
	r.send(t, 100)
	await(t, "the messages after it", func() bool { return l.Count() == 200 })
	l.CheckOnce(t)
}

// sleeper is a worker that sleeps through everything in its first batch, as a process does that was stopped.
type sleeper struct {
	ingest.Worker
	once         *atomic.Bool
	asleep, wake chan struct{}
}

func (s *sleeper) Handle(_ context.Context, batch []ingest.Message, highWater int64) error {
	if s.once.CompareAndSwap(false, true) {
		close(s.asleep)
		<-s.wake
	}
	return s.Worker.Handle(context.Background(), batch, highWater)
}

func testBrokerRestart(t *testing.T, b Backend) { restartInMidStream(t, b, 2) }

// restartInMidStream stops the broker, or one of several, while it is being written to and read from.
func restartInMidStream(t *testing.T, b Backend, rounds int) {
	t.Helper()
	r := newRig(t, b, "restart", twoPartitions)
	l := NewLedger()
	m := r.join(t, l)
	stopSending := r.keepSending(t)
	for round := range rounds {
		await(t, "messages before the restart", func() bool { return l.Count() > 200*(round+1) })
		b.Restart(t)
		before := l.Count()
		await(t, "messages after the restart", func() bool { return l.Count() > before+200 })
	}
	sent := stopSending()
	await(t, "all messages", func() bool { return l.Distinct() == sent })
	l.CheckOnce(t)
	if s := m.source.Stats(); s.OutOfRange != 0 || s.Lost != 0 {
		t.Errorf("stats are %+v: nothing may count as lost or out of range", s)
	}
}
