package verdicts_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/verdicts"
)

// BenchmarkHealth reckons the health of rules from 20,000 verdicts on 5,000 reviewed conversations.
func BenchmarkHealth(b *testing.B) {
	l, err := sqlite.Open(filepath.Join(b.TempDir(), "ledger.db"))
	check(b, err)
	b.Cleanup(func() { l.Close() })
	batch, draws := &ledger.Batch{Topic: "t", To: 1}, []ledger.Draw{}
	var all []*tingjian.Verdict
	for i := range 5000 {
		id := fmt.Sprint("c-", i)
		batch.Transcripts = append(batch.Transcripts, ledger.Update{Record: &ledger.Record{Transcript: tingjian.Transcript{ID: id, Closed: true}, Topic: "t", Arrived: noon}})
		draws = append(draws, ledger.Draw{Transcript: id, Kind: verdicts.Random, Chance: .1, Uniform: .1, At: noon, Wanted: 1 + i%10/9})
		for j := range 4 {
			v := &tingjian.Verdict{Transcript: id, Finding: fmt.Sprint(id, "-", j), Decision: tingjian.Confirm, By: "lin", At: noon, Mark: tingjian.Mark{Code: tingjian.Rude, Rule: fmt.Sprint("r/", (i+j)%50)}}
			if (i+j)%7 == 0 {
				v.Decision = tingjian.Overturn
			}
			all = append(all, v)
		}
	}
	check(b, l.Commit(b.Context(), batch))
	check(b, l.PutDraws(b.Context(), draws))
	check(b, l.Judge(b.Context(), all...))
	for i := range draws {
		check(b, l.Finish(b.Context(), draws[i].Transcript, ledger.Review{By: "lin", At: noon}))
	}
	d := &verdicts.Desk{Ledger: l, Now: func() time.Time { return noon }}
	for b.Loop() {
		if h, err := d.Health(b.Context(), noon.Add(-time.Hour)); err != nil || h.Reviewed != 5000 {
			b.Fatal(err)
		}
	}
}
