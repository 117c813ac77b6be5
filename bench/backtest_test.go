package bench_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/backtest"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/lint"
	"github.com/tingjian/tingjian/service"
)

// measureBacktest runs two sets, which differ in a rule that often fires, over conversations in a ledger.
func measureBacktest(s sizes, dir string) ([]row, error) {
	masker, err := newMasker()
	if err != nil {
		return nil, err
	}
	l, err := sqlite.Open(filepath.Join(dir, "ledger.db"))
	if err != nil {
		return nil, err
	}
	defer l.Close()
	turns, err := keep(l, assembled(conversations(s.turns), masker))
	if err != nil {
		return nil, err
	}
	old, err := service.NewJudge(rulesAndOutcome())
	if err != nil {
		return nil, err
	}
	const thanks = "rules/customer.thanks/plain.yaml"
	rule, err := configs.FS.ReadFile(thanks)
	if err != nil {
		return nil, err
	}
	files, err := lint.Overlay(configs.FS, map[string][]byte{thanks: []byte(strings.Replace(string(rule), "status: stable", "status: shadow", 1))})
	if err != nil {
		return nil, err
	}
	changed, err := service.NewTrialJudgeOf(files, rulesAndOutcome())
	if err != nil {
		return nil, err
	}
	var speeds []float64
	for range s.rounds {
		old.Forget() // so that every pass meets the text for the first time
		changed.Forget()
		report, err := backtest.Run(context.Background(), backtest.Options{Old: old, New: changed, Samples: 2}, stored(l))
		if err != nil {
			return nil, err
		}
		speeds = append(speeds, perSecond(turns, report.Took))
	}
	return []row{{
		what: fmt.Sprintf("backtest of two sets of rules alone over a ledger of %d turns", turns), ours: fmt.Sprintf("%.0f turns/s", median(speeds)),
		value: median(speeds), atLeast: 50_000,
	}}, nil
}

// keep puts conversations into a ledger and says how many turns they have.
func keep(l ledger.Ledger, all []tingjian.Transcript) (turns int, err error) {
	const batch = 500
	for at := 0; at < len(all); at += batch {
		b := &ledger.Batch{Topic: "t", From: int64(at), To: int64(min(at+batch, len(all)))}
		for i := at; i < int(b.To); i++ {
			turns += len(all[i].Turns)
			b.Transcripts = append(b.Transcripts, ledger.Update{Record: &ledger.Record{Transcript: all[i], Topic: "t"}})
		}
		if err := l.Commit(context.Background(), b); err != nil {
			return 0, err
		}
	}
	return turns, nil
}

// stored gives the conversations of a ledger.
func stored(l ledger.History) func(yield func(*tingjian.Transcript, error) bool) {
	return func(yield func(*tingjian.Transcript, error) bool) {
		for r, err := range l.Transcripts(context.Background(), time.Time{}) {
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
