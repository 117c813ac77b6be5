package analyzertest

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// NothingTakenBack draws conversations from what may be said and checks that what was found so far stays found, whatever
// follows, that nothing is pending, and that every finding has evidence, a branch, and what would have cleared it.
func NothingTakenBack(t *testing.T, d *analyzers.Driver, said ...string) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		c := &tingjian.Transcript{ID: "c"}
		found := map[int]bool{}
		for range rapid.IntRange(1, 14).Draw(t, "turns") {
			c.Turns = append(c.Turns, tingjian.Turn{
				Speaker: rapid.SampledFrom([]tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}).Draw(t, "speaker"),
				Text:    rapid.SampledFrom(said).Draw(t, "text"),
			})
			out := d.Session().Inspect(c, time.Time{})
			if len(out.Failures) > 0 {
				t.Fatal(out.Failures)
			}
			now := map[int]bool{}
			for _, f := range out.Findings {
				if f.Pending || len(f.Evidence) == 0 || f.Branch == "" || f.ClearedBy == "" {
					t.Fatalf("%+v", f)
				}
				now[f.Turn] = true
			}
			for turn := range found {
				if !now[turn] {
					t.Fatalf("turn %d is no longer marked after %d turns", turn, len(c.Turns))
				}
			}
			found = now
		}
	})
}
