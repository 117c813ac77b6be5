package buckpass_test

import (
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/buckpass"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// shipped is the judgement over the shipped lists and the packs of acts and remedies.
func shipped(t testing.TB) *analyzers.Driver {
	t.Helper()
	set := analyzertest.ShippedSet(t)
	a, err := buckpass.New(set.Lexicon(), set.LexiconAnalyzer(), analyzertest.Packs(set, tingjian.Action, tingjian.Remedy)...)
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) {
	analyzertest.Run(t, shipped(t), "testdata/*.txt", tingjian.BuckPass)
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	lex, err := lexicon.Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := buckpass.New(lex, lex.Analyzer()); err == nil || !strings.Contains(err.Error(), "buckpass.send") || !strings.Contains(err.Error(), "buckpass.only") {
		t.Errorf("error %v, want it to name every missing list", err)
	}
	var lists []lexicon.List
	for _, name := range append(buckpass.Lists(), clause.Lists()...) {
		lists = append(lists, lexicon.List{Name: name, Phrases: []string{"甲"}})
	}
	if lex, err = lexicon.Compile(lists); err != nil {
		t.Fatal(err)
	}
	if _, err := buckpass.New(lex, lex.Analyzer(), nil); err == nil || !strings.Contains(err.Error(), "packs of rules") {
		t.Errorf("error %v, want it to ask for the packs", err)
	}
}

func TestLiveIsNeverContradicted(t *testing.T) {
	analyzertest.NeverContradicted(t, shipped(t), tingjian.BuckPass, map[tingjian.Speaker][]string{
		tingjian.Customer: {"壶漏水了", "商家不理我", "该找谁", "好的"},
		tingjian.Agent:    {"您联系商家吧", "我给您登记了", "您再打一次", "亲", "这是快递的责任", "只有物业才有权限"},
		tingjian.Bot:      {"请选择:1.联系商家 2.退款", "请您拨打厂家热线"},
		tingjian.System:   {"会话开始"},
	})
}
