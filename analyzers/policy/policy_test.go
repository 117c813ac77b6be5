package policy_test

import (
	"testing"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/policy"
	"github.com/tingjian/tingjian/configs/policies"
)

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	packs, err := policy.Load(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	lex := analyzertest.Shipped(t, policy.Lists(packs)...)
	a, err := policy.New(lex, lex.Analyzer(), packs)
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) { analyzertest.Run(t, newDriver(t), "testdata/*.txt") }

// What was found in a conversation so far stays found, whatever follows, and nothing is ever pending.
func TestLaterTurnsTakeNothingBack(t *testing.T) {
	analyzertest.NothingTakenBack(t, newDriver(t), "昨天刚收到的裙子,不喜欢,想退", "特价商品不退不换", "七天无理由", "规定就是这样", "刻字定制的", "给我开发票", "我们不开发票的", "可以给您退款", "洗过了", "如果拆了就不能退", "")
}
