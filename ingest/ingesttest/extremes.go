package ingesttest

import (
	"bytes"
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"

	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

var onePartition = kafkasrc.TopicSpec{Partitions: 1}

// testLarge sends messages that are larger than one read among small ones: they must reach the dead letters.
func testLarge(t *testing.T, b Backend) {
	r := newRig(t, b, "large", kafkasrc.TopicSpec{Partitions: 1, MaxMessageBytes: 8 << 20})
	var sent []kafkasrc.OutMessage
	for i, size := range []int{10, 3 << 20, 10, 1 << 20, 2<<20 + 1, 10, 7 << 20, 10} {
		sent = append(sent, kafkasrc.OutMessage{Topic: r.topic, Key: []byte("k"), Value: bytes.Repeat([]byte{byte('a' + i)}, size)})
	}
	if err := r.write(sent); err != nil {
		t.Fatal(err)
	}
	l := NewLedger()
	r.join(t, l)
	await(t, "all messages", func() bool { return l.Count() == len(sent) })
	l.CheckOnce(t)
	for i, got := range l.Received(0) {
		if got.Value != string(sent[i].Value) {
			t.Errorf("message %d is not what was sent: %d bytes of %d", i, len(got.Value), len(sent[i].Value))
		}
	}
}

// testTooLarge writes to a topic that accepts less than a request usually holds: what is small enough must get through in
// order, and the error must name the message that is not.
func testTooLarge(t *testing.T, b Backend) {
	r := newRig(t, b, "too-large", kafkasrc.TopicSpec{Partitions: 1, MaxMessageBytes: 50_000})
	var messages []kafkasrc.OutMessage
	for i := range 21 {
		size := 9_000
		switch i {
		case 10:
			size = 60_000 // the topic's limit
		case 15:
			size = 9 << 20 // the writer's
		}
		messages = append(messages, kafkasrc.OutMessage{Topic: r.topic, Key: []byte("k"), Value: bytes.Repeat([]byte{byte('a' + i)}, size)})
	}
	err := r.write(messages)
	var failed *kafkasrc.WriteError
	if !errors.As(err, &failed) || len(failed.Failures) != 2 || failed.Failures[0].Index != 10 || failed.Failures[1].Index != 15 {
		t.Fatalf("the error is %v: want one that names messages 10 and 15", err)
	}
	if !errors.Is(err, kafkasrc.ErrTooLarge) {
		t.Errorf("the error is %v: want ErrTooLarge", err)
	}
	l := NewLedger()
	r.join(t, l)
	await(t, "the other messages", func() bool { return l.Count() == 19 })
	l.CheckOrder(t)
}

// testRetention removes messages that were never read.
func testRetention(t *testing.T, b Backend) {
	r := newRig(t, b, "retention", onePartition)
	r.send(t, 100)
	r.trim(t, 0, 60)
	l := NewLedger()
	l.SetOffset(0, 20)
	m := r.join(t, l)
	await(t, "what is left", func() bool { return l.Count() == 40 })
	if first := l.Received(0)[0].Offset; first != 60 {
		t.Errorf("reading began at %d: want 60, the earliest", first)
	}
	if s := m.source.Stats(); s.Lost != 40 || s.OutOfRange != 1 {
		t.Errorf("stats are %+v: want 40 messages lost, once out of range", s)
	}
	m.stop()

	fresh := NewLedger() // an empty ledger has lost nothing
	m = r.join(t, fresh)
	await(t, "what is left, for an empty ledger", func() bool { return fresh.Count() == 40 })
	if s := m.source.Stats(); s.Lost != 0 || s.OutOfRange != 0 {
		t.Errorf("stats are %+v: an empty ledger has lost nothing", s)
	}
}

// testTopicAnew gives the ledger an offset after the partition's end.
func testTopicAnew(t *testing.T, b Backend) {
	r := newRig(t, b, "anew", onePartition)
	r.send(t, 30)
	l := NewLedger()
	l.SetOffset(0, 500)
	m := r.join(t, l)
	await(t, "the topic from its beginning", func() bool { return l.Count() == 30 })
	r.send(t, 10)
	await(t, "what came later", func() bool { return l.Count() == 40 })
	l.CheckOnce(t)
	if s := m.source.Stats(); s.OutOfRange != 1 {
		t.Errorf("stats are %+v: want once out of range", s)
	}
}

// testTransactions writes with a producer that uses transactions, as stream processors do.
func testTransactions(t *testing.T, b Backend) {
	r := newRig(t, b, "transactions", onePartition)
	client := rawClient(t, r, kgo.TransactionalID("test"), kgo.DefaultProduceTopic(r.topic))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, value := range []string{"one", "two", "three"} {
		if err := client.BeginTransaction(); err != nil {
			t.Fatal(err)
		}
		if err := client.ProduceSync(ctx, kgo.StringRecord(value)).FirstErr(); err != nil {
			t.Fatal(err)
		}
		if err := client.EndTransaction(ctx, kgo.TryCommit); err != nil {
			t.Fatal(err)
		}
	}
	l := NewLedger()
	m := r.join(t, l)
	await(t, "the messages", func() bool { return l.Count() == 3 })
	await(t, "timers after the last marker", func() bool { return len(l.Idle(0)) > 1 })
	var got []string
	for _, m := range l.Received(0) {
		got = append(got, m.Value)
	}
	if strings.Join(got, " ") != "one two three" {
		t.Errorf("received %q: want the three messages only", got)
	}
	for _, p := range m.source.Stats().Partitions {
		if p.Lag() != 0 {
			t.Errorf("the lag is %d after everything was read: markers must not count", p.Lag())
		}
	}
}

func testSessionTimeout(t *testing.T, b Backend) {
	r := newRig(t, b, "session-timeout", onePartition)
	config := r.config()
	config.SessionTimeout, config.HeartbeatInterval = 300*time.Millisecond, 100*time.Millisecond
	err := r.runToEnd(t, config)
	if err == nil || !strings.Contains(err.Error(), "session timeout of 300ms") {
		t.Errorf("the source ended with %v: want an error that names the session timeout", err)
	}
}

// runToEnd runs a source that is expected to give up.
func (r *rig) runToEnd(t testing.TB, config kafkasrc.Config) error {
	t.Helper()
	source, err := kafkasrc.New(config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return source.Run(ctx, NewLedger().Worker)
}

func testSecure(t *testing.T, b Backend) {
	for mechanism, connection := range b.Secure(t) {
		t.Run(mechanism, func(t *testing.T) {
			r := newRig(t, elsewhere{b, connection}, "secure-"+strings.ToLower(mechanism), onePartition)
			r.send(t, 50)
			l := NewLedger()
			r.join(t, l)
			await(t, "all messages", func() bool { return l.Count() == 50 })
			l.CheckOnce(t)

			config := r.config()
			config.SASL.Password = "wrong"
			if err := kafkasrc.Ping(t.Context(), config.Connection); !errors.Is(err, kafkasrc.ErrUnreachable) {
				t.Errorf("with a wrong password Ping says %v: want ErrUnreachable", err)
			}
			if err := r.runToEnd(t, config); err == nil || !strings.Contains(err.Error(), "password") {
				t.Errorf("with a wrong password the source ended with %v: want an error that says so", err)
			}
			config = r.config()
			config.TLS.CAFile = "" // the system does not know this authority
			if err := kafkasrc.Ping(t.Context(), config.Connection); !errors.Is(err, kafkasrc.ErrUnreachable) {
				t.Errorf("with an unknown authority Ping says %v: want ErrUnreachable", err)
			}
		})
	}
}

// elsewhere is a backend reached by another connection.
type elsewhere struct {
	Backend
	connection kafkasrc.Connection
}

func (e elsewhere) Connection() kafkasrc.Connection { return e.connection }

func testUnreachable(t *testing.T, b Backend) {
	if err := kafkasrc.Ping(t.Context(), b.Connection()); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") // a port where, once closed, nobody listens
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	nowhere := kafkasrc.Connection{Brokers: []string{l.Addr().String()}, Timeout: time.Second}
	if err := kafkasrc.Ping(t.Context(), nowhere); !errors.Is(err, kafkasrc.ErrUnreachable) {
		t.Errorf("Ping says %v: want ErrUnreachable", err)
	}
	if err := kafkasrc.EnsureTopics(t.Context(), nowhere, map[string]kafkasrc.TopicSpec{"t": onePartition}); !errors.Is(err, kafkasrc.ErrUnreachable) {
		t.Errorf("EnsureTopics says %v: want ErrUnreachable", err)
	}
	w, err := kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: nowhere, Attempts: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if err := w.Write(t.Context(), []kafkasrc.OutMessage{{Topic: "t", Key: []byte("k"), Value: []byte("v")}}); !errors.Is(err, kafkasrc.ErrUnreachable) {
		t.Errorf("Write says %v: want ErrUnreachable", err)
	}
}
