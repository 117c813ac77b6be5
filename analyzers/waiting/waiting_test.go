package waiting_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/waiting"
)

const limit = 3 * time.Minute

// newDriver runs the judgement alone, on the shipped lists.
func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, waiting.Lists()...)
	a, err := waiting.New(lex, lex.Analyzer(), limit)
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) {
	analyzertest.Run(t, newDriver(t), "testdata/*.txt")
}

func TestMissingListsAreNamed(t *testing.T) {
	lex, err := lexicon.Compile([]lexicon.List{{Name: "hold", Phrases: []string{"稍等"}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = waiting.New(lex, lex.Analyzer(), limit)
	for _, name := range waiting.Lists()[1:] {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v does not name list %q", err, name)
		}
	}
	if _, err := waiting.New(lex, lex.Analyzer(), 0); err == nil || !strings.Contains(err.Error(), "limit") {
		t.Errorf("limit 0: got error %v", err)
	}
}

// The wait is decided by the clock: the analyzer asks to be woken when the limit has just passed.
func TestAsksToBeWoken(t *testing.T) {
	at := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
	c := &tingjian.Transcript{ID: "c", Turns: []tingjian.Turn{{Speaker: tingjian.Customer, At: at, Text: "怎么还没到"}}}
	s := newDriver(t).Session()
	out := s.Inspect(c, at)
	if out.Wake.Before(at.Add(limit)) || out.Wake.After(at.Add(limit+time.Second)) {
		t.Fatalf("wake at %s, want just after %s", out.Wake, at.Add(limit))
	}
	if len(out.Findings) != 1 || !out.Findings[0].Pending || !out.Findings[0].DecidesAt.At.Equal(out.Wake) {
		t.Fatalf("before the limit: %+v", out.Findings)
	}
	woken := s.Inspect(c, out.Wake)
	if len(woken.Findings) != 1 || woken.Findings[0].Pending || woken.Findings[0].Clock != tingjian.Timer || !woken.Wake.IsZero() {
		t.Fatalf("when woken: %+v, wake %s", woken.Findings, woken.Wake)
	}
}

// phrases are what the speakers of the property test say.
func phrases(s tingjian.Speaker) []string {
	switch s {
	case tingjian.Customer:
		return []string{"怎么退", "好的谢谢", "人呢", "灯坏了", "不用了", "👌", "?"}
	case tingjian.System:
		return []string{"现在是非服务时间,留言将在次日处理", "会话已接入"}
	}
	return []string{"请稍等", "正在为您转接人工", "在订单页申请就行", "您的订单号发我一下", "您好"}
}

func drawTurns(t *rapid.T) []tingjian.Turn {
	at := time.Date(2024, 8, 6, 9, 0, 0, 0, tingjian.Zone)
	speakers := []tingjian.Speaker{tingjian.Customer, tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tingjian.Turn {
		s := rapid.SampledFrom(speakers).Draw(t, "speaker")
		at = at.Add(time.Duration(rapid.IntRange(-5, 400).Draw(t, "pause")) * time.Second)
		turn := tingjian.Turn{Speaker: s, Text: rapid.SampledFrom(phrases(s)).Draw(t, "text"), At: at}
		if rapid.IntRange(0, 9).Draw(t, "untimed") == 0 {
			turn.At = time.Time{}
		}
		return turn
	}), 1, 12).Draw(t, "turns")
}

// What was decided about a late turn while the conversation ran stays decided, whatever follows; and what is pending
// says when it is decided.
func TestLiveIsNeverContradicted(t *testing.T) {
	d := newDriver(t)
	rapid.Check(t, func(t *rapid.T) {
		turns := drawTurns(t)
		session := d.Session()
		decided := map[int]bool{}
		for n := 1; n <= len(turns)+1; n++ {
			c := &tingjian.Transcript{ID: "c", Turns: turns[:min(n, len(turns))], Closed: n > len(turns)}
			out := session.Inspect(c, c.Latest())
			marked := map[int]bool{}
			for _, f := range out.Findings {
				if f.Pending && (c.Closed || f.DecidesAt.At.IsZero() || out.Wake.IsZero()) {
					t.Fatalf("after %d turns, closed %v: pending without a time, or after the close: %+v", n, c.Closed, f)
				}
				if !f.Pending && c.Turns[f.Turn].Speaker.Serves() {
					marked[f.Turn] = true
				}
			}
			for turn := range decided {
				if !marked[turn] {
					t.Fatalf("after %d turns the late turn %d is no longer marked", n, turn)
				}
			}
			decided = marked
		}
	})
}

// A closed conversation is judged the same whenever it is looked at.
func TestClosedDoesNotDependOnAsOf(t *testing.T) {
	d := newDriver(t)
	rapid.Check(t, func(t *rapid.T) {
		c := &tingjian.Transcript{ID: "c", Turns: drawTurns(t), Closed: true}
		now, later := d.Session().Inspect(c, time.Time{}), d.Session().Inspect(c, c.Latest().Add(1000*time.Hour))
		if len(now.Findings) != len(later.Findings) || !now.Wake.IsZero() || !later.Wake.IsZero() {
			t.Fatalf("now %+v, later %+v", now, later)
		}
	})
}

func BenchmarkCleanChat(b *testing.B) {
	at := time.Date(2024, 8, 6, 9, 0, 0, 0, tingjian.Zone)
	r := rand.New(rand.NewPCG(1, 2))
	c := &tingjian.Transcript{ID: "c", Closed: true}
	for i := range 1000 {
		t := tingjian.Turn{Speaker: tingjian.Customer, Text: "这款的内胆是不锈钢还是陶瓷", At: at}
		if i%2 == 1 {
			t.Speaker, t.Text = tingjian.Agent, "内胆是食品级的不锈钢,外壳是塑料"
		}
		at = at.Add(time.Duration(r.IntN(100)) * time.Second)
		c.Turns = append(c.Turns, t)
	}
	s := newDriver(b).Session()
	s.Inspect(c, at)
	for b.Loop() {
		s.Inspect(c, at)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/turn")
}
