package asksagain

import (
	"strings"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// loosely is how many characters of an answer at least must have been written before, where nobody can tell from the question
// what it asks for.
const loosely = 4

// probes gives a turn that asks in words that no list knows, often for several things at once: 什么料子 几米宽, 里程多少 换过没.
// Only an answer of some length with nothing new in it shows that it was told.
func (s *pass) probes(t int) (question, bool) {
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t)
	text := s.Transcript.Turns[t].Text
	if s.excused(text, h) || h.Has(s.asks[opening]) {
		return question{}, false
	}
	for end := len(strings.TrimRight(text, "。！!；;\n?？ ")); end > 0; {
		from, to := sentence(text[:end], end, end)
		if from >= to {
			break
		}
		if asksLoosely(text[from:min(len(text), to+len("？"))]) {
			q := ofPhrase(t, others, text, lexicon.Hit{Start: from, End: to})
			q.loose, q.choice = true, false
			return q, true
		}
		end = len(strings.TrimRight(text[:from], "。！!；;\n?？"))
	}
	return question{}, false
}

// offering are words with which a sentence offers something, or asks for the sake of talk.
var offering = wording.Of("给您", "帮您", "为您", "好不好", "有什么问题", "有什么可以", "有什么需", "谁都", "什么都", "哪都", "我再", "跟", "自己", "其他", "别的", "不好吗", "不行吗")

// asksLoosely reports whether a sentence asks: by its mark or particle, by a word of asking, or by ordering the customer to tell. What
// is offered (给您换一个好吗) or asked for the sake of talk (谁都会恼火) is none of these.
func asksLoosely(sentence string) bool {
	if offering.In(sentence) {
		return false
	}
	if questionMarks.In(sentence) || strings.HasSuffix(sentence, "吗") || strings.HasSuffix(sentence, "没") {
		return true
	}
	bare, particle := strings.CutSuffix(sentence, "呢")
	if particle && phrasing.Letters(bare) <= shortQuestion && !strings.HasSuffix(bare, "的") && !strings.HasSuffix(bare, "了") && !strings.HasSuffix(bare, "着") && !statesSo(bare) {
		return true
	}
	for from, to, ok := phrasing.Clause(sentence, 0); ok; from, to, ok = phrasing.Clause(sentence, to) {
		if _, _, which := asksWhich(sentence[from:to]); which {
			return true
		}
	}
	for _, please := range [...]string{"请", "麻烦", "辛苦", "还需", "再"} {
		if _, rest, ok := strings.Cut(sentence, please); ok && orders(rest) {
			return true
		}
	}
	return !strings.HasSuffix(bare, "着") && phrasing.Letters(sentence) <= bareName && !tells.In(sentence) && !chats.In(sentence) && !hasNumber(sentence) && strings.IndexByte(sentence, ' ') < 0
}

// chats are particles of talk, and verbs of what the customer is told to do himself.
var chats = wording.Of("嘛", "呗", "啦", "[", "下载", "查询", "登录")

// statesSo reports whether what stands before 呢 states or greets rather than names what is asked for: 不能叠加呢, 已经退了呢, 您好呢.
func statesSo(bare string) bool {
	if _, _, which := asksWhich(bare); which || strings.ContainsAny(bare, "几哪谁啥") || strings.Contains(bare, "什么") || strings.Contains(bare, "多") || strings.Contains(bare, "怎") {
		return false
	}
	return strings.ContainsAny(bare, "不没已") || strings.Trim(bare, "亲爱的您你好在， ,~") == ""
}

// orders reports whether what stands after a word of asking orders the customer to tell something.
func orders(rest string) bool { return telling.In(rest) }

var telling = wording.Of("提供", "告知", "填写", "填下", "填一下", "说下", "说一下", "说出", "描述", "报下", "报一下", "发下", "发一下", "发我", "写一下", "写下", "讲一下")

// excused reports whether a turn confirms what was given, says that it could not be read, checks an identity or tells how something
// is done. 尾号 with no number behind it asks for one.
func (s *pass) excused(text string, h *lexicon.Hits) bool {
	if h.Has(s.extra[unclear]) || h.Has(s.extra[instructs]) {
		return true
	}
	for _, list := range [...]lexicon.ListID{s.extra[confirm], s.extra[security]} {
		for _, x := range h.Of(list) {
			if !tail(text[x.Start:x.End]) || hasFigure(text[x.End:]) || strings.Contains(text[:x.Start], "把") {
				return true
			}
		}
	}
	return false
}

// tail reports whether a phrase only names the last digits of a number.
func tail(phrase string) bool {
	for _, word := range [...]string{"尾号", "后四位", "末四位", "后六位", "后4位", "后6位", "末位"} {
		if strings.TrimSuffix(strings.TrimSuffix(phrase, "是"), "为") == word {
			return true
		}
	}
	return false
}
