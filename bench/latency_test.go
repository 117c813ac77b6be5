package bench_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"path/filepath"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// measureLatency sends live traffic to a whole service in this process, the search index and topics out included, and
// takes for each message the time from the broker's acknowledgement to the end of the commit that holds its findings.
func measureLatency(s sizes, dir string) ([]row, error) {
	warmUp := s.rate // a second's worth, which is not counted
	turns, err := liveTurns(warmUp + int(s.live.Seconds()*float64(s.rate)))
	if err != nil {
		return nil, err
	}
	c, err := settings(filepath.Join(dir, "data"), "")
	if err != nil {
		return nil, err
	}
	c.Kafka.EmbeddedAddr = freeAddr()
	ctx, cancel := context.WithTimeout(context.Background(), s.live+time.Minute)
	defer cancel()
	service, err := service.Open(ctx, c)
	if err != nil {
		return nil, err
	}
	defer service.Close()
	watch := &watch{committed: map[place]time.Time{}, next: map[int]int64{}, wanted: len(turns), all: make(chan struct{})}
	service.OnCommit(watch.commit)
	ended := make(chan error, 1)
	go func() { ended <- service.Run(ctx) }()
	if err := await(ctx, func() bool { return service.Ready(ctx) == nil }); err != nil {
		return nil, err
	}
	acks, err := sendLive(ctx, c, turns, s.rate)
	if err != nil {
		return nil, err
	}
	select {
	case <-watch.all:
	case <-ctx.Done():
		return nil, errors.New("not all messages reached the ledger")
	}
	cancel()
	if err := <-ended; err != nil {
		return nil, err
	}
	took := watch.since(acks[warmUp:])
	p50, p99 := milliseconds(quantile(took, .5)), milliseconds(quantile(took, .99))
	return []row{{
		what:  fmt.Sprintf("acknowledged by the broker until in the ledger, %d messages/s for %s, p99", s.rate, s.live),
		ours:  fmt.Sprintf("%.1f ms (p50 %.1f, most %.1f)", p99, p50, milliseconds(quantile(took, 1))),
		value: max(p99, .001), below: 50,
	}}, nil
}

// place is where a message lies.
type place struct {
	partition int
	offset    int64
}

// ack is when the broker acknowledged the message at a place.
type ack struct {
	place
	at time.Time
}

// watch notes when each message was in the ledger.
type watch struct {
	mu        sync.Mutex
	committed map[place]time.Time
	next      map[int]int64 // offset after the last one noted, by partition
	wanted    int
	all       chan struct{}
}

func (w *watch) commit(c ingest.Commit) {
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	for ; w.next[c.Partition] < c.To; w.next[c.Partition]++ {
		w.committed[place{c.Partition, w.next[c.Partition]}] = now
		if len(w.committed) == w.wanted {
			close(w.all)
		}
	}
}

// since is how long each message took after its acknowledgement; 0 for those that were faster than it.
func (w *watch) since(acks []ack) []time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	took := make([]time.Duration, len(acks))
	for i, a := range acks {
		took[i] = max(0, w.committed[a.place].Sub(a.at))
	}
	return took
}

// sendLive sends one message a turn at the given rate and says when and where each was acknowledged. Every partition has
// a connection of its own, so that none waits for another.
func sendLive(ctx context.Context, c *configs.Config, turns []tingjian.Fragment, rate int) ([]ack, error) {
	acks := make([]ack, len(turns))
	queues := make([]chan int, c.Kafka.Partitions)
	failures := make([]error, len(queues))
	var senders sync.WaitGroup
	for p := range queues {
		queues[p] = make(chan int, len(turns))
		senders.Go(func() { failures[p] = sendPartition(ctx, c, p, turns, queues[p], acks) })
	}
	start := time.Now()
	for i := range turns {
		time.Sleep(time.Until(start.Add(time.Duration(i) * time.Second / time.Duration(rate))))
		h := fnv.New32a()
		h.Write([]byte(turns[i].Key()))
		queues[h.Sum32()%uint32(len(queues))] <- i
	}
	for _, q := range queues {
		close(q)
	}
	senders.Wait()
	return acks, errors.Join(failures...)
}

func sendPartition(ctx context.Context, c *configs.Config, partition int, turns []tingjian.Fragment, queue <-chan int, acks []ack) error {
	conn, err := kafka.DialLeader(ctx, "tcp", service.Connection(c).Brokers[0], c.Kafka.Topics.Transcripts, partition)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetRequiredAcks(-1); err != nil {
		return err
	}
	for i := range queue {
		value, err := wire.Marshal(&turns[i])
		if err != nil {
			return err
		}
		_, _, offset, _, err := conn.WriteCompressedMessagesAt(nil, kafka.Message{Key: []byte(turns[i].Key()), Value: value})
		if err != nil {
			return err
		}
		acks[i] = ack{place{partition, offset}, time.Now()}
	}
	return nil
}

// await waits until done says so or ctx ends.
func await(ctx context.Context, done func() bool) error {
	for !done() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}
