// Package searchtest is the suite that every search index passes. It compares what an index answers with a scan of all
// turns.
package searchtest

import (
	"context"
	"testing"

	"github.com/tingjian/tingjian/search"
)

// Open opens the index in a folder, or makes it. The index hashes whole numbers with hash.
type Open func(dir string, hash func(string) string) (search.Index, error)

// Test runs the suite. The test's TestMain must call Child first.
func Test(t *testing.T, open Open) {
	tests := []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"finds exactly what a scan finds", testScan},
		{"finds every stretch of every text", testRecall},
		{"filters", testFilters},
		{"scores", testScores},
		{"times", testTimes},
		{"numbers", testNumbers},
		{"highlights", testHighlights},
		{"pages", testPages},
		{"cursors", testCursors},
		{"counts", testCounts},
		{"ranks", testRanks},
		{"writes", testWrites},
		{"unchanged turns cost nothing", testUnchanged},
		{"keeps its content", testReopen},
		{"second opener", testSecondOpener},
		{"closing", testClosing},
		{"several goroutines", testConcurrent},
		{"nonsense", testNonsense},
		{"kill -9", testKill},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, open) })
	}
}

// hash stands in for the keyed hash of ingest.
func hash(number string) string { return "hash of " + number }

// fresh opens an empty index and closes it when the test ends.
func fresh(t *testing.T, open Open) search.Index {
	t.Helper()
	index, err := open(t.TempDir()+"/index", hash)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := index.Close(); err != nil {
			t.Error(err)
		}
	})
	return index
}

func put(t testing.TB, index search.Index, docs ...search.Doc) {
	t.Helper()
	if err := index.Put(context.Background(), docs); err != nil {
		t.Fatal(err)
	}
}

// fataler is what *testing.T and *rapid.T have in common.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// ask answers a query or ends the test.
func ask(t fataler, index search.Index, q search.Query) *search.Result {
	t.Helper()
	r, err := index.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return r
}

// walk reads all pages.
func walk(t fataler, index search.Index, q search.Query) []search.Hit {
	t.Helper()
	var hits []search.Hit
	for {
		r := ask(t, index, q)
		hits = append(hits, r.Hits...)
		if r.Next == "" {
			if r.Total != len(hits) {
				t.Fatalf("%+v: all pages have %d hits, total says %d", q, len(hits), r.Total)
			}
			return hits
		}
		if len(r.Hits) == 0 {
			t.Fatalf("%+v: an empty page with a cursor", q)
		}
		q.Cursor = r.Next
	}
}

func ids(hits []search.Hit) []string {
	all := make([]string, len(hits))
	for i, h := range hits {
		all[i] = search.DocID(h.Transcript, h.Turn)
	}
	return all
}
