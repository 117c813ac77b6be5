package deferral_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/deferral"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// newDriver runs the judgement alone, on the shipped lists.
func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, deferral.Lists()...)
	a, err := deferral.New(lex, lex.Analyzer())
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) {
	analyzertest.Run(t, newDriver(t), "testdata/*.txt")
}

func TestMissingPartsAreNamed(t *testing.T) {
	lex, err := lexicon.Compile([]lexicon.List{{Name: "deferral.wait", Phrases: []string{"等着"}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = deferral.New(lex, lex.Analyzer())
	for _, name := range deferral.Lists()[1:] {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v does not name list %q", err, name)
		}
	}
	if _, err := deferral.New(analyzertest.Shipped(t, deferral.Lists()...), lex.Analyzer(), nil); err == nil {
		t.Error("an analyzer that is missing is no error")
	}
}

// Whatever is said and cut off wherever, the analyzer answers, marks only the service side, one bubble a statement, and what
// is decided stays decided.
func TestLiveIsNeverContradicted(t *testing.T) {
	d := newDriver(t)
	said := []string{"请您耐心等待", "会尽快处理的", "在走流程", "24小时内", "专员会联系您", "好的", "什么时候", "到底多久?", "退款呢", "谢谢", "说不准", "嗯嗯会有的"}
	rapid.Check(t, func(t *rapid.T) {
		turns := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tingjian.Turn {
			return tingjian.Turn{
				Speaker: rapid.SampledFrom([]tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}).Draw(t, "speaker"),
				Text:    rapid.SampledFrom(said).Draw(t, "text"),
			}
		}), 1, 10).Draw(t, "turns")
		s := d.Session()
		decided := map[int]bool{}
		for n := 1; n <= len(turns)+1; n++ {
			c := &tingjian.Transcript{ID: "c", Turns: turns[:min(n, len(turns))], Closed: n > len(turns)}
			out := s.Inspect(c, time.Time{})
			if len(out.Failures) > 0 {
				t.Fatalf("after %d turns: %v", n, out.Failures)
			}
			now := map[int]bool{}
			for _, f := range out.Findings {
				if !c.Turns[f.Turn].Speaker.Serves() || f.Pending && c.Closed {
					t.Fatalf("after %d turns, closed %v: %+v", n, c.Closed, f)
				}
				now[f.Turn] = !f.Pending
			}
			for turn := range decided {
				if decided[turn] && !now[turn] {
					t.Fatalf("after %d turns the decided mark on turn %d is gone: %+v", n, turn, turns)
				}
			}
			decided = now
		}
	})
}

func BenchmarkChat(b *testing.B) {
	c := &tingjian.Transcript{ID: "c", Closed: true}
	for i := range 1000 {
		t := tingjian.Turn{Speaker: tingjian.Customer, Text: "这款的内胆是不锈钢还是陶瓷"}
		switch i % 10 {
		case 1, 3, 5, 7:
			t.Speaker, t.Text = tingjian.Agent, "内胆是食品级的不锈钢,外壳是塑料"
		case 9:
			t.Speaker, t.Text = tingjian.Agent, "已经反馈给相关部门了,请您耐心等待"
		}
		c.Turns = append(c.Turns, t)
	}
	s := newDriver(b).Session()
	s.Inspect(c, time.Time{})
	for b.Loop() {
		s.Inspect(c, time.Time{})
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/turn")
}
