package ledgertest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// Crash kills a process in the middle of its commits, again and again, and looks at what it leaves: everything that was
// acknowledged must be there, and nothing of a batch that was not committed as a whole. The command that start returns
// runs CommitForever on the data that open opens.
func Crash(t *testing.T, rounds int, start func(testing.TB) *exec.Cmd, open func(testing.TB) ledger.Ledger) {
	random := rand.New(rand.NewPCG(1, uint64(rounds))) //nolint:gosec // when to kill
	m, held := newModel(), map[string]*ledger.Record{}
	for range rounds {
		acknowledged := kill(t, start(t), 1+random.IntN(150))
		l := open(t)
		next, err := l.Offset(t.Context(), crashTopic, 0)
		if err != nil {
			t.Fatal(err)
		}
		if next < acknowledged {
			t.Fatalf("offset %d, but %d was acknowledged", next, acknowledged)
		}
		for m.offsets[0] < next {
			b, err := crashBatch(m.offsets[0], func(id string) (*ledger.Record, error) { return held[id], nil })
			if err == nil {
				err = m.commit(b)
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range b.Transcripts {
				id := u.Record.Transcript.ID
				r := m.records[id]
				r = clone(&r)
				held[id] = &r
			}
		}
		if got, want := everything(t, l), m.everything(t); got != want {
			t.Fatalf("after offset %d the ledger holds\n%s\nwant\n%s", next, got, want)
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// kill starts the command, waits until it has acknowledged so many commits, and kills it. It returns the last offset
// that was acknowledged.
func kill(t *testing.T, cmd *exec.Cmd, commits int) (acknowledged int64) {
	t.Helper()
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		if acknowledged, err = strconv.ParseInt(lines.Text(), 10, 64); err != nil {
			t.Errorf("the child said %q", lines.Text())
		}
		if n == commits {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
		}
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the child ended with %v, want it killed: %s", err, stderr.String())
	}
	return acknowledged
}

const crashTopic = "crash"

// CommitForever commits batch after batch from the stored offset on and writes each new offset to w as a line. It never
// ends but by an error or the context.
func CommitForever(ctx context.Context, l ledger.Ledger, w io.Writer) error {
	next, err := l.Offset(ctx, crashTopic, 0)
	if err != nil {
		return err
	}
	held := map[string]*ledger.Record{}
	load := func(id string) (*ledger.Record, error) {
		if r := held[id]; r != nil {
			return r, nil
		}
		r, err := l.Load(ctx, id)
		if errors.Is(err, ledger.ErrNotFound) {
			return nil, nil
		}
		held[id] = r
		return r, err
	}
	for ; ; next++ {
		b, err := crashBatch(next, load)
		if err != nil {
			return err
		}
		if err := l.Commit(ctx, b); err != nil {
			return err
		}
		for _, u := range b.Transcripts {
			held[u.Record.Transcript.ID] = u.Record
		}
		if _, err := fmt.Fprintln(w, next+1); err != nil {
			return err
		}
	}
}

// crashBatch makes the batch at the given offset: three conversations out of thirty get a turn and a new inspection.
func crashBatch(at int64, load func(id string) (*ledger.Record, error)) (*ledger.Batch, error) {
	b := &ledger.Batch{Topic: crashTopic, From: at, To: at + 1}
	for k := range int64(3) {
		id := fmt.Sprintf("c-%d", (at*3+k*11)%30)
		r, err := load(id)
		if err != nil {
			return nil, err
		}
		if r == nil {
			r = talk(id, fmt.Sprintf("u-%d", k), 0)
		}
		u := ledger.Update{Record: r, FirstChanged: len(r.Transcript.Turns)}
		say(r)
		r.Transcript.Closed = at%5 == 0
		turns := []int{u.FirstChanged}
		if u.FirstChanged > 0 {
			turns = append(turns, u.FirstChanged/2)
		}
		u.Inspection = inspect(r, turns...)
		if at%2 == 0 {
			u.Inspection.Findings = []tingjian.Finding{}
		}
		b.Transcripts = append(b.Transcripts, u)
	}
	if at%7 == 0 {
		b.DeadLetters = []ledger.DeadLetter{{Topic: crashTopic, Offset: at, Record: []byte("{"), Reason: "not JSON"}}
	}
	return b, nil
}
