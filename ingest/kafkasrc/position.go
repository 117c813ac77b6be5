package kafkasrc

import (
	"fmt"
	"time"

	"github.com/segmentio/kafka-go"
)

// settle is how long a partition may seem to end before the ledger's offset until that is believed: right after a broker
// died, its successor may not know yet how far the partition goes.
const settle = 3 * time.Second

// position checks that the offset lies within the partition and returns where to read. If it does not, that is reported
// and counted, and reading goes on from the earliest message: fragments that come again change nothing, while messages
// that were skipped would be lost for good.
func (r *reader) position(conn *kafka.Conn, offset int64) (int64, error) {
	for deadline := time.Now().Add(settle); ; {
		conn.SetDeadline(time.Now().Add(2 * r.source.config.timeout()))
		first, last, err := conn.ReadOffsets()
		if err != nil {
			return offset, fmt.Errorf("asking for the partition's first and last offset: %w", err)
		}
		conn.SetDeadline(time.Time{})
		r.progress.highWater.Store(last)
		switch {
		case offset < first:
			return r.afterRetention(offset, first), nil
		case offset <= last:
			return offset, nil
		case time.Now().After(deadline):
			r.source.counters.outOfRange.Add(1)
			r.log.Error("kafka: the partition ends before the ledger's offset: was the topic made anew, or did the brokers lose data? reading it again from its first message",
				"offset", offset, "first", first, "end", last)
			return first, nil
		}
		wait := backoff{first: 250 * time.Millisecond}
		if wait.wait(r.ctx); r.ctx.Err() != nil {
			return offset, r.ctx.Err()
		}
	}
}

// afterRetention reports that the messages from offset up to first are gone. For an empty ledger that is no loss: it was
// never meant to read what was removed before its time.
func (r *reader) afterRetention(offset, first int64) int64 {
	if offset == 0 {
		r.log.Info("kafka: nothing was read yet, beginning with the first message that is kept", "offset", first)
		return first
	}
	r.source.counters.outOfRange.Add(1)
	r.source.counters.lost.Add(first - offset)
	r.log.Error("kafka: retention removed messages before they were read: they are lost here; keep the topic longer",
		"offset", offset, "first", first, "lost", first-offset)
	return first
}
