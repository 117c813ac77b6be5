package service_test

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/ingest/sample"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

func newJudge(t testing.TB) *service.Judge {
	t.Helper()
	judge, err := service.NewJudge(configs.Judge{WaitingLimit: 3 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return judge
}

func newMasker(t testing.TB) *mask.Masker {
	t.Helper()
	m, err := mask.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// fromNothing is what the judge says of each conversation when it sees it whole.
func fromNothing(t testing.TB, judge *service.Judge, all []tingjian.Fragment) map[string]string {
	t.Helper()
	want := map[string]string{}
	masker := newMasker(t)
	for _, f := range all {
		f.Turns = slices.Clone(f.Turns)
		masker.Fragment(&f)
		a := ingest.NewAssembly(f.ID)
		a.Merge(&f)
		a.CloseIdle()
		want[f.ID] = marshal(t, judge.Inspect(&a.Transcript, time.Time{}))
	}
	return want
}

func marshal(t testing.TB, in *tingjian.Inspection) string {
	t.Helper()
	b, err := wire.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// someConversations are sample conversations as a source would send them, numbered.
func someConversations(n int, seed uint64) []tingjian.Fragment {
	var all []tingjian.Fragment
	for f := range sample.Generate(sample.Options{N: n, Seed: seed}) {
		f.Turns = slices.Clone(f.Turns)
		for i := range f.Turns {
			if f.Turns[i].Seq == nil {
				number := int64(i + 1)
				f.Turns[i].Seq = &number
			}
		}
		all = append(all, f)
	}
	return all
}

// TestReplayEqualsLive sends conversations through the pipeline in random fragments, orders and batches, with workers
// that are dropped and begun anew in between. In the end every stored inspection is, byte for byte, what the judge says
// of the conversation when it sees it whole.
func TestReplayEqualsLive(t *testing.T) {
	judge := newJudge(t)
	all := someConversations(25, 3)
	want := fromNothing(t, judge, all)
	rapid.Check(t, func(r *rapid.T) {
		l, err := sqlite.Open(filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", time.Now().UnixNano())))
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		partition := newPartition(r, t, judge, l)
		partition.messages = shuffled(r, t, all)
		partition.run()
		got := map[string]string{}
		for in, err := range l.Inspections(context.Background(), time.Time{}) {
			if err != nil {
				t.Fatal(err)
			}
			got[in.ID] = marshal(t, in)
		}
		for _, id := range slices.Sorted(maps.Keys(want)) {
			if got[id] != want[id] {
				r.Fatalf("%s\nwhole:  %s\nstream: %s", id, want[id], got[id])
			}
		}
	})
}

// shuffled cuts the conversations into pieces, repeats some, and mixes them all.
func shuffled(r *rapid.T, t testing.TB, all []tingjian.Fragment) []ingest.Message {
	var pieces []tingjian.Fragment
	for _, f := range all {
		for rest := f.Turns; ; {
			n := min(len(rest), rapid.IntRange(1, 8).Draw(r, "piece"))
			p := f
			p.Turns, rest = rest[:n:n], rest[n:]
			if len(rest) > 0 {
				p.Closed = nil
			}
			pieces = append(pieces, p)
			if rapid.IntRange(0, 9).Draw(r, "repeat") == 0 {
				pieces = append(pieces, p)
			}
			if len(rest) == 0 {
				break
			}
		}
	}
	pieces = rapid.Permutation(pieces).Draw(r, "order")
	messages := make([]ingest.Message, len(pieces))
	for i := range pieces {
		value, err := wire.Marshal(&pieces[i])
		if err != nil {
			t.Fatal(err)
		}
		messages[i] = ingest.Message{Topic: "transcripts", Offset: int64(i), Key: []byte(pieces[i].Key()), Value: value, Time: time.Date(2024, 9, 1, 0, 0, i, 0, time.UTC)}
	}
	return messages
}

// partition plays the source: it hands batches of random size to a worker and now and then begins with a new one.
type partition struct {
	r        *rapid.T
	t        testing.TB
	pipeline *ingest.Pipeline
	messages []ingest.Message
	worker   ingest.Worker
}

func newPartition(r *rapid.T, t testing.TB, judge *service.Judge, l ledger.Ledger) *partition {
	p, err := ingest.NewPipeline(ingest.Options{
		Ledger: l, Masker: newMasker(t), NewInspector: judge.NewInspector, IdleClose: time.Hour,
		CachedTurns: rapid.SampledFrom([]int{1, 100, 100_000}).Draw(r, "cached turns"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return &partition{r: r, t: t, pipeline: p}
}

func (p *partition) run() {
	ctx := context.Background()
	offset := p.begin(ctx)
	for offset < int64(len(p.messages)) {
		switch rapid.IntRange(0, 19).Draw(p.r, "event") {
		case 0: // the worker is lost; what it had not committed is read again
			p.worker.Close()
			offset = p.begin(ctx)
		case 1:
			p.must(p.worker.Idle(ctx, p.messages[offset].Time))
		default:
			n := min(int64(rapid.IntRange(1, 40).Draw(p.r, "batch")), int64(len(p.messages))-offset)
			p.must(p.worker.Handle(ctx, p.messages[offset:offset+n], int64(len(p.messages))))
			offset += n
		}
	}
	end := p.messages[len(p.messages)-1].Time
	for range 100 { // every deadline passes, then idle conversations close
		end = end.Add(10 * time.Minute)
		p.must(p.worker.Idle(ctx, end))
	}
	p.worker.Close()
}

func (p *partition) begin(ctx context.Context) int64 {
	w, err := p.pipeline.Worker("transcripts", 0)
	p.must(err)
	p.worker = w
	offset, err := w.Offset(ctx)
	p.must(err)
	return offset
}

func (p *partition) must(err error) {
	p.t.Helper()
	if err != nil && !strings.Contains(err.Error(), "canceled") {
		p.t.Fatal(err)
	}
}
