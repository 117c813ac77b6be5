package canned_test

import (
	"testing"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/canned"
)

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, canned.Lists()...)
	a, err := canned.New(lex, lex.Analyzer())
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) { analyzertest.Run(t, newDriver(t), "testdata/*.txt") }

// What was found in a conversation so far stays found, whatever follows, and nothing is ever pending.
func TestLaterTurnsTakeNothingBack(t *testing.T) {
	analyzertest.NothingTakenBack(t, newDriver(t), "您的包裹正在运输途中,以物流信息为准,请您耐心等候几天", "快递说退回去了", "好的", "再发一遍", "您好,请问有什么可以帮您的呢亲", "退款会在三个工作日内原路退回到您的账户", "卡已经注销了", "")
}
