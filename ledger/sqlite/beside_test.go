package sqlite_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// TestTwoWriters opens one file twice for writing, as commands do that note something beside a running service, and lets
// both commit to one partition: every offset is won once, and each sees the conflicts that the other causes.
func TestTwoWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	writers := []ledger.Ledger{open(t, path), open(t, path)}
	const each = 50
	var group sync.WaitGroup
	for me, l := range writers {
		group.Go(func() {
			for won := 0; won < each; {
				from, err := l.Offset(t.Context(), "t", 0)
				if err != nil {
					t.Errorf("offset: %v", err)
					return
				}
				r := one(fmt.Sprint("c-", from), "u-1")
				err = l.Commit(t.Context(), &ledger.Batch{Topic: "t", From: from, To: from + 1, Transcripts: []ledger.Update{{Record: r}}})
				if err == nil {
					won++
				} else if !errors.Is(err, ledger.ErrFenced) {
					t.Errorf("writer %d: %v", me, err)
					return
				}
				if err := l.SetCursor(t.Context(), fmt.Sprint("follower ", me), from); err != nil {
					t.Errorf("cursor: %v", err)
					return
				}
			}
		})
	}
	group.Wait()
	if n, err := writers[0].Count(t.Context()); n.Transcripts != 2*each || err != nil {
		t.Errorf("count %+v, %v; want %d transcripts", n, err, 2*each)
	}
	sound(t, path)
}

// TestErasedByAnother lets one writer erase a conversation that the other remembers, and store it anew, so that it has the
// same revision. The other's commit is refused, and the next one, after it has loaded the conversation again, is not.
func TestErasedByAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	writers := []ledger.Ledger{open(t, path), open(t, path)}
	mine := one("c-x", "u-2")
	commit := func(l ledger.Ledger, r *ledger.Record, first int) error {
		next, err := l.Offset(t.Context(), "t", 1)
		if err != nil {
			t.Fatal(err)
		}
		return l.Commit(t.Context(), &ledger.Batch{Topic: "t", Partition: 1, From: next, To: next + 1, Transcripts: []ledger.Update{{Record: r, FirstChanged: first}}})
	}
	if err := commit(writers[0], mine, 0); err != nil {
		t.Fatal(err)
	}
	if n, err := writers[1].Erase(t.Context(), "u-2"); n != 1 || err != nil {
		t.Fatalf("erased %d, %v", n, err)
	}
	if err := commit(writers[1], one("c-x", "u-3"), 0); err != nil {
		t.Fatal(err)
	}
	if err := commit(writers[0], mine, 1); !errors.Is(err, ledger.ErrConflict) {
		t.Errorf("commit of what the other stored anew: %v, want a conflict", err)
	}
	r, err := writers[0].Load(t.Context(), "c-x")
	if err != nil || r.Transcript.Customer != "u-3" {
		t.Fatalf("loaded %+v, %v; want the new one, of u-3", r, err)
	}
	if err := commit(writers[0], r, 1); err != nil {
		t.Errorf("commit after loading again: %v", err)
	}
	sound(t, path)
}

// one is a conversation of one turn.
func one(id, customer string) *ledger.Record {
	return &ledger.Record{Topic: "t", Transcript: tingjian.Transcript{
		ID: id, Meta: tingjian.Meta{Customer: customer}, Turns: []tingjian.Turn{{Speaker: tingjian.Customer, Text: "在吗"}},
	}}
}
