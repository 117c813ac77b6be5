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
the first such reply of a request.

A bot's reply that announces a transfer, a queue, a hold or closed hours is none. Any other may still be put right, so
that one question where to transfer to does no harm: by a person who comes or a transfer before the customer has to ask
again. Once the customer asks again, or the conversation closes, it is decided. Whoever asks again after an announced
transfer came to nothing asks anew.

Who no longer wants a person (不用人工了) has settled it.

A person who replies is the person asked for. Whoever asks for a supervisor (主管) is denied by a person who refuses or
says that nobody is there without arranging anything (a call-back, a report upwards), or who ignores it so that the
customer asks again.`

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
)

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	return []string{"transfer", "hold", "offhours", "asks", "reply.pleasantry", "handoff.superior", "handoff.refusal", "handoff.arranged", "handoff.withdrawn"}
}

// New makes the analyzer. Requests is the analyzer that finds where the customer asks for a person: the rules of the
// pack customer.human_request.
func New(lex *lexicon.Lexicon, words, requests *analyzers.Analyzer) (*analyzers.Analyzer, error) {
	if requests == nil || !slices.Contains(requests.Codes, tingjian.CustomerHuman) {
		return nil, errors.New("handoff: no analyzer reports customer.human_request: add the pack of rules of this name")
	}
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("handoff: %w", err)
	}
	j := &judge{words: words, requests: requests, lists: lists}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: lex.Version() + "/2", Codes: []tingjian.Code{tingjian.HandoffDenied},
		Requires: []*analyzers.Analyzer{words, requests}, Run: j.run,
	}, nil
}

type judge struct {
	words, requests *analyzers.Analyzer
	lists           []lexicon.ListID // in the order of the constants
}

// request is what became so far of a customer's request for a person.
type request struct {
	open     bool
	turn     int  // where it was made first
	superior bool // a supervisor is asked for
	toPerson bool // a person had been speaking when it was made
	denied   bool // it was marked
	ignored  int  // the first reply that did not meet it; -1: none
	promised bool // a transfer had been announced before that
}

// inquiry is one pass over a transcript.
type inquiry struct {
	*judge
	pass   *analyzers.Pass
	req    request
	person bool // a person has spoken
	robot  bool // a bot has
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	asked := map[int]bool{}
	if len(p.Findings(j.requests)) == 0 {
		return nil, nil
	}
	for _, f := range p.Findings(j.requests) {
		if f.Code == tingjian.CustomerHuman && !f.Pending {
			asked[f.Turn] = true
		}
	}
	q := &inquiry{judge: j, pass: p}
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		s := &p.Statements[p.StatementOf[i]]
		q.robot = q.robot || t.Speaker == tingjian.Bot
		switch {
		case asked[i] && !(t.Speaker == tingjian.Customer && q.has(i, withdrawn)):
			q.ask(i)
		case q.req.open && t.Speaker == tingjian.Customer && q.has(i, withdrawn):
			q.req = request{}
		case !q.req.open:
			q.person = q.person || t.Speaker == tingjian.Agent
		case t.Event != nil && t.Event.Type == tingjian.EventTransfer:
			q.req = request{}
		case t.Speaker == tingjian.System && q.has(i, transfer):
			q.req = request{}
		case t.Speaker == tingjian.Agent && i == s.First && says(t):
			q.agent(s)
		case t.Speaker == tingjian.Bot && i == s.First && says(t):
			q.bot(s)
		}
	}
	q.end()
	return nil, nil
}

func says(t *tingjian.Turn) bool { return t.Text != "" || len(t.Media) > 0 }

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
	if !q.req.open {
		q.req = request{open: true, turn: i, toPerson: q.person, ignored: -1}
	} else if q.req.ignored >= 0 && q.req.promised { // lost on the way: it is asked anew
		q.req.turn, q.req.ignored, q.req.promised = i, -1, false
	} else if q.req.ignored >= 0 {
		q.deny(q.req.ignored, "ignored", "客户要求人工,没有回应,客户只好再次要求", tingjian.Stream, false, i)
	}
	q.req.superior = q.req.superior || q.has(i, superior)
}

// agent takes the reply of a person.
func (q *inquiry) agent(s *analyzers.Statement) {
	met, arrived := q.where(s, arranged) >= 0 || q.where(s, transfer) >= 0 || q.where(s, offHours) >= 0, !q.req.toPerson && q.robot
	refused := q.where(s, refusal)
	q.person, q.req.toPerson = true, true
	switch {
	case met, !q.req.superior && refused < 0:
		q.req = request{}
	case refused >= 0:
		q.deny(refused, "refused", "客户要求转接,被回绝,也没有安排回电或上报", tingjian.Stream, q.unfinished(s))
	case q.where(s, superior) >= 0: // 我就是主管
		q.req = request{}
	case arrived: // whoever comes in from a bot has not been asked yet
		q.req.ignored = -1
	case q.where(s, hold) < 0 && q.req.ignored < 0:
		q.req.ignored = s.First
	}
}

// bot takes the reply of a bot.
func (q *inquiry) bot(s *analyzers.Statement) {
	refused := q.where(s, refusal)
	switch {
	case q.where(s, offHours) >= 0:
		q.req = request{}
	case refused >= 0 && q.where(s, arranged) < 0 && q.where(s, transfer) < 0:
		q.deny(refused, "refused", "客户要求人工,被回绝", tingjian.Stream, q.unfinished(s))
	case q.where(s, transfer) >= 0:
		q.req.ignored, q.req.promised = -1, true
	case q.req.ignored < 0 && !q.onlyHolds(s):
		q.req.ignored = s.First
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
	q.req.denied = true
	f := tingjian.Finding{
		Code: tingjian.HandoffDenied, Span: q.pass.Span(turn, 0, len(q.pass.Transcript.Turns[turn].Text)), Branch: branch, Message: message,
		ClearedBy: "转接、排队,或安排回电", Clock: clock, Pending: pending,
	}
	for _, e := range append([]int{q.req.turn}, more...) {
		f.Evidence = append(f.Evidence, q.pass.Span(e, 0, len(q.pass.Transcript.Turns[e].Text)))
	}
	q.pass.Report(f)
}

// end decides what is left open: a bot that never gave way. A person who went on without a supervisor, and was not asked
// again, has settled it.
func (q *inquiry) end() {
	if !q.req.open || q.req.ignored < 0 || q.req.denied {
		return
	}
	turns := q.pass.Transcript.Turns
	if !q.pass.Transcript.Closed {
		q.deny(q.req.ignored, "not-provided", "客户要求人工,尚未转接", tingjian.Stream, true)
		return
	}
	if turns[q.req.ignored].Speaker != tingjian.Bot || q.left() {
		return
	}
	q.deny(q.req.ignored, "not-provided", "客户要求人工,到会话结束也没有转接", tingjian.Close, false)
}

// left reports whether the customer left the one question that the bot had asked in return.
func (q *inquiry) left() bool {
	s := &q.pass.Statements[q.pass.StatementOf[q.req.ignored]]
	for i := s.Last + 1; i < len(q.pass.Transcript.Turns); i++ {
		if says(&q.pass.Transcript.Turns[i]) && q.pass.Transcript.Turns[i].Speaker != tingjian.System {
			return false
		}
	}
	return q.where(s, asks) >= 0
}
