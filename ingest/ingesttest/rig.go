package ingesttest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"

	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// patience is how long a test waits for something that takes a moment, or a broker's restart, at most.
const patience = time.Minute

// rig is what most tests need: a topic of their own and a way to write to it.
type rig struct {
	Backend
	topic  string
	writer *kafkasrc.Writer
	sent   int
}

// newRig makes the test's topic and a writer.
func newRig(t testing.TB, b Backend, topic string, spec kafkasrc.TopicSpec) *rig {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := kafkasrc.EnsureTopics(ctx, b.Connection(), map[string]kafkasrc.TopicSpec{topic: spec}); err != nil {
		t.Fatal(err)
	}
	w, err := kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: b.Connection(), Attempts: 40})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return &rig{Backend: b, topic: topic, writer: w}
}

// send writes n numbered messages under twenty keys.
func (r *rig) send(t testing.TB, n int) {
	t.Helper()
	if err := r.trySend(n); err != nil {
		t.Fatal(err)
	}
}

// trySend is send for a goroutine beside the test.
func (r *rig) trySend(n int) error {
	messages := make([]kafkasrc.OutMessage, n)
	for i := range messages {
		messages[i] = kafkasrc.OutMessage{Topic: r.topic, Key: fmt.Appendf(nil, "customer-%d", r.sent%20), Value: fmt.Appendf(nil, "message %09d", r.sent)}
		r.sent++
	}
	return r.write(messages)
}

func (r *rig) write(messages []kafkasrc.OutMessage) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return r.writer.Write(ctx, messages)
}

// config is for a member of the group that has the topic's name.
func (r *rig) config() kafkasrc.Config {
	return kafkasrc.Config{
		Connection: r.Connection(), Topic: r.topic, Group: r.topic,
		SessionTimeout: 1500 * time.Millisecond, HeartbeatInterval: 200 * time.Millisecond, CommitInterval: 500 * time.Millisecond,
	}
}

// member is a running source.
type member struct {
	source *kafkasrc.Source
	stop   func() // ends it in good order; more than once is fine
}

// join starts a member of the group that writes to the ledger. It is stopped when the test ends.
func (r *rig) join(t testing.TB, l *Ledger) *member {
	t.Helper()
	return r.joinAs(t, r.config(), l.Worker)
}

func (r *rig) joinAs(t testing.TB, config kafkasrc.Config, newWorker func(string, int) (ingest.Worker, error)) *member {
	t.Helper()
	source, err := kafkasrc.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- source.Run(ctx, newWorker) }()
	m := &member{source: source}
	stopped := false
	m.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("the source ended with: %v", err)
			}
		case <-time.After(patience):
			t.Error("the source does not end")
		}
	}
	t.Cleanup(m.stop)
	return m
}

// await waits until the condition holds.
func await(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("still waiting after %s: %s", patience, what)
		}
	}
}

// rawClient is a client of another make, for what kafka-go cannot do.
func rawClient(t testing.TB, b Backend, options ...kgo.Opt) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(append(options, kgo.SeedBrokers(b.Connection().Brokers...))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// trim removes a partition's messages before the offset, as retention does.
func (r *rig) trim(t testing.TB, partition int32, before int64) {
	t.Helper()
	request := kmsg.NewPtrDeleteRecordsRequest()
	topic := kmsg.NewDeleteRecordsRequestTopic()
	topic.Topic = r.topic
	p := kmsg.NewDeleteRecordsRequestTopicPartition()
	p.Partition, p.Offset = partition, before
	topic.Partitions = append(topic.Partitions, p)
	request.Topics = append(request.Topics, topic)
	request.TimeoutMillis = 10_000
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, shard := range rawClient(t, r).RequestSharded(ctx, request) {
		if shard.Err != nil {
			t.Fatal(shard.Err)
		}
		for _, p := range shard.Resp.(*kmsg.DeleteRecordsResponse).Topics[0].Partitions {
			if p.ErrorCode != 0 {
				t.Fatalf("removing records: error %d", p.ErrorCode)
			}
		}
	}
}
