package bench_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/broker"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// measureLedger holds the way from the broker to the ledger, one message a turn, against a loop that stores the same
// messages as they are.
func measureLedger(s sizes, dir string) ([]row, error) {
	turns, err := liveTurns(s.backlog)
	if err != nil {
		return nil, err
	}
	defaults, err := configs.Load("", nil, nil)
	if err != nil {
		return nil, err
	}
	topic := defaults.Kafka.Topics.Transcripts
	b, err := broker.Start(broker.Options{Addr: "127.0.0.1:0", Dir: filepath.Join(dir, "broker")})
	if err != nil {
		return nil, err
	}
	defer b.Close()
	connection := kafkasrc.Connection{Brokers: []string{b.Addr()}}
	if err := kafkasrc.EnsureTopics(context.Background(), connection, map[string]kafkasrc.TopicSpec{topic: {Partitions: defaults.Kafka.Partitions}}); err != nil {
		return nil, err
	}
	size, err := fill(b.Addr(), topic, turns)
	if err != nil {
		return nil, err
	}
	var ours, theirs, ratios []float64
	for i := range s.rounds {
		name := fmt.Sprintf("round-%d", i)
		mine, batches, err := pipelineRun(filepath.Join(dir, name), b.Addr(), s.backlog)
		if err != nil {
			return nil, fmt.Errorf("our pipeline: %w", err)
		}
		other, err := bareRun(filepath.Join(dir, name+".db"), b.Addr(), topic, name+"-bare", batches)
		if err != nil {
			return nil, fmt.Errorf("bare loop: %w", err)
		}
		ours, theirs, ratios = append(ours, perSecond(s.backlog, mine)), append(theirs, perSecond(s.backlog, other)), append(ratios, other.Seconds()/mine.Seconds())
	}
	return []row{{
		what:  fmt.Sprintf("broker to ledger, %d messages of %d bytes", s.backlog, size/s.backlog),
		ours:  fmt.Sprintf("%.0f messages/s", median(ours)),
		peer:  fmt.Sprintf("kafka-go into SQLite %.0f messages/s", median(theirs)),
		value: median(ratios), ratio: true, atLeast: .6,
	}}, nil
}

func perSecond(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }

// fill writes one message a fragment and says how many bytes they have.
func fill(addr, topic string, all []tingjian.Fragment) (size int, err error) {
	w, err := kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: kafkasrc.Connection{Brokers: []string{addr}}})
	if err != nil {
		return 0, err
	}
	defer w.Close()
	var batch []kafkasrc.OutMessage
	for i := range all {
		value, err := wire.Marshal(&all[i])
		if err != nil {
			return 0, err
		}
		size += len(value)
		batch = append(batch, kafkasrc.OutMessage{Topic: topic, Key: []byte(all[i].Key()), Value: value})
		if len(batch) == 2000 || i == len(all)-1 {
			if err := w.Write(context.Background(), batch); err != nil {
				return 0, err
			}
			batch = batch[:0]
		}
	}
	return size, nil
}

// settings are the shipped ones for a service of our own.
func settings(dir, brokers string) (*configs.Config, error) {
	return configs.Load("", []string{"TINGJIAN_DATA_DIR=" + dir, "TINGJIAN_LISTEN=127.0.0.1:0", "TINGJIAN_BROKERS=" + brokers}, nil)
}

// pipelineRun takes n messages from the broker into a new ledger, as serve does, and says how long that took from the
// call on and how many messages each commit had.
func pipelineRun(dir, brokers string, n int) (took time.Duration, batches []int, err error) {
	c, err := settings(dir, brokers)
	if err != nil {
		return 0, nil, err
	}
	c.Kafka.Group = filepath.Base(dir)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	s, err := service.Open(ctx, c)
	if err != nil {
		return 0, nil, err
	}
	defer s.Close()
	var mu sync.Mutex
	done := 0
	var end time.Time
	s.OnCommit(func(c ingest.Commit) {
		mu.Lock()
		defer mu.Unlock()
		if c.Messages == 0 {
			return
		}
		batches = append(batches, c.Messages)
		if done += c.Messages; done >= n {
			end = time.Now()
			cancel()
		}
	})
	start := time.Now()
	if err := s.Ingest(ctx); err != nil {
		return 0, nil, err
	}
	if done != n {
		return 0, nil, fmt.Errorf("%d of %d messages came", done, n)
	}
	return end.Sub(start), batches, nil
}
