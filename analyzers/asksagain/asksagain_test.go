package asksagain_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/asksagain"
)

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, asksagain.Lists()...)
	a, err := asksagain.New(lex, lex.Analyzer())
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
	said := []string{"订单号240805331907123", "请提供一下订单号", "单号发我", "我刚才说过了", "尾号1234对吗", "您贵姓", "我姓周", "周", "有什么可以帮您", "洗衣机漏水三天了没人来", "转接中", "", "几年级", "五年级"}
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
