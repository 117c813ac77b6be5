package search

import "strings"

// matterless are the characters that say nothing of what a turn is about, and wordless the pairs, though none of theirs is one.
const (
	matterless = "您你我他她它们的了吗呢吧啊哦呀嗯哈是在有不没这那哪什么怎样就也都还又再很太给会能可以要想让把被跟和与或但而且因为所以如果只已经请谢好对下个些一二三两几点上边里来去到过得地着说看问做用多少谁亲啦哟噢行为时候现前后今明天"
	wordless   = " 抱歉 感谢 稍等 麻烦 客服 理解 处理 帮助 查询 核实 登记 反馈 申请 联系 联络 安排 订单 商品 产品 店铺 服务 情况 问题 非常 真的 马上 尽快 立刻 办法 方便 确实 直接 知道 收到 需要 保证 协助 办理 提供 信息 心情 着急 解决 "
)

// Matter is what a text is about: its pairs of neighbouring ideographs that are no mere phrases.
func Matter(text string) map[string]bool {
	pairs := map[string]bool{}
	var last rune
	for _, r := range text {
		if r < 0x4E00 || r > 0x9FFF || strings.ContainsRune(matterless, r) {
			last = 0
			continue
		}
		if pair := string([]rune{last, r}); last != 0 && !strings.Contains(wordless, " "+pair+" ") {
			pairs[pair] = true
		}
		last = r
	}
	return pairs
}
