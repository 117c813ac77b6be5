package rules_test

import (
	"strings"
	"testing"
)

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
