package contradiction

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// quoted finds what the customer holds against the statement just made (你说98一口价): the words that are quoted stand plainly in
// an earlier statement of the service side, and the one just made does without them: it says the opposite of them, another
// figure, or something else about the matter. It is thin evidence where the customer quotes a page, or his own words, or a
// promise; those are left alone, and so is whatever stands in a long message, which explains.
func (s *pass) quoted(i int) bool {
	text := s.quotation(i)
	last := s.servedBefore(i)
	if text == "" || goesBy.In(s.Transcript.Turns[i].Text) || last < 0 || s.has(last, changed) || !takesStand(s.Transcript.Turns[last].Text) || s.long(last) {
		return false
	}
	rest := quoteFrames.Replace(text)
	q := read(rest)
	q.words = slices.DeleteFunc(q.words, dated)
	if len(q.words) == 0 && len(q.figures) == 0 {
		return s.bareQuote(last, rest)
	}
	for t := range s.answeredBefore(last) {
		for _, c := range clausesOf(s.Transcript.Turns[t].Text) {
			words, figures := q.held(c.text)
			if len(words)+len(figures) == 0 || denies(c.text) != denies(rest) || s.long(t) || !s.claimed(t, &c) {
				continue
			}
			denied, without := s.dropped(last, &c, words, figures)
			if !denied && !without {
				continue
			}
			if early, late := (&claim{turn: t, start: c.from, end: c.to}), (&claim{turn: last}); s.otherCase(early, late) || s.asksElse(early, late) {
				return false
			}
			s.reportQuoted(t, c, last, denied)
			return true
		}
	}
	return false
}

// asksElse reports whether the late statement answers a question that shares nothing with the early one or what that answered.
func (s *pass) asksElse(early, late *claim) bool {
	q := s.asked(late)
	if q == s.asked(early) || !names(q, []string{"吗", "?", "？", "呢", "几", "多少", "什么", "能不能", "会不会"}) {
		return false
	}
	matter := strings.Map(func(r rune) rune {
		if r == '?' || r == '？' || plain.Has(r) {
			return -1
		}
		return r
	}, q)
	return strings.ContainsAny(s.Transcript.Turns[late.turn].Text, matter) && !share(q, s.Transcript.Turns[early.turn].Text+"\n"+s.asked(early))
}

// longestQuotation is how many letters a message may have that holds up a word of the other side's.
const longestQuotation = 32

// quotation is the part of the customer's turn i that quotes the service side: from where it says so to the end of the sentence;
// empty: none.
func (s *pass) quotation(i int) string {
	text := s.Transcript.Turns[i].Text
	if phrasing.Letters(text) > longestQuotation || elsewhere(text) || strings.Contains(text, "x]") || names(text, []string{"什么意思", "啥意思", "哪", "多少"}) {
		return "" // asks what was meant
	}
	x, ok := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i).First(s.excuse[quotes])
	if !ok || strings.HasSuffix(text[:x.Start], "我") || strings.ContainsAny(text[x.Start:x.End], ",，。.!！ ") {
		return ""
	}
	from, _ := clause.Bounds(text, x.Start, x.End)
	rest := text[from:]
	if end := strings.IndexAny(rest[x.End-from:], "。!！\n"); end >= 0 {
		rest = rest[:x.End-from+end]
	}
	return rest
}

// long reports whether the message of turn t is one that explains.
func (s *pass) long(t int) bool { return phrasing.Letters(s.Transcript.Turns[t].Text) > outright }

// servedBefore is the last turn of the service side within three turns before turn i, -1: none.
func (s *pass) servedBefore(i int) int {
	for t := i - 1; t >= max(0, i-3); t-- {
		if u := &s.Transcript.Turns[t]; u.Speaker.Serves() && u.Text != "" {
			return t
		}
	}
	return -1
}

// reportQuoted files the pair; where the late statement does not deny what was quoted but only does without it, it is left to people.
func (s *pass) reportQuoted(early int, c stretch, late int, denied bool) {
	branch := "quoted"
	if !denied {
		branch = "dropped"
	}
	s.report(&claim{turn: early, start: c.from, end: c.to}, &claim{turn: late, end: len(s.Transcript.Turns[late].Text)}, branch)
}

// quoteFrames are the words around what a customer quotes.
var quoteFrames = strings.NewReplacer(
	"你们不是", "|", "你不是", "|", "您不是", "|", "不是说好", "|", "不是说", "|", "不是讲", "|", "不是答应", "|", "不是承诺", "|", "不是写", "|", "说好的", "|", "说好", "|", "你们", "|",
	"刚才", "|", "刚刚", "|", "刚", "|", "上面", "|", "前面", "|", "之前", "|", "昨天", "|", "前天", "|", "上午", "|", "早上", "|", "上回", "|", "上次", "|", "上周", "|", "当时", "|", "那天", "|", "一开始", "|",
	"明明", "|", "客服", "|", "同事", "|", "电话里", "|", "亲口", "|", "自己", "|", "告诉", "|", "答应", "|", "承诺", "|", "保证", "|", "聊天记录", "|", "截图", "|", "往上翻", "|", "写着", "|", "写的", "|", "打的", "|",
	"说", "|", "讲", "|", "写", "|", "我才", "|", "怎么", "|", "现在", "|", "又", "|", "你", "|", "您", "|", "不是", "|",
)

// unquoted are words with which a customer tells what he said himself, or quotes nothing.
var unquoted = wording.Of("我说", "我刚说", "我不是说", "我都说", "我上面", "刚说完", "说过了", "都说了", "不说", "没说", "不讲", "没讲", "就会说", "跟你说", "跟你们说", "说不通", "你说呢", "你说怎么", "你说清楚", "您说怎么", "谢谢", "要是", "如果")

// otherNames are those of whom, and of where, else something can be quoted.
var (
	otherNames = [...]string{"官方", "公告", "详情页", "商品页", "页面", "条款", "合同", "直播", "说明书", "包装", "广告", "司机", "师傅", "物流", "银行", "医生", "网上", "保修卡", "小程序", "卖家", "商家", "快递员", "门卫", "照片"}
	others     = wording.Of(otherNames[:]...)
)

// elsewhere reports whether a customer quotes what others wrote, his own words, or nothing at all (你说怎么办).
func elsewhere(text string) bool {
	if unquoted.In(text) {
		return true
	}
	if !others.In(text) {
		return false
	}
	for _, who := range otherNames {
		if i := strings.Index(text, who); i >= 0 {
			after := cut(text[i+len(who):], 6)
			if strings.ContainsAny(after, "说写讲标上是") {
				return true
			}
		}
	}
	return false
}

// standsBack are words with which a statement asks or puts off.
var standsBack = wording.Of("请问", "提供一下", "请提供", "稍等", "查一下", "看一下", "帮您查", "帮您看", "什么", "多少", "哪个", "哪里", "往上翻", "还有其他", "久等")

// takesStand reports whether a statement says something of the matter rather than ask or put off.
func takesStand(text string) bool {
	if phrasing.Letters(text) < 4 {
		return false
	}
	if standsBack.In(text) {
		return false
	}
	text = strings.TrimRight(text, " 。~～!！")
	return !strings.HasSuffix(text, "?") && !strings.HasSuffix(text, "？") && !strings.HasSuffix(text, "吗")
}

// timing are characters of times and numbers.
var timing = wording.Characters("一二三四五六七八九十百千两半几天号点日月年周时分早晚午今明昨后前期")

// dated reports whether a pair of characters names a time or a number, which alone quotes nothing but a promise.
func dated(word string) bool {
	for _, r := range word {
		if !timing.Has(r) {
			return false
		}
	}
	return true
}

// requests are words with which a clause asks for something, advises, or promises an act.
var requests = wording.Of("请", "麻烦", "提供", "您可以", "建议", "您需要", "您先", "给您打", "给您回", "给您发", "给您补", "给您联系", "给您答复", "联系您", "前给", "小时内", "分钟内", "分钟后", "小时后", "给您寄", "备注了", "登记了", "记下")

// claimed reports whether a clause of turn t claims something as it stands: no request, no question, no case, no promise of an act.
func (s *pass) claimed(t int, c *stretch) bool {
	return !requests.In(c.text) && s.spoken(t, c.from, c.to)
}

// dropped reports whether turn late denies what an earlier clause said: one of its clauses takes up the quoted words with the opposite
// sign or the unit with another figure; or does without it: most of the words are not there.
func (s *pass) dropped(late int, early *stretch, words []string, figures []measure) (denied, without bool) {
	text := s.Transcript.Turns[late].Text
	there := 0
	for _, now := range clausesOf(text) {
		if !s.spoken(late, now.from, now.to) {
			continue
		}
		if otherFigure(figures, now.text) {
			return true, false
		}
		for _, w := range words {
			if !strings.Contains(now.text, w) {
				continue
			}
			if denies(now.text) != denies(early.text) {
				return true, false
			}
			there++
		}
	}
	if 2*there > len(words) || slices.ContainsFunc(figures, func(m measure) bool { _, same := unitOfFigure(text, m.n); return same }) {
		return false, false
	}
	return false, len(words) > 0
}

// denies is negative without the words that only sound like it.
func denies(text string) bool { return negative(polite.Replace(text)) }

// polite are words with a character of negation that deny nothing.
var polite = strings.NewReplacer("不好意思", "", "没问题", "", "没关系", "", "没事", "", "不客气", "", "不过", "", "不同", "", "不错", "", "无理由", "", "不限", "无限")

// bareQuote is quoted for a quotation of one character or none that carries meaning (刚说没有, 你说带的): the earlier statement begins
// a clause with it, and the later one, about what was asked then, has the opposite sign or names a price.
func (s *pass) bareQuote(last int, rest string) bool {
	said := strings.Trim(rest, "| ,，。.!！?？的了吗呢啊嘛么呀啦噻我才那可")
	if n := utf8.RuneCountInString(said); n == 0 || n > 4 || said == "不" || said == "没" || strings.ContainsAny(said, "|,， ") {
		return false
	}
	now := s.Transcript.Turns[last].Text
	for t := range s.answeredBefore(last) {
		for _, c := range clausesOf(s.Transcript.Turns[t].Text) {
			if !strings.HasPrefix(strings.TrimLeft(trimFillers(c.text), "是嗯好"), said) || !s.claimed(t, &c) || denies(c.text) != denies(said) {
				continue
			}
			about := s.Transcript.Turns[t].Text + "\n" + s.asked(&claim{turn: t})
			for _, late := range clausesOf(now) {
				if s.anotherSince(&claim{turn: t, start: c.from, end: c.to}, &claim{turn: last, start: late.from, end: late.to}) {
					continue
				}
				if share(late.text, about) && (denies(late.text) != denies(said) || !denies(said) && charges(late.text)) && s.spoken(last, late.from, late.to) {
					s.reportQuoted(t, c, last, true)
					return true
				}
			}
		}
	}
	return false
}

// charges reports whether a clause names a price or asks for more.
func charges(text string) bool {
	return strings.Contains(text, "元") || strings.Contains(text, "另") || strings.Contains(text, "收") || strings.Contains(text, "加") || strings.Contains(text, "费")
}

func (s *pass) fromCustomer(t int) bool {
	u := &s.Transcript.Turns[t]
	return !u.Speaker.Serves() && u.Text != "" && u.Event == nil
}

// answeredBefore gives the turns of the service side that the customer has replied to before turn last, from the nearest back, as far
// as a protest reaches.
func (s *pass) answeredBefore(last int) iter.Seq[int] {
	return func(yield func(int) bool) {
		replied := false
		for t := last - 1; t >= max(0, last-reachOfProtest); t-- {
			replied = replied || s.fromCustomer(t)
			if s.Transcript.Turns[t].Speaker.Serves() && replied && s.StatementOf[t] != s.StatementOf[last] && !yield(t) {
				return
			}
		}
	}
}
