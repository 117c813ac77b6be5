package backtest_test

import (
	"context"
	"io/fs"
	"iter"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/backtest"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/ingest/sample"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/lint"
	"github.com/tingjian/tingjian/service"
)

// conversations are sample conversations as the ledger keeps them: masked, put together and closed.
func conversations(tb testing.TB, n int) []*tingjian.Transcript {
	tb.Helper()
	masker, err := mask.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		tb.Fatal(err)
	}
	var all []*tingjian.Transcript
	for f := range sample.Generate(sample.Options{N: n, Seed: 11}) {
		masker.Fragment(&f)
		a := ingest.NewAssembly(f.ID)
		a.Merge(&f)
		a.CloseIdle()
		all = append(all, &a.Transcript)
	}
	return all
}

// judgeOf is a judge by the shipped rules after edit; nil: as they are.
func judgeOf(tb testing.TB, edit func(path, text string) string) *service.Judge {
	tb.Helper()
	if edit == nil {
		edit = func(_, text string) string { return text }
	}
	j, err := service.NewTrialJudgeOf(edited(tb, edit), configs.Judge{WaitingLimit: 3 * time.Minute, Model: "off"})
	if err != nil {
		tb.Fatal(err)
	}
	return j
}

// edited are the shipped rules and lists after edit, in memory.
func edited(tb testing.TB, edit func(path, text string) string) fs.FS {
	tb.Helper()
	others := map[string][]byte{}
	err := fs.WalkDir(configs.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(configs.FS, path)
		if after := edit(path, string(text)); after != string(text) {
			others[path] = []byte(after)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	files, err := lint.Overlay(configs.FS, others)
	if err != nil {
		tb.Fatal(err)
	}
	return files
}

func stored(tb testing.TB, all []*tingjian.Transcript) ledger.Ledger {
	tb.Helper()
	l, err := sqlite.Open(filepath.Join(tb.TempDir(), "l.db"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	for at := 0; at < len(all); at += 500 {
		b := &ledger.Batch{Topic: "t", From: int64(at), To: int64(min(at+500, len(all)))}
		for _, t := range all[at:b.To] {
			b.Transcripts = append(b.Transcripts, ledger.Update{Record: &ledger.Record{Transcript: *t, Topic: "t"}})
		}
		if err := l.Commit(context.Background(), b); err != nil {
			tb.Fatal(err)
		}
	}
	return l
}

func transcripts(ctx context.Context, l ledger.History) iter.Seq2[*tingjian.Transcript, error] {
	return func(yield func(*tingjian.Transcript, error) bool) {
		for r, err := range l.Transcripts(ctx, time.Time{}) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(&r.Transcript, nil) {
				return
			}
		}
	}
}

func each(all []*tingjian.Transcript) iter.Seq2[*tingjian.Transcript, error] {
	return func(yield func(*tingjian.Transcript, error) bool) {
		for _, t := range all {
			if !yield(t, nil) {
				return
			}
		}
	}
}

// cpuTime is what this process has used of all cores.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkBacktest runs two sets over sample conversations from a ledger: with a change to words that are seldom said, with
// one to words that are often said, and with sets of which nothing is known, so that all is judged twice. Last comes reading
// the ledger alone.
func BenchmarkBacktest(b *testing.B) {
	all := conversations(b, 8000)
	turns := 0
	for _, t := range all {
		turns += len(t.Turns)
	}
	l := stored(b, all)
	measure := func(name string, f func() error) {
		b.Run(name, func(b *testing.B) {
			before := cpuTime()
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
			done := float64(turns) * float64(b.N)
			b.ReportMetric(done/b.Elapsed().Seconds(), "turns/s")
			b.ReportMetric((cpuTime()-before).Seconds()*1e6/done, "cpu-µs/turn") // what counts where others use the machine
		})
	}
	with := func(path, line, instead string) *service.Judge {
		return judgeOf(b, func(p, text string) string {
			if p == path {
				return strings.Replace(text, line, instead, 1)
			}
			return text
		})
	}
	old := judgeOf(b, nil)
	run := func(a, c backtest.Judge, forget *service.Judge) func() error {
		return func() error {
			old.Forget() // so that every pass meets the text for the first time
			forget.Forget()
			_, err := backtest.Run(context.Background(), backtest.Options{Old: a, New: c, Samples: 3}, transcripts(context.Background(), l))
			return err
		}
	}
	seldom := with("rules/customer.escalation/threat.yaml", "status: stable", "status: shadow")
	often := with("rules/customer.thanks/plain.yaml", "any: ['@gratitude']", "any: [谢谢, 太贴心]")
	measure("seldom", run(old, seldom, seldom))
	measure("often", run(old, often, often))
	measure("everything", run(plainly{old, "old"}, plainly{often, "new"}, often))
	measure("reading", func() error {
		for _, err := range transcripts(context.Background(), l) {
			if err != nil {
				return err
			}
		}
		return nil
	})
}
