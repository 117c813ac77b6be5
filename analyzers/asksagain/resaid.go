package asksagain

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// resaid finds questions of yes or no that the customer answers in the very words of an earlier statement of its own about what
// is asked: 外地驾照 … / 驾照是本地的吗 / 外地. Words that say yes or no to anything show nothing, and who makes sure of what it names asks
// for nothing.
func (s *pass) resaid() {
	for t := range s.Transcript.Turns {
		u := &s.Transcript.Turns[t]
		if !u.Speaker.Serves() || t == 0 || !asksAnything.In(u.Text) || s.Transcript.Turns[t].Text == "" {
			continue
		}
		i := t + 1
		if i >= len(s.Transcript.Turns) || s.Transcript.Turns[i].Speaker != tingjian.Customer {
			continue
		}
		h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t)
		if s.excused(u.Text, h) || h.Has(s.asks[opening]) || offersHelp.In(u.Text) {
			continue
		}
		from, to := lastQuestion(u.Text)
		answer := s.answerOf(i)
		if answer == "" || strings.Contains(u.Text[from:to], answer) || asksOpenly.In(u.Text[from:to]) {
			continue
		}
		if g, ok := s.toldAs(t, answer, u.Text[from:to]); ok {
			s.marked = -1
			s.mark(ask{t, others, from, to}, g, "这一点", "echo")
		}
	}
}

var (
	asksAnything = wording.Of("?", "？", "吗", "嗎", "没", "有没有", "是不是", "是否")
	asksOpenly   = wording.Of(orElse, "或", "哪", "几", "多少", "谁", "什么", "怎么", "考虑", "加油", "帮助", "幫助", "看这")
	offersHelp   = wording.Of("帮您", "给您", "为您", "可以吗", "好吗", "行吗", "对吗", "对吧", "是吧", "确认", "要不要", "需要", "还有", "其他", "别的", "建议", "方便")
	// sayAnything are answers that say yes or no, or nothing that can have been said before.
	sayAnything = wording.Of("好的", "可以", "不可以", "是的", "不是", "没有", "有的", "不用", "不要", "要的", "没事", "谢谢", "不行", "知道", "人工", "客服", "不会", "没了", "收到", "已经", "不能", "是啊", "对的", "没呢", "还没", "现在", "退款", "退货", "投诉", "怎么", "什么", "随便", "都行")
)

// lastQuestion is the last clause of a text that asks, or its last clause.
func lastQuestion(text string) (from, to int) {
	for a, b, ok := phrasing.Clause(text, 0); ok; a, b, ok = phrasing.Clause(text, b) {
		if asksAnything.In(text[a:min(len(text), b+len("？"))]) || to == 0 {
			from, to = a, b
		}
	}
	return from, to
}

// shortestResaid and longestResaid are how many characters an answer has that may be an old statement said again.
const (
	shortestResaid = 2
	longestResaid  = 8
)

// answerOf is the first clause of turn i without what surrounds an answer; empty: it says nothing of its own, or asks.
func (s *pass) answerOf(i int) string {
	text := s.Transcript.Turns[i].Text
	if strings.ContainsAny(text, "?？吗呢") || phrasing.Letters(text) > longEcho {
		return ""
	}
	from, to, ok := phrasing.Clause(text, 0)
	if !ok {
		return ""
	}
	answer := strings.Trim(text[from:to], "的了啊嘛呀哦哈呗就是都嗯 ")
	n := utf8.RuneCountInString(answer)
	if n < shortestResaid || n > longestResaid || slices.Contains(sureAnswers, answer) || sayAnything.In(answer) && n <= 3 {
		return ""
	}
	return answer
}

// sureAnswers are whole answers that tell nothing.
var sureAnswers = []string{"没错", "一样", "全部", "自己", "本人", "今天", "明天", "在家", "不知道", "不清楚", "不懂", "快点", "正常", "急用", "那个", "这个", "上午", "下午"}

// toldAs looks for an earlier statement of the customer's that has the answer and speaks of what is asked.
func (s *pass) toldAs(turn int, answer, question string) (gift, bool) {
	for t := turn - 1; t >= max(0, turn-lookBack); t-- {
		u := &s.Transcript.Turns[t]
		if u.Speaker != tingjian.Customer {
			continue
		}
		for from, to, ok := phrasing.Clause(u.Text, 0); ok; from, to, ok = phrasing.Clause(u.Text, to) {
			said := u.Text[from:to]
			k := strings.Index(said, answer)
			if k < 0 || asking(u.Text[from:min(len(u.Text), to+len("？"))]) || strings.Contains(said, orElse) {
				continue
			}
			if aboutAsked(strings.Replace(said, answer, "", 1)+answer, question) {
				return gift{t, from, to}, true
			}
		}
	}
	return gift{}, false
}

// aboutAsked reports whether a statement and a question have a character in common that carries meaning.
func aboutAsked(said, question string) bool {
	return strings.ContainsFunc(question, func(r rune) bool {
		return r >= 0x4E00 && r < 0xA000 && !strings.ContainsRune(tellsLittle, r) && strings.ContainsRune(said, r)
	})
}

// tellsLittle are characters that carry grammar, or time and number alone.
const tellsLittle = "的了呢哦哈啊呀吧嘛吗是在我你您他她它们这那个也都就还又再才很会能可以不没有和与给把被让到去来说么什怎要想得着过请问亲好一下几多少大上人时天年月日号点"
