package policy_test

import (
	"testing"

	"github.com/tingjian/tingjian"
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

// Opened food that the customer only does not want is lawfully kept out; spoilt or unopened food is not.
func TestClears(t *testing.T) {
	packs, err := policy.Load(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	lex := analyzertest.Shipped(t, policy.Lists(packs)...)
	a, err := policy.New(lex, lex.Analyzer(), packs)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"客户: 坚果不合口味想退\n客服: 开封的坚果退不了哈\n":        true,
		"客户: 喝了两口不喜欢，退掉\n客服: 牛奶拆封后不支持退货哦\n":    true,
		"客户: 坚果里有虫，退\n客服: 开封的坚果退不了哈\n":         false,
		"客户: 我没拆封，想退\n客服: 食品拆封不退的\n":           false,
		"客户: 耳机不喜欢，退\n客服: 拆封的耳机不支持退货\n":        false,
		"客户: 坚果能退吗\n客服: 没开封的坚果也不退\n":           false,
		"客户: 饼干一打开全碎了，退\n客服: 食品类拆封后不支持退货退款哦\n": false,
	} {
		for _, code := range []tingjian.Code{tingjian.PolicyRefusal, tingjian.Stonewall} {
			if got := len(analyzertest.Cleared(t, a, code, text)) > 0; got != want {
				t.Errorf("%s of %q is cleared: %v, want %v", code, text, got, want)
			}
		}
	}
}
