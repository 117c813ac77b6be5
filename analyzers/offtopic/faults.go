package offtopic

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// Sizes in characters that carry words.
const (
	longTemplate = 10 // a pleasantry of this length is a template, not a short answer
	sameText     = 12 // a text of this length that comes again is a template
	aWord        = 2  // a message shorter than this chooses from a menu
	aMatter      = 5  // a message of this length says what it is about
	anEcho       = 3  // a reply of up to this length may be particles alone: 嗯, 亲
	anAnswer     = 6  // beside a template, this much may be an answer
)

// look reports the reply of the exchange if it is at fault, on the turn where a reviewer would put the mark.
func (q *inquiry) look(e *exchange) {
	defer q.remember(e)
	if len(e.said) == 0 || slices.ContainsFunc(e.reply, func(t int) bool { return len(q.pass.Transcript.Turns[t].Media) > 0 }) {
		return
	}
	turn, why := q.fault(e)
	if turn < 0 || q.did(e.reply) {
		return
	}
	f := tingjian.Finding{
		Code: tingjian.OffTopic, Span: q.pass.Span(turn, 0, len(q.text(turn))), Branch: why.branch, Message: why.message + q.missing(e, why),
		ClearedBy: "答客户所问,或说明稍后答复", Clock: tingjian.Stream, Pending: !e.over,
	}
	for _, t := range e.said {
		f.Evidence = append(f.Evidence, q.pass.Span(t, 0, len(q.text(t))))
	}
	if e.over && len(e.then) == 0 {
		f.Clock = tingjian.Close
	}
	q.pass.Report(f)
}

// reason is why a reply is at fault: the branch of the judgement, and what the person concerned is told.
type reason struct{ branch, message string }

// missing is what the last question wants and the whole reply lacks, where the fault is that the reply says nothing to it.
func (q *inquiry) missing(e *exchange, why reason) string {
	if !slices.Contains([]string{"pleasantry", "comfort", "promotion"}, why.branch) {
		return ""
	}
	turn, reply := q.question(e.said), ""
	for _, t := range e.reply {
		reply += q.text(t)
	}
	if said := q.questions.Last(q.text(turn), q.hits(turn)).Kind.Missing(reply); said != "" {
		return "(" + said + ")"
	}
	return ""
}

// fault is the turn at fault and why; -1: none.
func (q *inquiry) fault(e *exchange) (int, reason) {
	said, reply := q.all(e.said), q.all(e.reply)
	if turn := q.again(e, said); turn >= 0 {
		return turn, reason{"again", "客户已另有所说,仍发同一段话"}
	}
	if reply&waits != 0 {
		return -1, reason{}
	}
	first := e.reply[0]
	switch {
	case q.empty(e, said, reply):
		return first, reason{"pleasantry", "客户有所问,只回了客套话"}
	case reply&menu != 0 && q.menuAgain(e, said, reply):
		return first, reason{"menu", "客户已说明来意,仍发菜单"}
	case q.protested(e, said):
		if q.early(e.then[0], asked) {
			return first, reason{"asked-otherwise", "客户指出问的不是这个"}
		}
		return first, reason{"said-again", "客户指出答的不是所问"}
	case reply&askBack != 0 || q.asksBack(e.reply) || !e.held && q.settled(e):
		return -1, reason{}
	case q.soothes(e, said, reply):
		return first, reason{"comfort", "客户有所问或有事要办,只回了安慰话"}
	case reply&promo != 0 && said&(money|promo) == 0 && q.advertises(e, said):
		return first, reason{"promotion", "客户问的是别的,只回了促销"}
	case reply&suggest != 0 && said&tried != 0 && q.triedAlready(e):
		return first, reason{"tried", "客户说过已经试过,仍让再试"}
	case said&questions == 0:
		return -1, reason{}
	case q.otherBusiness(e, said, reply), q.otherKind(e), q.otherOption(e), q.otherCard(e):
		return first, reason{"other-matter", "答的是别的事"}
	}
	return -1, reason{}
}

// holds reports whether the reply is nothing but a request for patience.
func (q *inquiry) holds(reply []int) bool {
	return q.all(reply)&waits != 0 && q.rest(reply, waits|stock|ack) <= anAnswer
}

// asksBack reports whether the reply ends in a question of its own.
func (q *inquiry) asksBack(reply []int) bool {
	return slices.ContainsFunc(reply, func(t int) bool { return q.sets.asking.in(q.text(t)) })
}

// settled reports whether the customer ended with assent: what it had asked before is answered.
func (q *inquiry) settled(e *exchange) bool {
	last := e.said[len(e.said)-1]
	text, start, end := q.text(last), 0, 0
	for s, e, ok := phrasing.Clause(text, 0); ok; s, e, ok = phrasing.Clause(text, e) {
		start, end = s, e
	}
	return end == 0 || phrasing.Rest(text, start, end, q.hits(last), q.ids(assent)...) == 0 && phrasing.Letters(text[start:end]) > 0 &&
		q.mask(last)&assent != 0
}

// empty reports whether the whole reply to a question is pleasantries.
func (q *inquiry) empty(e *exchange, said, reply list) bool {
	length := q.letters(e.reply)
	short := length < longTemplate
	if length == 0 || reply&(stock|ack) == 0 && length > anEcho || said&asks == 0 && reply&opening == 0 || q.settled(e) {
		return false
	}
	rest := q.rest(e.reply, stock|ack)
	switch {
	case rest > 0 && (short || rest > length/6 || q.substance(e.reply, q.sets.dates)):
		return false // it says something
	case e.first && reply&(opening|greeting) != 0:
		return false
	case reply&opening != 0:
		return said&questions != 0 || q.rest(e.said, assent) >= aMatter
	case short && said&request != 0:
		return false // 好的 to something that is to be done
	case said&yesNo != 0 && !q.openLast(e.said) && q.substance(e.reply, q.sets.affirmative), q.substance(e.reply, q.sets.confirmed):
		return false
	case said&yesNo != 0 && !q.openLast(e.said):
		return !short || reply&closing != 0 // a short 抱歉 says no
	}
	return said&openOnes != 0
}

// openLast reports whether the customer's last question is one that yes or no does not answer.
func (q *inquiry) openLast(said []int) bool {
	turn := q.question(said)
	last := func(of list) (end int) {
		for _, id := range q.ids(of) {
			if hits := q.hits(turn).Of(id); len(hits) > 0 {
				end = max(end, hits[len(hits)-1].End)
			}
		}
		return end
	}
	return last(openOnes) > last(yesNo)
}

// again is the turn of the reply that comes word for word a second time although the customer has said something else
// in between; -1: none.
func (q *inquiry) again(e *exchange, said list) int {
	i := slices.IndexFunc(e.reply, q.saidBefore)
	if i < 0 {
		return -1
	}
	more := 0
	for _, t := range e.reply {
		if !q.saidBefore(t) {
			more += q.rest([]int{t}, pleasantry|ack)
		}
	}
	if more > anAnswer || q.rest(e.said, assent) < aWord || q.askedBefore(e.said) || said&also != 0 && !q.protests(e) {
		return -1
	}
	return e.reply[i]
}

// protests reports whether the customer's next message says that it meant something else.
func (q *inquiry) protests(e *exchange) bool {
	return len(e.then) > 0 && (q.early(e.then[0], asked) || q.early(e.then[0], protest))
}

// saidBefore reports whether the service's turn is a long text that it has sent before.
func (q *inquiry) saidBefore(turn int) bool {
	return q.mask(turn)&(waits|closing|opening) == 0 && q.long(turn) && q.served[q.hits(turn).Text.String()]
}

// long reports whether a turn is long enough to be a template.
func (q *inquiry) long(turn int) bool {
	return len(q.text(turn)) >= sameText && phrasing.Letters(q.text(turn)) >= sameText
}

// lookBack is how many turns back a question is looked for.
const lookBack = 60

// askedBefore reports whether the customer's turns all were said before in the same words.
func (q *inquiry) askedBefore(said []int) bool {
	turns := q.pass.Transcript.Turns
	return !slices.ContainsFunc(said, func(t int) bool {
		text := q.hits(t).Text.String()
		for b := max(0, said[0]-lookBack); b < said[0]; b++ {
			if turns[b].Speaker == tingjian.Customer && q.hits(b).Text.String() == text {
				return false
			}
		}
		return true
	})
}

// remember keeps what the service said, for again.
func (q *inquiry) remember(e *exchange) {
	for _, t := range e.reply {
		if q.long(t) {
			q.served[q.hits(t).Text.String()] = true
		}
	}
}

// menuAgain reports whether a bot shows a menu or does not understand, as it did before, although the customer has said
// what it wants and chosen nothing; or greets with a menu in the middle of a conversation.
func (q *inquiry) menuAgain(e *exchange, said, reply list) bool {
	turns := q.pass.Transcript.Turns
	if turns[e.reply[0]].Speaker != tingjian.Bot {
		return false
	}
	if said&person != 0 || reply&opening != 0 && !e.first && said&questions != 0 {
		return true
	}
	choice := q.hits(e.said[len(e.said)-1]).Text.String()
	for t := e.said[0] - 1; t >= 0 && q.letters(e.said) >= aWord; t-- {
		if turns[t].Speaker == tingjian.Bot && q.mask(t)&menu != 0 {
			return !strings.Contains(q.hits(t).Text.String(), choice)
		}
	}
	return false
}

// protestWithin is after how many characters of the customer's next message a protest counts, and shortProtest how long
// that message may be: deep in a long story the words mean something else.
const (
	protestWithin = 6
	shortProtest  = 40
)

// protested reports whether the customer says next that it had asked something else. Saying once more what was meant is
// an answer where the service had asked back, and haggling where it had said yes or no.
func (q *inquiry) protested(e *exchange, said list) bool {
	if len(e.then) == 0 {
		return false
	}
	next := e.then[0]
	switch {
	case q.early(next, asked):
		return q.rest(e.said, assent) > 0 && !q.answersYesNo(e, said) && q.repeats(next, e.said)
	case q.early(next, protest):
		return said&(questions|asks|demand) != 0 && q.all(e.reply)&(asks|askBack) == 0 && !(said&yesNo != 0 && q.substance(e.reply, q.sets.consent)) && !q.sameMatter(e)
	}
	return false
}

// sameMatter reports whether the reply takes up two neighbouring characters of what the customer had said.
func (q *inquiry) sameMatter(e *exchange) bool {
	return slices.ContainsFunc(e.reply, func(t int) bool {
		return slices.ContainsFunc(e.said, func(u int) bool { return sharedPairs(q.text(t), q.text(u)) > 0 })
	})
}

// repeats reports whether the customer's turn takes up two neighbouring characters of what it had said, or is short.
func (q *inquiry) repeats(turn int, said []int) bool {
	return phrasing.Letters(q.text(turn)) <= shortReproach || slices.ContainsFunc(said, func(t int) bool { return sharedPairs(q.text(turn), q.text(t)) > 0 })
}

// shortReproach is how many letters a reproach without the matter may have: 答非所问, 我问的不是这个.
const shortReproach = 8

// early reports whether a short message begins with a phrase of the list, or nearly so.
func (q *inquiry) early(turn int, of list) bool {
	if q.mask(turn)&of == 0 {
		return false
	}
	text := q.text(turn)
	h, _ := q.hits(turn).First(q.ids(of)[0])
	return phrasing.Letters(text[:h.Start]) <= protestWithin && phrasing.Letters(text) <= shortProtest
}

// answersYesNo reports whether a yes-or-no question is answered by a reply that begins with yes or no.
func (q *inquiry) answersYesNo(e *exchange, said list) bool {
	if said&yesNo == 0 {
		return false
	}
	first := e.reply[0]
	for piece := range phrasing.Pieces(q.text(first), 0, len(q.text(first)), q.hits(first), q.ids(stock)...) {
		if phrasing.Letters(piece) > 0 {
			return q.sets.consent.in(firstTwo(strings.TrimLeft(piece, " ,，。~")))
		}
	}
	return false
}
