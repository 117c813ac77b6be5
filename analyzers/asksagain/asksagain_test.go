package asksagain_test

import (
	"testing"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/asksagain"
)

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, asksagain.Lists()...)
	a, err := asksagain.New(lex, lex.Analyzer())
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) { analyzertest.Run(t, newDriver(t), "testdata/*.txt") }

// What was found in a conversation so far stays found, whatever follows, and nothing is ever pending.
func TestLaterTurnsTakeNothingBack(t *testing.T) {
	analyzertest.NothingTakenBack(t, newDriver(t), "订单号240805331907123", "请提供一下订单号", "单号发我", "我刚才说过了", "尾号1234对吗", "您贵姓", "我姓周", "周", "有什么可以帮您", "洗衣机漏水三天了没人来", "转接中", "", "几年级", "五年级", "我是外地驾照", "驾照是本地的吗", "外地")
}
