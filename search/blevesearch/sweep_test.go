package blevesearch

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tingjian/tingjian/search"
)

// TestSweptWordsAreInNoFile looks for the words of a deleted conversation in the index's files: gone after a sweep, also one that
// another process makes up for, from a single segment and from many, and the rest still found.
func TestSweptWordsAreInNoFile(t *testing.T) {
	for _, batches := range []int{1, 12} {
		t.Run(fmt.Sprint(batches, " batches"), func(t *testing.T) {
			ctx := context.Background()
			dir := filepath.Join(t.TempDir(), "index")
			x, err := Open(Options{Dir: dir, Cut: cutKinds})
			if err != nil {
				t.Fatal(err)
			}
			for b := range batches {
				docs := []search.Doc{{Transcript: "c-gone", Turn: b, Text: "QWXSECRETZJK"}}
				for n := range 20 {
					docs = append(docs, search.Doc{Transcript: fmt.Sprintf("c-%d", b), Turn: n, Text: fmt.Sprintf("STAYSHERE %d-%d", b, n)})
				}
				if err := x.Put(ctx, docs); err != nil {
					t.Fatal(err)
				}
			}
			if !onDisk(t, dir, "QWXSECRETZJK") {
				t.Fatal("the words are not on disk to begin with: the test looks for the wrong thing")
			}
			if err := x.DeleteTranscript(ctx, "c-gone"); err != nil {
				t.Fatal(err)
			}
			if err := x.Close(); err != nil { // cut short before the sweep
				t.Fatal(err)
			}
			if x, err = Open(Options{Dir: dir, Cut: cutKinds}); err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			if err := x.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			for deadline := time.Now().Add(20 * time.Second); onDisk(t, dir, "QWXSECRETZJK"); time.Sleep(20 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("the deleted words are still in the index's files")
				}
			}
			if n, err := x.Count(ctx); err != nil || n != int64(20*batches) {
				t.Errorf("%d turns are left (%v): want %d", n, err, 20*batches)
			}
			r, err := x.Search(ctx, search.Query{Text: "STAYSHERE", Limit: 1})
			if err != nil || r.Total != 20*batches {
				t.Errorf("%+v, %v: want %d hits", r, err, 20*batches)
			}
		})
	}
}

// onDisk reports whether any file below dir holds the word.
func onDisk(t *testing.T, dir, word string) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil // removed meanwhile
		}
		data, err := os.ReadFile(path)
		found = found || err == nil && bytes.Contains(data, []byte(word))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
