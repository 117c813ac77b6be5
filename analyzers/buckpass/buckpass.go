// Package buckpass finds customers sent elsewhere with nothing done for them (推诿).
package buckpass

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// Name is the analyzer's name.
const Name = "buckpass"

const doc = `buckpass: sends the customer elsewhere without handing over or doing its part

The customer is told to turn to somebody else (您联系快递, 去问物业, 打10010, 跟商家协商), to look elsewhere (到官网查), that the
matter is somebody else's (这是快递的责任), or, once sent away and back again, to try once more (您再打一次).

It is none where the customer had asked whom or where to turn to; where it is said for the case of later trouble; where
the agent says why only the other party can act; and where the same statement, or the one before, does a part of its own:
an act, a remedy, a transfer, a look-up with its result. While the statement may go on it is pending.`

const clearedBy = "代为联系、转接,先办自己能办的,或说明为何只有对方能办"

// The lists that the judgement reads.
const (
	send     = iota // 您联系
	place           // 物业: whom it leads to
	web             // 官网, the same
	disown          // 不归我们管
	again           // 您再打一次
	asked           // 该找谁
	own             // 我帮您登记
	only            // 只有他们才能
	trouble         // 如有问题
	transfer        // 正在为您转接
	how             // 怎么办理
	where           // 在哪里
	filler          // 抱歉
	assented        // 好的
)

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	return []string{
		"buckpass.send", "buckpass.place", "buckpass.web", "buckpass.disown", "buckpass.again", "buckpass.asked", "buckpass.own",
		"buckpass.only", "buckpass.trouble", "transfer", "question.how", "question.where", "refusal.filler", "assent",
	}
}

// New makes the analyzer. Acts are the analyzers whose findings are concrete acts or remedies: whoever did its part passes
// nothing on.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer, acts ...*analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("buckpass: %w", err)
	}
	requires, version := []*analyzers.Analyzer{words}, lex.Version()+"/1"
	for _, a := range acts {
		if a == nil {
			return nil, errors.New("buckpass: an analyzer of acts or remedies is missing: add the packs of rules action and remedy")
		}
		requires, version = append(requires, a), version+"/"+a.Version
	}
	moods, err := clause.New(lex, words)
	if err != nil {
		return nil, fmt.Errorf("buckpass: %w", err)
	}
	j := &judge{words: words, acts: acts, lists: lists, moods: moods, terms: newTerms()}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: version, Codes: []tingjian.Code{tingjian.BuckPass}, Requires: requires, Run: j.run,
	}, nil
}

type judge struct {
	words *analyzers.Analyzer
	acts  []*analyzers.Analyzer
	lists []lexicon.ListID // in the order of the constants
	moods *clause.Reader
	terms
}

// inquiry is one pass over a transcript.
type inquiry struct {
	*judge
	*analyzers.Pass
	scans []any
	acted map[int][]tingjian.Span // by turn: acts and remedies; nil: not looked up yet
	sent  int                     // the last turn that sent the customer away, -1: none
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	q := &inquiry{judge: j, Pass: p, scans: analyzers.TurnResults(p, j.words), sent: -1}
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		if !t.Speaker.Serves() || t.Text == "" {
			continue
		}
		if m, ok := q.sends(i); ok && !q.cleared(i, m) {
			q.report(i, m)
		}
	}
	return nil, nil
}

func (q *inquiry) hits(turn int) *lexicon.Hits     { return q.scans[turn].(*lexicon.Hits) }
func (q *inquiry) of(turn, list int) []lexicon.Hit { return q.hits(turn).Of(q.lists[list]) }
func (q *inquiry) has(turn, list int) bool         { return q.hits(turn).Has(q.lists[list]) }
func (q *inquiry) any(turns []int, list int) bool {
	return slices.ContainsFunc(turns, func(t int) bool { return q.has(t, list) })
}
func (q *inquiry) statement(turn int) *analyzers.Statement { return &q.Statements[q.StatementOf[turn]] }

// report marks turn i.
func (q *inquiry) report(i int, m mark) {
	f := tingjian.Finding{
		Code: tingjian.BuckPass, Span: q.Span(i, m.start, m.end), Branch: m.branch, ClearedBy: clearedBy, Confidence: m.sure, Clock: tingjian.Stream,
		Message: fmt.Sprintf("把客户推给别处(“%s”),自己没有办", q.Transcript.Turns[i].Text[m.start:m.end]),
	}
	if asked := q.lastCustomer(i); asked >= 0 {
		f.Evidence = append(f.Evidence, q.Span(asked, 0, len(q.Transcript.Turns[asked].Text)))
	}
	switch last := q.statement(i).Last; {
	case q.Transcript.Closed && last == len(q.Transcript.Turns)-1:
		f.Clock = tingjian.Close
	case q.unfinished(last):
		f.Pending = true
	}
	q.sent = i
	q.Report(f)
}

// unfinished reports whether a further bubble may still join the statement that ends with turn last.
func (q *inquiry) unfinished(last int) bool {
	if q.Transcript.Closed {
		return false
	}
	for i := last + 1; i < len(q.Transcript.Turns); i++ {
		if q.Transcript.Turns[i].Speaker != tingjian.System {
			return false
		}
	}
	return true
}

// lastCustomer is the customer's last turn with words before i, -1: none.
func (q *inquiry) lastCustomer(i int) int {
	for t := i - 1; t >= 0; t-- {
		if turn := &q.Transcript.Turns[t]; turn.Speaker == tingjian.Customer && turn.Text != "" {
			return t
		}
	}
	return -1
}
