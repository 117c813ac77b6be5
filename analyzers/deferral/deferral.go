// Package deferral finds replies that put the customer off with nothing to hold on to (空头拖延).
package deferral

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
const Name = "deferral"

const doc = `deferral: puts off with no time, no next step and nobody in charge

Put off is a customer who is asked to wait (请耐心等待, 等通知吧), told that it will be done soon or better (会尽快处理, 会优化的), that it
was passed on or noted (已反馈, 会记录), that it is under way (在走流程了), or that nobody can tell when (说不准, 改天吧). A hold
(请稍等, 正在为您查询) is none.

It is none where the same words, or the bubbles next to them, hold something to rely on: a time (24小时内, 最晚周五), a next step or
somebody who takes it (专员会联系您, 查到告诉您, 请把单号发我), or a concrete act or remedy. Noting down and passing on are no such
act. Nor is it one to add 请耐心等待 after such words once the customer has agreed to them.

Each statement is marked once, on the bubble that puts off. While the statement may still go on it is pending.`

const clearedBy = "给出时间、下一步或负责的人,同一条或紧接着的一条内"

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	return append([]string{
		"deferral.wait", "deferral.soon", "deferral.passed", "deferral.process", "deferral.vague", "deferral.improve", "deferral.again", "deferral.step", "deferral.unit", "deferral.reason", "deferral.hold", "deferral.press", "deferral.howto", "assent", "gratitude", "asks", "reply.pleasantry",
	}, clause.Lists()...)
}

// The lists in the order of Lists.
const (
	wait       = iota // 请耐心等待
	soon              // 会尽快处理
	passed            // 已反馈
	process           // 在走流程
	vague             // 说不准
	improve           // 会改进
	more              // 到时候: goes on putting off
	step              // 专员会联系您
	unit              // 反馈给技术
	reason            // 由于
	hold              // 请稍等,正在为您查询
	press             // 什么时候
	howto             // 还要做什么
	assent            // 好的
	thanks            // 谢谢
	asks              // 吗
	pleasantry        // 非常抱歉
)

// again is the branch of who goes on putting off; its list counts only then.
const again = more

// branches are the names of the branches, by list, and how sure each is: the looser the wording, the more it may be about
// something else.
var branches = [...]struct {
	name string
	sure float64
}{{"wait", 0.85}, {"soon", 0.85}, {"passed-on", 0.85}, {"under-way", 0.8}, {"no-telling", 0.8}, {"improve", 0.75}, {"again", 0.75}}

// New makes the analyzer. Acts are those whose findings are concrete acts or remedies, which clear a put-off.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer, acts ...*analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	moods, moodErr := clause.New(lex, words)
	if err := errors.Join(err, moodErr); err != nil {
		return nil, fmt.Errorf("deferral: %w", err)
	}
	requires, version := []*analyzers.Analyzer{words}, lex.Version()+"/1"
	for _, a := range acts {
		if a == nil {
			return nil, errors.New("deferral: an analyzer of acts or remedies is missing: add the packs of rules action and remedy")
		}
		requires, version = append(requires, a), version+"/"+a.Version
	}
	j := &judge{words: words, acts: acts, lists: lists, moods: moods}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: version, Codes: []tingjian.Code{tingjian.Deferral}, Requires: requires, Run: j.run,
		Gate: lexicon.Gate(words, lists[:again]...),
	}, nil
}

type judge struct {
	words *analyzers.Analyzer
	acts  []*analyzers.Analyzer
	lists []lexicon.ListID // in the order of the constants
	moods *clause.Reader
}

// pass is one look at one transcript.
type pass struct {
	*judge
	*analyzers.Pass
	scans []any
	acted map[int]bool // turns in which something concrete was done; nil: not looked up yet
	open  int          // the service side's last statement, if it put off; -1: it did not
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	s := &pass{judge: j, Pass: p, scans: analyzers.TurnResults(p, j.words), open: -1}
	asked := false
	for k := range p.Statements {
		st := &p.Statements[k]
		switch {
		case st.Speaker == tingjian.Customer:
			asked = true
		case st.Speaker.Serves() && asked:
			s.statement(k, st)
		}
	}
	return nil, nil
}

func (s *pass) hits(turn int) *lexicon.Hits { return s.scans[turn].(*lexicon.Hits) }
func (s *pass) has(turn, list int) bool     { return s.hits(turn).Has(s.lists[list]) }

// statement marks the first bubble of a statement that puts off, unless the statement holds something to rely on.
func (s *pass) statement(k int, st *analyzers.Statement) {
	for _, i := range st.Turns {
		hit, branch, ok := s.putsOff(i)
		if !ok && i == st.First && s.open >= 0 {
			hit, ok = s.again(k, i)
			branch = again
		}
		if !ok {
			continue
		}
		if s.relies(st, branch) || s.beside(k, i, branch) {
			break
		}
		s.open = k
		f := tingjian.Finding{
			Code: tingjian.Deferral, Span: s.Span(i, hit.Start, hit.End), Branch: branches[branch].name, Confidence: branches[branch].sure,
			ClearedBy: clearedBy, Clock: tingjian.Stream,
			Message: fmt.Sprintf("“%s”,没有时间、没有下一步、没有负责的人", s.Transcript.Turns[i].Text[hit.Start:hit.End]),
		}
		if c := s.customerBefore(k); c >= 0 {
			f.Evidence = append(f.Evidence, s.Span(c, 0, len(s.Transcript.Turns[c].Text)))
		}
		switch {
		case s.mayGoOn(st):
			f.Pending = true
		case s.Transcript.Closed && st.Last == len(s.Transcript.Turns)-1:
			f.Clock = tingjian.Close
		}
		s.Report(f)
		return
	}
	s.open = -1
}

// mayGoOn reports whether a further bubble may still join the statement.
func (s *pass) mayGoOn(st *analyzers.Statement) bool {
	if s.Transcript.Closed {
		return false
	}
	for i := st.Last + 1; i < len(s.Transcript.Turns); i++ {
		if s.Transcript.Turns[i].Speaker != tingjian.System {
			return false
		}
	}
	return true
}

// customerSays reports whether the customer's last statement before statement k has a hit of the list.
func (s *pass) customerSays(k, list int) bool {
	for k--; k >= 0; k-- {
		if st := &s.Statements[k]; st.Speaker == tingjian.Customer {
			return slices.ContainsFunc(st.Turns, func(i int) bool { return s.has(i, list) })
		}
	}
	return false
}

// customerBefore is the customer's last turn with words before statement k; -1: none.
func (s *pass) customerBefore(k int) int {
	for k--; k >= 0; k-- {
		st := &s.Statements[k]
		if st.Speaker == tingjian.Customer && s.Transcript.Turns[st.Last].Text != "" {
			return st.Last
		}
	}
	return -1
}
