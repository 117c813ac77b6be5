package backtest_test

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/backtest"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// sterner are the shipped rules with one that takes every 您 for a fault, and with one that is only tried.
func sterner(tb testing.TB) *service.Judge {
	return judgeOf(tb, func(path, text string) string {
		switch path {
		case "rules/customer.thanks/plain.yaml":
			return strings.Replace(text, "status: stable", "status: shadow", 1)
		case "rules/empathy/shoes.yaml":
			return "title: 试用\ncode: risk.overpromise\nspeaker: agent\nany: [您]\nmessage: 提到“{match}”\nstatus: stable\ntests:\n" +
				"  - {turns: [\"客服: 您好\"], want: [{turn: 0, match: 您}]}\n  - {turns: [\"客户: 您好\"], want: []}\n"
		}
		return text
	})
}

func run(tb testing.TB, o backtest.Options, history iter.Seq2[*tingjian.Transcript, error]) *backtest.Report {
	tb.Helper()
	r, err := backtest.Run(context.Background(), o, history)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestReport(t *testing.T) {
	all := conversations(t, 300)
	old, new := judgeOf(t, nil), sterner(t)
	turns := 0
	o := backtest.Options{Old: old, New: new, Samples: 2, Workers: 2, Progress: func(n int) { turns += n }}
	r := run(t, o, each(all))
	if r.Conversations != 300 || r.Turns != turns || r.Changed == 0 || r.Incomplete != 0 {
		t.Fatalf("%d conversations, %d turns of %d, %d changed", r.Conversations, r.Turns, turns, r.Changed)
	}
	// The counts are those of the inspections themselves.
	var before, after int
	for _, tr := range all {
		before, after = before+stable(old.Inspect(tr, time.Time{})), after+stable(new.Inspect(tr, time.Time{}))
	}
	if r.Total.Before != before || r.Total.After != after || before-r.Total.Disappear+r.Total.Appear != after {
		t.Errorf("counts %+v, want %d before and %d after", r.Total, before, after)
	}
	row := func(rule string, status tingjian.Status) backtest.RuleRow {
		i := slices.IndexFunc(r.Rules, func(x backtest.RuleRow) bool { return x.Rule == rule && x.Status == status })
		if i < 0 {
			t.Fatalf("no row of %s, %s", rule, status)
		}
		return r.Rules[i]
	}
	if x := row("customer.thanks/plain", tingjian.Shadow); x.Before != 0 || x.Appear != x.After || x.After == 0 {
		t.Errorf("in shadow: %+v", x)
	}
	if x := row("customer.thanks/plain", tingjian.Stable); x.After != 0 || x.Before == 0 {
		t.Errorf("no longer stable: %+v", x)
	}
	// A fault more lowers compliance and touches nobody else's score.
	for _, x := range r.Scores {
		switch delta := x.Mean.Delta(); {
		case x.Dimension == tingjian.Compliance && (delta >= 0 || x.Down == 0 || x.Up > 0 || x.Where == ""):
			t.Errorf("compliance: %+v", x)
		case x.Dimension == tingjian.Efficiency && (x.Up+x.Down > 0 || delta != 0):
			t.Errorf("efficiency: %+v", x)
		}
	}
	if len(r.Agents) == 0 || len(r.Merchants) == 0 || r.Merchants[0].Composite.Delta() >= 0 {
		t.Errorf("%d agents, %d merchants", len(r.Agents), len(r.Merchants))
	}
	for _, s := range r.Samples {
		if f := s.New; s.Kind == backtest.Appear && (f == nil || s.Old != nil || !slices.ContainsFunc(s.Turns, func(l backtest.Line) bool { return l.Turn == f.Turn })) {
			t.Errorf("sample %+v", s)
		}
	}
	if len(r.Samples) == 0 {
		t.Error("no samples")
	}
}

func stable(in *tingjian.Inspection) (n int) {
	for _, f := range in.Findings {
		if f.Status == tingjian.Stable && !f.Pending {
			n++
		}
	}
	return n
}

// TestTheSameHistoryGivesTheSameReport, with one worker and with several.
func TestTheSameHistoryGivesTheSameReport(t *testing.T) {
	all := conversations(t, 200)
	old, new := judgeOf(t, nil), sterner(t)
	var first string
	for _, workers := range []int{1, 2, 5} {
		r := run(t, backtest.Options{Old: old, New: new, Samples: 3, Workers: workers}, each(all))
		text, err := wire.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(text)
		}
		if string(text) != first {
			t.Fatalf("with %d workers another report", workers)
		}
	}
}

func TestTheSameRulesChangeNothing(t *testing.T) {
	j := judgeOf(t, nil)
	r := run(t, backtest.Options{Old: j, New: j, Samples: 3}, each(conversations(t, 50)))
	if r.Changed+r.Total.Changes()+len(r.Samples)+len(r.Weights)+len(r.Agents)+len(r.Merchants) > 0 {
		t.Errorf("%+v", r)
	}
}

// TestItEndsWithTheHistorysError, with an interrupt, and with nothing left running.
func TestItEndsWithTheHistorysError(t *testing.T) {
	all := conversations(t, 200)
	j := judgeOf(t, nil)
	goroutines := runtime.NumGoroutine()
	broken := errors.New("the disk is gone")
	failing := func(yield func(*tingjian.Transcript, error) bool) {
		for _, t := range all[:100] {
			if !yield(t, nil) {
				return
			}
		}
		yield(nil, broken)
	}
	if _, err := backtest.Run(context.Background(), backtest.Options{Old: j, New: j}, failing); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	endless := func(yield func(*tingjian.Transcript, error) bool) {
		for i := 0; yield(all[i%len(all)], nil); i++ {
			if i == 500 {
				cancel()
			}
		}
	}
	if _, err := backtest.Run(ctx, backtest.Options{Old: j, New: j}, endless); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > goroutines; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), goroutines)
		}
	}
}
