package offtopic_test

import (
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/offtopic"
)

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, offtopic.Lists()...)
	a, err := offtopic.New(lex, lex.Analyzer())
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) {
	analyzertest.Run(t, newDriver(t), "testdata/*.txt")
}

// A picture may be the answer; what nobody said cannot be off topic.
func TestMediaAndEmptyTurns(t *testing.T) {
	d := newDriver(t)
	for _, turns := range [][]tingjian.Turn{
		{{Speaker: tingjian.Agent, Text: "您好"}, {Speaker: tingjian.Customer, Text: "怎么装"}, {Speaker: tingjian.Agent, Text: "嗯嗯", Media: []tingjian.Media{{Type: "image"}}}},
		{{Speaker: tingjian.Agent, Text: "您好"}, {Speaker: tingjian.Customer, Text: "怎么装"}, {Speaker: tingjian.Agent}},
		{{Speaker: tingjian.Customer}, {Speaker: tingjian.Agent, Text: "嗯嗯"}},
		{{Speaker: tingjian.Agent, Text: "嗯嗯"}},
	} {
		if out := d.Session().Inspect(&tingjian.Transcript{ID: "c", Turns: turns, Closed: true}, time.Time{}); len(out.Findings)+len(out.Failures) > 0 {
			t.Errorf("%+v: %+v", turns, out)
		}
	}
}

func TestLiveIsNeverContradicted(t *testing.T) {
	analyzertest.NeverContradicted(t, newDriver(t), tingjian.OffTopic, map[tingjian.Speaker][]string{
		tingjian.Customer: {"怎么装", "我问的是怎么装", "好的", "能用吗", "电池刚换的,不行", "在吗"},
		tingjian.Agent:    {"您好,请问有什么可以帮您", "嗯嗯", "请更换两节新的七号电池再试一次", "请稍等", "能", "请问还有其他可以帮您的吗"},
		tingjian.Bot:      {"请选择:1.物流 2.退款 3.发票", "没听懂您的意思,请换个说法", "今天下单立减,活动今晚结束哦"},
		tingjian.System:   {"会话开始"},
	})
}

func BenchmarkCleanChat(b *testing.B) {
	c := &tingjian.Transcript{ID: "c", Closed: true}
	for i := range 1000 {
		t := tingjian.Turn{Speaker: tingjian.Customer, Text: "这款的内胆是不锈钢还是陶瓷的呀"}
		if i%2 == 1 {
			t.Speaker, t.Text = tingjian.Agent, "内胆是食品级的不锈钢,外壳是塑料"
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
