package contradiction

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// inOrder sorts claims by place.
func inOrder(all []claim) {
	slices.SortStableFunc(all, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.turn, b.turn), cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
}

func (s *pass) has(turn, list int) bool {
	return analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, turn).Has(s.excuse[list])
}

// excused reports whether something explains that the late claim is another than the early one.
func (s *pass) excused(early, late *claim) bool {
	if s.has(late.turn, changed) && !late.system {
		return true
	}
	if s.has(late.turn, corrected) && !s.reliedOn(early, late, 2) {
		return true
	}
	return !late.system && (s.toldOtherwise(early, late) || s.newQuestion(early, late) || s.spokenOf(early, late, ownCase))
}

// newQuestion reports whether the late claim answers a question of the customer's that asks about something which had not been
// spoken of at the early claim.
func (s *pass) newQuestion(early, late *claim) bool {
	q := s.asked(late)
	if !strings.ContainsAny(q, "?？吗呢") {
		return false
	}
	known := s.Transcript.Turns[early.turn].Text + "\n" + s.asked(early)
	now := s.Transcript.Turns[late.turn].Text
	other := strings.HasSuffix(strings.TrimRight(q, "?？ 。~"), "呢") // 电池呢
	for _, p := range pairs(q) {
		if !strings.Contains(known, p) && (other || strings.Contains(now, p)) && !idle(p) {
			return true
		}
	}
	return false
}

// otherCase reports whether the customer spoke of another thing or case right before the late claim, and the late claim is about that
// one: 小车30, 我这SUV, SUV要40. Whatever the customer then says, the two do not conflict.
func (s *pass) otherCase(early, late *claim) bool {
	return s.spokenOf(early, late, func(said string) []string { return slices.Concat(pairs(said), latinNames(said), ownCase(said)) })
}

// spokenOf is otherCase for the things that the function finds in the customer's words.
func (s *pass) spokenOf(early, late *claim, things func(said string) []string) bool {
	known := s.Transcript.Turns[early.turn].Text[early.start:early.end] + "\n" + s.asked(early)
	now := s.Transcript.Turns[late.turn].Text
	for t := late.turn - 1; t > early.turn; t-- {
		u := &s.Transcript.Turns[t]
		if u.Speaker.Serves() && u.Text != "" {
			break
		}
		if u.Speaker != tingjian.Customer {
			continue
		}
		asks := strings.HasSuffix(strings.TrimRight(u.Text, "?？ 。~"), "呢")
		for _, thing := range things(u.Text) {
			if !strings.Contains(known, thing) && !idle(thing) && (asks || strings.Contains(now, thing)) {
				return true
			}
		}
	}
	return false
}

// latinNames are the names in Latin letters: SUV, B.
func latinNames(text string) []string {
	return slices.DeleteFunc(marksIn(text), func(m string) bool { return m[0] < 'A' || m[0] > 'Z' })
}

// ownCase is what the customer says its case to be: 书 of 我寄的是书, 300 of 我这300, 会员 of 会员呢.
func ownCase(text string) []string {
	var out []string
	for from, to, more := phrasing.Clause(text, 0); more; from, to, more = phrasing.Clause(text, to) {
		words := strings.TrimLeft(text[from:to], " ")
		if thing, ok := strings.CutSuffix(words, "呢"); ok && utf8.RuneCountInString(thing) > 1 && utf8.RuneCountInString(thing) < 5 {
			out = append(out, thing)
		}
		if !strings.HasPrefix(words, "我") {
			continue
		}
		for _, w := range [...]string{"是", "我这", "我要"} {
			if _, thing, ok := strings.Cut(words, w); ok {
				if thing = strings.Trim(thing, "个款单的了呢啊。!！ "); thing != "" && utf8.RuneCountInString(thing) < 5 {
					out = append(out, thing)
				}
			}
		}
	}
	return out
}

// reliedOn reports whether the customer went by the early claim: said more in between than a question or a doubt, in so many letters
// or more.
func (s *pass) reliedOn(early, late *claim, letters int) bool {
	for t := early.turn + 1; t < late.turn; t++ {
		u := &s.Transcript.Turns[t]
		if u.Speaker != tingjian.Customer || phrasing.Letters(u.Text) < letters {
			continue
		}
		if !strings.ContainsAny(u.Text, "?？吗") && !strings.Contains(u.Text, "页面") && !strings.Contains(u.Text, "写着") {
			return true
		}
	}
	return false
}

// toldOtherwise reports whether the late claim takes up what the customer only told in between: 拆封了就不能退.
func (s *pass) toldOtherwise(early, late *claim) bool {
	text := s.Transcript.Turns[late.turn].Text
	from, to := bounds(text, late.start, late.end)
	own := text[late.start:to]
	start := from
	if b := before(text, from); b < from && strings.ContainsAny(text[b:from], "已了过没超用拆因由既") {
		start = b
	}
	reason := text[start:late.start]
	if rest := strings.TrimLeft(text[to:], "，,。 "); strings.HasPrefix(rest, "因为") || strings.HasPrefix(rest, "由于") || strings.HasPrefix(rest, "您") {
		_, end := bounds(text, len(text)-len(rest), len(text)-len(rest)+len("您"))
		reason += " " + text[len(text)-len(rest):end]
	}
	before := s.Transcript.Turns[early.turn].Text
	for _, p := range pairs(reason) {
		if strings.Contains(before, p) || strings.Contains(own, p) {
			continue
		}
		for t := early.turn + 1; t < late.turn; t++ {
			if u := &s.Transcript.Turns[t]; u.Speaker == tingjian.Customer && strings.Contains(u.Text, p) {
				return true
			}
		}
	}
	return false
}

// general reports whether the early claim is a bot's general word and the late one a person's about this case, with its reason.
func (s *pass) general(early, late *claim) bool {
	if s.Transcript.Turns[early.turn].Speaker != tingjian.Bot || s.Transcript.Turns[late.turn].Speaker != tingjian.Agent {
		return false
	}
	text := s.Transcript.Turns[late.turn].Text
	return names(text, []string{"因为", "由于", "属于", "定制", "特殊", "您这单", "您这个", "您的这"})
}

// fits reports whether the customer says that the case to which the claim is limited is its own, before turn late: 满一年后不收,
// 我满一年了.
func (s *pass) fits(c *claim, late int) bool {
	text := s.Transcript.Turns[c.turn].Text
	from, to := bounds(text, c.start, c.end)
	limits := text[before(text, from):to]
	for t := 0; t < late; t++ {
		u := &s.Transcript.Turns[t]
		if u.Speaker != tingjian.Customer || strings.ContainsAny(u.Text, "?？吗") {
			continue
		}
		for _, p := range pairs(limits) {
			if strings.Contains(text[c.start:c.end], p) {
				continue
			}
			if i := strings.Index(u.Text, p); i >= 0 {
				a, _ := bounds(u.Text, i, i+len(p))
				k := strings.Index(limits, p)
				if negative(u.Text[a:i]) == negative(limits[:k]) {
					return true
				}
			}
		}
	}
	return false
}
