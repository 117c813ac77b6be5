package buckpass

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// mark is a stretch of a turn that sends the customer away.
type mark struct {
	start, end int
	branch     string
	sure       float64
}

// How sure a sending of each kind is.
const (
	sureSend   = 0.85
	surePlace  = 0.85
	sureWeb    = 0.7
	sureDisown = 0.75
	sureAgain  = 0.75
)

// sends finds the first sending in turn i.
func (q *inquiry) sends(i int) (best mark, ok bool) {
	h := q.hits(i)
	text := q.Transcript.Turns[i].Text
	take := func(m mark) {
		if (!ok || m.start < best.start) && q.stands(i, text, m) {
			best, ok = m, true
		}
	}
	for _, x := range h.Of(q.lists[send]) {
		take(mark{x.Start, q.through(h, text, x), "send", sureSend})
	}
	for _, x := range h.Of(q.lists[place]) {
		if start, found := q.toward(text, x); found {
			take(mark{start, x.End, "send", surePlace})
		}
	}
	for _, x := range h.Of(q.lists[web]) {
		if start, found := q.toward(text, x); found && (!q.procedure(i) || strings.Contains(text[:start], "自行") || strings.Contains(text[:start], "自己")) {
			take(mark{start, x.End, "look-elsewhere", sureWeb})
		}
	}
	for _, x := range h.Of(q.lists[disown]) {
		if h.Has(q.lists[place]) {
			take(mark{x.Start, x.End, "not-ours", sureDisown})
		}
	}
	if q.sent >= 0 && q.sent < i && i-q.sent <= memory {
		for _, x := range h.Of(q.lists[again]) {
			take(mark{x.Start, x.End, "try-again", sureAgain})
		}
	}
	return best, ok
}

// memory is for how many turns a customer who was sent away comes back about that.
const memory = 6

// through gives the end of a sending: that of the place it leads to, where one is named soon.
func (q *inquiry) through(h *lexicon.Hits, text string, x lexicon.Hit) int {
	_, to := clause.Bounds(text, x.Start, x.End)
	for _, p := range h.Of(q.lists[place]) {
		if p.Start >= x.End && p.End <= to && phrasing.Letters(text[x.End:p.Start]) <= reach {
			return p.End
		}
	}
	return x.End
}

// procedure reports whether the customer asked how or where something is done, so that a page to go to is the answer.
func (q *inquiry) procedure(i int) bool {
	t := q.lastCustomer(i)
	return t >= 0 && (q.any(q.statement(t).Turns, how) || q.any(q.statement(t).Turns, where))
}

// elsewhere are the moods in which nobody is sent anywhere.
const elsewhere = clause.Question | clause.Condition | clause.Negation | clause.Quotation | clause.Report

// stands reports whether m sends the customer away, rather than asks, quotes, or speaks of a case that may come.
func (q *inquiry) stands(i int, text string, m mark) bool {
	from, to := clause.Bounds(text, m.start, m.end)
	end := m.end
	if strings.HasPrefix(text[end:to], "就") { // 找物业就行 supposes nothing
		end = to
	}
	if inVain(text[end:to]) {
		return false
	}
	if q.moods.Read(text, q.hits(i), m.start, end)&elsewhere != 0 || q.Transcript.Turns[i].Speaker == tingjian.Bot && phrasing.Menu(text, m.start) {
		return false
	}
	sentence := strings.LastIndexAny(text[:from], "。！!？?；;\n") + 1
	for _, x := range q.of(i, trouble) {
		if x.Start >= sentence && x.Start < m.end {
			return false
		}
	}
	return true
}

// inVain reports whether what follows a sending in its clause says that it would not help: 打热线(也改不了). Nobody is sent there.
func inVain(rest string) bool {
	tail, ok := strings.CutPrefix(rest, "也")
	return ok && strings.ContainsAny(tail, "不没无")
}

// cleared reports whether what surrounds the sending clears it.
func (q *inquiry) cleared(i int, m mark) bool {
	s := q.statement(i)
	if q.substance(s) >= informs || q.any(s.Turns, transfer) || q.any(s.Turns, only) {
		return true
	}
	_, end := clause.Bounds(q.Transcript.Turns[i].Text, m.start, m.end)
	theirs := tingjian.Span{Turn: i, Start: m.start, End: end} // what the other party is to do: 让银行给您退
	for _, t := range s.Turns {
		if slices.ContainsFunc(q.done(t), func(a tingjian.Span) bool { return !touch(a, theirs) }) {
			return true
		}
		for _, x := range q.of(t, own) {
			if !touch(tingjian.Span{Turn: t, Start: x.Start, End: x.End}, theirs) {
				return true
			}
		}
	}
	return m.branch == "send" && q.wanted(i) || q.didBefore(s.First)
}

func touch(a, b tingjian.Span) bool { return a.Turn == b.Turn && a.Start < b.End && b.Start < a.End }

// wanted reports whether the customer wanted to know whom or where to turn to, which the reply answers or confirms, or has
// nothing open any more.
func (q *inquiry) wanted(i int) bool {
	last := q.lastCustomer(i)
	if last < 0 {
		return false
	}
	text := q.Transcript.Turns[last].Text
	if phrasing.Rest(text, 0, len(text), q.hits(last), q.lists[assented]) == 0 {
		return true
	}
	if h := q.statement(i).First; strings.HasPrefix(q.Transcript.Turns[h].Text, "是的") || strings.HasPrefix(q.Transcript.Turns[h].Text, "对") {
		return true
	}
	for t := last; t >= 0 && i-t <= memory; t-- {
		if q.Transcript.Turns[t].Speaker == tingjian.Customer && q.has(t, asked) {
			return true
		}
	}
	return false
}

// informs is from how many letters beside the sending and courtesy on a statement is taken to have done its part: it explains.
const informs = 26

// clauseWords is from how many letters on a clause may explain something; shorter ones greet and assent.
const clauseWords = 4

// substance counts the letters of the statement in clauses that neither send away nor are courtesy.
func (q *inquiry) substance(s *analyzers.Statement) int {
	n := 0
	for _, t := range s.Turns {
		text, h := q.Transcript.Turns[t].Text, q.hits(t)
		for start, end, ok := phrasing.Clause(text, 0); ok; start, end, ok = phrasing.Clause(text, end) {
			if letters := phrasing.Letters(text[start:end]); letters >= clauseWords && !q.idle(h, start, end) {
				n += letters
			}
		}
	}
	return n
}

// idle reports whether the clause sends away, disowns, or is courtesy.
func (q *inquiry) idle(h *lexicon.Hits, start, end int) bool {
	for _, list := range [...]int{send, disown, again, place, filler} {
		for _, x := range h.Of(q.lists[list]) {
			if x.Start < end && start < x.End {
				return true
			}
		}
	}
	return false
}

// didBefore reports whether the service side's statement before turn first did something for the customer.
func (q *inquiry) didBefore(first int) bool {
	for t := first - 1; t >= 0 && first-t <= memory; t-- {
		if !q.Transcript.Turns[t].Speaker.Serves() {
			continue
		}
		for _, u := range q.statement(t).Turns {
			if len(q.done(u)) > 0 {
				return true
			}
		}
		return false
	}
	return false
}

// done are the concrete acts and offers in the turn.
func (q *inquiry) done(turn int) []tingjian.Span {
	if q.acted == nil {
		q.acted = map[int][]tingjian.Span{}
		for _, a := range q.acts {
			for _, f := range q.Findings(a) {
				q.acted[f.Turn] = append(q.acted[f.Turn], f.Span)
			}
		}
	}
	return q.acted[turn]
}
