package rules_test

import "testing"

// TestCutInTheMiddleOfAWord finds a phrase that was sent in two bubbles, for rules that look at turns one by one, unless the
// second bubble is a message of its own.
func TestCutInTheMiddleOfAWord(t *testing.T) {
	check(t, compile(t, "any: [没有办法, 处理不了]"), `
客服: 这个我们处 // want r:"处"
客服: 理不了哦
客户: 为什么
客服: 没有办 // want r:"没有办"
客服: 法，真的
---
客服: 这个我们处
客户: 理不了
---
客服: 这个我们处
客服: 理不了的话您再联系门店看看
---
客服: 好的
客服: 没有办法 // want r:"没有办法"
`)
	check(t, compile(t, "any: [没有办法]\nunless: '@reason'"), `
客服: 因为停产了没有办
客服: 法
`)
	check(t, compile(t, "any: [没有办法]\nscope: conversation"), `
客服: 没有办
客服: 法
`)
}
