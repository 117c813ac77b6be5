package contradiction

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// weigh finds statements of which no single sign is proof that they contradict an earlier one, but several are together: they stand at
// the other pole, name another figure or deny what was said, and the customer had gone by that, meets with the opposite, or holds it
// up. Every sign has points; see points.
func (s *pass) weigh() {
	for l := range s.Transcript.Turns {
		if u := &s.Transcript.Turns[l]; !u.Speaker.Serves() || u.Text == "" || !s.weighable(l) || !s.settled(l) {
			continue
		}
		w := s.weighed(l)
		if w == nil || w.link == nil || w.sum()+left.cases < enoughAtPoles || s.parted(w, l) {
			continue
		}
		if w.sum() >= enough || w.link.rank == poleRank && w.sum() >= enoughAtPoles {
			s.reportWeighed(w, l)
		}
	}
}

// weighable reports whether a statement may contradict anything, whatever was said before: it does not ask, feel with the customer or put
// off, and does not say what it goes by; the reply goes by nothing else; and there is a reply, or a figure or pole at which it stands.
func (s *pass) weighable(l int) bool {
	text := s.Transcript.Turns[l].Text
	if s.long(l) || strings.HasPrefix(text, "还要") || strings.HasPrefix(text, "还得") || feels.In(text) || !takesStand(text) || s.has(l, changed) && !s.has(l, corrected) {
		return false
	}
	reply := s.reply(l)
	if reply == "" {
		return slices.ContainsFunc(s.toldBy(l), func(c told) bool { return c.plain && (len(c.figures) > 0 || c.sides.second != 0) })
	}
	return !elsewhere(reply) && !wondering.In(reply) && (!goesBy.In(reply) || reproaching.In(reply))
}

// Words of a message that feels with the customer or asks, and of replies: that wonder, and that go by what was said only to reproach.
var (
	feels       = wording.Of("请提供", "还有什么", "大概多少", "恭喜", "哈哈", "气人", "心疼", "理解您")
	wondering   = wording.Of("什么意思", "啥意思")
	reproaching = wording.Of("干嘛", "干什么", "白", "才", "怎么", "早", "咋", "?", "？")
)

// settled reports whether all of the customer's reply to turn l that is weighed is there: the service side has spoken again, the customer
// has said two things, or nothing can follow.
func (s *pass) settled(l int) bool {
	n := 0
	for t := l + 1; t < len(s.Transcript.Turns); t++ {
		u := &s.Transcript.Turns[t]
		if u.Speaker.Serves() && u.Text != "" {
			return true
		}
		if u.Speaker == tingjian.Customer && u.Text != "" {
			n++
		}
	}
	return n >= repliesWeighed || s.Transcript.Closed
}

// parted reports whether something keeps the pair apart whatever else there is: the customer had come to another thing or case, or the late
// one says what it goes by.
func (s *pass) parted(w *weighing, l int) bool {
	early, late := &claim{turn: w.link.turn, start: w.link.from, end: w.link.to}, &claim{turn: l, start: w.from, end: w.to}
	if s.otherTerms(early, late) || s.toldOtherwise(early, late) || s.anotherNamed(early, late) || s.unproven(w, early, late) {
		return true
	}
	if slices.ContainsFunc(s.replies(l), func(t int) bool { return s.quotesAnother(t, l) }) {
		return true
	}
	s.casesOf(w, early, late)
	return false
}

// anotherNamed reports whether the customer did little more than name another thing or case before the late statement.
func (s *pass) anotherNamed(early, late *claim) bool {
	asked := s.asked(late)
	return phrasing.Letters(asked) <= longestNaming+2 && s.otherCase(early, late) && s.anotherSince(early, late) && !names(asked, []string{"怎么", "说", "收", "扣"})
}

// unproven reports whether what ties the pair is too little for it: a negation alone, another charge, a figure or word that the late
// statement does not touch, a promise.
func (s *pass) unproven(w *weighing, early, late *claim) bool {
	text, reply := s.Transcript.Turns[late.turn].Text, s.reply(late.turn)
	then, now := s.matter(early), s.matter(late)
	heldUp := w.has("told", "held-up", "just", "evidence", "agreed", "isn't")
	switch w.link.rank {
	case deniesRank:
		charge := fee.FindString(now)
		return charge != "" && !strings.Contains(then+s.asked(early), charge) || !heldUp && !w.has("yes-then-no", "no-then-yes", "denies-asked", "torn", "wasted")
	case echoRank:
		return figureOfAnother(&heldWords{quotation: quotation{figures: read(reply).figures}}, then, text) || toCome(then) || s.severalNamed(early) || s.otherCase(early, late) ||
			!s.touches(late.turn, early.turn, &stretch{from: early.start, to: early.end, text: then})
	}
	return false
}

// casesOf weighs whether the late statement is about another thing than the early one, and whether the reply goes by something.
func (s *pass) casesOf(w *weighing, early, late *claim) {
	if s.anotherSince(early, late) {
		w.add("another-since")
	}
	if goesBy.In(s.reply(late.turn)) {
		w.add("goes-by")
	}
}

// caseSigns are the signs that casesOf looks for.
var caseSigns = [...]string{"another-since", "goes-by"}

// repliesWeighed is how many messages of the customer's after a statement are weighed.
const repliesWeighed = 2

// replies are the turns of the customer's reply to turn l.
func (s *pass) replies(l int) (all []int) {
	for t := l + 1; t < len(s.Transcript.Turns) && len(all) < repliesWeighed; t++ {
		u := &s.Transcript.Turns[t]
		if u.Speaker.Serves() && u.Text != "" {
			break
		}
		if u.Speaker == tingjian.Customer && u.Text != "" {
			all = append(all, t)
		}
	}
	return all
}

// reply is what the customer says to turn l.
func (s *pass) reply(l int) string {
	var all []string
	for _, t := range s.replies(l) {
		all = append(all, s.Transcript.Turns[t].Text)
	}
	return strings.Join(all, "\n")
}

// earlierWeighed is how many earlier statements a statement is weighed against.
const earlierWeighed = 8

// severalNamed reports whether a message names several figures of what its clause counts, of which the customer may have taken the wrong
// one, or the day for something.
func (s *pass) severalNamed(c *claim) bool {
	for _, m := range measures(s.matter(c)) {
		if m.unit == "号" || m.unit == "日" || m.unit == "月" || other([]measure{m}, measures(s.Transcript.Turns[c.turn].Text[:c.start]+"\n"+s.Transcript.Turns[c.turn].Text[c.end:])) {
			return true
		}
	}
	return false
}

// weighed gathers the signs of turn l; nil: the service side had said nothing before, or they cannot be enough.
func (s *pass) weighed(l int) *weighing {
	w := &weighing{}
	text := s.Transcript.Turns[l].Text
	reply := s.reply(l)
	var q quotation
	w.add("length-" + [...]string{"0", "1", "2", "3", "4"}[min(4, phrasing.Letters(text)/15)])
	n := 0
	for e := range s.answeredBefore(l) {
		if n++; n > earlierWeighed {
			break
		}
		if n == 1 {
			s.manner(w, e, l)
			s.retorts(w, reply)
			if s.most(w, l) < enoughAtPoles {
				return nil
			}
			q = read(quoteFrames.Replace(reply))
			q.words = slices.DeleteFunc(q.words, dated)
		}
		s.compared(w, e, l)
		s.observed(w, e, l)
		s.echoed(w, e, l, reply, &q)
	}
	if n == 0 {
		return nil
	}
	w.takeUp()
	return w
}
