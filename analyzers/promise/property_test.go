package promise_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/promise"
)

func TestMissingPartsAreNamed(t *testing.T) {
	lex, err := lexicon.Compile([]lexicon.List{{Name: "promise.callback", Phrases: []string{"回电"}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = promise.New(lex, lex.Analyzer())
	for _, name := range promise.Lists()[1:] {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v does not name list %q", err, name)
		}
	}
	full := analyzertest.Shipped(t, promise.Lists()...)
	if _, err := promise.New(full, full.Analyzer(), nil); err == nil {
		t.Error("an analyzer that is missing is no error")
	}
}

// The ledger says who promised what by when, in which words, and which turn settled it.
func TestLedger(t *testing.T) {
	at := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
	c := &tingjian.Transcript{ID: "c", Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, At: at, Text: "漏水了"},
		{Speaker: tingjian.Agent, Agent: "a-1", At: at.Add(time.Minute), Text: "您别急,师傅今天下午两点前上门"},
		{Speaker: tingjian.Bot, At: at.Add(2 * time.Minute), Text: "您把照片发来,收到后24小时内给您退款"},
		{Speaker: tingjian.Agent, Agent: "a-1", At: at.Add(3 * time.Hour), Text: "师傅到门口了"},
	}}
	out := newDriver(t).Session().Inspect(c, time.Time{})
	if len(out.Promises) != 2 {
		t.Fatalf("promises %+v", out.Promises)
	}
	visit, refund := out.Promises[0], out.Promises[1]
	if visit.Text != "师傅今天下午两点前上门" || visit.Kind != "visit" || visit.Agent != "a-1" || visit.Speaker != tingjian.Agent || visit.Turn != 1 ||
		c.Turns[1].Text[visit.Start:visit.End] != visit.Text || visit.Due == nil || !visit.Due.Equal(at.Add(4*time.Hour)) ||
		visit.Status != tingjian.Kept || visit.SettledBy == nil || *visit.SettledBy != 3 {
		t.Errorf("visit %+v", visit)
	}
	if refund.Kind != "refund" || refund.Speaker != tingjian.Bot || !refund.Awaits || refund.Due != nil || refund.Status != tingjian.Open || refund.SettledBy != nil {
		t.Errorf("refund %+v", refund)
	}
}

// The analyzer asks to be woken just after a promise is due, and not once it is settled or over.
func TestAsksToBeWoken(t *testing.T) {
	at := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
	c := &tingjian.Transcript{ID: "c", Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, At: at, Text: "码用不了"},
		{Speaker: tingjian.Agent, At: at, Text: "我看下,10分钟内在这里回复您"},
	}}
	s := newDriver(t).Session()
	due := at.Add(10 * time.Minute)
	out := s.Inspect(c, at)
	if !out.Wake.After(due) || out.Wake.After(due.Add(time.Second)) || len(out.Findings) != 0 {
		t.Fatalf("wake at %s, want just after %s; findings %+v", out.Wake, due, out.Findings)
	}
	woken := s.Inspect(c, out.Wake)
	if len(woken.Findings) != 1 || woken.Findings[0].Clock != tingjian.Timer || woken.Findings[0].Branch != "silent" || !woken.Wake.IsZero() {
		t.Errorf("when woken: %+v, wake %s", woken.Findings, woken.Wake)
	}
	c.Turns = append(c.Turns, tingjian.Turn{Speaker: tingjian.Agent, At: at.Add(5 * time.Minute), Text: "查到了,换个入口就能用了"})
	if kept := s.Inspect(c, at.Add(6*time.Minute)); !kept.Wake.IsZero() || len(kept.Findings) != 1 || kept.Findings[0].Code != tingjian.PromiseKept {
		t.Errorf("after it was kept: %+v, wake %s", kept.Findings, kept.Wake)
	}
}

// phrases are what the speakers of the property tests say.
func phrases(s tingjian.Speaker) []string {
	switch s {
	case tingjian.Customer:
		return []string{"说好的呢", "没人打给我", "谢谢", "不用了", "发了", "什么时候", "?", "收到了", "不是说到货叫我吗", "货没到"}
	case tingjian.System:
		return []string{"外呼记录:致电客户,无人接听", "会话已接入"}
	}
	return []string{"两小时内给您回电", "明天中午前给您答复", "今天给您退款", "不好意思还没查", "查好了,可以的", "收到照片后24小时内给您补发", "您好", "三天内师傅上门", "10分钟内在这里回复您", "到货一定叫您", "抱歉，忘了叫您"}
}

func drawTurns(t *rapid.T) []tingjian.Turn {
	at := time.Date(2024, 8, 6, 9, 0, 0, 0, tingjian.Zone)
	speakers := []tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Agent, tingjian.Bot, tingjian.System}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tingjian.Turn {
		s := rapid.SampledFrom(speakers).Draw(t, "speaker")
		at = at.Add(time.Duration(rapid.IntRange(0, 30*60).Draw(t, "pause")) * time.Minute)
		turn := tingjian.Turn{Speaker: s, Text: rapid.SampledFrom(phrases(s)).Draw(t, "text"), At: at}
		if s == tingjian.System && rapid.Bool().Draw(t, "event") {
			turn.Event = &tingjian.Event{Type: rapid.SampledFrom([]string{tingjian.EventCallback, tingjian.EventRefund, "call_attempt", tingjian.EventClose}).Draw(t, "type")}
		}
		return turn
	}), 1, 10).Draw(t, "turns")
}

// What a promise has become stays so whatever follows, its words are those of its turn, and each finding has its promise.
func TestSettledIsSettled(t *testing.T) {
	d := newDriver(t)
	rapid.Check(t, func(t *rapid.T) {
		turns := drawTurns(t)
		s := d.Session()
		type place struct{ turn, start int }
		before := map[place]tingjian.PromiseStatus{}
		for n := 1; n <= len(turns)+1; n++ {
			c := &tingjian.Transcript{ID: "c", Turns: turns[:min(n, len(turns))], Closed: n > len(turns)}
			out := s.Inspect(c, c.Latest())
			if len(out.Failures) > 0 {
				t.Fatalf("after %d turns: %v", n, out.Failures)
			}
			now, broken := map[place]tingjian.PromiseStatus{}, 0
			for _, p := range out.Promises {
				now[place{p.Turn, p.Start}] = p.Status
				if p.Status == tingjian.RePromised { // broken as well, once another time is named
					now[place{p.Turn, p.Start}] = tingjian.Broken
				}
				if c.Turns[p.Turn].Text[p.Start:p.End] != p.Text || !c.Turns[p.Turn].Speaker.Serves() {
					t.Fatalf("promise %+v", p)
				}
				if p.SettledBy != nil && (*p.SettledBy <= p.Turn || *p.SettledBy >= len(c.Turns)) {
					t.Fatalf("settled by turn %d: %+v", *p.SettledBy, p)
				}
				if p.Status == tingjian.Broken || p.Status == tingjian.RePromised {
					broken++
				}
			}
			for at, status := range before {
				if status != tingjian.Open && now[at] != status {
					t.Fatalf("after %d turns the promise at %v is %q and was %q", n, at, now[at], status)
				}
			}
			found := 0
			for _, f := range out.Findings {
				if f.Code == tingjian.PromiseBroken {
					found++
				}
				if f.Pending {
					t.Fatalf("pending: %+v", f)
				}
			}
			if found > broken || c.Closed && !out.Wake.IsZero() {
				t.Fatalf("%d findings for %d broken promises, wake %s", found, broken, out.Wake)
			}
			before = now
		}
	})
}

func BenchmarkChat(b *testing.B) {
	at := time.Date(2024, 8, 6, 9, 0, 0, 0, tingjian.Zone)
	c := &tingjian.Transcript{ID: "c", Closed: true}
	for i := range 1000 {
		at = at.Add(time.Minute)
		t := tingjian.Turn{Speaker: tingjian.Customer, Text: "这款的内胆是不锈钢还是陶瓷", At: at}
		switch {
		case i%50 == 25:
			t.Speaker, t.Text = tingjian.Agent, "好的,今天下午五点前给您回电"
		case i%2 == 1:
			t.Speaker, t.Text = tingjian.Agent, "内胆是食品级的不锈钢,外壳是塑料"
		}
		c.Turns = append(c.Turns, t)
	}
	s := newDriver(b).Session()
	s.Inspect(c, at)
	for b.Loop() {
		s.Inspect(c, at)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/turn")
}
