package canned_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/canned"
)

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, canned.Lists()...)
	a, err := canned.New(lex, lex.Analyzer())
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
	said := []string{"您的包裹正在运输途中,以物流信息为准,请您耐心等候几天", "快递说退回去了", "好的", "再发一遍", "您好,请问有什么可以帮您的呢亲", "退款会在三个工作日内原路退回到您的账户", "卡已经注销了", ""}
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
