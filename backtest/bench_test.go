package backtest_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
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

func judgeOf(tb testing.TB, dir string) *service.Judge {
	tb.Helper()
	j, err := service.NewTrialJudge(configs.Judge{Dir: dir, WaitingLimit: 3 * time.Minute})
	if err != nil {
		tb.Fatal(err)
	}
	return j
}

// changed is a folder with the shipped rules and lists after edit, which gets each file's path and text.
func changed(tb testing.TB, edit func(path, text string) string) string {
	tb.Helper()
	dir := filepath.Join(tb.TempDir(), "new")
	err := fs.WalkDir(configs.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(configs.FS, path)
		if err != nil {
			return err
		}
		name := filepath.Join(dir, filepath.FromSlash(path))
		return errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(edit(path, string(text))), 0o644))
	})
	if err != nil {
		tb.Fatal(err)
	}
	return dir
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

// BenchmarkBacktest runs two sets over sample conversations from a ledger and from memory, and reading the ledger alone.
func BenchmarkBacktest(b *testing.B) {
	all := conversations(b, 8000)
	turns := 0
	for _, t := range all {
		turns += len(t.Turns)
	}
	l := stored(b, all)
	old, new := judgeOf(b, ""), judgeOf(b, changed(b, func(path, text string) string {
		if path == "rules/customer.thanks/plain.yaml" {
			return strings.Replace(text, "any: ['@gratitude']", "any: [谢谢, 太贴心]", 1)
		}
		return text
	}))
	rate := func(b *testing.B, f func()) {
		for b.Loop() {
			f()
		}
		b.ReportMetric(float64(turns)*float64(b.N)/b.Elapsed().Seconds(), "turns/s")
	}
	run := func(workers int, history iter.Seq2[*tingjian.Transcript, error]) {
		r, err := backtest.Run(context.Background(), backtest.Options{Old: old, New: new, Samples: 3, Workers: workers}, history)
		if err != nil {
			b.Fatal(err)
		}
		if r.Turns != turns {
			b.Fatal(r.Turns, turns)
		}
	}
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("ledger/workers=%d", workers), func(b *testing.B) { rate(b, func() { run(workers, transcripts(context.Background(), l)) }) })
		b.Run(fmt.Sprintf("memory/workers=%d", workers), func(b *testing.B) { rate(b, func() { run(workers, each(all)) }) })
	}
	b.Run("reading", func(b *testing.B) {
		rate(b, func() {
			for _, err := range transcripts(context.Background(), l) {
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	})
	b.Run("inspecting", func(b *testing.B) {
		rate(b, func() {
			for _, t := range all {
				old.Inspect(t, time.Time{})
			}
		})
	})
}
