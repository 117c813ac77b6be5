package deferral

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/when"
)

// putsOff finds the words of turn i that put off, of several the plainest.
func (s *pass) putsOff(i int) (hit lexicon.Hit, branch int, ok bool) {
	h, text := s.hits(i), s.Transcript.Turns[i].Text
	for _, b := range [...]int{vague, process, soon, passed, wait, improve} {
		if (b == wait || b == process) && s.has(i, hold) {
			continue
		}
		for _, x := range h.Of(s.lists[b]) {
			if mood := s.moods.Read(text, h, x.Start, x.End); !mood.Any(clause.Quotation|clause.Report) && !((b == soon || b == passed) && mood.Any(clause.Condition|clause.Negation)) {
				return x, b, true
			}
		}
	}
	return hit, 0, false
}

// relies reports whether the statement holds something to rely on.
func (s *pass) relies(st *analyzers.Statement, branch int) bool {
	for _, i := range st.Turns {
		if s.did(i) || s.steps(i) || s.timed(i) || (branch == soon || branch == process) && s.has(i, reason) || (branch == soon || branch == passed) && s.has(i, unit) {
			return true
		}
	}
	return false
}

// inquires reports whether the turn ends in a question to the customer, which is a next step.
func (s *pass) inquires(i int) bool {
	text := strings.TrimRight(s.Transcript.Turns[i].Text, " ~～")
	return strings.HasSuffix(text, "?") || strings.HasSuffix(text, "？")
}

// beside reports whether words that put off are beside the point in turn i of statement k: a closing word to a customer who
// has agreed, asks what there is left to do, or is told much besides; a note to one who has agreed or is asked something; to do better, to one who asked for nothing.
func (s *pass) beside(k, i, branch int) bool {
	switch branch {
	case wait:
		return s.agreed(k) || s.customerSays(k, howto) || s.substance(i) >= enough
	case improve:
		return !s.customerSays(k, press) || s.substance(i) >= enough
	case passed:
		last := s.Statements[k].Last
		return s.inquires(last) || s.agreesBefore(k)
	}
	return false
}

// enough is how many letters beside courtesy tell a customer something.
const enough = 20

// substance counts the letters of the turn in clauses that neither put off nor are courtesy.
func (s *pass) substance(i int) int {
	text, h := s.Transcript.Turns[i].Text, s.hits(i)
	n := 0
	for start, end, ok := phrasing.Clause(text, 0); ok; start, end, ok = phrasing.Clause(text, end) {
		if !s.empty(h, start, end) {
			n += phrasing.Rest(text, start, end, h, s.lists[pleasantry], s.lists[thanks], s.lists[assent])
		}
	}
	return n
}

// empty reports whether words that put off touch the clause.
func (s *pass) empty(h *lexicon.Hits, start, end int) bool {
	for b := range step {
		for _, x := range h.Of(s.lists[b]) {
			if x.Start < end && start < x.End {
				return true
			}
		}
	}
	return false
}

// again finds a short reply that goes on putting off a customer who presses: 有机会就说嘛.
func (s *pass) again(k, i int) (lexicon.Hit, bool) {
	text := s.Transcript.Turns[i].Text
	hits := s.hits(i).Of(s.lists[more])
	if len(hits) == 0 || phrasing.Letters(text) > shortReply {
		return lexicon.Hit{}, false
	}
	for n := k - 1; n > s.open; n-- {
		st := &s.Statements[n]
		if st.Speaker == tingjian.Customer && !s.presses(st) {
			return lexicon.Hit{}, false
		}
	}
	return hits[0], true
}

// shortReply is how many letters a reply may have that only goes on putting off.
const shortReply = 20

// presses reports whether a customer's statement asks when, who, or how far.
func (s *pass) presses(st *analyzers.Statement) bool {
	for _, i := range st.Turns {
		if s.has(i, press) {
			return true
		}
	}
	return false
}

// timed reports whether turn i names a time. 没有具体时间 and the like name none.
func (s *pass) timed(i int) bool {
	for _, e := range when.Of(s.hits(i)) {
		if e.Names() {
			return true
		}
	}
	return false
}

// steps reports whether turn i names a next step, stated rather than denied.
func (s *pass) steps(i int) bool {
	text := s.Transcript.Turns[i].Text
	for _, x := range s.hits(i).Of(s.lists[step]) {
		if !s.within(i, x) && !s.moods.Read(text, s.hits(i), x.Start, x.End).Any(clause.Negation) {
			return true
		}
	}
	return false
}

// within reports whether the hit overlaps words that put off: 有结果会通知您 is no step.
func (s *pass) within(i int, x lexicon.Hit) bool {
	for b := range again {
		for _, o := range s.hits(i).Of(s.lists[b]) {
			if b != wait && o.Start < x.End && x.Start < o.End {
				return true
			}
		}
	}
	return false
}

// did reports whether something concrete was done or offered in the turn, beyond noting it down and passing it on.
func (s *pass) did(turn int) bool {
	if s.acted == nil {
		s.acted = map[int]bool{}
		for _, a := range s.acts {
			for _, f := range s.Findings(a) {
				if !notes(f.Quote) {
					s.acted[f.Turn] = true
				}
			}
		}
	}
	return s.acted[turn]
}

// notes reports whether an act is but a note or a word passed on.
func notes(quote string) bool {
	for _, w := range [...]string{"记录", "反馈", "登记", "备注", "上报", "记下", "反映", "核查处理", "跟进"} {
		if strings.Contains(quote, w) {
			return true
		}
	}
	return false
}

// agreed reports whether the words of the service side before statement k held something to rely on, and the customer has
// agreed since, or at least not pressed.
func (s *pass) agreed(k int) bool {
	for n := k - 1; n >= 0; n-- {
		st := &s.Statements[n]
		switch {
		case st.Speaker == tingjian.System:
		case st.Speaker == tingjian.Customer && (s.agrees(st) || !s.presses(st)):
		case st.Speaker.Serves():
			return s.relies(st, wait)
		default:
			return false
		}
	}
	return false
}

// agreesBefore reports whether the customer's last statement before statement k is nothing but assent or thanks.
func (s *pass) agreesBefore(k int) bool {
	for k--; k >= 0; k-- {
		if st := &s.Statements[k]; st.Speaker == tingjian.Customer {
			return s.agrees(st)
		}
	}
	return false
}

// agrees reports whether a customer's statement is nothing but assent or thanks.
func (s *pass) agrees(st *analyzers.Statement) bool {
	for _, i := range st.Turns {
		text, h := s.Transcript.Turns[i].Text, s.hits(i)
		if s.has(i, asks) || utf8.RuneCountInString(text) > longestAssent || phrasing.Rest(text, 0, len(text), h, s.lists[assent], s.lists[thanks]) > 2 {
			return false
		}
	}
	return true
}

// longestAssent is how many characters assent may have.
const longestAssent = 16
