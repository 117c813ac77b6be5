package sqlite_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
)

// TestEraseFromFile looks for what an erased customer said in the bytes of the files, while the ledger is open and after
// it was closed, once its conversations have grown among others, been inspected anew and been moved about.
func TestEraseFromFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := open(t, path)
	secret := func(of, what string) string { return fmt.Sprintf("<%s of %s>", what, of) }
	var records []*ledger.Record
	for i := range 60 {
		of := fmt.Sprintf("u-%d", i%20)
		records = append(records, &ledger.Record{Topic: "t", State: []byte(secret(of, "state")), Transcript: tingjian.Transcript{
			ID: fmt.Sprintf("c-%d-%s", i, of),
			Meta: tingjian.Meta{Customer: of, Order: secret(of, "order"), Facts: map[string]json.RawMessage{
				"address": json.RawMessage(`"` + secret(of, "fact") + `"`),
			}},
		}})
	}
	for step := range int64(40) {
		b := &ledger.Batch{Topic: "t", From: step, To: step + 1}
		for i, r := range records {
			tr := &r.Transcript
			of := tr.Customer
			first := len(tr.Turns)
			tr.Turns = append(tr.Turns, tingjian.Turn{Speaker: tingjian.Customer, Text: strings.Repeat(secret(of, "text"), 1+i%30)})
			in := &tingjian.Inspection{ID: tr.ID}
			for k := range int(step) % 5 {
				in.Findings = append(in.Findings, tingjian.Finding{ID: fmt.Sprint(tr.ID, step, k), Message: secret(of, "message")})
				in.Failures = append(in.Failures, tingjian.Failure{Reason: secret(of, "reason")})
			}
			b.Transcripts = append(b.Transcripts, ledger.Update{Record: r, FirstChanged: first, Inspection: in})
			b.DeadLetters = append(b.DeadLetters, ledger.DeadLetter{Key: of, Record: []byte(secret(of, "letter"))})
		}
		if err := l.Commit(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	for _, erased := range []string{"u-7", "u-19", "u-0"} {
		if n, err := l.Erase(t.Context(), erased); n != 3 || err != nil {
			t.Fatalf("erased %d, %v; want 3", n, err)
		}
		look(t, path, "of "+erased+">", false)
	}
	look(t, path, "of u-8>", true)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	look(t, path, "of u-7>", false)
	sound(t, path)
}

// look searches the files of a ledger for a text.
func look(t *testing.T, path, text string, want bool) {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(b, []byte(text)); n > 0 {
			found = true
			if !want {
				t.Errorf("%s still holds %q %d times", filepath.Base(file), text, n)
			}
		}
	}
	if want && !found {
		t.Errorf("no file holds %q", text)
	}
}

// TestReadOnly reads beside a ledger that is being written, and after it was closed, as export and search do.
func TestReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder?", "ledger#1%.db")
	if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlite.OpenReadOnly(path); err == nil || !strings.Contains(err.Error(), "there is none yet") {
		t.Errorf("opening what is not there: %v", err)
	}
	l := open(t, path)
	commit := func(n int64) {
		t.Helper()
		r := &ledger.Record{Transcript: tingjian.Transcript{ID: fmt.Sprint("c-", n), Turns: []tingjian.Turn{{Speaker: tingjian.Customer, Text: "在吗"}}}}
		if err := l.Commit(t.Context(), &ledger.Batch{Topic: "t", From: n, To: n + 1, Transcripts: []ledger.Update{{Record: r}}}); err != nil {
			t.Fatal(err)
		}
	}
	commit(0)
	reader, err := sqlite.OpenReadOnly(path, sqlite.WithReaders(2))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	// The reader is in the middle of a list while more is written, and the list is the one it began with or a later one.
	seen := 0
	for _, err := range reader.Transcripts(t.Context(), time.Time{}) {
		if err != nil {
			t.Fatal(err)
		}
		seen++
		commit(1)
		break
	}
	if _, err := reader.Load(t.Context(), "c-1"); seen != 1 || err != nil {
		t.Errorf("the reader saw %d and does not see what was added: %v", seen, err)
	}
	for what, err := range map[string]error{
		"commit":     reader.Commit(t.Context(), &ledger.Batch{Topic: "t", From: 2, To: 3}),
		"set cursor": reader.SetCursor(t.Context(), "f", 1),
		"account":    reader.AddAccount(t.Context(), ledger.Account{Name: "a"}),
		"replayed":   reader.MarkReplayed(t.Context(), 1, time.Now()),
		"erase":      second(reader.Erase(t.Context(), "u")),
	} {
		if err == nil || !strings.Contains(err.Error(), "reading only") {
			t.Errorf("%s through a reader: %v", what, err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	alone, err := sqlite.OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer alone.Close()
	if n, err := alone.Count(t.Context()); n.Transcripts != 2 || err != nil {
		t.Errorf("count %+v, %v after the writer closed; want 2 transcripts", n, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v; want 0600", info.Mode(), err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestOtherFiles opens files that are no ledger, or one of another version.
func TestOtherFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	edit := func(name, statement string) string {
		path := filepath.Join(dir, name)
		l := open(t, path)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite3", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		return path
	}
	text := write("text", strings.Repeat("this is no database at all. ", 100))
	newer := edit("newer", "insert into goose_db_version (version_id, is_applied) values (99, 1)")
	for _, test := range []struct {
		path, want string
		readOnly   bool
	}{
		{text, "the file is something else", false},
		{text, "the file is something else", true},
		{newer, "use the newer program", false},
		{newer, "use the newer program", true},
		{edit("older", "delete from goose_db_version where version_id > 0"), "start `tingjian serve` once", true},
		{edit("strange", "drop table goose_db_version; drop view v_findings; drop table findings"), "not a ledger", true},
		{write("empty", ""), "there is none yet", true},
		{filepath.Join(dir, "no such folder", "ledger.db"), "no such file", false},
	} {
		open := sqlite.Open
		if test.readOnly {
			open = sqlite.OpenReadOnly
		}
		l, err := open(test.path)
		if err == nil {
			l.Close()
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s, read only %v: %v; want %q", filepath.Base(test.path), test.readOnly, err, test.want)
		}
	}
}

// TestLogStaysShort commits without a pause; the log beside the file must not grow with what is written.
func TestLogStaysShort(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := open(t, path)
	r := &ledger.Record{Transcript: tingjian.Transcript{ID: "c-1"}}
	longest := int64(0)
	for n := range int64(150) { // 300 MB in all
		r.State = bytes.Repeat([]byte{byte(n)}, 2<<20)
		err := l.Commit(t.Context(), &ledger.Batch{Topic: "t", From: n, To: n + 1, Transcripts: []ledger.Update{{Record: r}}})
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		longest = max(longest, info.Size())
	}
	t.Logf("the log grew to %d MB", longest>>20)
	if longest > 150<<20 {
		t.Errorf("the log grew to %d MB while 300 MB were written", longest>>20)
	}
}
