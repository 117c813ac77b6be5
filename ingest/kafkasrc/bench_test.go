package kafkasrc_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/ingesttest"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// messageSize is that of a fragment with one turn, about.
const messageSize = 300

// bench is a topic on an embedded broker, which takes part of the same cores.
type bench struct {
	*testing.B
	connection kafkasrc.Connection
	writer     *kafkasrc.Writer
}

func newBench(b *testing.B) *bench {
	connection := ingesttest.Embedded(b).Connection()
	if err := kafkasrc.EnsureTopics(b.Context(), connection, map[string]kafkasrc.TopicSpec{"bench": {Partitions: 4}}); err != nil {
		b.Fatal(err)
	}
	w, err := kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: connection})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(w.Close)
	return &bench{b, connection, w}
}

// write sends n messages, so many in one call.
func (b *bench) write(n, together int) {
	value := bytes.Repeat([]byte("x"), messageSize)
	messages := make([]kafkasrc.OutMessage, together)
	for sent := 0; sent < n; {
		messages = messages[:min(together, n-sent)]
		for i := range messages {
			messages[i] = kafkasrc.OutMessage{Topic: "bench", Key: fmt.Appendf(nil, "customer-%d", (sent+i)%997), Value: value}
		}
		if err := b.writer.Write(b.Context(), messages); err != nil {
			b.Fatal(err)
		}
		sent += len(messages)
	}
}

// read runs a source with the given handler until done is closed. It may be called beside the benchmark.
func (b *bench) read(handle func([]ingest.Message), done <-chan struct{}) {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	go func() { <-done; cancel() }()
	source, err := kafkasrc.New(kafkasrc.Config{Connection: b.connection, Topic: "bench", Group: "bench"})
	if err == nil {
		err = source.Run(ctx, func(string, int) (ingest.Worker, error) { return handler(handle), nil })
	}
	if err != nil {
		b.Error(err)
	}
}

// handler is a worker that keeps nothing.
type handler func([]ingest.Message)

func (handler) Offset(context.Context) (int64, error) { return 0, nil }
func (h handler) Handle(_ context.Context, batch []ingest.Message, _ int64) error {
	h(batch)
	return nil
}
func (handler) Idle(context.Context, time.Time) error { return nil }
func (handler) Close()                                {}

func (b *bench) readAll() {
	var count atomic.Int64
	done := make(chan struct{})
	b.ResetTimer()
	b.read(func(batch []ingest.Message) {
		if n := count.Add(int64(len(batch))); n == int64(b.N) {
			b.StopTimer()
			close(done)
		}
	}, done)
	b.report()
}

func (b *bench) report() {
	b.SetBytes(messageSize)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkRead reads a backlog that was written in large batches.
func BenchmarkRead(b *testing.B) {
	bench := newBench(b)
	bench.write(b.N, 5000)
	bench.readAll()
}

// BenchmarkReadSingles reads a backlog that was written message by message, as live traffic is.
func BenchmarkReadSingles(b *testing.B) {
	bench := newBench(b)
	bench.write(b.N, 1)
	bench.readAll()
}

// BenchmarkWrite writes large batches; every message is acknowledged.
func BenchmarkWrite(b *testing.B) {
	bench := newBench(b)
	b.ResetTimer()
	bench.write(b.N, 5000)
	bench.report()
}

// BenchmarkLatency writes 500 messages a second and measures from before the write until a worker has each. Run it with
// -benchtime=2000x or more.
func BenchmarkLatency(b *testing.B) {
	bench := newBench(b)
	bench.write(1, 1)
	var mu sync.Mutex
	var took []time.Duration
	ready, done := make(chan struct{}), make(chan struct{})
	go bench.read(func(batch []ingest.Message) {
		mu.Lock()
		defer mu.Unlock()
		for _, m := range batch {
			if len(m.Value) != 8 {
				close(ready)
				continue
			}
			took = append(took, time.Since(time.Unix(0, int64(binary.BigEndian.Uint64(m.Value)))))
		}
		if len(took) == b.N {
			close(done)
		}
	}, done)
	<-ready
	b.ResetTimer()
	for i, tick := 0, time.NewTicker(2*time.Millisecond); i < b.N; i++ {
		<-tick.C
		go bench.writer.Write(b.Context(), []kafkasrc.OutMessage{{
			Topic: "bench", Key: fmt.Appendf(nil, "customer-%d", i), Value: binary.BigEndian.AppendUint64(nil, uint64(time.Now().UnixNano())),
		}})
	}
	<-done
	slices.Sort(took)
	b.ReportMetric(0, "ns/op") // the pace, which says nothing
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
}
