// Package handoff finds requests for a person that were denied or ignored (拒转人工).
package handoff

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// Name is the analyzer's name.
const Name = "handoff"

const doc = `handoff: a person was asked for and not provided

The customer asks for a person (findings of customer.human_request) and the reply denies or ignores it. The mark sits on
the first such reply of a request. Whoever was denied and asks again asks anew.

A bot's reply that announces a transfer, a queue, a hold or closed hours is none. Any other may still be put right by a person
who comes or a transfer before the customer has to speak again. Once the customer, not content, speaks again, or the
conversation closes, it is decided. Whoever asks again after an announced transfer came to nothing asks anew.

Who no longer wants a person (不用人工了), thanks or simply agrees has settled it.

One question in return does no harm (an account number, which desk, what it is about), unless it is a menu: where the customer answers it
and asks again, the replies from then on count. A call-back that is booked, and a concrete act, are as good as a transfer.

A person who replies is the person asked for, and so is another who takes over. Whoever asks for somebody else (主管, a nurse, another colleague), or for a call, is
denied by a person who refuses, offers to do instead (您跟我说也一样) or says that nobody is there without arranging anything (a
call-back, a report upwards), or who passes it over so that the customer, who had asked for nothing else, has to speak again. Who
just agrees (好的) has not answered yet.
Whoever comes in after a request made to a bot is the person who was sent, and denies nothing but a request for somebody else
that is refused in words.`

// The lists that the judgement reads.
const (
	transfer   = iota // 正在为您转接
	hold              // 请稍等
	offHours          // 非服务时间
	asks              // 吗、什么
	pleasantry        // 您好、抱歉
	superior          // 主管
	refusal           // 转不了、主管不在
	arranged          // 让主管给您回电
	withdrawn         // 不用人工了
	callback          // 给您回电
	present           // 我就是主管
	needed            // 请输入卡号
	mention           // 她十分钟后来
	thanks            // 谢谢
	assent            // 好的
	myself            // 您跟我说也一样
	question          // 请问您找谁
	speak             // 让他来跟我说
	desk              // 给我接前台
	post              // 院长在不在
)

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	return []string{"transfer", "hold", "offhours", "asks", "reply.pleasantry", "handoff.superior", "handoff.refusal", "handoff.arranged", "handoff.withdrawn",
		"handoff.callback", "handoff.present", "handoff.needed", "handoff.mention", "gratitude", "assent", "handoff.myself", "handoff.question", "human.speak", "human.desk", "human.post"}
}

// New makes the analyzer. Requests is the analyzer that finds where the customer asks for a person: the rules of the
// pack customer.human_request. Acts are those whose findings are concrete acts or remedies: whoever is helped by one may do
// without the person.
func New(lex *lexicon.Lexicon, words, requests *analyzers.Analyzer, acts ...*analyzers.Analyzer) (*analyzers.Analyzer, error) {
	if requests == nil || !slices.Contains(requests.Codes, tingjian.CustomerHuman) {
		return nil, errors.New("handoff: no analyzer reports customer.human_request: add the pack of rules of this name")
	}
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("handoff: %w", err)
	}
	requires, version := []*analyzers.Analyzer{words, requests}, lex.Version()+"/10"
	for _, a := range acts {
		if a == nil {
			return nil, errors.New("handoff: an analyzer of acts or remedies is missing: add the packs of rules action and remedy")
		}
		requires, version = append(requires, a), version+"/"+a.Version
	}
	j := &judge{words: words, requests: requests, acts: acts, lists: lists}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: version, Codes: []tingjian.Code{tingjian.HandoffDenied}, Requires: requires, Run: j.run,
	}, nil
}

type judge struct {
	words, requests *analyzers.Analyzer
	acts            []*analyzers.Analyzer
	lists           []lexicon.ListID // in the order of the constants
}

// request is what became so far of a customer's request for a person.
type request struct {
	open     bool
	turn     int  // where it was made first
	superior bool // a supervisor, or somebody else than who speaks, is asked for
	toPerson bool // a person had been speaking when it was made
	denied   bool // it was marked
	ignored  int  // the first reply that did not meet it; -1: none
	promised bool // a transfer had been announced before that
	screened bool // the one question that a transfer needs was answered
}

// inquiry is one pass over a transcript.
type inquiry struct {
	*judge
	pass   *analyzers.Pass
	req    request
	person bool // a person has spoken
	robot  bool // a bot has
	before bool // a request was denied before
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	asked := map[int]bool{}
	for _, f := range p.Findings(j.requests) {
		if f.Code == tingjian.CustomerHuman && !f.Pending {
			asked[f.Turn] = true
		}
	}
	q := &inquiry{judge: j, pass: p}
	q.clearNames()
	if len(asked) == 0 {
		return nil, nil
	}
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		s := &p.Statements[p.StatementOf[i]]
		q.robot = q.robot || t.Speaker == tingjian.Bot
		switch {
		case asked[i] && !(t.Speaker == tingjian.Customer && q.has(i, withdrawn)):
			q.ask(i)
		case q.req.open && t.Speaker == tingjian.Customer && q.has(i, withdrawn):
			q.withdraw(i)
		case q.req.open && t.Speaker == tingjian.Customer && t.Says():
			q.goesOn(i)
		case !q.req.open:
			q.person = q.person || t.Speaker == tingjian.Agent
		case t.Event != nil && t.Event.Type == tingjian.EventTransfer, t.Speaker == tingjian.System && q.has(i, transfer):
			q.met(s, "其后转接了")
		case t.Speaker == tingjian.Agent && i == s.First && t.Says():
			q.agent(s)
		case t.Speaker == tingjian.Bot && i == s.First && t.Says():
			q.bot(s)
		}
	}
	q.end()
	return nil, nil
}

func (q *inquiry) hits(turn int) *lexicon.Hits {
	return analyzers.TurnResult[*lexicon.Hits](q.pass, q.words, turn)
}

func (q *inquiry) has(turn, list int) bool { return q.hits(turn).Has(q.lists[list]) }

// where is the first of the statement's turns in which the list hits, -1: none.
func (q *inquiry) where(s *analyzers.Statement, list int) int {
	i := slices.IndexFunc(s.Turns, func(t int) bool { return q.has(t, list) })
	if i < 0 {
		return -1
	}
	return s.Turns[i]
}

// ask takes a request; one that was ignored before is thereby denied.
func (q *inquiry) ask(i int) {
	if !q.req.open || q.req.denied { // whoever was denied and asks again asks anew
		q.req = request{open: true, turn: i, toPerson: q.person, ignored: -1, superior: q.req.superior}
	} else if q.req.ignored >= 0 && q.req.promised { // lost on the way: it is asked anew
		q.req.turn, q.req.ignored, q.req.promised = i, -1, false
	} else if q.req.ignored >= 0 && !q.req.screened && q.asksFor(q.req.ignored) && q.answers(i) {
		q.req.turn, q.req.ignored, q.req.screened = i, -1, true
	} else if q.req.ignored >= 0 {
		q.deny(q.req.ignored, "ignored", "客户要求人工,没有回应,客户只好再次要求", tingjian.Stream, false, i)
		q.req = request{open: true, turn: i, toPerson: q.person, ignored: -1, superior: q.req.superior}
	}
	q.req.superior = q.req.superior || q.forAnother(i)
}

// goesOn takes what the customer says after a reply that passed the request over: who is content has been served.
func (q *inquiry) goesOn(i int) {
	if q.req.ignored < 0 || q.req.promised || q.req.denied {
		return
	}
	switch {
	case q.content(i):
		q.req = request{}
	case q.asksFor(q.req.ignored) || q.acted(i): // one question in return is allowed
	case q.before: // who was told so once need not be told at each request
	case q.pass.Transcript.Turns[q.req.ignored].Speaker == tingjian.Bot:
		q.deny(q.req.ignored, "passed-over", "客户要求人工,答非所求", tingjian.Stream, false, i)
	case q.req.superior && q.alone(q.req.turn) && !q.takenUp(i):
		q.deny(q.req.ignored, "passed-over", "客户要找别的人,没有接话", tingjian.Stream, false, i)
	}
}

// agent takes the reply of a person.
func (q *inquiry) agent(s *analyzers.Statement) {
	met, arrived := q.where(s, arranged) >= 0 || q.where(s, transfer) >= 0 || q.where(s, offHours) >= 0, !q.req.toPerson && q.robot || q.relieved(s.First)
	refused := q.where(s, refusal)
	switch {
	case arrived && !q.req.superior: // 他不在小区 is of others than the person asked for, who has come
		refused = -1
	case refused < 0 && q.req.superior && !arrived:
		refused = q.where(s, myself)
	}
	q.person, q.req.toPerson = true, true
	switch {
	case met && (q.where(s, transfer) >= 0 || q.where(s, callback) >= 0):
		q.met(s, "已转接,或安排了回电")
	case met: // 主管下周才上班, 上级也是这个答复: no denial that is plain, but one at times
		q.req = request{}
	case q.where(s, present) >= 0 || q.itIsMe(s): // 我就是主管
		q.met(s, "回复的就是客户要找的人")
	case !q.req.superior && refused < 0 && arrived:
		q.met(s, cameIn)
	case !q.req.superior && refused < 0:
		q.req = request{}
	case refused >= 0 && q.actedIn(s): // 法务不接电话,我给您建异议单
		q.met(s, "要找的人不在,客服办了事")
	case refused >= 0:
		q.deny(q.firstReply(refused), "refused", "客户要求转接,被回绝,也没有安排回电或上报", tingjian.Stream, q.unfinished(s))
	case arrived: // whoever comes in from a bot is the one that was sent; only who asks again wants another
		q.met(s, cameIn)
	case q.where(s, hold) < 0 && q.req.ignored < 0 && !q.agrees(s):
		q.req.ignored = s.First
	}
}

// firstReply is the reply that is marked where the request is refused at turn: an earlier one, if it passed the request over without a word.
func (q *inquiry) firstReply(turn int) int {
	if q.req.ignored >= 0 && !q.req.promised && !q.has(q.req.ignored, mention) {
		return q.req.ignored
	}
	return turn
}

// bot takes the reply of a bot.
func (q *inquiry) bot(s *analyzers.Statement) {
	refused := q.where(s, refusal)
	switch {
	case q.where(s, callback) >= 0:
		q.met(s, "安排了回电")
	case q.where(s, offHours) >= 0:
		q.req = request{}
	case refused >= 0 && q.where(s, arranged) < 0 && q.where(s, transfer) < 0:
		q.deny(refused, "refused", "客户要求人工,被回绝", tingjian.Stream, q.unfinished(s))
	case q.where(s, transfer) >= 0:
		q.req.ignored, q.req.promised = -1, true
	case q.onlyHolds(s):
	case q.req.ignored < 0:
		q.req.ignored = s.First
	case !q.req.promised && !q.takenUp(s.Last) && !q.acted(s.Last): // one question in return is allowed, and one reply may go astray
		q.deny(q.req.ignored, "ignored-twice", "客户要求人工,两次都没有回应", tingjian.Stream, q.unfinished(s), s.First)
	}
}

// holdSlack is how many characters a hold may have beside its phrases.
const holdSlack = 8

func (q *inquiry) onlyHolds(s *analyzers.Statement) bool {
	rest := 0
	for _, t := range s.Turns {
		text := q.pass.Transcript.Turns[t].Text
		rest += phrasing.Rest(text, 0, len(text), q.hits(t), q.lists[hold], q.lists[pleasantry])
	}
	return q.where(s, hold) >= 0 && rest <= holdSlack
}

// unfinished reports whether a further bubble may still join the statement.
func (q *inquiry) unfinished(s *analyzers.Statement) bool {
	if q.pass.Transcript.Closed {
		return false
	}
	for i := s.Last + 1; i < len(q.pass.Transcript.Turns); i++ {
		if q.pass.Transcript.Turns[i].Speaker != tingjian.System {
			return false
		}
	}
	return true
}

// deny marks a reply, once for each request.
func (q *inquiry) deny(turn int, branch, message string, clock tingjian.Clock, pending bool, more ...int) {
	if q.req.denied {
		return
	}
	q.req.denied, q.before = true, true
	f := tingjian.Finding{
		Code: tingjian.HandoffDenied, Span: q.pass.Span(turn, 0, len(q.pass.Transcript.Turns[turn].Text)), Branch: branch, Message: message,
		ClearedBy: "转接、排队,或安排回电", Clock: clock, Pending: pending,
	}
	for _, e := range append([]int{q.req.turn}, more...) {
		f.Evidence = append(f.Evidence, q.pass.Span(e, 0, len(q.pass.Transcript.Turns[e].Text)))
	}
	q.pass.Report(f)
}

// end decides what is left open: a bot that never gave way, a person who passed over the request for somebody else. Whoever was
// helped without that, and did not ask again, has been served.
func (q *inquiry) end() {
	if !q.req.open || q.req.ignored < 0 || q.req.denied || q.acted(len(q.pass.Transcript.Turns)-1) {
		return
	}
	bot := q.pass.Transcript.Turns[q.req.ignored].Speaker == tingjian.Bot
	switch {
	case !q.pass.Transcript.Closed:
		if bot {
			q.deny(q.req.ignored, "not-provided", "客户要求人工,尚未转接", tingjian.Stream, true)
		}
	case bot && !q.left() && !q.takenUp(len(q.pass.Transcript.Turns)-1):
		q.deny(q.req.ignored, "not-provided", "客户要求人工,到会话结束也没有转接", tingjian.Close, false)
	case !bot && q.req.superior && !q.before && q.unhelped():
		q.deny(q.req.ignored, "passed-over", "客户要找别的人,没有接话,后来也没有人来、没有办成事", tingjian.Close, false)
	}
}

// left reports whether the customer left the one question that the bot had asked in return.
func (q *inquiry) left() bool {
	s := &q.pass.Statements[q.pass.StatementOf[q.req.ignored]]
	for i := s.Last + 1; i < len(q.pass.Transcript.Turns); i++ {
		if q.pass.Transcript.Turns[i].Says() && q.pass.Transcript.Turns[i].Speaker != tingjian.System {
			return false
		}
	}
	return q.where(s, question) >= 0 || q.asksFor(q.req.ignored)
}
