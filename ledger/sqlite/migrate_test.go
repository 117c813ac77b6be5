package sqlite

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// released lists the migrations in the order in which they were released, each with the SHA-256 of its file.
const released = "testdata/migrations.sum"

// outOfOrder was released after one with a higher number.
const outOfOrder = "00021_verdicts_at.sql"

// TestMigrationsAreOnlyAdded holds the files to the list: what was released never changes, and each new one has a higher number than
// all before, so that every ledger runs it after those that it has.
func TestMigrationsAreOnlyAdded(t *testing.T) {
	list, err := os.ReadFile(released)
	if err != nil {
		t.Fatal(err)
	}
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	highest := ""
	for lines := bufio.NewScanner(bytes.NewReader(list)); lines.Scan(); {
		sum, name, _ := strings.Cut(lines.Text(), "  ")
		names = append(names, name)
		text, err := migrations.ReadFile("migrations/" + name)
		if err != nil {
			t.Errorf("%s was released and is gone: %v", name, err)
			continue
		}
		if got := sha256.Sum256(text); hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s was changed after its release (%x): ledgers that ran it will not run it again: write a new migration", name, got)
		}
		if name < highest && name != outOfOrder {
			t.Errorf("%s comes after %s: give it a higher number", name, highest)
		}
		highest = max(highest, name)
	}
	for _, f := range files {
		if text, err := migrations.ReadFile("migrations/" + f.Name()); err != nil || !slices.Contains(names, f.Name()) {
			t.Errorf("%v: append to %s when it is released:\n%x  %s", err, released, sha256.Sum256(text), f.Name())
		}
	}
}

// TestOlderLedgerOpens takes a ledger with a conversation back to where it was before the migration that came late and before the
// tallies: it opens, and both are there.
func TestOlderLedgerOpens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
	talk := tingjian.Transcript{ID: "c-1", Closed: true, Turns: []tingjian.Turn{{Speaker: tingjian.Customer, At: at, Text: "在吗"}}}
	in := &tingjian.Inspection{ID: "c-1", Closed: true, Complete: true}
	if err := l.Commit(t.Context(), &ledger.Batch{Topic: "t", To: 1, Transcripts: []ledger.Update{{Record: &ledger.Record{Transcript: talk, Topic: "t"}, Inspection: in}}}); err != nil {
		t.Fatal(err)
	}
	w := l.(*store).write
	for _, back := range []string{
		"drop index verdicts_at", "drop index transcripts_merchant", "drop table days", "drop table tallies", "drop table fault_tallies", "drop table agent_tallies",
		"delete from goose_db_version where version_id in (21, 41)",
	} {
		if err := w.exec(back); err != nil {
			t.Fatalf("%s: %v", back, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenReadOnly(path); err == nil || !strings.Contains(err.Error(), "tingjian serve") {
		t.Errorf("for reading only: %v; want it to say who brings it up to date", err)
	}
	if l, err = Open(path); err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	o, err := l.Overview(t.Context(), ledger.Owner{}, at.Add(-24*time.Hour), at.Add(24*time.Hour))
	if err != nil || len(o.Days) != 1 || o.Days[0].Conversations != 1 {
		t.Errorf("overview %+v, %v; want the conversation", o, err)
	}
	made, err := texts(l.(*store).read.QueryContext(t.Context(), `select name from sqlite_schema where name in ('verdicts_at', 'transcripts_merchant') order by 1
`))
	if err != nil || len(made) != 2 {
		t.Errorf("indexes %v, %v", made, err)
	}
	if stale, err := texts(l.(*store).read.QueryContext(t.Context(), sqlStaleDays)); err != nil || len(stale) != 0 {
		t.Errorf("stale days %v, %v; want all added up", stale, err)
	}
}
