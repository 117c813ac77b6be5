package handoff_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/dialogue"
	"github.com/tingjian/tingjian/analyzers/handoff"
)

// newAnalyzer makes the judgement with the shipped rules and lists.
func newAnalyzer(t testing.TB) (*analyzers.Analyzer, error) {
	t.Helper()
	set := analyzertest.ShippedSet(t)
	return handoff.New(set.Lexicon(), set.LexiconAnalyzer(), analyzertest.Packs(set, tingjian.CustomerHuman)[0],
		analyzertest.Packs(set, tingjian.Action, tingjian.Remedy)...)
}

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	a, err := newAnalyzer(t)
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) {
	analyzertest.Run(t, newDriver(t), "testdata/*.txt", tingjian.HandoffDenied)
}

// Who asks who somebody is wants a name: no reply to that denies a person. Who asks for somebody wants the person.
func TestQuestionsForNamesAreCleared(t *testing.T) {
	a, err := newAnalyzer(t)
	if err != nil {
		t.Fatal(err)
	}
	for conversation, want := range map[string][]int{
		"客户: 周日是哪位老师带课\n客服@a-1: 周日是林老师":   {1},
		"客户: 刚才打来的是谁啊\n机器人: 是安装师傅":        {1},
		"客户: 你们店长是谁，叫他来\n客服@a-1: 店长不在":    nil,
		"客户: 这事到底是谁\n客服@a-1: 不清楚":         nil,
		"客户: 鞋子有40码吗\n客服@a-1: 有的":         nil,
		"客户: 谁\n客服@a-1: 您好\n客服@a-1: 我是小赵": {1, 2},
	} {
		if got := analyzertest.Cleared(t, a, tingjian.HandoffDenied, conversation); !slices.Equal(got, want) {
			t.Errorf("cleared %v, want %v: %s", got, want, conversation)
		}
	}
}

// Each rule that is taken to ask for somebody else is one that ships, and without it a request in testdata would be one for anybody.
func TestNamedRules(t *testing.T) {
	set, d := analyzertest.ShippedSet(t), newDriver(t)
	ids := map[string]bool{}
	for _, r := range set.Rules() {
		ids[r.ID] = true
	}
	all := analyzertest.Read(t, "testdata/somebody.txt")
	for id := range maps.Clone(handoff.Named) {
		if !ids[id] {
			t.Errorf("no rule has the id %s", id)
		}
		delete(handoff.Named, id)
		missed := slices.ContainsFunc(all, func(c dialogue.Conversation) bool {
			return len(analyzertest.Check(d, &c, tingjian.HandoffDenied)) > 0
		})
		if handoff.Named[id] = true; !missed {
			t.Errorf("no conversation needs that %s asks for somebody else", id)
		}
	}
}

func TestNeedsTheRequests(t *testing.T) {
	lex := analyzertest.Shipped(t, handoff.Lists()...)
	for _, requests := range []*analyzers.Analyzer{nil, {Name: "other", Codes: []tingjian.Code{tingjian.Empathy}}} {
		if _, err := handoff.New(lex, lex.Analyzer(), requests); err == nil || !strings.Contains(err.Error(), "customer.human_request") {
			t.Errorf("error %v does not name customer.human_request", err)
		}
	}
}

func TestLiveIsNeverContradicted(t *testing.T) {
	analyzertest.NeverContradicted(t, newDriver(t), tingjian.HandoffDenied, map[tingjian.Speaker][]string{
		tingjian.Customer: {"转人工", "叫你们主管来", "退货", "好的"},
		tingjian.Agent:    {"您好", "主管不在", "我登记一下,让他给您回电话", "转不了", "请稍等"},
		tingjian.Bot:      {"正在为您转接人工客服", "请选择 1.物流 2.退款", "请问您要咨询什么", "暂不支持人工服务", "当前非服务时间"},
		tingjian.System:   {"已为您转接专员", "会话开始"},
	})
}
