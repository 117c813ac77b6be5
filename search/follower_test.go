package search

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// book is a ledger in memory, as far as a follower reads it.
type book struct {
	mu      sync.Mutex
	records map[string]*ledger.Record
	opinion map[string]*tingjian.Inspection
	last    map[string]ledger.Change
	next    int64
	cursors map[string]int64
	looks   int // calls of Changes
}

func newBook() *book {
	return &book{records: map[string]*ledger.Record{}, opinion: map[string]*tingjian.Inspection{}, last: map[string]ledger.Change{}, cursors: map[string]int64{}}
}

func (b *book) write(t tingjian.Transcript, i *tingjian.Inspection) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	b.records[t.ID] = &ledger.Record{Transcript: t, Change: b.next}
	b.opinion[t.ID] = i
	b.last[t.ID] = ledger.Change{Position: b.next, ID: t.ID}
}

func (b *book) erase(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.next++
	delete(b.records, id)
	delete(b.opinion, id)
	b.last[id] = ledger.Change{Position: b.next, ID: id, Erased: true}
}

func (b *book) Changes(_ context.Context, after int64, limit int) ([]ledger.Change, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.looks++
	var all []ledger.Change
	for _, c := range b.last {
		if c.Position > after {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b ledger.Change) int { return int(a.Position - b.Position) })
	return all[:min(limit, len(all))], nil
}

func (b *book) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.looks
}

func (b *book) Cursor(_ context.Context, follower string) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cursors[follower], nil
}

func (b *book) SetCursor(_ context.Context, follower string, position int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cursors[follower] = position
	return nil
}

func (b *book) Load(_ context.Context, id string) (*ledger.Record, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if r := b.records[id]; r != nil {
		return r, nil
	}
	return nil, ledger.ErrNotFound
}

func (b *book) Inspection(_ context.Context, id string) (*tingjian.Inspection, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if i := b.opinion[id]; i != nil {
		return i, nil
	}
	return nil, ledger.ErrNotFound
}

// shelf is an index that only keeps.
type shelf struct {
	Index // what a follower does not call
	mu    sync.Mutex
	docs  map[string]Doc
	puts  int
	fail  error
}

func newShelf() *shelf { return &shelf{docs: map[string]Doc{}} }

func (s *shelf) ID() string { return "shelf" }

func (s *shelf) Put(_ context.Context, docs []Doc) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return s.fail
	}
	s.puts++
	for _, d := range docs {
		s.docs[DocID(d.Transcript, d.Turn)] = d
	}
	return nil
}

func (s *shelf) Truncate(_ context.Context, transcript string, turns int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, d := range s.docs {
		if d.Transcript == transcript && d.Turn >= turns {
			delete(s.docs, id)
		}
	}
	return nil
}

func (s *shelf) DeleteTranscript(ctx context.Context, transcript string) error {
	return s.Truncate(ctx, transcript, 0)
}

func (s *shelf) DeleteAll(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.docs)
	return nil
}

func (s *shelf) Sweep(context.Context) error { return nil }

func (s *shelf) fails(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = err
}

func (s *shelf) ids() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for id, d := range s.docs {
		all = append(all, id+"="+d.Text)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func talk(id string, texts ...string) tingjian.Transcript {
	t := tingjian.Transcript{ID: id}
	for _, s := range texts {
		t.Turns = append(t.Turns, tingjian.Turn{Speaker: tingjian.Customer, Text: s})
	}
	return t
}

func TestStep(t *testing.T) {
	b, s := newBook(), newShelf()
	f := NewFollower(b, s, nil)
	step := func(wantChanges int, want string) {
		t.Helper()
		n, err := f.Step(t.Context())
		if err != nil || n != wantChanges {
			t.Fatalf("got %d changes, %v, want %d", n, err, wantChanges)
		}
		if got := s.ids(); got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
	step(0, "")
	b.write(talk("a", "您好", "在吗"), nil)
	b.write(talk("b", "退款"), nil)
	step(2, "a/000000=您好 a/000001=在吗 b/000000=退款")
	step(0, "a/000000=您好 a/000001=在吗 b/000000=退款")
	b.write(talk("a", "您好", "在吗", "人呢"), nil)
	step(1, "a/000000=您好 a/000001=在吗 a/000002=人呢 b/000000=退款")
	b.erase("b")
	step(1, "a/000000=您好 a/000001=在吗 a/000002=人呢")
	b.erase("a") // and again, with fewer turns, before the follower looks
	b.write(talk("a", "重来"), nil)
	step(1, "a/000000=重来")
	if p, err := f.Status(); err != nil || p.Position != b.next || p.Turns != 7 {
		t.Errorf("status: %+v, %v", p, err)
	}
}

// A step that fails is done again from where it began; the position is never ahead of the index.
func TestStepFails(t *testing.T) {
	b, s := newBook(), newShelf()
	f := NewFollower(b, s, nil)
	b.write(talk("a", "您好"), nil)
	s.fail = errors.New("disk full")
	if _, err := f.Step(t.Context()); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("got error %v", err)
	}
	if b.cursors["search/shelf"] != 0 {
		t.Errorf("the position moved to %d although the index failed", b.cursors["search/shelf"])
	}
	if _, err := f.Status(); err == nil {
		t.Error("status tells no error")
	}
	s.fail = nil
	if n, err := f.Step(t.Context()); n != 1 || err != nil || s.ids() != "a/000000=您好" {
		t.Errorf("got %d, %v, %q", n, err, s.ids())
	}
	if _, err := f.Status(); err != nil {
		t.Errorf("status still tells %v", err)
	}
}

func TestReindex(t *testing.T) {
	b, s := newBook(), newShelf()
	for i := range 1234 {
		b.write(talk(fmt.Sprint(i), "您好", "在吗"), nil)
	}
	s.docs["old/000000"] = Doc{Transcript: "old"}
	b.cursors["search/shelf"] = 700
	var seen []int
	err := Reindex(t.Context(), b, s, func(p Progress) { seen = append(seen, p.Transcripts) })
	if err != nil || len(s.docs) != 2468 {
		t.Fatalf("got %d turns, %v", len(s.docs), err)
	}
	if !slices.Equal(seen, []int{500, 1000, 1234}) {
		t.Errorf("progress was %v", seen)
	}
	if s.puts > 8 {
		t.Errorf("%d writes for 1234 small transcripts", s.puts)
	}
}

// Run looks soon when nudged, each second otherwise, goes on after failures, and ends with its context.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, s := newBook(), newShelf()
		f := NewFollower(b, s, nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- f.Run(ctx) }()
		synctest.Wait()
		b.write(talk("a", "您好"), nil)
		f.Nudge()
		time.Sleep(2 * pause)
		synctest.Wait()
		if s.ids() != "a/000000=您好" {
			t.Errorf("after a nudge: %q", s.ids())
		}
		b.write(talk("b", "在吗"), nil)
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if !strings.Contains(s.ids(), "b/000000") {
			t.Errorf("without a nudge: %q", s.ids())
		}
		looks := b.count()
		for range 1000 {
			f.Nudge()
		}
		time.Sleep(10 * time.Second)
		if n := b.count() - looks; n > 20 {
			t.Errorf("%d looks in ten seconds without news", n)
		}
		s.fails(errors.New("disk full"))
		b.write(talk("c", "喂"), nil)
		time.Sleep(10 * time.Second)
		s.fails(nil)
		time.Sleep(time.Minute)
		synctest.Wait()
		if !strings.Contains(s.ids(), "c/000000") {
			t.Errorf("after a failure: %q", s.ids())
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestDocs(t *testing.T) {
	at := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
	warm, effective := 62.5, 0.0
	record := &ledger.Record{Transcript: tingjian.Transcript{
		ID: "c-1", Meta: tingjian.Meta{Merchant: "m", Vendor: "v", Team: "t", Channel: tingjian.Call}, Closed: true,
		Turns: []tingjian.Turn{
			{Speaker: tingjian.Customer, Text: "喂", Keys: []string{"k"}},
			{Speaker: tingjian.Agent, Agent: "a-1", Text: "没有办法", At: at},
			{Speaker: tingjian.Agent, Agent: "a-1", Text: "真的"},
			{Speaker: tingjian.System, At: at.Add(time.Minute)},
		},
	}}
	inspection := &tingjian.Inspection{Closed: true, Complete: true, Findings: []tingjian.Finding{
		{Code: "stonewall", Status: tingjian.Stable, Span: tingjian.Span{Turn: 1}},
		{Code: "empathy", Status: tingjian.Stable, Span: tingjian.Span{Turn: 1}, Pending: true},
		{Code: "stonewall", Status: tingjian.Stable, Span: tingjian.Span{Turn: 1}},
		{Code: "rude", Status: tingjian.Shadow, Span: tingjian.Span{Turn: 1}},
		{Code: "waiting", Status: tingjian.Stable, Span: tingjian.Span{Turn: 9}},
	}}
	inspection.Scores.Warmth.Value, inspection.Scores.Efficiency.Value = &warm, &effective
	scores := map[tingjian.Dimension]float64{tingjian.Warmth: 62.5, tingjian.Efficiency: 0}
	base := Doc{Transcript: "c-1", Merchant: "m", Vendor: "v", Team: "t", Channel: tingjian.Call, Closed: true, Scores: scores}
	want := []Doc{base, base, base, base}
	for i := range want {
		want[i].Turn, want[i].At, want[i].Text, want[i].Speaker = i, at.UTC(), record.Transcript.Turns[i].Text, record.Transcript.Turns[i].Speaker
	}
	want[0].Keys = []string{"k"}
	want[1].Agent, want[1].Codes = "a-1", []tingjian.Code{"empathy", "stonewall"}
	want[2].Agent = "a-1"
	want[3].At = at.Add(time.Minute).UTC()
	if got := Docs(record, inspection); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for name, change := range map[string]func(){
		"incomplete": func() { inspection.Complete = false },
		"open again": func() { inspection.Complete, record.Transcript.Closed = true, false },
	} {
		change()
		if got := Docs(record, inspection); got[0].Scores != nil {
			t.Errorf("%s: got scores %v", name, got[0].Scores)
		}
	}
	if got := Docs(record, nil); len(got) != 4 || got[1].Codes != nil {
		t.Errorf("without an inspection: %+v", got)
	}
}
