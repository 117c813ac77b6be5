package searchtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

// testWrites puts, changes, cuts and deletes at random and compares with a map.
func testWrites(t *testing.T, open Open) {
	index, folder := fresh(t, open), newFolder(t)
	ctx := context.Background()
	rounds := 0
	rapid.Check(t, func(t *rapid.T) {
		if rounds++; rounds > 15 { // each round writes to disk a dozen times
			return
		}
		if err := index.DeleteAll(ctx); err != nil {
			t.Fatalf("%v", err)
		}
		model := map[string]search.Doc{}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			id := rapid.SampledFrom([]string{"a", "a/000001", "b", "会话 3"}).Draw(t, "transcript")
			turns := rapid.IntRange(0, 5).Draw(t, "turns")
			switch rapid.SampledFrom([]string{"put", "put", "put", "truncate", "delete", "all"}).Draw(t, "action") {
			case "put":
				docs := make([]search.Doc, turns)
				for i := range docs {
					docs[i] = search.Doc{Transcript: id, Turn: i, Text: rapid.SampledFrom([]string{"没有办法", "有办法", "好的"}).Draw(t, "text"),
						Agent: rapid.SampledFrom([]string{"", "a-1"}).Draw(t, "agent")}
					model[search.DocID(id, i)] = docs[i]
				}
				check(t, index.Put(ctx, docs))
			case "truncate":
				check(t, index.Truncate(ctx, id, turns))
				remove(model, id, turns)
			case "delete":
				check(t, index.DeleteTranscript(ctx, id))
				remove(model, id, 0)
			case "all":
				check(t, index.DeleteAll(ctx))
				clear(model)
			}
			compare(t, index, folder, model)
		}
	})
}

func check(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}

func remove(model map[string]search.Doc, transcript string, from int) {
	for id, d := range model {
		if d.Transcript == transcript && d.Turn >= from {
			delete(model, id)
		}
	}
}

func compare(t *rapid.T, index search.Index, folder *search.Folder, model map[string]search.Doc) {
	t.Helper()
	n, err := index.Count(context.Background())
	check(t, err)
	if int(n) != len(model) {
		t.Fatalf("the index has %d turns, want %d", n, len(model))
	}
	var docs []search.Doc
	for _, d := range model {
		docs = append(docs, d)
	}
	for _, q := range []search.Query{{}, {Text: "有办法"}, {Text: "没有"}, {Agent: []string{"a-1"}}} {
		q.Sort = search.Newest
		want, err := scan(folder, docs, q)
		check(t, err)
		if got := ids(walk(t, index, q)); !slices.Equal(got, docIDs(want)) {
			t.Fatalf("%+v: got %v, want %v", q, got, docIDs(want))
		}
	}
}

// testUnchanged puts what is there already and what differs in one field each.
func testUnchanged(t *testing.T, open Open) {
	index := fresh(t, open)
	d := search.Doc{Transcript: "x", Text: "好的", Merchant: "m", Vendor: "v", Team: "t", Agent: "a", Speaker: tingjian.Agent, Channel: tingjian.Chat, At: started}
	put(t, index, d)
	closed := true
	changes := []func(*search.Doc){
		func(d *search.Doc) { d.Text = "好" },
		func(d *search.Doc) { d.Merchant = "m2" },
		func(d *search.Doc) { d.Vendor = "v2" },
		func(d *search.Doc) { d.Team = "t2" },
		func(d *search.Doc) { d.Agent = "" },
		func(d *search.Doc) { d.Speaker = tingjian.Bot },
		func(d *search.Doc) { d.Channel = tingjian.Call },
		func(d *search.Doc) { d.Codes = []code{tingjian.Empathy} },
		func(d *search.Doc) { d.Codes = nil },
		func(d *search.Doc) { d.At = d.At.Add(time.Second) },
		func(d *search.Doc) { d.Closed = closed },
		func(d *search.Doc) { d.Scores = map[tingjian.Dimension]float64{tingjian.Warmth: 40} },
		func(d *search.Doc) { d.Scores = map[tingjian.Dimension]float64{tingjian.Warmth: 41} },
		func(d *search.Doc) { d.Keys = []string{hash("12345678")} },
	}
	for i, change := range changes {
		change(&d)
		put(t, index, d)
		put(t, index, d)
		hits := walk(t, index, search.Query{})
		if len(hits) != 1 || fmt.Sprint(plain(hits[0].Doc)) != fmt.Sprint(plain(d)) {
			t.Errorf("change %d: got %+v, want %+v", i, hits, d)
		}
	}
	if hits := walk(t, index, search.Query{Text: "12345678"}); len(hits) != 1 {
		t.Errorf("the changed keys are not found: %v", ids(hits))
	}
	put(t, index, d, d, d)
	if n, err := index.Count(context.Background()); err != nil || n != 1 {
		t.Errorf("one turn put three times at once: %d, %v", n, err)
	}
}

// plain is d without what need not come back: the keys, and the zone of the time.
func plain(d search.Doc) search.Doc {
	d.Keys = nil
	d.At = d.At.UTC()
	return d
}

// testReopen closes the index and opens it again.
func testReopen(t *testing.T, open Open) {
	dir := t.TempDir() + "/deep/index"
	index, err := open(dir, hash)
	if err != nil {
		t.Fatal(err)
	}
	docs := corpus(9, 100)
	put(t, index, docs...)
	id := index.ID()
	if err := index.Close(); err != nil {
		t.Fatal(err)
	}
	index, err = open(dir, hash)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	if index.ID() != id || id == "" {
		t.Errorf("the id changed from %q to %q", id, index.ID())
	}
	if n, err := index.Count(context.Background()); err != nil || int(n) != len(docs) {
		t.Errorf("got %d turns, %v, want %d", n, err, len(docs))
	}
	other := fresh(t, open)
	if other.ID() == id {
		t.Error("another index has the same id")
	}
}

// testSecondOpener wants a clear error, soon.
func testSecondOpener(t *testing.T, open Open) {
	dir := t.TempDir() + "/index"
	index, err := open(dir, hash)
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	began := time.Now()
	second, err := open(dir, hash)
	if err == nil {
		second.Close()
	}
	if !errors.Is(err, search.ErrLocked) || !strings.Contains(err.Error(), dir) {
		t.Errorf("second opener: got error %v, want ErrLocked with the folder", err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("second opener: waited %v", took)
	}
	put(t, index, search.Doc{Transcript: "x", Text: "还能写"})
}

// testClosing closes twice and uses a closed index.
func testClosing(t *testing.T, open Open) {
	index, err := open(t.TempDir()+"/index", hash)
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := index.Close(); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	_, searchErr := index.Search(ctx, search.Query{})
	_, countErr := index.Count(ctx)
	for i, err := range []error{searchErr, countErr, index.Put(ctx, []search.Doc{{Transcript: "x"}}), index.Truncate(ctx, "x", 0), index.DeleteTranscript(ctx, "x"), index.DeleteAll(ctx), index.Sweep(ctx)} {
		if !errors.Is(err, search.ErrClosed) {
			t.Errorf("call %d: got error %v, want ErrClosed", i, err)
		}
	}
}

// testConcurrent writes, reads and closes at once.
func testConcurrent(t *testing.T, open Open) {
	index, err := open(t.TempDir()+"/index", hash)
	if err != nil {
		t.Fatal(err)
	}
	docs := corpus(10, 300)
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			for j := i; j < 20; j += 4 {
				if err := index.Put(context.Background(), docs[j*15:(j+1)*15]); err != nil {
					t.Error(err)
				}
				if _, err := index.Search(context.Background(), search.Query{Text: "没有", Counts: []string{"code"}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	if n, err := index.Count(context.Background()); err != nil || int(n) != len(docs) {
		t.Errorf("got %d turns, %v, want %d", n, err, len(docs))
	}
	for range 4 {
		group.Go(func() {
			for {
				if _, err := index.Search(context.Background(), search.Query{Text: "没有"}); err != nil {
					if !errors.Is(err, search.ErrClosed) {
						t.Error(err)
					}
					return
				}
			}
		})
	}
	if err := index.Close(); err != nil {
		t.Error(err)
	}
	group.Wait()
}
