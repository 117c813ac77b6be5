package kafkasrc

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"
)

// offsetCopies copies the offsets of one generation to Kafka every few seconds and at its end, so that lag tools see how
// far the group is. Nothing reads them back, so a failure costs nothing but that.
type offsetCopies struct {
	source     *Source
	generation *kafka.Generation
	running    *sync.WaitGroup // the partitions' loops
	progress   map[int]*progress

	copied map[int]int64
	failed bool
}

func (o *offsetCopies) run(ctx context.Context) {
	ticker := time.NewTicker(o.source.config.CommitInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			o.copy()
		case <-ctx.Done():
			o.running.Wait()
			o.copy()
			return
		}
	}
}

// copy sends what has changed. After a failure it stays quiet until the next generation: once the connection to the
// coordinator is broken every further try fails too, or blocks.
func (o *offsetCopies) copy() {
	offsets := make(map[int]int64, len(o.progress))
	for id, p := range o.progress {
		offsets[id] = p.offset.Load()
	}
	if o.failed || len(offsets) == 0 || maps.Equal(offsets, o.copied) {
		return
	}
	if err := o.generation.CommitOffsets(map[string]map[int]int64{o.source.config.Topic: offsets}); err != nil {
		o.failed = true
		o.source.counters.commitFailures.Add(1)
		o.source.config.log().Debug("kafka: cannot copy offsets to the group", "group", o.source.config.Group, "error", err)
		return
	}
	o.copied = offsets
}
