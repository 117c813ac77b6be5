package rules_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
)

// Every operator beyond phrases and windows, with hits and near misses; refused_test.go has what is refused.
func TestFurtherOperators(t *testing.T) {
	for _, tc := range []struct{ name, rule, conversations string }{
		{"phrase with variants and a boundary of its own", "any: [{phrase: 大麻, variants: [冰毒], boundary: token}, 大麻烦]\nunless: ['@reason']", `
客服: 这是大麻烦 // want r:"大麻烦"
客服: 卖大麻 // want r:"大麻"
客服: 卖冰毒 // want r:"冰毒"
客服: 买大麻将
客服: 因为大麻`},
		{"similar", `similar: {to: [这个问题我们处理不了, 请您自行联系快递公司], threshold: 0.7}`, `
客服: 亲，您的这个问题我们这边处理不了 // want r:"亲，您的这个问题我们这边处理不了"
客服: 稍等。请您自己联系快递公司吧。谢谢 // want r:"请您自己联系快递公司吧"
客服: 这个问题我们处理好了,您看一下
客服: 我们联系快递公司`},
		{"similar heeds except", "similar: {to: [这个问题我们处理不了], threshold: 0.6}\nexcept: [问题我们]", `
客服: 这个问题我们处理不了`},
		{"entity present", `entity: [amount, date]`, `
客服: 退您１２.５元 // want r:"１２.５元"
客服: 补偿五块钱 // want r:"五块钱"
客服: 8月6号发货 // want r:"8月6号"
客服: 明天发 // want r:"明天"
客服: 一共三件`},
		{"entity masked", `entity: {type: [phone, order, identity]}`, `
客服: 打138****5678 // want r:"138****5678"
客服: 单号3412***********4567 // want r:"3412***********4567"
客服: 12315可以打`},
		{"entity unlike what is known", `entity: {type: amount, unequal: facts.price}`, `
# fact: price = 99.00
客服: 一共99元
客服: 一共¥89 // want r:"¥89"
---
客服: 一共99元`},
		{"entity equal", `entity: {type: order, equal: order}`, `
# order: 3412000000000004567
客服: 单号3412***********4567 // want r:"3412***********4567"
客服: 单号3412***********4568`},
		{"repeat", `repeat: {within_turns: 3}`, `
客服: 请您耐心等待一下
客户: 啊
客服: 请您耐心等待一下!! // want r:"请您耐心等待一下!!"
客服: 好的
客服: 好的
客服: 嗯
客服: 请您耐心等待一下`},
		{"repeat, the third time, nearly", "repeat: {within_turns: 9, nth: 3, similarity: 0.75, min_length: 4, except: [您好]}", `
客服: 请您耐心等待一下哦
客服: 请您耐心等待一下
机器人: 请您耐心等待一下
客服: 请您再耐心等待一下 // want r:"请您再耐心等待一下"
客服: 您好请您再耐心等待一下`},
		{"echo repeats", `echo: {share: 0.8}`, `
客户: 我的快递到哪里了
客服: 您的快递到哪里了是吗 // want r:"您的快递到哪里了是吗"
客户: 我的快递到哪里了
客服: 在武汉`},
		{"echo repeats words", `echo: {of: [苏州, 武汉]}`, `
客户: 我在武汉
客服: 武汉明天到 // want r:"武汉"
客户: 我在苏州
客服: 武汉明天到`},
		{"echo ignores words", "scope: statement\necho: {of: [苏州, 武汉], ignores: true}", `
客户: 我在武汉
客服: 好的
客服: 武汉明天到
客户: 我在苏州
客服: 武汉明天到 // want r:"武汉明天到"
客户: 谢谢`},
		{"promise_unkept", `promise_unkept: {phrases: [稍等, 马上看], within: 2m}`, `
[10:00:00] 客服: 稍等 // want r:"稍等"
[10:01:00] 客服: 稍等哦
[10:02:30] 客服: 好了
---
# as-of: 10:02:00
[10:00:00] 客服: 稍等
---
# as-of: 10:02:01
[10:00:00] 客服: 稍等 // want r:"稍等"
[10:01:00] 客户: 嗯
---
# closed: false
[10:00:00] 客服: 稍等 // want pending r:"稍等"
[10:01:00] 客户: 嗯
---
客服: 稍等`},
		{"promise_unkept, kept by words only", `promise_unkept: {phrases: [稍等], within: 2m, kept_by: [查到]}`, `
[10:00:00] 客服: 稍等
[10:01:00] 客服: 查到了
---
[10:00:00] 客服: 稍等 // want r:"稍等"
[10:01:00] 客服: 在的
[10:03:00] 客服: 查到了`},
		{"reply_gap", `reply_gap: {over: 3m, ignore: [稍等], idle: [谢谢]}`, `
[10:00:00] 客户: 在吗
[10:01:00] 客服: 稍等
[10:02:00] 机器人: 您好
[10:03:01] 客服: 在 // want r:"在"
[10:04:00] 客户: 谢谢
[10:09:00] 客服: 不客气
---
[10:00:00] 客户: 在吗
[10:03:00] 客服: 在
---
# as-of: 10:03:01
# closed: false
[10:00:00] 客户: 在吗 // want r:"在吗"
---
# as-of: 10:03:00
# closed: false
[10:00:00] 客户: 在吗
---
客户: 在吗
客服: 在`},
		{"reply_gap in the whole conversation", "scope: conversation\nreply_gap: {over: 3m}\nunless: [抱歉]", `
# as-of: 10:05:00
[09:59:00] 客服: 您好
[10:00:00] 客户: 在吗 // want r:"在吗"
---
# as-of: 10:05:00
[09:59:00] 客服: 抱歉
[10:00:00] 客户: 在吗`},
		{"reply_gap, first, since the transfer", "reply_gap: {preset: first-60s}", `
[10:00:00] 客户: 在吗
[10:05:00] # event: transfer
[10:06:01] 客服: 在 // want r:"在"
[10:07:00] 客户: 哦
[10:17:00] 客服: 嗯
---
[10:00:00] 客户: 在吗
[10:05:00] # event: transfer
[10:06:00] 客服: 在`},
		{"reply_gap by any of two, in working hours", "speaker: [agent, bot]\nreply_gap: {over: 1m, hours: '09:00-18:00'}", `
[10:00:00] 客户: 在吗
[10:00:30] 机器人: 在
[18:00:00] 客户: 在吗
[18:05:00] 客服: 在
---
[17:59:00] 客户: 在吗
[18:05:00] 客服: 在 // want r:"在"`},
		{"missing_after words", "missing_after: {anchor: [稍等], any_of: [久等], within_turns: 2}", `
客服: 稍等 // want r:"稍等"
客服: 好
客服: 了
客服: 久等
---
客服: 稍等
客服: 久等`},
		{"missing_after the customer's words", "missing_after: {anchor: [投诉], anchor_by: customer, any_of: [抱歉], within_statements: 1}", `
客户: 我要投诉
客户: 快
客服: 好 // want r:"好"
客户: 啊
客服: 抱歉
---
客户: 我要投诉
客服: 好
客服: 抱歉`},
		{"missing_after a time", "missing_after: {anchor: [查一下], any_of: [查到], within: 10m}", `
[10:00:00] 客服: 查一下 // want r:"查一下"
[10:11:00] 客服: 查到了
---
[10:00:00] 客服: 查一下
[10:10:00] 客服: 查到了`},
		{"missing_after the start", "missing_after: {anchor: start, any_of: [您好], within_turns: 2}", `
客户: 在
客服: 说 // want r:"说"
客服: 哦
客服: 您好
---
客户: 在
客服: 说
客服: 您好`},
		{"missing_before the end", "missing_before: {anchor: end, any_of: [再见], within_turns: 2}", `
客服: 再见
客服: 嗯
客服: 好 // want r:"好"
---
客服: 再见
客服: 嗯
客户: 好
---
# closed: false
客服: 好`},
		{"missing_before words", "missing_before: {anchor: [退款成功], any_of: [核对], within_turns: 3}", `
客服: 退款成功 // want r:"退款成功"
---
客服: 先核对一下
客户: 好
客服: 退款成功`},
		{"sequence", "sequence: {steps: [{any_of: [核对]}, {any_of: [同意], by: customer, optional: true}, {any_of: [提交]}], max_gap: {turns: 3}}", `
客服: 核对 // want r:"核对"
客户: 同意
客服: 提交
---
客服: 核对,提交 // want r:"核对"
---
客服: 提交
客服: 核对
---
客服: 核对
客户: 哦
客户: 哦
客户: 哦
客服: 提交`},
		{"sequence broken", "sequence: {steps: [{any_of: [核对]}, {any_of: [提交]}], max_gap: 5m, broken: true}", `
[10:00:00] 客服: 核对 // want r:"核对"
[10:06:00] 客服: 提交
---
[10:00:00] 客服: 核对
[10:05:00] 客服: 提交
---
# closed: false
[10:00:00] 客服: 核对 // want pending r:"核对"`},
		{"count at least", "count: {of: questions, by: customer, at_least: 2}", `
客户: 能退吗
客服: 嗯
客户: 怎么退?
客服: 点这里 // want r:"点这里"
客户: 好
客服: 嗯
---
客户: 能退吗
客服: 嗯
客户: 好`},
		{"count at most", "count: {of: turns, at_most: 1}", `
客户: 能退吗
客服: 嗯 // want r:"嗯"
---
客服: 嗯
客服: 嗯
---
# closed: false
客服: 嗯`},
		{"count of phrases beside another trigger", "any: [再见]\ncount: {of: phrases, phrases: [抱歉], at_least: 2}", `
客服: 抱歉,抱歉
客服: 再见 // want r:"再见"
---
客服: 抱歉
客服: 再见`},
		{"ratio", "ratio: {of: {of: characters}, to: {of: characters, by: [agent, customer]}, at_least: 0.8}", `
客户: 好
客服: 一二三四五六 // want r:"一二三四五六"
---
客户: 一二三
客服: 一二三四五六`},
		{"trend", "trend: {positive: [谢谢], negative: [气死], first: 1, last: 1, change: 1, to: worse}", `
客户: 谢谢
客服: 嗯 // want r:"嗯"
客户: 气死
---
客户: 气死
客服: 嗯
客户: 谢谢
---
客户: 谢谢`},
		{"duration", "duration: {over: 10m}", `
[10:00:00] 客服: 在
[10:10:01] 客户: 好
[10:11:00] 客服: 嗯 // want r:"嗯"
---
[10:00:00] 客服: 在
[10:10:00] 客服: 嗯`},
		{"duration under", "duration: {under: 10s}", `
[10:00:00] 客服: 在
[10:00:09] 客服: 嗯 // want r:"嗯"
---
[10:00:00] 客服: 在
[10:00:10] 客服: 嗯
---
客服: 嗯`},
		{"hangup", "hangup: {by: system}", `
客服: 嗯 // want r:"嗯"
# event: close
---
客服: 嗯`},
		{"silence", "silence: {over: 5s, after: customer}", `
[09:59:50-09:59:52] 客服: 您好
[10:00:00-10:00:02] 客户: 在吗
[10:00:07.5-10:00:09] 客服: 在 // want r:"在"
[10:00:20-10:00:21] 客服: 您说
[10:00:40-10:00:41] 客户: 好
[10:00:46-10:00:47] 客服: 嗯
[10:00:50-10:00:51] 客户: 好
[10:10:52-10:10:53] 客服: 嗯`},
		{"silence runs", "silence: {over: 5s}", `
# closed: false
# as-of: 10:00:07.5
[10:00:00-10:00:02] 客户: 在吗 // want pending r:"在吗"
---
# closed: false
# as-of: 10:00:07
[10:00:00-10:00:02] 客户: 在吗`},
		{"overtalk", "overtalk: {at_least: 500ms, after: 1s, times: 2, min_length: 3}", `
[10:00:00-10:00:04] 客户: 我跟你说
[10:00:03-10:00:06] 客服: 您先听我说
[10:00:07-10:00:10] 客户: 我跟你说
[10:00:08-10:00:09] 客服: 嗯
[10:00:11-10:00:14] 客户: 我跟你说
[10:00:13-10:00:16] 客服: 您先听我说 // want r:"您先听我说"
[10:00:17-10:00:20] 客户: 我跟你说
[10:00:17.5-10:00:20] 客服: 您先听我说`},
		{"speed", "speed: {above: 300, min_length: 5}", `
[10:00:00-10:00:01] 客服: 一二三四五六 // want r:"一二三四五六"
[10:00:02-10:00:02.5] 客服: 一二三
[10:00:03-10:00:05] 客服: 一二三四五六
[10:00:06-10:00:07] 客户: 一二三四五六`},
		{"speed on average", "speed: {below: 120, average: true, min_length: 2}", `
[10:00:00-10:00:01] 客服: 一二三四五六
[10:00:03-10:00:10] 客服: 一二三四五六 // want r:"一二三四五六"`},
		{"meta", "any: [不行]\nmeta: {merchant: [m-1, m-2], facts: {price: {at_least: 10}, custom: false, tags: 急}}", `
# merchant: m-2
# fact: price = 10
# fact: custom = false
# fact: tags = ["缓", "急"]
客服: 不行 // want r:"不行"
---
# merchant: m-2
# fact: price = 9
# fact: custom = false
# fact: tags = ["急"]
客服: 不行`},
	} {
		t.Run(tc.name, func(t *testing.T) { check(t, compile(t, tc.rule), tc.conversations) })
	}
}

// The finding of an event sits on its turn and carries what came of it.
func TestEvents(t *testing.T) {
	set := compile(t, "speaker: system\nevent: [refund, remedy]\nunless_followed_by: {within_turns: 1, any_of: [算了], by: customer}")
	tr := &tingjian.Transcript{ID: "c", Closed: true, Turns: []tingjian.Turn{
		{Speaker: tingjian.System, Event: &tingjian.Event{Type: "close"}},
		{Speaker: tingjian.System, Text: "已退", Event: &tingjian.Event{Type: "refund", Extra: map[string]json.RawMessage{
			"outcome": json.RawMessage(`"partial"`), "amount": json.RawMessage(`12.5`),
		}}},
	}}
	found := driver(t, set).Session().Inspect(tr, time.Time{}).Findings
	if len(found) != 1 || found[0].Turn != 1 || found[0].Kind != "partial" || found[0].Amount != 12.5 || found[0].Quote != "已退" {
		t.Errorf("found %+v", found)
	}
}
