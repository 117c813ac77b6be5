package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// frame makes a rule file of the lines that a test is about; what is needed beside them it adds.
func frame(lines string) string {
	b := strings.Builder{}
	for _, key := range []string{"title: 规则", "speaker: agent", "message: 说了“{match}”", "status: stable"} {
		name, _, _ := strings.Cut(key, ":")
		if !strings.HasPrefix(lines, name+":") && !strings.Contains(lines, "\n"+name+":") {
			b.WriteString(key + "\n")
		}
	}
	b.WriteString(strings.TrimSpace(lines))
	b.WriteString("\ntests:\n  - {turns: ['客户: 甲'], want: [{turn: 0, match: 甲}]}\n  - {turns: ['客户: 乙'], want: []}\n")
	return b.String()
}

// compile makes a set of one rule, r/rule, and a few lists.
func compile(t testing.TB, lines string) *rules.Set {
	t.Helper()
	all, err := rules.Load(fstest.MapFS{"rules/r/rule.yaml": {Data: []byte(frame(lines))}}, "rules")
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Compile(all, testLists())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func testLists() []lexicon.List {
	return []lexicon.List{
		{Name: "reason", Title: "理由", Phrases: []string{"因为", "由于"}, Except: []string{"不是因为"}},
		{Name: "offer", Title: "替代方案", Phrases: []string{"可以帮(您|你)", "给您换"}},
	}
}

// check inspects conversations as package dialogue reads them; findings have the code r.
func check(t *testing.T, set *rules.Set, conversations string) {
	t.Helper()
	d, err := analyzers.New(set.Analyzers()...)
	if err != nil {
		t.Fatal(err)
	}
	all, err := analyzertest.Parse("conversation", []byte(conversations))
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		for _, problem := range analyzertest.Check(d, &all[i]) {
			t.Errorf("conversation:%s", problem)
		}
	}
}

func TestOperators(t *testing.T) {
	for _, tc := range []struct{ name, rule, conversations string }{
		{"any marks the earliest hit, the longest at one place", `any: [办法, 没有, 没有办法]`, `
客服: 真的没有办法了 // want r:"没有办法"
客服: 有的是办法 // want r:"办法"
客户: 没有办法
---
客服: 有`},
		{"any takes lists", `any: ['@reason', 由此]`, `
客服: 由于下雨 // want r:"由于"
客服: 由此可见 // want r:"由此"
客服: 不是因为下雨`},
		{"a rule makes one finding a turn", `any: [没有]`, `
客服: 没有没有,真没有 // want r:"没有"
客服: 没有 // want r:"没有"`},
		{"speaker", "speaker: [bot, customer]\nany: [没有]", `
客户: 没有 // want r:"没有"
客服: 没有
机器人: 没有 // want r:"没有"
系统: 没有`},
		{"normal form", `any: [没有办法]`, `
客服: 真的 沒 有 辦 法 // want r:"沒 有 辦 法"`},
		{"except", "any: [没有办法, '@offer']\nexcept: [不是没有办法, 不(能|)给您换]", `
客服: 不是没有办法
客服: 不是没有办法,是没有办法呀 // want r:"没有办法"
客服: 不给您换
客服: 给您换 // want r:"给您换"`},
		{"all", `all: [查, '@offer', 好]`, `
客服: 好,可以帮您查 // want r:"查"
客服: 可以帮您查
客服: 好,给您换`},
		{"at_least counts places", `at_least: {n: 3, of: [催, 催一催, 尽快]}`, `
客服: 催一催,尽快催 // want r:"催一催"
客服: 催一催,尽快
客服: 催`},
		{"at_least distinct counts items", `at_least: {n: 2, of: [催, 尽快, '@reason'], distinct: true}`, `
客服: 催催催
客服: 因为由于
客服: 尽快催 // want r:"尽快"
客服: 由于忙,催了 // want r:"由于"`},
		{"near", `near: {a: [保证], b: [送到, 到账], within: 4}`, `
客服: 保证明天送到 // want r:"保证明天送到"
客服: 送到您家我保证 // want r:"送到您家我保证"
客服: 保证在明天下午送到
客服: 保证
客服: 送到`},
		{"near, ordered", `near: {a: [保证], b: [送到], within: 4, ordered: true}`, `
客服: 送到您家我保证
客服: 保证送到 // want r:"保证送到"
客服: 送到,保证,就这样吧,保证送到 // want r:"保证送到"`},
		{"near takes the pair that is complete first", `near: {a: [甲], b: [乙], within: 2}`, `
客服: 甲一二三四甲一乙二甲 // want r:"甲一乙"`},
		{"near over bubbles of a statement", "scope: statement\nnear: {a: [保证], b: [送到], within: 4}", `
客服: 我保证 // want r:"保证"
客服: 明天送到
---
客服: 我保证
客户: 哦
客服: 送到
---
客服: 我保证,这个不用
客服: 担心,送到`},
		{"regex with gate and exclusion", `regex: {match: '\d+元', unless: '(^|\D)0元', if_any: [元]}`, `
客服: 补您１５元 // want r:"１５元"
客服: 补0元
客服: 收0元,退20元 // want r:"20元"
客服: 二十元
客服: 补您15块`},
		{"regex with a list", `regex: {match: '先(@offer)(，|$)', if_any: ['@offer']}`, `
客服: 先可以帮你 // want r:"先可以帮你"
客服: 先给您换,行吗 // want r:"先给您换,"
客服: 先给您换一个
客服: 可以帮您`},
		{"regex gated by another trigger", "any: [退]\nregex: {match: '\\d+天'}", `
客服: 7天无理由退 // want r:"退"
客服: 7天无理由
客服: 退`},
		{"boundary", "boundary: token\nany: [大麻]", `
客服: 这是大麻烦
客服: 他卖大麻 // want r:"大麻"`},
		{"unless looks at the whole turn", "any: [没有办法]\nunless: ['@reason']", `
客服: 因为出库了,没有办法
客服: 没有办法,由于出库了
客服: 没有办法 // want r:"没有办法"
客服: 因为出库了`},
		{"none", "any: [没有办法]\nnone: [吗]", `
客服: 没有办法吗
客服: 没有办法 // want r:"没有办法"`},
	} {
		t.Run(tc.name, func(t *testing.T) { check(t, compile(t, tc.rule), tc.conversations) })
	}
}

func TestScopes(t *testing.T) {
	for _, tc := range []struct{ name, rule, conversations string }{
		{"statement is one", "scope: statement\nall: [没有, 抱歉]", `
客服: 没有 // want r:"没有"
客服: 很抱歉
客户: 哦
客服: 没有
客户: 抱歉`},
		{"agents are told apart", "scope: statement\nall: [没有, 抱歉]", `
客服@a: 没有
客服@b: 抱歉`},
		{"a finding a statement", "scope: statement\nany: [没有]", `
客服: 没有 // want r:"没有"
客服: 没有
客户: 嗯
客服: 没有 // want r:"没有"`},
		{"a phrase may straddle two bubbles", "scope: statement\nany: [这个处理不了]", `
客服: 亲,这个处 // want r:"这个处"
客服: 理不了的`},
		{"a turn's rule sees one bubble", "any: [这个处理不了]", `
客服: 亲,这个处
客服: 理不了的话您再联系门店`},
		{"unless over the statement, pending while it may go on", "scope: statement\nany: [没有办法]\nunless: ['@reason']", `
客服: 没有办法
客服: 因为出库了
---
# closed: false
客服: 没有办法 // want pending r:"没有办法"
---
# closed: false
客服: 没有办法 // want r:"没有办法"
客户: 啊
---
客服: 没有办法 // want r:"没有办法"`},
		{"conversation", "scope: conversation\nat_least: {n: 2, of: [抱歉]}\nnone: [帮您]", `
客服: 抱歉 // want r:"抱歉"
客户: 抱歉
客服: 抱歉
客服: 抱歉
---
客服: 抱歉
客服: 抱歉
客服: 帮您查
---
# closed: false
客服: 抱歉 // want pending r:"抱歉"
客服: 抱歉`},
		{"first turns of the speaker", "scope: {first: 2}\nany: [您好]", `
客户: 您好
客服: 稍等
系统: 您好
客服: 您好 // want r:"您好"
客服: 您好`},
		{"last turns, decided by the close", "scope: {last: 1}\nany: [再见]", `
客服: 再见
客服: 再见 // want r:"再见"
客户: 再见
---
# closed: false
客服: 再见
客服: 再见 // want pending r:"再见"`},
		{"channel", "scope: {channel: [call, store]}\nany: [您好]", `
# channel: call
客服: 您好 // want r:"您好"
---
# channel: chat
客服: 您好
---
客服: 您好`},
		{"everything within the first turns", "scope: {unit: conversation, first: 2}\nall: [工号, 您好]", `
客服: 您好 
客服: 嗯
客服: 我的工号是三
---
客服: 您好 
客服: 工号三 // want r:"工号"`},
	} {
		t.Run(tc.name, func(t *testing.T) { check(t, compile(t, tc.rule), tc.conversations) })
	}
}

func TestWindows(t *testing.T) {
	for _, tc := range []struct{ name, rule, conversations string }{
		{"unless_followed_by", "any: [没有办法]\nunless_followed_by: {within_turns: 2, any_of: ['@offer', '@reason']}", `
客服: 没有办法,不过可以帮您拦截
---
客服: 因为出库了,没有办法 // want r:"没有办法"
---
客服: 没有办法
客户: 啊?
客服: 嗯
客服: 可以帮您拦截
---
客服: 没有办法 // want r:"没有办法"
客服: 嗯
客户: 你可以帮你自己吗
客服: 啊
客服: 可以帮您拦截
---
# closed: false
客服: 没有办法 // want pending r:"没有办法"
客服: 嗯
---
# closed: false
客服: 没有办法 // want r:"没有办法"
客服: 嗯
机器人: 嗯
---
客服: 没有办法
机器人: 可以帮您拦截`},
		{"by others", "any: [没有办法]\nunless_followed_by: {within_turns: 1, any_of: [好的], by: customer}", `
客服: 没有办法
客服: 好不好
客户: 好的
---
客服: 没有办法,好的 // want r:"没有办法"
客户: 不行
客户: 好的`},
		{"events", "any: [没有办法]\nunless_followed_by: {within_turns: 1, events: [transfer]}", `
客服: 没有办法
# event: transfer
客服: 您好
---
客服: 没有办法 // want r:"没有办法"
# event: refund
客服: 您好
# event: transfer`},
		{"rest of the turn", "any: [没有办法]\nunless_followed_by: {within_turns: 0, any_of: ['@offer']}", `
# closed: false
客服: 没有办法 // want r:"没有办法"
客服: 可以帮您拦截`},
		{"rest of the statement", "scope: statement\nany: [没有办法]\nunless_followed_by: {within_turns: 0, any_of: ['@offer']}", `
客服: 没有办法
客服: 可以帮您拦截
---
# closed: false
客服: 没有办法 // want pending r:"没有办法"
---
# closed: false
客服: 没有办法 // want r:"没有办法"
客户: 哦
客服: 可以帮您拦截`},
		{"to the end", "any: [没有办法]\nunless_followed_by: {any_of: ['@offer']}", `
# closed: false
客服: 没有办法 // want pending r:"没有办法"
客服: 嗯
客服: 嗯
客服: 嗯
---
客服: 没有办法
客服: 嗯
客服: 没有办法
客服: 可以帮您拦截
客服: 没有办法 // want r:"没有办法"`},
		{"within statements", "any: [没有办法]\nunless_followed_by: {within_statements: 1, any_of: [好的], by: customer}", `
客服: 没有办法
客户: 啊
客户: 好的
---
客服: 没有办法 // want r:"没有办法"
客户: 啊
客服: 嗯
客户: 好的
---
# closed: false
客服: 没有办法 // want pending r:"没有办法"
客户: 啊
---
# closed: false
客服: 没有办法 // want r:"没有办法"
客户: 啊
客服: 嗯`},
		{"followed_by", "any: [稍等]\nfollowed_by: {within_turns: 1, any_of: [久等]}", `
客服: 稍等 // want r:"稍等"
客服: 久等了
---
客服: 稍等
客服: 嗯
客服: 久等了
---
客服: 请稍等,久等了 // want r:"稍等"`},
		{"preceded_by", "any: [没有人工]\npreceded_by: {within_statements: 1, any_of: [转人工], by: customer}", `
客户: 转人工
客户: 快
客服: 没有人工 // want r:"没有人工"
客服: 没有人工 // want r:"没有人工"
客户: 啊
客服: 没有人工
---
客服: 没有人工
客户: 转人工`},
		{"preceded_by counts turns one by one", "any: [没有人工]\npreceded_by: {within_turns: 1, any_of: [转人工], by: customer}", `
客户: 转人工
客户: 快
客服: 没有人工`},
		{"unless_preceded_by", "any: [没有办法]\nunless_preceded_by: {within_turns: 1, any_of: ['@reason']}", `
客服: 因为出库了
客服: 没有办法
客服: 没有办法 // want r:"没有办法"
---
客服: 由于出库了,没有办法
---
客服: 没有办法,由于出库了 // want r:"没有办法"`},
		{"from the start", "any: [没有人工]\npreceded_by: {any_of: [转人工], by: customer}", `
客服: 没有人工
客户: 转人工
客户: 嗯
客服: 嗯
客户: 嗯
客服: 没有人工 // want r:"没有人工"`},
		{"several windows must all hold", "any: [没有]\nunless_followed_by: [{within_turns: 1, any_of: ['@offer']}, {within_turns: 1, any_of: [好], by: customer}]", `
客服: 没有
客服: 给您换
---
客服: 没有
客户: 好
---
客服: 没有 // want r:"没有"
客户: 不
客服: 哦`},
		{"the customer's side", "speaker: customer\nany: [投诉]\nunless_followed_by: {within_turns: 1, any_of: [算了]}", `
客户: 投诉
客服: 好
客户: 算了
---
客户: 投诉 // want r:"投诉"
客服: 算了
客户: 不`},
	} {
		t.Run(tc.name, func(t *testing.T) { check(t, compile(t, tc.rule), tc.conversations) })
	}
}
