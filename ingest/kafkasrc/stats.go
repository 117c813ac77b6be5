package kafkasrc

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// Stats is what a Source has done since it was made.
type Stats struct {
	Messages       int64 // handled
	Batches        int64 // handled
	Generations    int64 // times that partitions were assigned
	WorkerFailures int64 // workers that were closed because they returned an error
	ReadFailures   int64 // reads that failed and were tried again
	OutOfRange     int64 // times that the ledger's offset was no longer in the partition
	Lost           int64 // messages that retention removed before they were read
	CommitFailures int64 // offsets that could not be copied to Kafka; nothing depends on them
	Partitions     []PartitionStats
}

// PartitionStats is how far one assigned partition is.
type PartitionStats struct {
	Topic     string
	Partition int
	Offset    int64 // next to handle
	HighWater int64 // after the newest
}

// Lag is the number of messages that wait.
func (p PartitionStats) Lag() int64 { return max(0, p.HighWater-p.Offset) }

// counters are the live figures behind Stats.
type counters struct {
	messages, batches, generations, workerFailures, readFailures, outOfRange, lost, commitFailures atomic.Int64

	mu         sync.Mutex
	partitions map[int]*progress // assigned now
}

// progress is how far one assigned partition is; it lives as long as the assignment.
type progress struct{ offset, highWater atomic.Int64 }

func (c *counters) assign(partition int) *progress {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.partitions == nil {
		c.partitions = make(map[int]*progress)
	}
	p := new(progress)
	c.partitions[partition] = p
	return p
}

func (c *counters) revoke(partition int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.partitions, partition)
}

// Stats reports what the source has done and how far its partitions are, by partition. It may be called at any time.
func (s *Source) Stats() Stats {
	c := &s.counters
	stats := Stats{
		Messages: c.messages.Load(), Batches: c.batches.Load(), Generations: c.generations.Load(),
		WorkerFailures: c.workerFailures.Load(), ReadFailures: c.readFailures.Load(),
		OutOfRange: c.outOfRange.Load(), Lost: c.lost.Load(), CommitFailures: c.commitFailures.Load(),
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, p := range c.partitions {
		stats.Partitions = append(stats.Partitions, PartitionStats{
			Topic: s.config.Topic, Partition: id, Offset: p.offset.Load(), HighWater: p.highWater.Load(),
		})
	}
	slices.SortFunc(stats.Partitions, func(a, b PartitionStats) int { return cmp.Compare(a.Partition, b.Partition) })
	return stats
}
