package journey_test

import (
	"reflect"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/journey"
)

// TestWhatIsTriedMovesNothing: findings of rules that are only being tried, that people are to decide, or that may still be cleared
// are shown in a case and change nothing else of it; those that count do.
func TestWhatIsTriedMovesNothing(t *testing.T) {
	all := func(status tingjian.Status, pending bool) []tingjian.Case {
		a := talk("a", "o-1", day(0, 0), [2]string{"客", "跑鞋想换大一码"}, [2]string{"a-1", "您联系门店"}, [2]string{"a-2", "嗯"})
		b := talk("b", "o-1", day(1, 0), [2]string{"客", "线上让我来找你们"}, [2]string{"a-9", "嗯"})
		b.Transcript.Channel = tingjian.Store
		add := func(c *journey.Conversation, code tingjian.Code, turn int) {
			c.Inspection.Findings = append(c.Inspection.Findings, tingjian.Finding{
				Code: code, Status: status, Pending: pending, Span: tingjian.Span{Turn: turn}, Kind: "refund", Amount: 9, Speaker: c.Transcript.Turns[turn].Speaker,
			})
		}
		if status != "" {
			add(&a, tingjian.BuckPass, 1)
			add(&a, tingjian.AsksAgain, 1)
			add(&a, tingjian.AsksAgain, 2)
			add(&b, tingjian.CustomerRepeat, 0)
			add(&b, tingjian.Remedy, 1)
		}
		cases := inspector(t).Cases("u-1", []journey.Conversation{a, b})
		for i := range cases {
			own := cases[i].Findings[:0]
			for _, f := range cases[i].Findings {
				if f.Rule == journey.Rule {
					own = append(own, f)
				}
			}
			cases[i].Findings = own
		}
		return cases
	}
	none := all("", false)
	for _, c := range []struct {
		status  tingjian.Status
		pending bool
	}{{tingjian.Shadow, false}, {tingjian.Experimental, false}, {tingjian.Unsure, false}, {tingjian.Stable, true}} {
		if got := all(c.status, c.pending); !reflect.DeepEqual(got, none) {
			t.Errorf("%s, pending %v: it moves what counts:\n%+v, want\n%+v", c.status, c.pending, got, none)
		}
	}
	c := all(tingjian.Stable, false)[0]
	if c.Remedy != "refund" || c.Amount != 9 || c.Bounces != 1 || c.Retold != 2 || len(c.Findings) != 2 {
		t.Errorf("what counts: %+v", c)
	}
}
