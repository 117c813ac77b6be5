package contradiction_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/contradiction"
)

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, contradiction.Lists()...)
	a, err := contradiction.New(lex, lex.Analyzer())
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) { analyzertest.Run(t, newDriver(t), "testdata/*.txt") }

// What was found in a conversation so far stays found, whatever follows, and nothing is ever pending.
func TestLaterTurnsTakeNothingBack(t *testing.T) {
	analyzertest.NothingTakenBack(t, newDriver(t), "不会取消的", "订单已取消", "可以退货", "不能退货", "如果拆了不能退", "三天到账", "七天到账", "退款200元", "退款150元", "你刚才说可以退", "没有说过可以退", "免费安装", "安装要收80元", "看错了,能退", "", "我不要了,帮我取消")
}

// Nor is what several signs show together, whatever the customer then says.
func TestWeighedIsNotTakenBack(t *testing.T) {
	analyzertest.NothingTakenBack(t, newDriver(t), "放多久都行吧", "长期有效的", "好的那我买了", "已经到期清零了", "当时说放多久都行", "修好了", "还在厂家没修", "刚还说修好了", "那我白跑了", "这个呢", "谢谢", "不收押金的", "押金两百", "不是说不收押金吗", "抱歉看错了", "?")
}

// A finding keeps its identity while what follows shows more of the same, so that no verdict on it hangs in the air.
func TestFindingsKeepTheirIDs(t *testing.T) { analyzertest.IDsStand(t, newDriver(t), "testdata/*.txt") }

// What is in testdata/weighed.txt is found by weighing alone, and shows with what: the earlier statement and the customer's words.
func TestWeighing(t *testing.T) {
	const file = "testdata/weighed.txt"
	all := analyzertest.Read(t, file)
	if len(all) < 5 {
		t.Errorf("%d conversations, too few to show anything", len(all))
	}
	for i := range all {
		out := newDriver(t).Session().Inspect(&all[i].Transcript, all[i].AsOf)
		if len(out.Findings) != 1 || out.Findings[0].Branch != "weighed" {
			t.Errorf("%d: %+v", all[i].Line, out.Findings)
			continue
		}
		f := out.Findings[0]
		served := slices.ContainsFunc(f.Evidence, func(x tingjian.Span) bool { return all[i].Turns[x.Turn].Speaker.Serves() && x.Turn < f.Turn })
		heard := slices.ContainsFunc(f.Evidence, func(x tingjian.Span) bool {
			return all[i].Turns[x.Turn].Speaker == tingjian.Customer && strings.Contains(f.Message, x.Quote)
		})
		if !served || !heard {
			t.Errorf("%d: evidence %+v, message %s", all[i].Line, f.Evidence, f.Message)
		}
	}
}
