package contradiction

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// reproached finds what the customer holds against the statement just made with no more than a word of what was said before: 不是免费
// 吗, 你说包的, 刚还80. That word stands plainly in an earlier statement of the service side, or in a question to which it
// said yes, and the statement just made takes it up, or answers no question, and does not keep to it. Who only goes by what was said
// (你说包的，那我不带工具了) holds nothing against it.
func (s *pass) reproached(i int) bool {
	text := s.Transcript.Turns[i].Text
	if !holdsUp.In(text) || phrasing.Letters(text) > longestQuotation || elsewhere(text) || wonders.In(text) || goesBy.In(text) {
		return false
	}
	last := s.servedBefore(i)
	if last < 0 || s.has(last, changed) || !states(s.Transcript.Turns[last].Text) || s.wordy(last) {
		return false
	}
	for _, held := range heldUp(text) {
		if s.failed(last, held) {
			return true
		}
	}
	return false
}

// Words with which a customer holds up what was said, wonders at it, or goes by it and makes sure of it.
var (
	holdsUp = wording.Of("说", "讲", "不是", "写", "打的", "发的", "回的", "回复", "确认", "告诉", "答应", "承诺", "保证", "还", "那句", "那条", "让我")
	wonders = wording.Of("x]", "什么意思", "啥意思")
	goesBy  = wording.Of("那我", "那给", "那帮", "那就", "我等着", "对吧", "我就不")
)

// states reports whether a message says something rather than ask for something or offer a choice.
func states(text string) bool {
	return takesStand(text) && !names(text, []string{"请选", "请输", "请您选", "还是"})
}

// weekdays hold figures that count nothing.
var weekdays = strings.NewReplacer("周一", "", "周二", "", "周三", "", "周四", "", "周五", "", "周六", "", "周日", "", "星期", "", "礼拜", "", "第一", "")

// failed reports, and files, an earlier statement that holds what the customer holds up, where the statement of turn last does not keep
// to it.
func (s *pass) failed(last int, held heldText) bool {
	h := heldWords{order: held.order, quotation: read(weekdays.Replace(held.text)), text: unpaid.Replace(held.text), of: held.of}
	h.words = slices.DeleteFunc(read(h.text).words, dated)
	if len(h.words) == 0 && dated(strings.TrimRight(held.text, "的啊呀吗了")) {
		return false
	}
	if len(h.words) == 0 && len(h.figures) == 0 {
		if h.core = bareWord(held.text); h.core == "" {
			return false
		}
	}
	for t := range s.answeredBefore(last) {
		if len(h.figures) > 0 && s.severalOf(t, h.figures) {
			continue
		}
		if s.wordy(t) || s.ordered(t, last, len(h.figures) > 0) || strings.Contains(s.Transcript.Turns[t].Text, s.Transcript.Turns[last].Text) {
			continue
		}
		for _, c := range clausesOf(s.Transcript.Turns[t].Text) {
			if !s.claimed(t, &c) || toCome(c.text) || !s.holdsUp(t, &c, &h) {
				continue
			}
			early, late := &claim{family: can, no: true, turn: t, start: c.from, end: c.to}, &claim{turn: last, end: len(s.Transcript.Turns[last].Text)}
			if figureOfAnother(&h, c.text, s.Transcript.Turns[last].Text) || h.order && !strings.Contains(h.text, "就") && !countermands(s.Transcript.Turns[last].Text) {
				return false
			}
			if !s.stands(early) || early.conditional || s.limited(t, &c) || !s.touches(last, t, &c) || !s.leaves(last, &c, &h) || s.anotherSince(early, late) || s.asksElse(early, late) {
				return false
			}
			s.report(early, late, "reproach")
			return true
		}
	}
	return false
}

// limited reports whether a clause of turn t is of some case only: 完成之后给您改.
func (s *pass) limited(t int, c *stretch) bool {
	text := s.Transcript.Turns[t].Text
	return slices.ContainsFunc(analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t).Of(s.excuse[condition]), func(x lexicon.Hit) bool {
		return x.Start >= c.from && x.End <= c.to && !answersYes(text, x)
	})
}

// heldWords is what a customer holds up.
type heldWords struct {
	quotation
	text string
	core string // of a text that names no thing
	of   string // what it was said of; empty: the customer does not say

	order bool // it is what the service side told the customer to do
}

// wordy reports whether the message of turn t tells too much to be held to a word of it.
func (s *pass) wordy(t int) bool { return phrasing.Letters(s.Transcript.Turns[t].Text) > longestHeld }

// longestHeld is how many letters a message may have that is held to one of its words.
const longestHeld = 50

// ordered reports whether a figure of turn late was named before: beside another at turn early, where a figure is held up, or by the
// customer since, who tells of nobody's demand.
func (s *pass) ordered(early, late int, figures bool) bool {
	for _, n := range read(weekdays.Replace(s.Transcript.Turns[late].Text)).figures {
		for t := early; n > 2 && figures && t < late; t++ {
			u := &s.Transcript.Turns[t]
			told := u.Speaker == tingjian.Customer && !names(u.Text, []string{"说", "收", "扣", "写", "显示", "怎么"})
			if (t == early || told) && slices.Contains(read(weekdays.Replace(u.Text)).figures, n) {
				return true
			}
		}
	}
	return false
}

// severalOf reports whether the message of turn t names a date for a figure, which is a promise, or other figures of the same kind
// beside it: the cases differ (散的五块八, 袋装的四块五).
func (s *pass) severalOf(t int, figures []float64) bool {
	text := s.Transcript.Turns[t].Text
	for _, n := range figures {
		unit, ok := unitOfFigure(text, n)
		if ok && (strings.ContainsAny(unit, "日号点月") || otherFigure([]measure{{n, unit}}, text)) {
			return true
		}
	}
	return false
}

// anotherSince is otherCase without what the customer reports of others (师傅说收五十): that is the matter itself, and no case of its own.
func (s *pass) anotherSince(early, late *claim) bool {
	return s.spokenOf(early, late, func(text string) (things []string) {
		for _, c := range clausesOf(text) {
			if !goesOn.MatchString(c.text) && !names(c.text, []string{"说", "收", "扣", "显示", "提示", "写", "让我"}) {
				things = append(things, pairs(c.text)...)
			}
		}
		return slices.DeleteFunc(append(append(things, latinNames(text)...), ownCase(text)...), func(thing string) bool {
			return dated(thing) || strings.ContainsRune("一两二三四五六七八九十", firstRune(thing)) && !places.MatchString(thing)
		})
	})
}

// goesOn matches a clause with which a customer goes on with the matter, or says how many it takes: 我登记, 就报了, 八亩.
var goesOn = wording.MustCompile(`^(那|好|行|就|先|我们?)*(登记|报名|报|买|订|拍|付|交|签|去|来|下单|办|充|转|要)(了|吧|下|一下)?$|^(我要|共|一共)?[0-9一两二三四五六七八九十百]+.?$`)

// places matches the number of a place, which tells one from the next: 三楼.
var places = wording.MustCompile(`^.[楼层栋区线]$`)

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// toCome reports whether a clause tells what is to be done by some time, which is a promise.
func toCome(text string) bool {
	if names(text, []string{"告诉您", "告诉你", "通知您", "通知你", "提醒您", "叫您", "喊您", "您可", "咨询"}) {
		return true
	}
	return names(text, []string{"今天", "明天", "后天", "今晚", "马上", "尽快", "稍后", "一会", "点前", "小时内", "分钟", "立即", "即将", "预计", "等您", "到时", "号前", "月底前", "周五前", "会再", "再次与您"}) && !names(text, []string{"已", "了", "最后"})
}

// holdsUp reports whether a clause of turn t says what the customer holds up: with most of its words or its figure and the same sign,
// or by yes or no to a question that has them.
func (s *pass) holdsUp(t int, c *stretch, h *heldWords) bool {
	if h.in(unpaid.Replace(c.text)) || h.in(c.text) {
		return h.of == "" || share(h.of, s.Transcript.Turns[t].Text+"\n"+s.asked(&claim{turn: t}))
	}
	answer := strings.TrimLeft(c.text, " 亲您好哥姐宝")
	asked := s.asked(&claim{turn: t})
	yes := affirms(answer) && !(strings.HasPrefix(answer, "免费") && asksPrice(asked))
	if !yes && !refuses(answer) || phrasing.Letters(s.Transcript.Turns[t].Text) > outright/2 {
		return false
	}
	if !yes && asksPrice(asked) {
		return strings.Contains(h.text, "免费")
	}
	return h.named(asked) && (denies(openQuestion.Replace(asked)) == yes) == denies(h.text)
}

// openQuestion takes the negation out of questions that ask for yes or no.
var openQuestion = strings.NewReplacer("是不是", "是", "能不能", "能", "要不要", "要", "有没有", "有", "会不会", "会", "可不可以", "可以", "包不包", "包", "收不收", "收", "含不含", "含", "送不送", "送", "了没有", "了", "了没", "了", "不?", "", "不？", "", "好不好", "好")

// in reports whether a clause says what is held up: it has most of its words, one of them with the same sign, or its figure.
func (h *heldWords) in(text string) bool {
	if h.core != "" {
		k := strings.Index(text, h.core)
		return k >= 0 && !negated(text, k, len(h.core))
	}
	words, figures := h.held(text)
	if len(h.words) == 0 {
		return len(figures) > 0
	}
	return len(words) > 0 && 2*len(words) >= len(h.words) && slices.ContainsFunc(words, func(w string) bool {
		return negated(text, strings.Index(text, w), len(w)) == negated(h.text, strings.Index(h.text, w), len(w))
	})
}

// named reports whether a text has most of the words that are held up, or the figure.
func (h *heldWords) named(text string) bool {
	if h.core != "" {
		return strings.Contains(text, h.core)
	}
	words, figures := h.held(text)
	return len(words) > 0 && 2*len(words) >= len(h.words) || len(h.words) == 0 && len(figures) > 0
}

// negated reports whether a negation stands right before or after the word of so many bytes at at.
func negated(text string, at, size int) bool {
	if at < 0 {
		return false
	}
	return strings.ContainsAny(hanzi.Last(polite.Replace(text[:at]), reachOfNegation), "不没无未免非") || strings.HasPrefix(text[at+size:], "不")
}

// reachOfNegation is how many characters before a word negate it: 没有任何事故.
const reachOfNegation = 4

// affirms reports whether an answer says yes.
func affirms(answer string) bool {
	if strings.HasPrefix(answer, "对不") || strings.HasPrefix(answer, "行不") {
		return false
	}
	for _, w := range [...]string{"是的", "是", "对", "嗯", "可以", "能", "有", "会", "含", "包", "都", "在", "没错", "行", "支持", "免费", "送"} {
		if strings.HasPrefix(answer, w) {
			return true
		}
	}
	return false
}

// refuses reports whether an answer says no.
func refuses(answer string) bool {
	for _, w := range [...]string{"不", "没有", "没", "无", "免"} {
		if strings.HasPrefix(answer, w) {
			return true
		}
	}
	return false
}

// touches reports whether turn late speaks of what clause c of turn early said, or of what that answered, refuses to, or names an amount.
// Who answers another question (多久 / 五个工作日) leaves nothing of it.
func (s *pass) touches(late, early int, c *stretch) bool {
	text := s.Transcript.Turns[late].Text
	asked := s.asked(&claim{turn: late})
	if !answerable(asked) {
		return true
	}
	matter := carries(c.text) + carries(s.asked(&claim{turn: early}))
	return strings.ContainsAny(carries(unpaid.Replace(text)), matter) || charges(text) || strings.Contains(text, "块") ||
		refuses(strings.TrimLeft(text, " 亲您好")) && strings.ContainsAny(carries(asked), matter)
}

// askingWords are words with which a customer asks something.
var askingWords = wording.Of("吗", "?", "？", "呢", "几", "多少", "多久", "什么", "怎么", "哪", "能不能", "会不会", "是不是", "行不", "咋")

// answerable reports whether a customer's words ask something.
func answerable(asked string) bool {
	return askingWords.In(asked)
}

// carries is a text without what carries grammar.
func carries(text string) string {
	return strings.Map(func(r rune) rune {
		if !hanzi.Is(r) || plain.Has(r) {
			return -1
		}
		return r
	}, text)
}

// leaves reports whether turn late leaves what clause c of turn early said: no clause of it says the same, unless with a price or
// another figure.
func (s *pass) leaves(late int, c *stretch, h *heldWords) bool {
	_, figures := h.held(c.text)
	direct := h.in(unpaid.Replace(c.text)) || h.in(c.text)
	for _, now := range clausesOf(s.Transcript.Turns[late].Text) {
		if otherFigure(figures, now.text) {
			return true
		}
		if direct && (h.in(unpaid.Replace(now.text)) || h.in(now.text)) && (!charges(now.text) || charges(c.text)) && !adds(now.text, c.text) {
			return false
		}
	}
	return true
}

// adds reports whether a clause names a figure that the other does not.
func adds(now, said string) bool {
	known := read(said).figures
	return slices.ContainsFunc(read(now).figures, func(n float64) bool { return !slices.Contains(known, n) })
}
