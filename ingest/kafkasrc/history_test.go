package kafkasrc_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/tingjian/tingjian/ingest/ingesttest"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
)

// TestHistory reads what a topic holds, and not what comes after it was asked.
func TestHistory(t *testing.T) {
	connection := ingesttest.Embedded(t).Connection()
	if err := kafkasrc.EnsureTopics(t.Context(), connection, map[string]kafkasrc.TopicSpec{"history": {Partitions: 4}}); err != nil {
		t.Fatal(err)
	}
	w, err := kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: connection})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	send := func(from, to int) {
		t.Helper()
		var out []kafkasrc.OutMessage
		for i := from; i < to; i++ {
			out = append(out, kafkasrc.OutMessage{Topic: "history", Key: fmt.Appendf(nil, "key-%d", i%7), Value: fmt.Appendf(nil, "%05d", i)})
		}
		if err := w.Write(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	send(0, 3000)
	held, err := kafkasrc.Held(t.Context(), connection, "history")
	if err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, s := range held {
		total += s.Len()
	}
	if len(held) != 4 || total != 3000 {
		t.Fatalf("holds %+v", held)
	}
	send(3000, 3100)
	byKey, values := map[string]string{}, []string{}
	for m, err := range kafkasrc.History(t.Context(), connection, "history", held) {
		if err != nil {
			t.Fatal(err)
		}
		if string(m.Value) <= byKey[string(m.Key)] {
			t.Fatalf("%s comes after %s", m.Value, byKey[string(m.Key)])
		}
		byKey[string(m.Key)] = string(m.Value)
		values = append(values, string(m.Value))
	}
	slices.Sort(values)
	if len(values) != 3000 || values[0] != "00000" || values[2999] != "02999" {
		t.Errorf("%d messages, from %s to %s", len(values), values[0], values[len(values)-1])
	}
	for range kafkasrc.History(t.Context(), connection, "history", held) {
		break // a reader who has had enough ends it
	}
	if _, err := kafkasrc.Held(t.Context(), connection, "nothing-here"); err == nil {
		t.Error("a topic that is not there holds something")
	}
	nobody := kafkasrc.Connection{Brokers: []string{"127.0.0.1:1"}}
	if _, err := kafkasrc.Held(t.Context(), nobody, "history"); !errors.Is(err, kafkasrc.ErrUnreachable) {
		t.Errorf("nobody there: %v", err)
	}
}
