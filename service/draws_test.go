package service

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
)

// TestDrawsFollowTheLedger: what closes is drawn once, whatever happens to it later; what runs is not.
func TestDrawsFollowTheLedger(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	at := time.Date(2024, 8, 6, 9, 0, 0, 0, tingjian.Zone)
	commit := func(from int64, updates ...ledger.Update) {
		t.Helper()
		if err := l.Commit(t.Context(), &ledger.Batch{Topic: "t", From: from, To: from + 1, Transcripts: updates}); err != nil {
			t.Fatal(err)
		}
	}
	var updates []ledger.Update
	for i := range 40 {
		c := tingjian.Transcript{ID: fmt.Sprint("c-", i), Closed: i%2 == 0, Turns: []tingjian.Turn{{Speaker: tingjian.Customer, At: at, Text: "在吗"}}}
		in := &tingjian.Inspection{ID: c.ID, Closed: c.Closed, Complete: true}
		updates = append(updates, ledger.Update{Record: &ledger.Record{Transcript: c, Topic: "t", Arrived: at}, Inspection: in})
	}
	commit(0, updates...)
	f := NewDrawFollower(l, configs.Review{Uniform: 1}, "salt", slog.New(slog.DiscardHandler))
	follow := func(want int) {
		t.Helper()
		for {
			n, err := f.Step(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				break
			}
		}
		draws, err := l.Draws(t.Context(), time.Time{})
		if err != nil || len(draws) != want {
			t.Fatalf("%d draws, %v; want %d", len(draws), err, want)
		}
	}
	follow(20)
	first, err := l.Draw(t.Context(), "c-0")
	if err != nil {
		t.Fatal(err)
	}
	again := updates[0]
	again.Inspection.Findings = []tingjian.Finding{{ID: "f", Code: tingjian.RiskOffsite, Status: tingjian.Stable, Span: tingjian.Span{}, Speaker: tingjian.Agent}}
	commit(1, again)
	follow(20)
	if now, err := l.Draw(t.Context(), "c-0"); err != nil || now.Tier != first.Tier || now.Chance != first.Chance || !now.At.Equal(first.At) {
		t.Errorf("drawn as %+v and then as %+v, %v", first, now, err)
	}
}
