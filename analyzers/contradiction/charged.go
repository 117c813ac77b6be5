package contradiction

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// charged finds a price for what the service side had called free: 量尺费100 after 量尺要钱吗 / 免费的. What is free is named in the clause
// that says so, or in the question that it answers; in the late statement its name stands right before the price.
func (s *pass) charged() {
	for i := range s.Transcript.Turns {
		u := &s.Transcript.Turns[i]
		if !u.Speaker.Serves() || !callsFree.In(u.Text) || s.long(i) || limitsFree.In(u.Text) {
			continue
		}
		for _, c := range clausesOf(u.Text) {
			things := s.calledFree(i, &c)
			if len(things) == 0 || !s.claimed(i, &c) || s.limited(i, &c) {
				continue
			}
			s.pricedLater(i, &c, things)
			break
		}
	}
}

// Words of messages that call something free, and of those that call it so within limits only.
var (
	callsFree  = wording.Of("免", "不要", "不收", "不用", "不另收", "没有费用", "不花钱")
	limitsFree = wording.Of("内", "首", "第一", "满", "会员", "超", "一次", "次数", "质保", "保修", "在保", "如果", "的话", "只要", "只有", "除了", "另外", "其他", "部分", "以上", "以下", "?", "？")
)

// calledFree gives the names of what clause c of turn i calls free; none: it calls nothing free.
func (s *pass) calledFree(i int, c *stretch) []string {
	plain := unpaid.Replace(c.text)
	answer := strings.TrimLeft(plain, " 亲您好哥姐宝都")
	asked := s.asked(&claim{turn: i})
	free := strings.Contains(plain, "免费") && !negated(plain, strings.Index(plain, "免费"), len("免费"))
	refused := asksPrice(asked) && (strings.HasPrefix(answer, "不要") || strings.HasPrefix(answer, "不收") || strings.HasPrefix(answer, "不用") || strings.HasPrefix(answer, "免的"))
	if !free && !refused {
		return nil
	}
	return slices.DeleteFunc(append(pairs(strings.ReplaceAll(plain, "免费", "|")), pairs(priceWords.Replace(asked))...), func(w string) bool { return idle(w) || dated(w) })
}

// pricedLater reports the first later statement, after words of the customer, that names a price for one of the things.
func (s *pass) pricedLater(early int, c *stretch, things []string) {
	for t := early + 1; t < min(len(s.Transcript.Turns), early+reachOfProtest); t++ {
		u := &s.Transcript.Turns[t]
		if !u.Speaker.Serves() || s.StatementOf[t] == s.StatementOf[early] || !names(u.Text, things) || s.has(t, changed) || phrasing.Letters(u.Text) > longestHeld {
			continue
		}
		for _, now := range clausesOf(u.Text) {
			if !priced(now.text, things) || !s.spoken(t, now.from, now.to) || s.limited(t, &now) {
				continue
			}
			first, late := &claim{turn: early, start: c.from, end: c.to}, &claim{turn: t, start: now.from, end: now.to}
			if !s.anotherSince(first, late) && !s.newQuestion(first, late) && s.sameObject(first, late) && !s.beforehand(early, &now) {
				s.report(first, late, "charged")
			}
			return
		}
	}
}

// beforehand reports whether the service side had named a figure of the clause that names a price before, or as, it called the thing free: then it is the
// price of something else.
func (s *pass) beforehand(early int, now *stretch) bool {
	figures := read(now.text).figures
	return slices.ContainsFunc(s.Transcript.Turns[:early+1], func(u tingjian.Turn) bool {
		return u.Speaker.Serves() && slices.ContainsFunc(read(u.Text).figures, func(n float64) bool { return n > 1 && slices.Contains(figures, n) })
	})
}
