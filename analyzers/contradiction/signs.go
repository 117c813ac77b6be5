package contradiction

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// retorts weighs the words in which the customer replies.
func (s *pass) retorts(w *weighing, reply string) {
	if reply == "" {
		w.add("no-reply")
		return
	}
	if tellsOf(reply) {
		w.add("told")
	}
	if held := heldUp(reply); len(held) > 0 {
		w.add("held-up")
	}
	for name := range retortWords.In(reply) {
		w.add(name)
	}
	if ofOthers.In(reply) {
		w.add("of-others")
	}
}

// takeUp weighs the words of the reply together with what it takes up of the earlier statement.
func (w *weighing) takeUp() {
	echo := "none"
	for _, x := range [...]string{"echo-words", "echo-figure", "echo-words-both", "echo-figure-both", "echo-promise"} {
		if w.has(x) {
			echo = x
			break
		}
	}
	for _, sign := range w.signs {
		w.add(sign + "/" + echo)
	}
}

// tellsOf reports whether a customer says that the service side, or somebody, said something.
func tellsOf(text string) bool {
	for _, c := range clausesOf(text) {
		if _, _, ok := cutSaid(c.text); ok {
			return true
		}
	}
	return false
}

// retortWords are words of a customer who holds up what was said.
var retortWords = wording.GroupsOf(map[string][]string{
	"just":     {"刚才还", "刚还", "刚刚还", "刚才不是", "刚不是", "刚说", "才说", "刚刚说", "刚才说", "还说"},
	"evidence": {"聊天记录", "截图", "往上翻", "上面写", "自己看", "你翻", "翻翻", "看上面", "往上看", "录音"},
	"agreed":   {"说好", "讲好", "原话", "答应"},
	"torn":     {"一会", "变卦", "打脸", "改口", "哪句", "又变", "怎么又", "又成了", "到底", "听谁", "信谁", "矛盾", "两个说法", "不一样", "又不"},
	"wasted":   {"我才", "早知道", "白跑", "白等", "早说", "早不说", "咋不说", "怎么不说", "才告诉", "现在说", "现在才"},
	"isn't":    {"不是说", "不是讲", "不是写", "不是免费", "不是包", "不是可以", "不是能", "不是不", "不是有", "不是全"},
})

// manner weighs how the two statements are said, and what the customer said just before the late one.
func (s *pass) manner(w *weighing, e, l int) {
	for name := range lateWords.In(s.Transcript.Turns[l].Text) {
		w.add(name)
	}
	for name := range earlyWords.In(s.Transcript.Turns[e].Text) {
		w.add(name)
	}
	early := strings.TrimLeft(s.Transcript.Turns[e].Text, "亲您好姐哥,， ")
	if affirms(early) {
		w.add("early-yes")
	}
	if refuses(early) {
		w.add("early-no")
	}
	if affirms(strings.TrimLeft(s.Transcript.Turns[l].Text, "亲您好姐哥,， ")) {
		w.add("late-yes")
	}
	if s.has(l, corrected) {
		w.add("late-corrected")
	}
	before := s.asked(&claim{turn: l})
	if answerable(before) {
		w.add("asked-before")
	}
	for name := range customerWords.In(before) {
		w.add(name)
	}
	if slices.ContainsFunc(s.Transcript.Turns[e+1:l], func(u tingjian.Turn) bool { return u.Speaker == tingjian.Customer && relying.In(u.Text) }) {
		w.add("relied")
	}
}

// lateWords are words of the statement that is weighed.
var lateWords = wording.GroupsOf(map[string][]string{
	"late-only": {"只", "才", "仅", "限", "最多", "上限", "封顶"}, "late-rule": {"为准", "规定", "一直", "本来", "都是", "统一", "从来", "从没", "没说过", "没有说"},
	"late-yours": {"您这", "您的这", "这台", "这单", "这张"}, "late-adds": {"另", "补", "加收", "收", "扣", "付", "自理", "自备", "自费"}, "late-sorry": {"抱歉", "不好意思", "看错", "说错", "记错", "更正", "弄错", "搞错"},
	"late-if":   {"如果", "的话", "要是", "若", "除非", "只要", "建议", "您可以", "麻烦", "或者", "请"},
	"late-acts": {"会", "马上", "尽快", "帮您", "为您", "给您"}, "late-needs": {"需", "得", "必须", "要先", "提供"},
})

// earlyWords are words of the one before it.
var earlyWords = wording.GroupsOf(map[string][]string{
	"early-sure": {"放心", "肯定", "绝对", "保证", "一定", "没问题", "确定", "都", "全"},
	"early-asks": {"?", "？", "吗"}, "early-denies": {"不", "没", "无"},
})

// customerWords are words of the customer between the two.
var customerWords = wording.GroupsOf(map[string][]string{
	"before-meets": {"怎么", "咋", "显示", "提示", "他们说", "师傅说", "让我", "收了", "扣了", "没有", "不了", "到了", "打开", "去了", "发现", "一看"},
	"before-other": {"另外", "还有", "顺便", "那"},
	"met":          {"显示", "提示", "来了说", "台说", "员说", "长说", "人说", "傅说", "们说", "医院让", "让我", "收了", "扣了", "到了", "打开", "去了", "发现", "一看", "不让", "被拦", "短信", "单子"},
})

// relying are words with which the customer goes by what it was told.
var relying = wording.Of("好", "行", "嗯", "拍了", "付了", "下单", "订", "报了", "办", "买", "交了", "转了", "约", "定了", "拿", "来了", "那我", "那就", "收到")

// ofOthers are words of those who said something instead.
var ofOthers = wording.Of("平台", "首页", "页面", "合同", "官网", "微信", "市监", "投诉", "银行", "师傅", "法")
