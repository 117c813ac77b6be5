package analyzertest

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

var speakers = []tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}

// NothingTakenBack draws conversations from what may be said and checks that what was found so far stays found, whatever
// follows, that nothing is pending, and that every finding has evidence, a branch, and what would have cleared it.
func NothingTakenBack(t *testing.T, d *analyzers.Driver, said ...string) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		c := &tingjian.Transcript{ID: "c"}
		found := map[int]bool{}
		for range rapid.IntRange(1, 14).Draw(t, "turns") {
			c.Turns = append(c.Turns, tingjian.Turn{
				Speaker: rapid.SampledFrom(speakers).Draw(t, "speaker"),
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

// IDsStand inspects every prefix of the conversations of the files that match pattern, open, and then the whole, closed, and checks that what
// was once found has the same identity ever after, since verdicts and appeals hang on it.
func IDsStand(t testing.TB, d *analyzers.Driver, pattern string) {
	t.Helper()
	for file, all := range conversations(t, pattern) {
		for i := range all {
			c, found := all[i].Transcript, []tingjian.Finding(nil)
			for n := 1; n <= len(all[i].Turns)+1; n++ {
				c.Turns, c.Closed = all[i].Turns[:min(n, len(all[i].Turns))], n > len(all[i].Turns)
				out := d.Session().Inspect(&c, c.Latest())
				for _, was := range found {
					if !was.Pending && !slices.ContainsFunc(out.Findings, func(f tingjian.Finding) bool { return f.ID == was.ID && !f.Pending }) {
						t.Errorf("%s:%d: after %d turns, closed %v, %q by %s is gone or another: %+v", file, all[i].Lines[was.Turn], len(c.Turns), c.Closed, was.Quote, was.Branch, out.Findings)
					}
				}
				found = slices.Clone(out.Findings)
			}
		}
	}
}

// NeverContradicted draws conversations from what each may say and checks, turn by turn in one session, that a mark of the code
// that was decided while the conversation ran stays decided, whatever follows, and that none is pending after the close.
func NeverContradicted(t *testing.T, d *analyzers.Driver, code tingjian.Code, said map[tingjian.Speaker][]string) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		c := &tingjian.Transcript{ID: "c"}
		turns := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tingjian.Turn {
			who := rapid.SampledFrom(speakers).Draw(t, "speaker")
			return tingjian.Turn{Speaker: who, Text: rapid.SampledFrom(said[who]).Draw(t, "text")}
		}), 1, 12).Draw(t, "turns")
		s := d.Session()
		var decided []int
		for n := 1; n <= len(turns)+1; n++ {
			c.Turns, c.Closed = turns[:min(n, len(turns))], n > len(turns)
			out := s.Inspect(c, time.Time{})
			if len(out.Failures) > 0 {
				t.Fatal(out.Failures)
			}
			var now []int
			for _, f := range out.Findings {
				switch {
				case f.Code != code:
				case f.Pending && c.Closed:
					t.Fatalf("pending after the close: %+v", f)
				case !f.Pending:
					now = append(now, f.Turn)
				}
			}
			for _, turn := range decided {
				if !slices.Contains(now, turn) {
					t.Fatalf("after %d turns, closed %v, turn %d is no longer marked: %+v", len(c.Turns), c.Closed, turn, turns)
				}
			}
			decided = now
		}
	})
}
