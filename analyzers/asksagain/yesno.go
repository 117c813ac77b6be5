package asksagain

import (
	"strings"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// yesNo gives the question of yes or no with which turn t ends its asking, unless it offers, confirms, or asks what has become of a
// thing since.
func (s *pass) yesNo(t int) (from, to int, ok bool) {
	text := s.Transcript.Turns[t].Text
	from, to, ok = lastQuestion(text)
	if !ok || asksOpenly.In(text[from:to]) || offersHelp.In(text) || asksNow.In(text) || whenDone.MatchString(text[from:to]) {
		return 0, 0, false
	}
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t)
	return from, to, !s.excused(text, h) && !h.Has(s.asks[opening])
}

var (
	asksOpenly = wording.Of(orElse, "或", "哪", "几", "多少", "谁", "什么", "怎么", "如何", "考虑", "加油", "帮助", "幫助", "看这")
	offersHelp = wording.Of("帮您", "给您", "为您", "可以吗", "好吗", "行吗", "对吗", "对吧", "是吧", "确认", "要不要", "需要", "还有", "其他", "别的", "建议", "方便", "想了解", "想咨询", "不是说", "这款", "这件", "这个", "合适", "接受", "愿意", "好不好", "能不能", "系统", "显示", "除了", "另外", "其它")
	// asksNow are words of questions for what is so by now, or after something was tried, of which an old word is new again.
	asksNow = wording.Of("现在", "目前", "这会", "这次", "今天", "试", "重新", "重启", "再", "之后", "以后")
	// whenDone tells the deed behind which a thing is to be looked at: 插头插紧后转吗.
	whenDone = wording.MustCompile(`[^售最前背今往然]后[^面四六台来期天]`)
)

// lastQuestion is the last clause of a text that asks.
func lastQuestion(text string) (from, to int, ok bool) {
	for a, b, more := phrasing.Clause(text, 0); more; a, b, more = phrasing.Clause(text, b) {
		mark := strings.TrimLeft(text[b:], " ~～")
		if strings.HasPrefix(mark, "?") || strings.HasPrefix(mark, "？") || asksWithout(text[a:b]) {
			from, to, ok = a, b, true
		}
	}
	return from, to, ok
}

// asksWithout reports whether a clause asks for yes or no without a mark: by a particle, by whether something is or is not, by 没 behind
// something that may have been done (满半年没有; 蓝色没有 states), or as a guess at what is not (没养狗吧).
func asksWithout(clause string) bool {
	bare := strings.TrimRight(clause, "的了呢啊呀哦哈亲 ~")
	if strings.HasSuffix(bare, "吗") || strings.HasSuffix(bare, "嗎") {
		return true
	}
	if head, ok := strings.CutSuffix(strings.TrimSuffix(bare, "有"), "没"); ok {
		return strings.ContainsAny(head, "了过到满完好有看")
	}
	for _, whether := range [...]string{"有没有", "是不是", "是否"} {
		if head, _, ok := strings.Cut(clause, whether); ok {
			return !ownLook.In(head)
		}
	}
	return strings.HasSuffix(bare, "吧") && strings.Contains(bare, "没")
}

// ownLook are words of who looks for itself, or tells the customer to look, whether something is so: 我查下有没有漏装.
var ownLook = wording.Of("我", "这边", "核", "查", "看", "确定", "取决", "知道")
