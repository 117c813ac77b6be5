package repetition_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/repetition"
)

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, repetition.Lists()...)
	a, err := repetition.New(lex, lex.Analyzer())
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) {
	analyzertest.Run(t, newDriver(t), "testdata/*.txt")
}

// Whatever follows, what was found in a conversation so far stays, and nothing is ever pending.
func TestLaterTurnsChangeNothing(t *testing.T) {
	d := newDriver(t)
	said := []string{"我的充电宝充不进电", "充电宝充不进电啊", "好的", "我都说了三遍了", "黑色有货吗", "充电宝能退吗", "[图片]", ""}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 15).Draw(t, "turns")
		c := &tingjian.Transcript{ID: "c"}
		found := map[int]bool{}
		for range n {
			c.Turns = append(c.Turns, tingjian.Turn{
				Speaker: rapid.SampledFrom([]tingjian.Speaker{tingjian.Customer, tingjian.Customer, tingjian.Agent, tingjian.System}).Draw(t, "speaker"),
				Text:    rapid.SampledFrom(said).Draw(t, "text"),
			})
			now := map[int]bool{}
			for _, f := range d.Session().Inspect(c, time.Time{}).Findings {
				if f.Pending || f.Speaker != tingjian.Customer {
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

// A conversation of the greatest length is gone through about as fast a turn as a short one.
func long(turns int) *tingjian.Transcript {
	c := &tingjian.Transcript{ID: "c", Closed: true}
	for i := range turns {
		t := tingjian.Turn{Speaker: tingjian.Customer, Text: fmt.Sprintf("第%d件的内胆是不锈钢还是陶瓷,保温几个小时", i)}
		if i%2 == 1 {
			t.Speaker, t.Text = tingjian.Agent, fmt.Sprintf("第%d件内胆是食品级的,外壳是塑料", i)
		}
		c.Turns = append(c.Turns, t)
	}
	return c
}

func BenchmarkLongConversation(b *testing.B) {
	for _, n := range []int{50, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c, s := long(n), newDriver(b).Session()
			s.Inspect(c, time.Time{})
			for b.Loop() {
				s.Inspect(c, time.Time{})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/turn")
		})
	}
}
