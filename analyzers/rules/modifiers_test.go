package rules_test

import "testing"

// Every modifier, with what it lets through and what it does not.
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
