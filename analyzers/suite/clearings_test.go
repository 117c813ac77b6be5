package suite_test

import (
	"slices"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/suite"
)

// listener is a review that changes nothing: what is cleared is worked out where somebody listens.
func listener() *analyzers.Analyzer {
	return &analyzers.Analyzer{Name: "listener", Version: "1", Review: func(_ *analyzers.Pass, found []tingjian.Finding) (analyzers.Reviewed, error) {
		return analyzers.Reviewed{Findings: found}, nil
	}}
}

// What judgements that reckon know to be innocent, and beside it what looks like it and is not.
func TestClearings(t *testing.T) {
	list, err := suite.New(analyzertest.ShippedSet(t), suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(append(list, listener())...)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		code  tingjian.Code
		turn  int
		clear bool
		text  string
	}{
		{"who replies is the one asked for", tingjian.HandoffDenied, 1, true, "客户: 叫你们店长来\n客服@a-1: 我就是店长，有什么问题您跟我说\n"},
		{"who replies is somebody else", tingjian.HandoffDenied, 1, false, "客户: 叫你们店长来\n客服@a-1: 店长没空，有什么问题您跟我说\n"},
		{"asked which desk, then put through", tingjian.HandoffDenied, 1, true, "客户: 我要人工服务\n机器人: 请问您是咨询订单还是售后？\n客户: 售后\n机器人: 正在为您转接售后专员\n客服@a-1: 您好\n"},
		{"asked which desk, which made the customer ask again", tingjian.HandoffDenied, 1, false, "客户: 我要人工服务\n机器人: 请问您是咨询订单还是售后？\n客户: 别问了！人工\n机器人: 正在为您转接\n客服@a-1: 您好\n"},
		{"kept in time", tingjian.PromiseBroken, 1, true, "[2026-06-01T09:00:00+08:00] 客户: 安排回电吧\n[2026-06-01T09:01:00+08:00] 客服@a-1: 一小时内给您回电话\n[2026-06-01T09:40:00+08:00] 系统: 已拨打客户电话，无人接听\n[2026-06-02T10:00:00+08:00] 客户: 我错过电话了\n"},
		{"missed", tingjian.PromiseBroken, 1, false, "[2026-06-01T09:00:00+08:00] 客户: 安排回电吧\n[2026-06-01T09:01:00+08:00] 客服@a-1: 一小时内给您回电话\n[2026-06-02T10:00:00+08:00] 客户: 等了一天电话都没有\n[2026-06-02T10:01:00+08:00] 客服@a-1: 抱歉忘了\n"},
		{"not due", tingjian.PromiseBroken, 1, true, "[2026-06-01T09:00:00+08:00] 客户: 什么时候退\n[2026-06-01T09:01:00+08:00] 客服@a-1: 明天下午六点前给您退款\n[2026-06-01T20:00:00+08:00] 客户: 好的\n"},
		{"waits for the customer, who has not done its part", tingjian.PromiseBroken, 1, true, "[2026-06-01T09:00:00+08:00] 客户: 押金怎么退\n[2026-06-01T09:01:00+08:00] 客服@a-1: 设备退回来，我们收到后两天内给您退款\n[2026-06-06T09:00:00+08:00] 客户: 我忘了寄\n[2026-06-06T09:01:00+08:00] 客服@a-1: 好的，不急\n"},
		{"waits for the customer, who has done its part", tingjian.PromiseBroken, 1, false, "[2026-06-01T09:00:00+08:00] 客户: 押金怎么退\n[2026-06-01T09:01:00+08:00] 客服@a-1: 设备退回来，我们收到后两天内给您退款\n[2026-06-02T09:00:00+08:00] 客户: 寄出去了，顺丰\n[2026-06-06T09:00:00+08:00] 客户: 我还没收到钱\n[2026-06-06T09:01:00+08:00] 客服@a-1: 抱歉，忘了\n"},
		{"a log shows that it came, and a part of it is missing", tingjian.PromiseBroken, 1, true, "[2026-06-01T09:00:00+08:00] 客户: 桌子几点到\n[2026-06-01T09:01:00+08:00] 客服@a-1: 今天中午送到\n[2026-06-01T11:20:00+08:00] 系统: 已签收\n[2026-06-02T09:00:00+08:00] 客户: 漏发了两颗螺丝\n[2026-06-02T09:01:00+08:00] 客服@a-1: 明天补寄\n"},
		{"no log shows that it came", tingjian.PromiseBroken, 1, false, "[2026-06-01T09:00:00+08:00] 客户: 桌子几点到\n[2026-06-01T09:01:00+08:00] 客服@a-1: 今天中午送到\n[2026-06-02T09:00:00+08:00] 客户: 桌子没到\n[2026-06-02T09:01:00+08:00] 客服@a-1: 明天到\n"},
		{"a log shows that the order was cancelled", tingjian.PromiseBroken, 1, false, "[2026-06-01T09:00:00+08:00] 客户: 桌子几点到\n[2026-06-01T09:01:00+08:00] 客服@a-1: 今天中午送到\n[2026-06-01T11:20:00+08:00] 系统: 订单已取消\n[2026-06-02T09:00:00+08:00] 客户: 这叫送到\n[2026-06-02T09:01:00+08:00] 客服@a-1: 您重新下单呢\n"},
		{"another order is missed", tingjian.PromiseBroken, 1, true, "[2026-06-01T09:00:00+08:00] 客户: 甲单什么时候退\n[2026-06-01T09:01:00+08:00] 客服@a-1: 甲单明天给您退款\n[2026-06-04T09:00:00+08:00] 客户: 再帮我查下乙单\n[2026-06-04T09:01:00+08:00] 客服@a-1: 乙单是张姐在跟\n"},
		{"the same order is missed", tingjian.PromiseBroken, 1, false, "[2026-06-01T09:00:00+08:00] 客户: 甲单什么时候退\n[2026-06-01T09:01:00+08:00] 客服@a-1: 甲单明天给您退款\n[2026-06-04T09:00:00+08:00] 客户: 甲单的钱没到\n[2026-06-04T09:01:00+08:00] 客服@a-1: 甲单后天退\n"},
		{"it came without something else", tingjian.PromiseBroken, 1, true, "[2026-06-01T09:00:00+08:00] 客户: 火锅\n[2026-06-01T09:01:00+08:00] 客服@a-1: 六点前送到\n[2026-06-01T18:30:00+08:00] 客户: 锅底收到了，没有蘸料\n[2026-06-01T18:31:00+08:00] 客服@a-1: 抱歉，退您3元\n"},
		{"it came late", tingjian.PromiseBroken, 1, false, "[2026-06-01T09:00:00+08:00] 客户: 火锅\n[2026-06-01T09:01:00+08:00] 客服@a-1: 六点前送到\n[2026-06-01T19:30:00+08:00] 客户: 锅底才收到，都晚了\n[2026-06-01T19:31:00+08:00] 客服@a-1: 抱歉，退您3元\n"},
		{"a time that others keep", tingjian.PromiseBroken, 1, true, "[2026-06-01T09:00:00+08:00] 客户: 藤椅几时有\n[2026-06-01T09:01:00+08:00] 客服@a-1: 工厂3号到货\n[2026-06-04T10:00:00+08:00] 客户: 还是没货\n[2026-06-04T10:01:00+08:00] 客服@a-1: 抱歉，那边推迟了\n"},
		{"a time that others keep, and an act of its own", tingjian.PromiseBroken, 1, false, "[2026-06-01T09:00:00+08:00] 客户: 藤椅几时有\n[2026-06-01T09:01:00+08:00] 客服@a-1: 工厂3号到货，我当天发给您\n[2026-06-04T10:00:00+08:00] 客户: 还是没货\n[2026-06-04T10:01:00+08:00] 客服@a-1: 抱歉，那边推迟了\n"},
		{"told to have been done in time", tingjian.PromiseBroken, 1, true, "[2026-06-01T09:00:00+08:00] 客户: 运费几时补\n[2026-06-01T09:01:00+08:00] 客服@a-1: 24小时内给您退款\n[2026-06-03T10:00:00+08:00] 客户: 在吗\n[2026-06-03T10:01:00+08:00] 客服@a-1: 昨天已经退到您卡里了\n[2026-06-03T10:02:00+08:00] 客户: 好的\n"},
		{"told to have been done in time, which the customer denies", tingjian.PromiseBroken, 1, false, "[2026-06-01T09:00:00+08:00] 客户: 运费几时补\n[2026-06-01T09:01:00+08:00] 客服@a-1: 24小时内给您退款\n[2026-06-03T10:00:00+08:00] 客户: 在吗\n[2026-06-03T10:01:00+08:00] 客服@a-1: 昨天已经退到您卡里了\n[2026-06-03T10:02:00+08:00] 客户: 卡里没有\n"},
		{"a later time is named, and nothing done to show for it", tingjian.PromiseKept, 3, true, "[2026-06-01T09:00:00+08:00] 客户: 今天能寄吗\n[2026-06-01T09:01:00+08:00] 客服@a-1: 下午三点前订的都今天寄\n[2026-06-01T16:00:00+08:00] 客户: 我四点订的\n[2026-06-01T16:01:00+08:00] 客服@a-1: 那只能明天寄了哈，正在打包\n"},
		{"a later time is named, and it is done", tingjian.PromiseKept, 3, false, "[2026-06-01T09:00:00+08:00] 客户: 今天能寄吗\n[2026-06-01T09:01:00+08:00] 客服@a-1: 下午三点前订的都今天寄\n[2026-06-01T16:00:00+08:00] 客户: 我四点订的\n[2026-06-01T16:01:00+08:00] 客服@a-1: 那只能明天寄了哈，正在打包\n[2026-06-01T20:00:00+08:00] 客服@a-1: 赶上末班车，已经寄出了\n"},
		{"of another thing", tingjian.Contradiction, 3, true, "客户: 洗车多少\n客服@a-1: 小车30\n客户: 我这SUV\n客服@a-1: SUV要40\n客户: 你说30\n"},
		{"of the same thing", tingjian.Contradiction, 3, false, "客户: 洗车多少\n客服@a-1: 小车30\n客户: 那我洗小车\n客服@a-1: 小车要40\n客户: 你说30\n"},
		{"a promise put off", tingjian.Contradiction, 3, true, "[2026-06-01T09:00:00+08:00] 客户: 师傅什么时候来\n[2026-06-01T09:01:00+08:00] 客服@a-1: 师傅明天上午上门\n[2026-06-03T09:00:00+08:00] 客户: 昨天等了一上午没人来\n[2026-06-03T09:01:00+08:00] 客服@a-1: 抱歉，师傅昨天没来得及，后天上午上门\n"},
		{"told for the first time", tingjian.AsksAgain, 1, true, "客户: 空调不制冷\n客服@a-1: 请问型号是多少？\n客户: 上面写的是KFR-35\n"},
		{"told again", tingjian.AsksAgain, 1, false, "客户: 空调KFR-35不制冷\n客服@a-1: 请问型号是多少？\n客户: KFR-35\n"},
		{"a remedy follows", tingjian.ComfortOnly, 1, true, "客户: 裙子破了\n客服@a-1: 非常理解您的心情，给您添麻烦了\n客户: 怎么办\n客服@a-1: 已经给您退款80元，运费我们承担\n客户: 好\n"},
		{"nothing follows", tingjian.ComfortOnly, 1, false, "客户: 裙子破了\n客服@a-1: 非常理解您的心情，给您添麻烦了\n客户: 怎么办\n客服@a-1: 非常理解您的心情，请您消消气\n客户: 怎么办啊\n"},
		{"refuses and does something", tingjian.Stonewall, 1, true, "客户: 能不能给我换货\n客服@a-1: 换不了的，我已经给您退款80元了\n"},
		{"declines private contact", tingjian.RiskOffsite, 1, true, "客户: 留个微信行不\n客服@a-1: 平台规定不让留微信的，您在这里说\n"},
		{"declines private contact and hints at it", tingjian.RiskOffsite, 1, false, "客户: 留个微信行不\n客服@a-1: 平台规定不让留微信的，您看我昵称\n"},
		{"refuses", tingjian.Stonewall, 1, false, "客户: 能不能给我换货\n客服@a-1: 换不了的\n"},
	} {
		all, err := analyzertest.Parse(c.name, []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		out := d.Session().Inspect(&all[0].Transcript, all[0].AsOf)
		got := slices.ContainsFunc(out.Cleared, func(x analyzers.Clearing) bool { return x.Code == c.code && x.Turn == c.turn && x.Why != "" })
		if got != c.clear {
			t.Errorf("%s: %s is cleared on turn %d: %v, want %v (%+v)", c.name, c.code, c.turn, got, c.clear, out.Cleared)
		}
	}
}
