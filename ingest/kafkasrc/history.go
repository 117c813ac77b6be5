package kafkasrc

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/tingjian/tingjian/ingest"
)

// Stretch is what a partition holds of a topic: offsets First up to, not including, Next.
type Stretch struct {
	Partition   int
	First, Next int64
}

// Len is how many offsets there are; a compacted topic has fewer messages.
func (s Stretch) Len() int64 { return s.Next - s.First }

// Held says what each partition of a topic holds at this moment. An error wraps ErrUnreachable where no broker answers.
func Held(ctx context.Context, c Connection, topic string) ([]Stretch, error) {
	client, done, err := c.client(time.Second)
	if err != nil {
		return nil, err
	}
	defer done()
	known, err := client.Metadata(ctx, &kafka.MetadataRequest{Topics: []string{topic}})
	if err != nil {
		return nil, c.unreachable(err)
	}
	var ask []kafka.OffsetRequest
	for _, t := range known.Topics {
		if t.Error != nil {
			return nil, fmt.Errorf("kafka: topic %q: %w", topic, t.Error)
		}
		for _, p := range t.Partitions {
			ask = append(ask, kafka.FirstOffsetOf(p.ID), kafka.LastOffsetOf(p.ID))
		}
	}
	answer, err := client.ListOffsets(ctx, &kafka.ListOffsetsRequest{Topics: map[string][]kafka.OffsetRequest{topic: ask}})
	if err != nil {
		return nil, c.unreachable(err)
	}
	var all []Stretch
	for _, p := range answer.Topics[topic] {
		if p.Error != nil {
			return nil, fmt.Errorf("kafka: topic %q, partition %d: %w", topic, p.Partition, p.Error)
		}
		all = append(all, Stretch{p.Partition, p.FirstOffset, p.LastOffset})
	}
	slices.SortFunc(all, func(a, b Stretch) int { return a.Partition - b.Partition })
	return all, nil
}

// History gives the messages of the given stretches of a topic, one partition after the other, each in order. It joins no
// group and leaves no trace at the brokers. The first error ends it.
func History(ctx context.Context, c Connection, topic string, all []Stretch) iter.Seq2[ingest.Message, error] {
	return func(yield func(ingest.Message, error) bool) {
		dialer, err := c.dialer()
		if err != nil {
			yield(ingest.Message{}, err)
			return
		}
		for _, s := range all {
			h := &history{c, dialer, topic, s}
			if more, err := h.read(ctx, yield); err != nil {
				yield(ingest.Message{}, fmt.Errorf("kafka: topic %q, partition %d: %w", topic, s.Partition, err))
				return
			} else if !more {
				return
			}
		}
	}
}

// history reads one partition.
type history struct {
	Connection
	dialer *kafka.Dialer
	topic  string
	Stretch
}

// historyBatch is how much is asked for at once, and historyWait how long a broker may take to answer.
const (
	historyBatch = 4 << 20
	historyWait  = 10 * time.Second
)

// read yields the messages of the stretch; more is false where the caller has had enough.
func (h *history) read(ctx context.Context, yield func(ingest.Message, error) bool) (more bool, err error) {
	if h.Len() == 0 {
		return true, nil
	}
	conn, err := h.dialLeader(ctx, h.dialer, h.topic, h.Partition)
	if err != nil {
		return false, h.unreachable(err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	for at := h.First; at < h.Next; {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		if _, err := conn.Seek(at, kafka.SeekAbsolute|kafka.SeekDontCheck); err != nil {
			return false, err
		}
		conn.SetReadDeadline(time.Now().Add(historyWait + h.timeout()))
		batch := conn.ReadBatchWith(kafka.ReadBatchConfig{MinBytes: 1, MaxBytes: historyBatch, MaxWait: historyWait})
		if err := batch.Err(); err != nil {
			batch.Close()
			return false, err
		}
		before := at
		for {
			m, err := batch.ReadMessage()
			if err != nil { // the end of the batch; what is wrong, Close says
				break
			}
			if at = m.Offset + 1; m.Offset >= h.Next {
				break
			}
			if transactionMarker(m) {
				continue
			}
			if !yield(ingest.Message{Topic: h.topic, Partition: h.Partition, Offset: m.Offset, Key: m.Key, Value: m.Value, Time: m.Time}, nil) {
				batch.Close()
				return false, nil
			}
		}
		at = max(at, batch.Offset())
		if err := batch.Close(); err != nil && at == before && !errors.Is(err, kafka.RequestTimedOut) {
			return false, err
		}
	}
	return true, nil
}
