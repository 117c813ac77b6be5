package learned_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/suite"
)

func newDriver(t testing.TB, change func(*learned.Model), more ...*analyzers.Analyzer) *analyzers.Driver {
	t.Helper()
	m, err := learned.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	copied := *m
	if change != nil {
		change(&copied)
	}
	encoder, err := model.Shared()
	if err != nil {
		t.Fatal(err)
	}
	list, err := suite.New(analyzertest.ShippedSet(t), suite.Options{Learned: &copied, Encoder: encoder})
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(append(list, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func chat(closed bool, turns ...tingjian.Turn) *tingjian.Transcript {
	return &tingjian.Transcript{ID: "t", Meta: tingjian.Meta{Channel: tingjian.Chat}, Closed: closed, Turns: turns}
}

func customer(text string) tingjian.Turn {
	return tingjian.Turn{Speaker: tingjian.Customer, Text: text}
}

func agent(text string) tingjian.Turn {
	return tingjian.Turn{Speaker: tingjian.Agent, Agent: "a-1", Text: text}
}

// The network finds what no phrase list says, and quotes the clause that matters.
func TestReachesBeyondLists(t *testing.T) {
	d := newDriver(t, nil)
	out := d.Session().Inspect(chat(true,
		customer("我买的电饭锅第二天就不通电了,你们说怎么办"),
		agent("您好,这个我们这边确实无能为力呢,就这样吧"),
		customer("什么叫就这样?"),
		agent("反正我们是不管的,您爱找谁找谁"),
	), time.Time{})
	for _, f := range append(out.Findings, out.Unsure...) {
		t.Logf("%s turn %d %q %s %.2f", f.Code, f.Turn, f.Quote, f.Rule, f.Confidence)
	}
	marked := map[int]bool{}
	for _, f := range out.Findings {
		if f.Code.Fault() {
			marked[f.Turn] = true
		}
	}
	if !marked[1] || !marked[3] {
		t.Errorf("turns with a fault: %v, want 1 and 3", marked)
	}
}

// What another judgement has cleared the network neither reports nor leaves to people; the rest it does.
func TestNothingIsAddedWhereCleared(t *testing.T) {
	c := chat(true, customer("我买的电饭锅第二天就不通电了,你们说怎么办"), agent("您好,这个我们这边确实无能为力呢,就这样吧"),
		customer("什么叫就这样?"), agent("反正我们是不管的,您爱找谁找谁"))
	added := func(more ...*analyzers.Analyzer) (all []tingjian.Finding) {
		out := newDriver(t, nil, more...).Session().Inspect(c, time.Time{})
		for _, f := range append(out.Findings, out.Unsure...) {
			if f.Branch == "model" && f.Code.Fault() {
				all = append(all, f)
			}
		}
		return all
	}
	before := added()
	if len(before) == 0 {
		t.Fatal("the network adds nothing")
	}
	first := before[0]
	knows := &analyzers.Analyzer{Name: "knows", Codes: []tingjian.Code{first.Code}, Run: func(p *analyzers.Pass) (any, error) {
		p.Clear(first.Code, first.Turn, "另有原因")
		return nil, nil
	}}
	after := added(knows)
	if len(after) != len(before)-1 {
		t.Errorf("%d of %d findings are left", len(after), len(before))
	}
	for _, f := range after {
		if f.Code == first.Code && f.Turn == first.Turn {
			t.Errorf("%s stands on turn %d, where it is cleared", f.Code, f.Turn)
		}
	}
}

// While a conversation is open the network's own findings are pending; a model that is only being tried moves nothing.
func TestOpenAndShadow(t *testing.T) {
	lines := []string{"能给我换一台吗", "这个真的没有办法呢亲", "好的", "请稍等", "你们到底管不管", "谢谢", "您好,请问有什么可以帮您", "下次注意就好了嘛", "", "已经帮您登记退款了"}
	open, shadow, rules := newDriver(t, nil), newDriver(t, func(m *learned.Model) { m.Status = tingjian.Shadow }), newRules(t)
	rapid.Check(t, func(t *rapid.T) {
		var turns []tingjian.Turn
		for range rapid.IntRange(0, 9).Draw(t, "turns") {
			s := rapid.SampledFrom([]tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}).Draw(t, "speaker")
			turns = append(turns, tingjian.Turn{Speaker: s, Text: rapid.SampledFrom(lines).Draw(t, "text")})
		}
		closed := rapid.Bool().Draw(t, "closed")
		c := chat(closed, turns...)
		out := open.Session().Inspect(c, time.Time{})
		for _, f := range append(out.Findings, out.Unsure...) {
			if f.Branch == "model" && f.Pending == closed {
				t.Errorf("%s on turn %d: pending %v in a conversation that is closed: %v", f.Code, f.Turn, f.Pending, closed)
			}
			if f.Code.Signal() != (f.Speaker == tingjian.Customer) && f.Code != tingjian.PlatformIntervened {
				t.Errorf("%s on a turn of %s", f.Code, f.Speaker)
			}
		}
		var counted []string
		for _, f := range shadow.Session().Inspect(c, time.Time{}).Findings {
			if f.Status == tingjian.Stable {
				counted = append(counted, f.ID)
			}
		}
		alone := rules.Session().Inspect(c, time.Time{}).Findings
		n := 0
		for _, f := range alone {
			if f.Status == tingjian.Stable {
				if n >= len(counted) || counted[n] != f.ID {
					t.Fatalf("with a model on trial %v counts, rules alone find %v", counted, alone)
				}
				n++
			}
		}
		if n != len(counted) {
			t.Errorf("a model on trial added what counts")
		}
	})
}

func newRules(t testing.TB) *analyzers.Driver {
	list, err := suite.New(analyzertest.ShippedSet(t), suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// BenchmarkReview is what the learned judgement adds to a conversation of ten turns whose texts were never seen.
func BenchmarkReview(b *testing.B) {
	m, err := learned.Shipped()
	if err != nil {
		b.Fatal(err)
	}
	d := newDriver(b, func(c *learned.Model) { *c = *m })
	var turns []tingjian.Turn
	for i := range 10 {
		if i%2 == 0 {
			turns = append(turns, customer("我上周买的扫地机器人用了三天就充不进电了,能不能给我换一台新的"))
		} else {
			turns = append(turns, agent("非常抱歉给您带来不便,这个型号目前没有库存,我先帮您登记,稍后会有专人联系您处理"))
		}
	}
	texts := make([]string, len(turns))
	for k := range turns {
		texts[k] = turns[k].Text
	}
	b.ReportAllocs()
	for i := range b.N {
		for k := range turns {
			turns[k].Text = texts[k][:60] + string(rune(0x4e00+(i*10+k)%20000)) + texts[k][60:]
		}
		d.Session().Inspect(chat(true, turns...), time.Time{})
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(10*b.N), "µs/turn")
}
