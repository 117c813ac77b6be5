package asksagain

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// resaid finds questions of yes or no that the customer answers in the very words of an earlier statement of its own about what
// is asked: 外地驾照 … / 驾照是本地的吗 / 外地. Words that say yes or no to anything show nothing, and who makes sure of what it names asks
// for nothing.
func (s *pass) resaid() {
	for i := 1; i < len(s.Transcript.Turns); i++ {
		t := i - 1
		if s.Transcript.Turns[i].Speaker != tingjian.Customer || !s.Transcript.Turns[t].Speaker.Serves() {
			continue
		}
		answer := s.answerOf(i)
		if answer == "" {
			continue
		}
		from, to, ok := s.yesNo(t)
		if !ok || saysAgain(answer, s.Transcript.Turns[t].Text[from:to]) {
			continue
		}
		if g, ok := s.toldAs(t, answer, s.Transcript.Turns[t].Text[from:to]); ok {
			s.marked = -1
			s.mark(ask{t, others, from, to}, g, "这一点", "echo")
		}
	}
}

// saysAgain reports whether an answer says what the question says: who confirms what was named (红色), or repeats what it came for
// instead of answering (外套掉色, where it was asked whether the 外套 was washed), was not asked for it. An answer that denies
// must deny what was asked (没有员工; not 充不进电, where it was asked whether the phone got wet).
func saysAgain(answer, question string) bool {
	if strings.Contains(question, answer) {
		return true
	}
	if strings.ContainsAny(answer, "没不无未") {
		return !common(answer, question)
	}
	runes := []rune(answer)
	for i := 1; i < len(runes); i++ {
		if carriesMeaning(runes[i-1]) && carriesMeaning(runes[i]) && strings.Contains(question, string(runes[i-1:i+1])) {
			return true
		}
	}
	return false
}

// shortestResaid and longestResaid are how many characters an answer has that may be an old statement said again.
const (
	shortestResaid = 2
	longestResaid  = 8
)

// answerOf is the first clause of turn i without what surrounds an answer; empty: it says nothing of its own, or asks.
func (s *pass) answerOf(i int) string {
	text := s.Transcript.Turns[i].Text
	if strings.ContainsAny(text, "?？吗呢几") || phrasing.Letters(text) > longEcho {
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

// sayAnything are answers that say yes or no, or nothing that can have been said before.
var sayAnything = wording.Of("好的", "可以", "不可以", "是的", "不是", "没有", "有的", "不用", "不要", "要的", "没事", "谢谢", "不行", "知道", "人工", "客服", "不会", "没了", "收到", "已经", "不能", "是啊", "对的", "没呢", "还没", "现在", "退款", "退货", "投诉", "怎么", "什么", "随便", "都行")

// sureAnswers are whole answers that tell nothing.
var sureAnswers = []string{"没错", "一样", "全部", "自己", "本人", "今天", "明天", "在家", "不知道", "不清楚", "不懂", "快点", "正常", "急用", "那个", "这个", "上午", "下午"}

// toldAs looks for an earlier statement of the customer's that has the answer and speaks of what is asked. What it wants done is none:
// it may well say it once more in place of an answer.
func (s *pass) toldAs(turn int, answer, question string) (gift, bool) {
	for t := turn - 1; t >= max(0, turn-lookBack); t-- {
		u := &s.Transcript.Turns[t]
		if u.Speaker != tingjian.Customer {
			continue
		}
		for from, to, ok := phrasing.Clause(u.Text, 0); ok; from, to, ok = phrasing.Clause(u.Text, to) {
			said := u.Text[from:to]
			before, after, ok := strings.Cut(said, answer)
			if !ok || asking(u.Text[from:min(len(u.Text), to+len("？"))]) || endsYesNo(said) || notSo.In(said) || wishes.In(before) || denied(before) || relations.In(said) != relations.In(question) {
				continue
			}
			if aboutAsked(before+after, answer, question) {
				return gift{t, from, to}, true
			}
		}
	}
	return gift{}, false
}

var (
	// notSo are words with which a clause leaves open or supposes what it says.
	notSo = wording.Of(orElse, "如果", "要是", "万一", "假如", "怎么", "会不会", "是不是", "是否")
	// relations are people of whom something may hold that does not hold of the customer.
	relations = wording.Of("老公", "老婆", "爱人", "孩子", "儿子", "女儿", "妈", "爸", "父", "母", "老人", "朋友", "同事", "同学", "邻居", "隔壁", "对象")
)

// denied reports whether what stands before an answer in a statement denies it: 拍的不是|红色.
func denied(before string) bool {
	before = strings.TrimSuffix(before, "是")
	return strings.HasSuffix(before, "不") || strings.HasSuffix(before, "没") || strings.HasSuffix(before, "没有") || strings.HasSuffix(before, "并非")
}

// wishes are words that make what follows a wish: 我要退押金.
var wishes = wording.Of("要", "想", "给我", "帮", "麻烦", "申请", "能不能", "可以", "快")
