package asksagain

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// question is a turn of the service side that asks for a fact or a thing.
type question struct {
	ask
	yesNo  bool   // it asks for yes or no, to which an old word may be a new answer: 送到了吗
	choice bool   // it offers what to choose from: 退货还是换货
	which  bool   // it asks which one, or who: 哪个, 谁
	figure bool   // it asks for a number or a time
	bare   bool   // only what is answered shows what it asks for
	loose  bool   // it asks in words of its own, perhaps for several things
	unit   string // what it counts, "": nothing
}

// inquires gives the question of a turn, unless it confirms, checks an identity or says that the given could not be read.
func (s *pass) inquires(t int) (question, bool) {
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t)
	text := s.Transcript.Turns[t].Text
	if s.excused(text, h) {
		return question{}, false
	}
	for _, x := range h.All() {
		if x.List <= s.last && s.slotOf[x.List] != slots && s.asked(text, h, x) {
			return ofPhrase(t, s.slotOf[x.List], text, x), true
		}
	}
	if x, ok := h.First(s.extra[ever]); ok {
		return ofPhrase(t, others, text, x), true
	}
	for _, x := range h.Of(s.extra[inform]) {
		if x.List == s.extra[inform] && isQuestion(text, x.Start, x.End) && !pointsOut(text, x.Start) {
			return ofPhrase(t, others, text, x), true
		}
	}
	if x, ok := h.First(s.extra[prompt]); ok {
		return ofPhrase(t, others, text, x), true
	}
	if start, end, ok := offers(text); ok {
		return ofPhrase(t, others, text, lexicon.Hit{Start: start, End: end}), true
	}
	if start, end, ok := asksWhich(text); ok && !h.Has(s.asks[opening]) {
		return ofPhrase(t, others, text, lexicon.Hit{Start: start, End: end}), true
	}
	if from, ok := namesThing(text); ok {
		return ofPhrase(t, others, text, lexicon.Hit{Start: from, End: len(text)}), true
	}
	return question{}, false
}

// pointsOut reports whether 那 at byte start points to a thing (四条杠那个), rather than being written for 哪.
func pointsOut(text string, start int) bool {
	return strings.HasPrefix(text[start:], "那") && !strings.ContainsAny(text[start:], "?？呢") && !strings.HasSuffix(text[:start], "是") && !strings.Contains(text, "请问")
}

// wants gives a turn that asks in so few words that no list knows it: 瞳距呢, 鞋码, 请输入档案号. What the customer answers decides whether it
// had told it: it must be a figure or a name of some length.
func (s *pass) wants(t int) (question, bool) {
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t)
	text := s.Transcript.Turns[t].Text
	if n := phrasing.Letters(text); n < 2 || n > shortQuestion || s.excused(text, h) || h.Has(s.asks[opening]) {
		return question{}, false
	}
	bare := strings.TrimRight(text, "?？。.，,：: ~!！")
	asks := strings.ContainsAny(text[len(bare):], "?？") || strings.HasSuffix(bare, "呢") || strings.HasPrefix(bare, "请") || strings.Contains(bare, "请问") || phrasing.Letters(text) <= bareNoun
	if endsYesNo(bare) || !asks || tells.In(bare) {
		return question{}, false
	}
	q := ofPhrase(t, others, text, lexicon.Hit{Start: 0, End: len(text)})
	q.bare = true
	return q, true
}

// tells are characters with which a few words state something: 好的, 已发, 马上.
var tells = wording.Characters("好已马稍了谢抱在会能可不没行嗯对收到您我是的哦")

// bareNoun is how many letters the bare name of what is asked for has: 鞋码, 尾号.
const bareNoun = 3

func ofPhrase(t int, what slot, text string, x lexicon.Hit) question {
	from, to := sentence(text, x.Start, x.End)
	phrase, whole := text[x.Start:x.End], text[from:to]
	q := question{ask: ask{t, what, x.Start, x.End}, choice: strings.Contains(whole, orElse)}
	q.which = !q.choice && (strings.Contains(whole, "谁") || amongThings(whole))
	q.yesNo = !q.choice && (endsYesNo(phrase) || endsYesNo(strings.TrimRight(whole, "?？呢呀啊的了哦")) && !strings.ContainsAny(whole, "哪几什谁") && !strings.Contains(whole, "多"))
	q.figure = !q.choice && (strings.Contains(whole, "多少") || strings.Contains(whole, "多久") || strings.Contains(whole, "时间") || strings.Contains(whole, "日期") ||
		strings.Contains(whole, "什么时候") || strings.Contains(whole, "哪天") || strings.ContainsAny(phrase, "几号") || what <= phone || what == height || what == weight || what == mail)
	if k := strings.LastIndex(whole, "几"); k >= 0 {
		if _, size := utf8.DecodeRuneInString(whole[k+len("几"):]); size == len("版") {
			q.unit = whole[k+len("几") : k+len("几")+size]
		}
	}
	return q
}

// amongThings reports whether a question asks which one of several is meant (哪个, 哪款颜色, 哪天), rather than of what year, school or
// house (哪年, 哪所, 哪栋), of which hardly anybody names several.
func amongThings(whole string) bool {
	_, rest, ok := strings.Cut(whole, "哪")
	r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(rest, "一"))
	return ok && !strings.ContainsRune("年所省栋幢层", r)
}

// orElse stands between the things that a question offers.
const orElse = "还是"

// offers finds 还是 with something on either side in a question: 退货还是换货？ 我觉得还是红的好看 recommends, 还是其他问题 is open.
func offers(text string) (start, end int, ok bool) {
	start = strings.Index(text, orElse)
	if start < 0 {
		return 0, 0, false
	}
	end = start + len(orElse)
	from, to := sentence(text, start, end)
	asks := to < len(text) && (text[to] == '?' || strings.HasPrefix(text[to:], "？")) || strings.HasSuffix(strings.TrimRight(text[from:to], " ~亲哈"), "呢") || strings.Contains(text[from:start], "请问") || phrasing.Letters(text[from:start]) > 1 && strings.IndexAny(text[from:start], "您你") == 0 && !strings.HasPrefix(text[from:start], "您好") && !strings.HasPrefix(text[from:start], "你好")
	if r, _ := utf8.DecodeRuneInString(text[end:]); !asks && from == 0 && to == len(text) && phrasing.Letters(text[:start]) <= sideOfChoice && phrasing.Letters(text[end:]) <= sideOfChoice {
		asks = !strings.ContainsRune("不没要得有很那这先可别请会能等建您我算以", r) && !strings.ContainsAny(text[:start], "那我们这")
	}
	return start, end, asks && !strings.Contains(text[end:to], "其他") && phrasing.Letters(text[from:start]) > 0 && phrasing.Letters(text[end:to]) > 0
}

// sideOfChoice is how many letters either side has of a choice that is the whole message: 精洗还是普洗.
const sideOfChoice = 5

// whichWords ask for one of several things.
var (
	whichWords = [...]string{"几", "哪", "什么", "多少", "多大", "谁", "啥", "咋"}
	whichWord  = wording.Of(whichWords[:]...)
)

// asksWhich finds the last word of asking in a text that makes its sentence a question: 要几分糖呢. 有什么问题可以问我 offers.
func asksWhich(text string) (start, end int, ok bool) {
	if !whichWord.In(text) {
		return 0, 0, false
	}
	for _, word := range whichWords {
		k := strings.LastIndex(text, word)
		if k < 0 || k < start || !isQuestion(text, k, k+len(word)) {
			continue
		}
		if before := text[:k]; strings.HasSuffix(before, "有") || strings.HasSuffix(before, "没") || strings.Contains(before, "还有") || strings.Contains(before, "其他") || strings.HasSuffix(before, "任何") || strings.HasSuffix(before, "为") {
			continue
		}
		start, end, ok = k, k+len(word), true
	}
	return start, end, ok
}

// namesThing gives where the last clause of a text begins that is but the name of what is to be told: 您的座位号, 地址.
func namesThing(text string) (from int, ok bool) {
	trimmed := strings.TrimRight(text, "。.，,：: ~!！?？呢哈哦")
	from, _ = clause.Bounds(trimmed, len(trimmed), len(trimmed))
	for _, end := range [...]string{"号", "号码", "地址", "姓名", "名字", "电话", "日期", "时间", "金额"} {
		if strings.HasSuffix(trimmed, end) {
			return from, phrasing.Letters(trimmed[from:]) <= bareName && !tellsOf.In(trimmed[from:])
		}
	}
	return 0, false
}

// tellsOf are characters of verbs and adverbs: with one of them the name of a thing is told of, not asked for: 马上发您地址, 已更新地址.
var tellsOf = wording.Characters("发新改已马稍这那收寄送查看有没在到为把我按以换记登")

// bareName is how many letters the bare name of a thing has at most: 您的座位号.
const bareName = 7

// endsYesNo reports whether a phrase asks for yes or no.
func endsYesNo(phrase string) bool {
	for _, end := range [...]string{"吗", "没", "没有", "么", "吧", "不", "否"} {
		if strings.HasSuffix(phrase, end) && !strings.HasSuffix(phrase, "什么") {
			return true
		}
	}
	return false
}

// sentence gives the bounds of the sentence around bytes start to end.
func sentence(text string, start, end int) (from, to int) {
	const marks = "。！!；;\n?？"
	if k := strings.LastIndexAny(text[:start], marks); k >= 0 {
		from = start - len(strings.TrimLeft(text[k:start], marks))
	}
	to = len(text)
	if k := strings.IndexAny(text[end:], marks); k >= 0 {
		to = end + k
	}
	return from, to
}

// afterword is how many letters may follow the words of asking at the end of a question without a mark: 哪个单元的呀.
const afterword = 4

// isQuestion reports whether the words of asking at bytes start to end make their sentence a question: by its mark or particle, by
// 请问 before them, or because it ends with them. 要等几天 and 好几天 state.
func isQuestion(text string, start, end int) bool {
	from, to := sentence(text, start, end)
	if k := strings.Index(text[start:end], "几"); k >= 0 {
		if r, _ := utf8.DecodeLastRuneInString(text[:start+k]); strings.ContainsRune("十好没前后上下就才这那", r) {
			return false // 十几个, 就几张
		}
	}
	if to < len(text) && strings.ContainsAny(text[to:], "?？") || strings.Contains(text[from:start], "请问") || strings.Contains(text[end:to], "呢") && !strings.ContainsAny(text[end:to], "也都") { // 哪款…也能退的呢 states
		return true
	}
	if to < len(text) || phrasing.Letters(text[end:]) > afterword || phrasing.Letters(text[from:]) > 3*afterword {
		return false
	}
	return !strings.ContainsAny(text[from:start], "等过晚再可都也就只才") && !strings.Contains(text[from:start], "需要") && !strings.ContainsAny(text[end:], "都也就才完好到")
}
