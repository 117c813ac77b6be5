package contradiction

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// ownedUp finds a statement that the customer questioned and after which the service side owns that it had said something wrong
// (是同事说错了): where an earlier statement spoke of the same, after which the customer went on, the two contradict. That the
// customer misread something owns nothing.
func (s *pass) ownedUp() {
	for i := range s.Transcript.Turns {
		if t := &s.Transcript.Turns[i]; !t.Speaker.Serves() || !s.has(i, owned) || !s.saysSo(i) {
			continue
		}
		asked := i - 1
		for asked >= max(0, i-3) && !s.fromCustomer(asked) {
			asked--
		}
		if asked < max(0, i-3) {
			continue
		}
		if last := s.servedBefore(asked); last >= 0 && takesStand(s.Transcript.Turns[last].Text) && !s.has(last, changed) {
			s.earlierOn(last)
		}
	}
}

// saysSo reports whether turn i owns it plainly.
func (s *pass) saysSo(i int) bool {
	return slices.ContainsFunc(analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, i).Of(s.excuse[owned]), func(x lexicon.Hit) bool {
		return !s.moods.Of(s.Pass, i, x.Start, x.End).Any(clause.Question | clause.Condition | clause.Quotation)
	})
}

// speaksOf reports whether a plain clause of turn t shares a word with a text.
func (s *pass) speaksOf(t int, text string) bool {
	return slices.ContainsFunc(clausesOf(s.Transcript.Turns[t].Text), func(c stretch) bool { return share(c.text, text) && s.claimed(t, &c) })
}

// earlierOn reports the nearest statement before turn last, with words of the customer in between, that speaks of the same: it shares
// a word with it, or answered a question that does.
func (s *pass) earlierOn(last int) {
	now, spoke := s.Transcript.Turns[last].Text, false
	for t := last - 1; t >= max(0, last-reachOfProtest); t-- {
		spoke = spoke || s.fromCustomer(t)
		said := s.Transcript.Turns[t].Text
		if !s.Transcript.Turns[t].Speaker.Serves() || !spoke || s.StatementOf[t] == s.StatementOf[last] || strings.Contains(said, now) || strings.Contains(now, said) {
			continue
		}
		for _, c := range clausesOf(said) {
			if len(pairs(c.text)) > 0 && takesStand(said) && s.claimed(t, &c) && s.speaksOf(last, c.text+"\n"+s.asked(&claim{turn: t})) {
				s.report(&claim{turn: t, start: c.from, end: c.to}, &claim{turn: last, end: len(now)}, "owned")
				return
			}
		}
	}
}
