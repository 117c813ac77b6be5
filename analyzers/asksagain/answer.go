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

// lookBack is how many turns before a question are looked at for what answers it.
const lookBack = 40

// longEcho is how many letters an answer has at most that may be an earlier message said again.
const longEcho = 24

// echoes finds questions whose answer the customer can only repeat: what it answers stands in what it wrote before the question,
// and not in the question.
func (s *pass) echoes() {
	spoken, asked := false, -1 // whether the customer said anything before the turn of the service side just before
	for i := range s.Transcript.Turns {
		t := &s.Transcript.Turns[i]
		switch {
		case t.Speaker.Serves() && t.Text != "":
			asked = i
		case t.Speaker == tingjian.Customer:
			if spoken && asked >= 0 && repeatable(t.Text) {
				if q, ok := s.openQuestion(asked); ok && s.echo(i, q) {
					s.marked = -1
					s.mark(q.ask, gift{i, 0, len(t.Text)}, "这一点", "echo")
				}
			}
			spoken, asked = true, -1
		}
	}
}

// openQuestion gives the question of turn t, in whatever words, to which the customer can only tell a fact.
func (s *pass) openQuestion(t int) (question, bool) {
	q := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t).Once(questionKey{}, func(*lexicon.Hits) any {
		q, ok := s.inquires(t)
		if !ok {
			q, ok = s.wants(t)
		}
		if !ok {
			q, ok = s.probes(t)
		}
		if !ok || q.yesNo && !q.loose || q.slot == opening || q.slot == photo || q.slot == video {
			return (*question)(nil)
		}
		return &q
	}).(*question)
	if q == nil {
		return question{}, false
	}
	here := *q
	here.turn = t
	return here, true
}

// questionKey is the key under which hits keep the question of their text.
type questionKey struct{}

// repeatable reports whether a message is of a length to be an earlier one said again.
func repeatable(text string) bool {
	n := phrasing.Letters(text)
	return n >= 1 && n <= longEcho
}

// echo reports whether turn i answers the question with nothing but what the customer wrote before it: its first clause that
// says anything new to the question, and most of the rest, protests apart.
func (s *pass) echo(i int, q question) bool {
	text := s.Transcript.Turns[i].Text
	if !repeatable(text) || strings.HasSuffix(text, "一下") || strings.Contains(text, "http") || q.figure && !hasNumber(text) && !q.loose && !points(text) {
		return false
	}
	h := analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i)
	protests := h.Has(s.extra[protest]) || h.Has(s.extra[recalled]) || endsTelling(text)
	if strings.ContainsAny(text, "[【") && !protests || h.Has(s.extra[blank]) || h.Has(s.extra[person]) && phrasing.Digits(text) < 2 || !q.loose && s.ofAnother(q) {
		return false
	}
	if s.ownWish(text, q) {
		return false
	}
	asked, before := plain(s.Transcript.Turns[q.turn].Text), s.wrote(q)
	if q.bare && !datum(text) {
		return false
	}
	if q.choice {
		return !strings.ContainsAny(text, "?？吗") && !h.Has(s.extra[demand]) && chosen(text, string(asked), before)
	}
	if strings.Contains(text, "知道了") || strings.Contains(text, "谢") || strings.Contains(text, "麻烦") || strings.HasPrefix(text, "也") { // it closes; or 也大了: the same holds of another thing
		return false
	}
	pointed := false
	c := cover{before: before, asked: asked, unit: q.unit}
	for piece := range phrasing.Pieces(text, 0, len(text), h, s.extra[protest], s.extra[recalled]) {
		for from, to, more := phrasing.Clause(piece, 0); more; from, to, more = phrasing.Clause(piece, to) {
			if points(piece[from:to]) {
				if !merelyPoints(piece[from:to]) {
					return false // 表上82, 上面那根 tell something of their own
				}
				protests, pointed = true, true
				continue
			}
			if piece[from:to] == "吗" { // what is left of 不是写着吗
				continue
			}
			if !c.add(piece[from:to]) || strings.ContainsAny(piece[from:to], "吗") || strings.ContainsAny(piece[to:], "?？") {
				return false
			}
		}
	}
	if pointed && c.all == 0 {
		return !q.yesNo && !asksWhere(string(asked)) && !asksSide(string(asked), text)
	}
	if h.Has(s.extra[demand]) && !protests && !c.figure || q.loose && c.held < loosely && !(c.held > 0 && phrasing.Digits(text) >= 2) {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(text); q.yesNo && !protests && (strings.ContainsRune("对是嗯没有不要", r) || phrasing.Letters(text) > shortQuestion) {
		return false
	}
	return c.told(protests)
}

// wishing are words of questions for what the customer wishes.
var wishing = wording.Of("怎么处理", "怎么解决", "如何处理", "如何解决", "处理方式", "能接受", "建议", "推荐", "偏大", "偏小", "偏长", "偏短")

// ownWish reports whether an answer is none to a question for what was given: the customer asks back (退货地址呢), is asked what it
// wishes after hearing what there is (建议M，您拍什么码), or is asked to say yes or no to a guess (请问是打针吗).
func (s *pass) ownWish(answer string, q question) bool {
	asked := s.Transcript.Turns[q.turn].Text
	if strings.HasSuffix(strings.TrimRight(answer, "?？。!！ "), "呢") {
		return true
	}
	if wishing.In(asked) {
		return true
	}
	if strings.Contains(asked, "完整") && s.masked(q.turn) {
		return true
	}
	guesses := strings.Contains(asked, "都是") || strings.Contains(asked, "是") && phrasing.Digits(answer) < 2
	return q.loose && q.yesNo && guesses && !strings.Contains(asked, "是什么") && !strings.Contains(asked, "是哪") && !strings.Contains(asked, "是啥")
}

// masked reports whether the customer gave something before turn t with a part of it hidden: 138****5566.
func (s *pass) masked(t int) bool {
	return slices.ContainsFunc(s.Transcript.Turns[:t], func(u tingjian.Turn) bool {
		return u.Speaker == tingjian.Customer && strings.Contains(u.Text, "**")
	})
}

// asksWhere reports whether a question is for a place, which a clause that points to one answers: 划痕在哪 / 图上这里.
func asksWhere(asked string) bool {
	for _, word := range [...]string{"哪里", "哪儿", "在哪", "位置", "部位", "哪一面", "哪边", "哪个面", "哪一块", "哪块", "哪一处", "哪处", "哪根", "哪层", "哪一层", "哪头", "什么地方", "哪个地方"} {
		if strings.Contains(asked, word) {
			return true
		}
	}
	return false
}

// asksSide reports whether the question is for a side of a thing, and the answer names one, rather than a place above: 前杠后杠 / 前面.
func asksSide(asked, answer string) bool {
	return strings.Contains(answer, "前面") && strings.ContainsAny(asked, "前后") || strings.Contains(answer, "上") && strings.Contains(asked, "下") && strings.Contains(strings.ReplaceAll(asked, "一下", ""), "上")
}

// merelyPoints reports whether a clause that points to a place says nothing beside: 照片上都有, 首行写着.
func merelyPoints(clause string) bool {
	for _, place := range pointing {
		if rest := strings.ReplaceAll(clause, place, ""); rest != clause && strings.Trim(rest, "都有写着就全的呢也已填标了啊呀嘛哦吧不是在见看说明显示印打拍发过里边俩两圈那这个最 ") == "" {
			return true
		}
	}
	return false
}

// pointing are places in what the customer has sent or written.
var pointing = [...]string{"上面", "上边", "前面", "图上", "图里", "单子上", "单上", "表里", "表上", "备注里", "第一行", "第一条", "首行", "附件里", "照片里", "照片上", "图片里", "图片上", "标题里", "信里", "邮件里", "牌上", "文件名上"}

// points reports whether a clause merely says where something stands: 图上, 第一行, 备注里.
func points(clause string) bool {
	if n := phrasing.Letters(clause); n < 2 || n > 5 {
		return false
	}
	for _, place := range pointing {
		if strings.HasSuffix(clause, place) || strings.HasPrefix(clause, place) {
			return true
		}
	}
	return false
}

// datum reports whether an answer is a figure of two digits or more, or a name of four characters or more, and no demand said again.
func datum(text string) bool {
	start, end := run(text, 0)
	return start >= 0 && end-start >= 2 || utf8.RuneCountInString(text) >= 4 && strings.ContainsAny(text, "路街号楼栋室店院区镇村市省年月日")
}

// ofAnother reports whether the question is of another thing than the one asked just before it, which the customer answered:
// 早餐几点 / 7点 / 晚餐几点. Two questions in one turn are of two things as well.
func (s *pass) ofAnother(q question) bool {
	text := s.Transcript.Turns[q.turn].Text
	from, to := sentence(text, q.start, q.end)
	if _, _, asks := asksWhich(text[q.end:]); asks && strings.ContainsAny(text[:q.end], "?？") {
		return true
	}
	if k := strings.LastIndexAny(text[:from], "?？"); k >= 0 {
		if _, _, asks := asksWhich(text[:k] + "？"); asks {
			return true
		}
	}
	t := q.turn - 1
	for ; t >= 0 && !s.Transcript.Turns[t].Speaker.Serves(); t-- {
	}
	if t < 0 {
		return false
	}
	last := s.Transcript.Turns[t].Text
	if !strings.Contains(last, strings.TrimRight(text[q.start:to], "呢呀啊哈 ")) {
		return false
	}
	thing := strings.Trim(text[from:q.start], "请问麻烦您你的那，, 亲好")
	shared, of := covered(plain(thing), plain(last), "", "")
	return of >= 2 && shared == 0
}

// chosen reports whether an answer begins with one of the alternatives that the question offers, which was named before and no other
// of them: who asked which is quicker, 退货 or 换货, has chosen neither.
func chosen(answer, asked string, before plainText) bool {
	const pair = len("挂机")
	if len(answer) < pair || answer[0] < 0xE4 || !before.has(answer[:pair]) {
		return false
	}
	first, second, _ := strings.Cut(asked, orElse)
	from, _ := sentence(first, len(first), len(first))
	_, to := sentence(second, 0, 0)
	first, second = first[from:], second[:to]
	rest := first
	switch inFirst, inSecond := strings.Contains(first, answer[:pair]), strings.Contains(second, answer[:pair]); {
	case inFirst == inSecond:
		return false
	case inFirst:
		rest = second
	}
	named, _ := covered(plainText(rest), before, "", "")
	return named == 0
}

// wrote is what the customer wrote before the question, without whom it addresses (@…). To a question of which one, a sentence that
// names several or asks whether there is one has given nothing: 黑色和白色都有吗.
func (s *pass) wrote(q question) plainText {
	var all strings.Builder
	for b := max(0, q.turn-lookBack); b < q.turn; b++ {
		u := &s.Transcript.Turns[b]
		if u.Speaker != tingjian.Customer {
			continue
		}
		text := unaddressed(u.Text)
		for q.which && text != "" {
			_, to := sentence(text, 0, 0)
			_, size := utf8.DecodeRuneInString(text[to:])
			all.WriteString(decided(text[:to+size]))
			text = text[to+size:]
		}
		all.WriteString(text)
		all.WriteByte('\n')
	}
	return plain(all.String())
}

// shortQuestion is how many letters a sentence has at most of which all belongs to what it asks: 红色的，有货吗.
const shortQuestion = 12

// decided is what a sentence says without asking or naming several things: nothing of 黑色和白色都有吗, the beginning of 拉链断了，能修吗.
func decided(sentence string) string {
	if strings.Contains(sentence, orElse) || asking(sentence) && phrasing.Letters(sentence) <= shortQuestion {
		return ""
	}
	var kept strings.Builder
	for piece := range strings.FieldsFuncSeq(sentence, func(r rune) bool { return strings.ContainsRune(" ,，。!！;；\n", r) }) {
		if !asking(piece) && !strings.ContainsAny(piece, namesSeveral) && !counts.MatchString(piece) {
			kept.WriteString(piece)
			kept.WriteByte('\n')
		}
	}
	return kept.String()
}

// namesSeveral are characters with which a clause names several things.
const namesSeveral = "和或跟与、都各"

func asking(text string) bool {
	return strings.ContainsAny(text, "?？吗") || strings.Contains(text, "多少")
}

// unaddressed is a text without the names that it addresses: @某某客服.
func unaddressed(text string) string {
	if !strings.Contains(text, "@") {
		return text
	}
	var kept strings.Builder
	for text != "" {
		at := strings.IndexByte(text, '@')
		if at < 0 {
			break
		}
		kept.WriteString(text[:at])
		text = text[at+1:]
		if at > 0 && kept.String()[kept.Len()-1] < 0x80 && kept.String()[kept.Len()-1] != ' ' && kept.String()[kept.Len()-1] != '/' {
			continue // a mail address
		}
		end := strings.IndexAny(text, " \n:：,，。!！?？")
		if end < 0 {
			end = len(text)
		}
		text = text[end:]
	}
	kept.WriteString(text)
	return kept.String()
}
