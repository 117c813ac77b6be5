package ingest

import (
	"context"
	"time"
)

// Message is one message as it came (原始消息). Key and Value may be nil. Time is what the broker holds for it, in
// milliseconds.
type Message struct {
	Topic     string
	Partition int
	Offset    int64
	Key       []byte
	Value     []byte
	Time      time.Time
}

// Source delivers the messages of a topic's partitions to workers (消息来源).
type Source interface {
	// Run delivers until ctx ends, then returns nil, or until something fails that no retry can mend. It makes one
	// worker for every partition that it is given and a new one whenever it is given the partition again. Workers of
	// different partitions run at the same time; one worker's methods never do.
	Run(ctx context.Context, newWorker func(topic string, partition int) (Worker, error)) error
}

// Worker handles one partition for as long as it is assigned to this process.
type Worker interface {
	// Offset is the next offset to read: the one in the ledger, which alone counts. It is asked once, before anything
	// else.
	Offset(ctx context.Context) (int64, error)
	// Handle takes messages in the order of their offsets. highWater is the offset after the newest message in the
	// partition when they were read, so highWater less the last offset less 1 is what still waits. The batch and all it
	// points to belong to the source again when Handle returns. After an error, ledger.ErrFenced among them, the source
	// closes the worker, waits a little, makes another and reads again from its Offset.
	//
	// The first offset may be larger than the one asked for (retention removed what lay between) and smaller (the topic
	// was made anew); the source has reported that. The worker fences its commit with the offset it knows all the same.
	Handle(ctx context.Context, batch []Message, highWater int64) error
	// Idle is called while there is nothing to read, at least every 250 ms, and between batches of a stream that never
	// pauses. Everything that had reached the partition at the time now has been handled, so a deadline before now has
	// truly passed. It is not called while messages wait or the broker cannot be reached: then nobody can tell.
	Idle(ctx context.Context, now time.Time) error
	// Close ends the worker. It may finish what is under way: the contexts of the earlier calls live until it returns, or
	// until too much time has gone by since the partition was taken away.
	Close()
}
