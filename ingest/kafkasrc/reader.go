package kafkasrc

import (
	"context"
	"errors"
	"time"

	"github.com/segmentio/kafka-go"

	"github.com/tingjian/tingjian/ingest"
)

// chunk is the answer to one read.
type chunk struct {
	messages  []ingest.Message
	next      int64     // offset after the last message, removed ones counted
	highWater int64     // offset after the newest message in the partition
	asked     time.Time // when the read was sent: nothing that was there by then comes later, if next is highWater
}

// reader reads one partition ahead of the worker: one chunk waits in the channel while the next is being read, so memory
// stays within a few times Batch.MaxBytes.
//
// It uses kafka-go's connection rather than its Reader, because the Reader moves on silently from an offset that is no
// longer there, and does not tell an empty partition from one that has not answered yet, which timers must know.
type reader struct {
	*partition
	ctx    context.Context
	chunks chan chunk
	ended  chan struct{}
}

func newReader(p *partition, ctx context.Context) *reader {
	return &reader{partition: p, ctx: ctx, chunks: make(chan chunk, 1), ended: make(chan struct{})}
}

// wait returns when run has.
func (r *reader) wait() { <-r.ended }

// run reads from the offset until its context ends, whatever the brokers do.
func (r *reader) run(offset int64) {
	defer close(r.ended)
	retry := backoff{first: 50 * time.Millisecond, most: 2 * time.Second}
	quiet := complaints{log: r.log}
	for r.ctx.Err() == nil {
		next, err := r.readFrom(offset, func() {
			retry.reset()
			quiet.over("kafka: reading again")
		})
		offset = next
		if r.ctx.Err() != nil {
			return
		}
		r.source.counters.readFailures.Add(1)
		quiet.warn("kafka: cannot read, trying again", err)
		retry.wait(r.ctx)
	}
}

// readFrom reads over one connection until that fails and returns the offset to go on from. works is called after every
// good read.
func (r *reader) readFrom(offset int64, works func()) (int64, error) {
	conn, err := r.connect()
	if err != nil {
		return offset, err
	}
	defer conn.Close()
	defer context.AfterFunc(r.ctx, func() { conn.Close() })() // a read that waits for the broker ends at once

	if offset, err = r.position(conn, offset); err != nil {
		return offset, err
	}
	for {
		c, err := r.read(conn, offset)
		if len(c.messages) > 0 || err == nil {
			offset = c.next
			select {
			case r.chunks <- c:
			case <-r.ctx.Done():
				return offset, r.ctx.Err()
			}
		}
		if err != nil {
			return offset, err
		}
		works()
	}
}

// connect opens a connection to the broker that leads the partition.
func (r *reader) connect() (*kafka.Conn, error) {
	c := r.source.config
	return c.dialLeader(r.ctx, r.source.dialer, c.Topic, r.id)
}

// read asks once for messages from the offset on and takes in the whole answer. Messages may come along with an error.
func (r *reader) read(conn *kafka.Conn, offset int64) (chunk, error) {
	if _, err := conn.Seek(offset, kafka.SeekAbsolute|kafka.SeekDontCheck); err != nil {
		return chunk{}, err
	}
	config := r.source.config
	c := chunk{next: offset, asked: time.Now()}
	conn.SetReadDeadline(c.asked.Add(config.Batch.MaxWait + 2*config.timeout()))
	batch := conn.ReadBatchWith(kafka.ReadBatchConfig{MinBytes: 1, MaxBytes: config.Batch.MaxBytes, MaxWait: config.Batch.MaxWait})
	if err := batch.Err(); err != nil {
		batch.Close()
		return c, err
	}
	c.highWater = batch.HighWaterMark()
	var err error
	for {
		var m kafka.Message
		if m, err = batch.ReadMessage(); err != nil {
			break
		}
		if transactionMarker(m) {
			continue
		}
		c.messages = append(c.messages, ingest.Message{
			Topic: config.Topic, Partition: r.id, Offset: m.Offset, Key: m.Key, Value: m.Value, Time: m.Time,
		})
	}
	c.next = max(offset, batch.Offset())
	if err := batch.Close(); err != nil && !errors.Is(err, kafka.RequestTimedOut) { // the library's word for an empty answer
		return c, err
	}
	return c, nil
}

// transactionMarker tells the records that brokers write between messages when a transaction ends; kafka-go passes them
// on as messages. Their key is a version and a type, their value a version and an epoch, as six bytes.
func transactionMarker(m kafka.Message) bool {
	return len(m.Key) == 4 && m.Key[0] == 0 && m.Key[1] == 0 && m.Key[2] == 0 && m.Key[3] <= 1 &&
		len(m.Value) == 6 && m.Value[0] == 0 && m.Value[1] == 0
}
