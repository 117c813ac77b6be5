package asksagain_test

import (
	"slices"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/asksagain"
)

func newAnalyzer(t testing.TB) (*analyzers.Analyzer, error) {
	t.Helper()
	lex := analyzertest.Shipped(t, asksagain.Lists()...)
	return asksagain.New(lex, lex.Analyzer())
}

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	a, err := newAnalyzer(t)
	return analyzertest.Driver(t, a, err)
}

// The whole of a number may be asked for after a part of it.
func TestTheWholeMayBeAskedFor(t *testing.T) {
	a, err := newAnalyzer(t)
	if err != nil {
		t.Fatal(err)
	}
	for conversation, want := range map[string][]int{
		"客户: 卡是6222打头的\n客服@a-1: 麻烦给一下完整卡号\n客户: 稍等":  {1},
		"客户: 卡是6222打头的\n客服@a-1: 卡号给一下\n客户: 稍等":      nil,
		"客户: 订单号A1B2C3D4\n客服@a-1: 麻烦给完整订单号\n客户: 给了": nil,
	} {
		if got := analyzertest.Cleared(t, a, tingjian.AsksAgain, conversation); !slices.Equal(got, want) {
			t.Errorf("cleared %v, want %v: %s", got, want, conversation)
		}
	}
}

func TestConversations(t *testing.T) { analyzertest.Run(t, newDriver(t), "testdata/*.txt") }

// What was found in a conversation so far stays found, whatever follows, and nothing is ever pending.
func TestLaterTurnsTakeNothingBack(t *testing.T) {
	analyzertest.NothingTakenBack(t, newDriver(t), "订单号240805331907123", "请提供一下订单号", "单号发我", "我刚才说过了", "尾号1234对吗", "您贵姓", "我姓周", "周", "有什么可以帮您", "洗衣机漏水三天了没人来", "转接中", "", "几年级", "五年级", "我是外地驾照", "驾照是本地的吗", "外地")
}
