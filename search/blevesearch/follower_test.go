package blevesearch

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/search"
)

// followDir names, in the environment of a child process, the folder with the ledger that it shall follow.
const followDir = "TINGJIAN_FOLLOW_DIR"

// followChild brings the index up to the ledger and ends with success, or is killed before.
func followChild() {
	dir := os.Getenv(followDir)
	if dir == "" {
		return
	}
	if err := follow(dir); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

func follow(dir string) error {
	l, err := sqlite.Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		return err
	}
	defer l.Close()
	x, err := Open(Options{Dir: filepath.Join(dir, "index")})
	if err != nil {
		return err
	}
	defer x.Close()
	return search.NewFollower(l, x, nil).CatchUp(context.Background(), nil)
}

// A follower that is killed at any moment goes on where the index was, and what it leaves equals the ledger.
func TestFollowerKilled(t *testing.T) {
	const transcripts = 4000
	dir := t.TempDir()
	l, err := sqlite.Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	for from := 0; from < transcripts; from += 500 {
		commit(t, l, from, 500)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	kills := 0
	for after := 60 * time.Millisecond; ; after += after / 3 {
		if finished := followFor(t, dir, after); finished {
			break
		}
		kills++
	}
	t.Logf("killed %d times", kills)
	x, err := Open(Options{Dir: filepath.Join(dir, "index")})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if n, err := x.Count(t.Context()); err != nil || n != 3*transcripts {
		t.Errorf("got %d turns, %v, want %d", n, err, 3*transcripts)
	}
	for _, i := range []int{0, 499, 500, 1777, transcripts - 1} {
		r, err := x.Search(t.Context(), search.Query{Text: fmt.Sprintf("第%d通。", i)})
		if err != nil || r.Total != 3 {
			t.Errorf("conversation %d: %d turns are found, %v", i, r.Total, err)
		}
	}
}

// followFor runs a child for a while, then kills it, and reports whether it had finished.
func followFor(t *testing.T, dir string, d time.Duration) bool {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(program)
	child.Env = append(os.Environ(), followDir+"="+dir)
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(d, func() { _ = child.Process.Kill() })
	err = child.Wait()
	timer.Stop()
	if child.ProcessState.ExitCode() > 0 {
		t.Fatalf("the child failed: %v", err)
	}
	return err == nil
}

func commit(t *testing.T, l ledger.Ledger, from, n int) {
	t.Helper()
	b := &ledger.Batch{Topic: "transcripts", From: int64(from), To: int64(from + n)}
	for i := range n {
		id := fmt.Sprintf("c-%d", from+i)
		r := &ledger.Record{Topic: "transcripts", Arrived: time.Date(2024, 8, 6, 10, 0, 0, 0, zone)}
		r.Transcript = tingjian.Transcript{ID: id, Closed: true}
		for turn := range 3 {
			r.Transcript.Turns = append(r.Transcript.Turns, tingjian.Turn{Speaker: tingjian.Customer, Text: fmt.Sprintf("第%d通。第%d句", from+i, turn)})
		}
		b.Transcripts = append(b.Transcripts, ledger.Update{Record: r, Inspection: &tingjian.Inspection{ID: id, Closed: true, Complete: true}})
	}
	if err := l.Commit(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}
