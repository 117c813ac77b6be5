package rules_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
)

// Every operator and modifier beyond phrases and windows, each with hits and near misses.
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

func TestModifiers(t *testing.T) {
	for _, tc := range []struct{ name, rule, conversations string }{
		{"or", "or: [{any: [不行], unless: [但是]}, {all: [没有, 办法]}]", `
客服: 不行 // want r:"不行"
客服: 不行,但是
客服: 没有办法 // want r:"没有"`},
		{"and with marks of their own", "and: [{any: [抱歉]}, {any: [不行], unless_followed_by: {within_turns: 1, any_of: [可以]}}]", `
客服: 抱歉,不行 // want r:"抱歉"
客服: 嗯
客服: 抱歉,不行
客服: 可以`},
		{"not", "any: [不行]\nnot: [{all: [因为, 所以]}, {near: {a: [先], b: [后], within: 2}}]", `
客服: 不行 // want r:"不行"
客服: 不行,因为所以
客服: 不行,先退后换
客服: 不行,因为 // want r:"不行"`},
		{"not a window", "any: [不行]\nnot: {followed_by: {within_turns: 1, any_of: [可以]}}", `
客服: 不行
客服: 可以
---
# closed: false
客服: 不行 // want pending r:"不行"`},
		{"hit any", "any: [不行]\nhit: any\nunless_followed_by: {within_turns: 0, any_of: [可以]}", `
客服: 不行,可以,不行 // want r:"不行"
客服: 不行,可以`},
		{"hit every", "regex: {match: '\\d+元', if_any: [元]}\nhit: every\npreceded_by: {within_turns: 0, any_of: [退]}", `
客服: 退5元和6元 // want r:"5元"
客服: 5元退6元`},
		{"hit nth", "scope: conversation\nany: [稍等]\nhit: {nth: 3}", `
客服: 稍等,稍等
客服: 稍等吧 // want r:"稍等"
客服: 稍等
---
客服: 稍等,稍等`},
		{"scope turns", "scope: {turns: {from: 2, to: 3}}\nany: [您好]", `
客服: 您好
客户: 您好
客服: 您好 // want r:"您好"
客服: 您好 // want r:"您好"
客服: 您好`},
		{"scope time", "scope: {time: {from: 10s, to: 1m}}\nany: [您好]", `
[10:00:00] 客户: 在
[10:00:09] 客服: 您好
[10:00:10] 客服: 您好 // want r:"您好"
[10:01:00] 客服: 您好`},
		{"scope after", "scope: {after: {any_of: [投诉], by: customer, within_turns: 1}}\nany: [不行]", `
客服: 不行
客户: 投诉
客服: 不行 // want r:"不行"
客户: 啊
客服: 不行`},
		{"scope before", "scope: {before: {events: [transfer]}}\nany: [不行]", `
客服: 不行 // want r:"不行"
# event: transfer
客服: 不行`},
		{"scope around", "scope: {around: {any_of: [投诉], within_turns: 1}}\nany: [不行]", `
客服: 不行
客服: 不行 // want r:"不行"
客户: 投诉
客服: 不行 // want r:"不行"
客服: 不行`},
		{"scope current", "scope: {current: {any_of: [抱歉]}}\nany: [不行]", `
客服: 抱歉
客服: 不行 // want r:"不行"
客户: 啊
客服: 不行`},
		{"windows of time", "any: [不行]\nunless_followed_by: {within: 1m, any_of: [可以]}\nunless_preceded_by: {within: 1m, any_of: [因为]}", `
[10:00:00] 客服: 因为
[10:00:59] 客服: 不行
[10:01:01] 客服: 不行
[10:02:01] 客服: 可以
[10:03:02] 客服: 不行 // want r:"不行"
[10:04:03] 客服: 可以
---
客服: 不行
---
# closed: false
[10:00:00] 客服: 不行 // want pending r:"不行"
---
# closed: false
# as-of: 10:01:01
[10:00:00] 客服: 不行 // want r:"不行"`},
		{"effective", "any: [不行]\neffective: {from: 2024-08-06, to: 2024-08-06}", `
[10:00:00] 客服: 不行 // want r:"不行"
---
# day: 2024-08-07
[00:00:00] 客服: 不行
---
客服: 不行`},
		{"na_when", "any: [不行]\nna_when: {any: [算了]}", `
客服: 不行 // want r:"不行"
---
客服: 不行
客户: 算了
---
# closed: false
客服: 不行 // want pending r:"不行"`},
		{"cooldown by turns", "any: [不行]\ncooldown: {turns: 2}", `
客服: 不行 // want r:"不行"
客服: 不行
客户: 啊
客服: 不行 // want r:"不行"`},
		{"cooldown by time", "any: [不行]\ncooldown: 1m", `
[10:00:00] 客服: 不行 // want r:"不行"
[10:01:00] 客服: 不行
[10:01:01] 客服: 不行 // want r:"不行"`},
		{"when", "any: [不行]\nwhen: {category: [手机, 电脑], channel: chat}", `
# channel: chat
# fact: category = "电脑"
客服: 不行 // want r:"不行"
---
# channel: chat
客服: 不行`},
		{"overrides", "any: ['@offer', 不行]\nunless: [因为]\noverrides: [{merchant: m-1, add: {any: [甭想], unless: [盖因], '@offer': [给您补]}}, {vendor: [v-1, v-2], off: true}]", `
客服: 甭想
客服: 给您补
客服: 不行,盖因 // want r:"不行"
---
# merchant: m-1
客服: 甭想 // want r:"甭想"
客服: 给您补 // want r:"给您补"
客服: 给您换 // want r:"给您换"
客服: 不行,盖因
---
# vendor: v-2
客服: 不行`},
		{"branches", "branches:\n  flat: {any: [不行], message: '直说{match}'}\n  way: {any: [没有办法], unless: [因为]}\nnone: [吗]", `
客服: 没有办法,不行 // want r:"不行"
客服: 没有办法 // want r:"没有办法"
客服: 没有办法,因为
客服: 不行吗`},
	} {
		t.Run(tc.name, func(t *testing.T) { check(t, compile(t, tc.rule), tc.conversations) })
	}
}

func TestFurtherRulesAreRefusedWithPlaceAndReason(t *testing.T) {
	head := "title: 规则\nspeaker: agent\nmessage: 话\nstatus: stable\n" // 4 lines
	for _, tc := range []struct{ name, lines, want string }{
		{"variants of a list", "any: [{phrase: '@reason'}]", `:5:16: any.phrase "@reason": want a phrase`},
		{"similar, short", "similar: {to: [好的], threshold: 0.7}", `:5:16: similar.to "好的": is too short to be compared`},
		{"similar, loose", "similar: {to: [这个问题处理不了], threshold: 0.1}", `similar.threshold "0.1": would take most sentences for similar`},
		{"similar, no threshold", "similar: {to: [这个问题处理不了]}", `"threshold" is missing`},
		{"model", "model: {label: 敷衍, min_confidence: 0.8, version: v1}", `:5:16: model.label "敷衍": no model is registered`},
		{"event", "event: []", `:5:8: event: is empty`},
		{"entity", "entity: phon", `:5:9: entity "phon": did you mean "phone"?`},
		{"entity, equal to what", "entity: {type: amount, equal: price}", `entity.equal "price": `},
		{"repeat", "repeat: {within_turns: 2, nth: 4}", `repeat.nth "4": cannot be reached`},
		{"echo", "echo: {ignores: true}", `:5:7: echo: ignores everything`},
		{"finding of its own", "finding: p", `:5:10: finding "p": is what the rule itself reports`},
		{"off_topic", "off_topic: false", `off_topic "false": want true; to ask for the opposite`},
		{"promise_unkept", "promise_unkept: {phrases: [稍等]}", `:5:17: promise_unkept: "within" is missing`},
		{"missing_after", "missing_after: {any_of: [甲]}", `:5:16: missing_after: "anchor" is missing`},
		{"missing_after, nothing", "missing_after: {anchor: start}", `missing_after: "any_of" and "events" are missing`},
		{"missing_before, time", "missing_before: {anchor: end, any_of: [甲], within: 1m}", `missing_before.within "1m": counts from a turn`},
		{"sequence", "sequence: {steps: [{any_of: [甲]}, {any_of: [乙], optional: true}]}", `:5:11: sequence: want a first step with phrases and another one`},
		{"sequence, unknown key", "sequence: {steps: [{any_of: [甲], within_turns: 2}, {any_of: [乙]}]}", `sequence.steps: unknown key "within_turns"`},
		{"reply_gap", "reply_gap: {first: true}", `:5:12: reply_gap: "over" is missing`},
		{"reply_gap, preset", "reply_gap: {preset: first-3s}", `reply_gap.preset "first-3s": did you mean "first-30s"?`},
		{"reply_gap, hours", "reply_gap: {over: 1m, hours: 9-18}", `reply_gap.hours "9-18": want two times of the day`},
		{"reply_gap, whose", "reply_gap: {over: 1m, by: customer}", `reply_gap: the customer is whose wait is measured`},
		{"duration", "silence: {over: 5}", `silence.over "5": want a duration from 100ms`},
		{"silence of nothing", "silence: {over: 20m}", `:5:10: silence: at_most (without it 10m) lies below over`},
		{"speech in chats", "scope: {channel: chat}\nspeed: {above: 300}", `:6:8: speed: is about speech, of which scope.channel leaves nothing`},
		{"overtalk", "overtalk: {times: 2}", `overtalk: "at_least" is missing`},
		{"speed", "speed: {min_length: 2}", `speed: want one of above and below`},
		{"count", "count: {of: turns}", `count: has no bound`},
		{"count of what", "count: {of: words, at_least: 1}", `count.of "words": want one of turns, statements`},
		{"count, empty", "count: {of: turns, at_least: 3, at_most: 2}", `at_most lies below at_least`},
		{"count without phrases", "count: {of: phrases, at_least: 3}", `count: "phrases" are missing`},
		{"ratio", "ratio: {of: {of: turns}, at_least: 0.5}", `ratio: "to" is missing`},
		{"trend", "trend: {positive: [甲], to: worse}", `trend: "negative" is missing`},
		{"over and under", "duration: {over: 1m, under: 2m}", `duration: want one of over and under`},
		{"hangup", "hangup: {}", `hangup: "by" is missing`},
		{"rate", "any: [甲]\nrate: {at_least: 3, within: 90d}", `:6:7: rate: counts over several conversations`},
		{"alert", "any: [甲]\nalert: true", `alert "true": who is told of a finding is configuration`},
		{"score", "any: [甲]\nscore: {points: -5}", `:6:8: score: how much a finding weighs is said in the rubric`},
		{"meta alone", "meta: {merchant: m-1}", `:1:1: no trigger`},
		{"meta, nothing", "any: [甲]\nmeta: {facts: {price: {}}}", `meta.facts.price: is empty`},
		{"or of one", "or: [{any: [甲]}]", `:5:5: or: joins one alternative only`},
		{"not alone", "not: {any: [甲]}", `:1:1: no trigger`},
		{"hit", "all: [甲]\nhit: any", `:6:6: hit "any": all marks one place only`},
		{"hit, unknown", "any: [甲]\nhit: ever", `:6:6: hit "ever": did you mean "every"?`},
		{"branch and trigger", "any: [甲]\nbranches: {x: {any: [乙]}}", `:5:6: any: stands beside branches`},
		{"branch without trigger", "branches: {x: {unless: [乙]}}", `:5:15: branches.x: no trigger`},
		{"branch, name", "branches: {回绝: {any: [乙]}}", `branches "回绝": want lower-case letters`},
		{"branch of an expression", "branches: {x: {regex: {match: 甲}}}", `:5:23: branches.x.regex: would run on every turn`},
		{"turns backwards", "scope: {turns: {from: 3, to: 2}}\nany: [甲]", `scope.turns: ends before it begins`},
		{"time backwards", "scope: {time: {from: 3m, to: 2m}}\nany: [甲]", `scope.time: ends before it begins`},
		{"place in a conversation", "scope: {unit: conversation, after: {any_of: [乙]}}\nany: [甲]", `scope.after: the scope is the whole conversation`},
		{"effective", "any: [甲]\neffective: {from: 2024-08-06, to: 2024-08-05}", `:6:12: effective: ends before it begins`},
		{"effective, no day", "any: [甲]\neffective: {from: 8月6日}", `effective.from "8月6日": want a date`},
		{"na_when with a window", "any: [甲]\nna_when: {any: [乙], followed_by: {any_of: [丙]}}", `na_when.followed_by: the scope is the whole conversation`},
		{"cooldown", "scope: conversation\nany: [甲]\ncooldown: 1m", `:7:11: cooldown "1m": the scope is the whole conversation`},
		{"override for nobody", "any: [甲]\noverrides: [{off: true}]", `:6:13: overrides: is for nobody in particular`},
		{"override of nothing", "any: [甲]\noverrides: [{merchant: m}]", `overrides: changes nothing`},
		{"override of no phrases", "any: [甲]\noverrides: [{merchant: m, add: {unles: [乙]}}]", `the rule has no such phrases: want one of any`},
		{"windows of two kinds", "any: [甲]\nunless_followed_by: {any_of: [乙], within: 1m, within_turns: 2}", `within "1m": stands beside another limit of the window`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := loadAll(map[string]string{"rules/p/x.yaml": head + tc.lines + tests, "lexicons/reason.yaml": "name: reason\ntitle: 理由\nphrases: [因为]"})
			if !strings.Contains(got, tc.want) || !strings.HasPrefix(got, "rules/p/x.yaml:") {
				t.Errorf("got  %s\nwant %s in it", got, tc.want)
			}
		})
	}
}
