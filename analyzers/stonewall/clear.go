package stonewall

import (
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// bubbles is how many bubbles before a refusal may hold its reason.
const bubbles = 3

// substance is how many letters beside refusal and courtesy are taken to give a reason, in the refusal's message.
const substance = 14

// clauseWords is from how many letters on a clause may explain something; shorter ones greet and assent.
const clauseWords = 4

// laterSubstance is the same for a later message, which may well be about something else.
const laterSubstance = 20

// clearedHere reports whether the turn of the refusal, or a bubble directly before it, clears it.
func (s *pass) clearedHere(i int, r refusal) bool {
	if s.did(i) || s.says(i, r) {
		return true
	}
	for t := i - 1; t >= max(0, i-bubbles); t-- {
		if s.StatementOf[t] == s.StatementOf[i] && (s.did(t) || s.has(t, reason, none) || s.has(t, ground, none) || s.has(t, raise, none)) {
			return true
		}
	}
	return s.extra(i) >= substance || r.plain && s.news(i, r) >= news
}

// news is how many characters before a refusal, in its clause, that the customer has not said are taken to give a reason:
// 第三方发货的订单 in 第三方发货的订单我们改不了.
const news = 6

// idle are characters that say nothing of the case where they stand before a refusal.
const idle = "这那边个我们您你他的是都也真实在确目前暂时亲呢哦哈啊订单子客服小妹子系统平台先生女士抱歉不好意思已经现只还就本店后一单号可以能要想给帮为请问一般正常情况下来说的话此该种类件事问题方面"

// news counts the characters before the refusal in its clause that are neither idle nor the customer's.
func (s *pass) news(i int, r refusal) int {
	text := s.Transcript.Turns[i].Text
	from, _ := clauseOf(text, r.start, r.end)
	before := text[from:r.start]
	if phrasing.Letters(before) < news {
		return 0
	}
	said := strings.Builder{}
	for t, n := i-1, 0; t >= 0 && n < 4; t-- {
		if s.Transcript.Turns[t].Speaker == tingjian.Customer {
			said.WriteString(s.Transcript.Turns[t].Text)
			n++
		}
	}
	known, count := said.String(), 0
	for _, c := range before {
		if c >= 0x3400 && !strings.ContainsRune(idle, c) && !strings.ContainsRune(known, c) {
			count++
		}
	}
	return count
}

// none is no refusal.
var none = refusal{start: -1, end: -1}

// says reports whether the turn gives a reason, a way or an escalation outside of the refusal.
func (s *pass) says(i int, r refusal) bool {
	from, to := clauseOf(s.Transcript.Turns[i].Text, r.start, r.end)
	return s.has(i, reason, r) || s.has(i, raise, r) || s.has(i, way, r) || s.has(i, redirect, r) || s.has(i, ground, refusal{start: from, end: to})
}

// has reports whether the list has a hit in the turn that does not touch r.
func (s *pass) has(i, list int, r refusal) bool {
	for _, h := range s.of(i, list) {
		if h.End <= r.start || h.Start >= r.end {
			return true
		}
	}
	return false
}

// clears reports whether a later turn clears a refusal. To be sent elsewhere (您联系门店) is nothing new by then.
func (s *pass) clears(i int) bool {
	if s.did(i) || s.has(i, reason, none) || s.has(i, ground, none) || s.has(i, raise, none) {
		return true
	}
	if s.extra(i) >= laterSubstance {
		return true
	}
	for _, w := range s.of(i, way) {
		if !leads(w, s.of(i, redirect)) {
			return true
		}
	}
	return false
}

// leads reports whether the hit stands at or directly before one of the others.
func leads(h lexicon.Hit, others []lexicon.Hit) bool {
	for _, o := range others {
		if o.Start < h.End+2*len("您") && h.Start < o.End {
			return true
		}
	}
	return false
}

// wording are characters of which who explains something uses one, and the name of an article none.
const wording = "是了在会要有就因需把被让已没未只得还才从到"

// extra counts the letters of the turn in clauses that neither refuse nor are courtesy; mere names of articles count
// nothing.
func (s *pass) extra(i int) int {
	h := s.hits(i)
	text := s.Transcript.Turns[i].Text
	n, explains := 0, false
	for at := 0; at < len(text); {
		start, end, ok := phrasing.Clause(text, at)
		if !ok {
			break
		}
		at = end
		if letters := phrasing.Letters(text[start:end]); letters >= clauseWords && !touched(h, start, end, s.lists[flat], s.lists[cannot], s.lists[policy], s.lists[modal], s.lists[cant], s.lists[bare], s.lists[filler]) {
			n += letters
			explains = explains || strings.ContainsAny(text[start:end], wording)
		}
	}
	if !explains {
		return 0
	}
	return n
}

func touched(h *lexicon.Hits, start, end int, lists ...lexicon.ListID) bool {
	for _, id := range lists {
		for _, x := range h.Around(id, start, end) {
			if x.Start < end && start < x.End {
				return true
			}
		}
	}
	return false
}
