package policy_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/policy"
	"github.com/tingjian/tingjian/configs/policies"
)

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	packs, err := policy.Load(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	lex := analyzertest.Shipped(t, policy.Lists(packs)...)
	a, err := policy.New(lex, lex.Analyzer(), packs)
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestConversations(t *testing.T) { analyzertest.Run(t, newDriver(t), "testdata/*.txt") }

// What was found in a conversation so far stays found, whatever follows, and nothing is ever pending.
func TestLaterTurnsTakeNothingBack(t *testing.T) {
	d := newDriver(t)
	said := []string{"昨天刚收到的裙子,不喜欢,想退", "特价商品不退不换", "七天无理由", "规定就是这样", "刻字定制的", "给我开发票", "我们不开发票的", "可以给您退款", "洗过了", "如果拆了就不能退", ""}
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
