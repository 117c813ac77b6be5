package service_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
)

// handled sends the messages through a worker, all in one batch, and gives the ledger afterwards.
func handled(t *testing.T, m *mask.Masker, values ...string) ledger.Ledger {
	t.Helper()
	return handledBy(t, ingest.Options{Masker: m}, values...)
}

// handledBy is handled by a pipeline with options of one's own.
func handledBy(t *testing.T, o ingest.Options, values ...string) ledger.Ledger {
	t.Helper()
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "l.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	o.Ledger, o.NewInspector = l, newJudge(t).NewInspector
	p, err := ingest.NewPipeline(o)
	if err != nil {
		t.Fatal(err)
	}
	w, err := p.Worker("transcripts", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Offset(t.Context()); err != nil {
		t.Fatal(err)
	}
	var batch []ingest.Message
	for i, v := range values {
		batch = append(batch, ingest.Message{Topic: "transcripts", Offset: int64(i), Key: []byte("13812345678"), Value: []byte(v), Time: time.Date(2024, 9, 1, 0, 0, i, 0, tingjian.Zone)})
	}
	if err := w.Handle(t.Context(), batch, int64(len(batch))); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if at, err := l.Offset(t.Context(), "transcripts", 0); err != nil || at != int64(len(batch)) {
		t.Fatalf("the partition stands at %d of %d, %v", at, len(batch), err)
	}
	return l
}

func deadLetters(t *testing.T, l ledger.Ledger) []ledger.DeadLetter {
	t.Helper()
	letters, err := l.DeadLetters(context.Background(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	return letters
}

const plain = `{"id":"c-good","turns":[{"seq":1,"speaker":"customer","text":"在吗"}]}`

// TestMaskedNumbersAndNamesStopNothing: each of these once ended the process or held up its partition.
func TestMaskedNumbersAndNamesStopNothing(t *testing.T) {
	l := handled(t, newMasker(t),
		`{"id":"c-1","delta":-13812345678,"turns":[{"speaker":"customer","text":"退货"}]}`,
		`{"id":"c-2","facts":{"delta":-13812345678}}`,
		`{"id":"c-3","x":{"13812345678":1,"13899995678":2}}`,
		`{"id":"c-4","turns":[{"seq":1,"speaker":"customer","text":"退货","x":{"13812345678":1,"13899995678":2}}]}`,
		`{"id":"c-5","turns":[{"seq":1,"speaker":"system","event":{"type":"t","delta":-13812345678}}]}`, plain)
	for _, id := range []string{"c-1", "c-2", "c-3", "c-4", "c-5", "c-good"} {
		if _, err := l.Load(t.Context(), id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if letters := deadLetters(t, l); len(letters) > 0 {
		t.Errorf("dead letters: %+v", letters)
	}
}

// TestReasonsAreMasked: what is wrong is said in the message's own names and values.
func TestReasonsAreMasked(t *testing.T) {
	values := []string{
		`{"id":"c","channel":"打13812345678"}`,
		`{"id":"c","turns":[{"speaker":"我的电话13812345678","text":"x"}]}`,
		`{"id":"c","x":{"13812345678":{"a":1,"a":2}}}`,
		`{"id":"c","channel":"` + strings.Repeat("退", 30) + `13812345678 13812345678"}`,
	}
	l := handled(t, newMasker(t), append(values, plain)...)
	letters := deadLetters(t, l)
	if len(letters) != len(values) {
		t.Fatalf("%d dead letters of %d", len(letters), len(values))
	}
	for i, d := range letters {
		if strings.Contains(d.Reason+d.Key+string(d.Record), "13812345678") || strings.Contains(d.Reason, "1381234") {
			t.Errorf("%s: a dead letter is not masked: %+v", values[i], d)
		}
	}
	if !strings.Contains(letters[0].Reason, `/channel: unknown channel "打138****5678"`) {
		t.Errorf("reason: %s", letters[0].Reason)
	}
}

// TestABrokenMaskerStopsNothing has a masker that was never made and panics at whatever it would hide.
func TestABrokenMaskerStopsNothing(t *testing.T) {
	values := []string{
		`{"id":"c","turns":[{"seq":1,"speaker":"customer","text":"我的电话13812345678"}]}`,
		`{"id":"c","channel":"打13812345678"}`,
		`13812345678`,
	}
	l := handled(t, &mask.Masker{}, append(values, plain)...)
	letters := deadLetters(t, l)
	if len(letters) != len(values) {
		t.Fatalf("%d dead letters of %d", len(letters), len(values))
	}
	for i, d := range letters {
		if d.Offset != int64(i) || !strings.Contains(d.Reason, "panic while masking") || strings.Contains(d.Reason+d.Key+string(d.Record), "1381234") {
			t.Errorf("dead letter %d: %+v", i, d)
		}
	}
	if _, err := l.Load(t.Context(), "c-good"); err != nil {
		t.Errorf("the message behind them: %v", err)
	}
}
