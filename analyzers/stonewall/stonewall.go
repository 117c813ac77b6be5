// Package stonewall finds refusals that leave the customer with nothing (回绝不作为).
package stonewall

import (
	"errors"
	"fmt"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// Name is the analyzer's name.
const Name = "stonewall"

const doc = `stonewall: refuses, and neither there nor in the next two replies a reason, another way, or somebody who can

A refusal is a phrase that is one in itself (没办法, 处理不了, 没得商量), a negated modal word with what was asked (不能…退), a
rule named as the last word (规定就是这样), or a bare no (不行) where the customer asked for something to be done. Double
negation, conditions, questions, menus and quotations are none, nor is a no to a question of fact.

It is cleared by a reason that fits the case, another way, an escalation, or a concrete act or remedy: in the same message,
in the bubbles directly before it, or in the next two messages of the service side, counted one by one; a transfer clears it
as well. A message that says much besides the refusal and courtesy is taken to give a reason. While fewer than two messages
have followed a refusal is pending. Each refusal counts by itself.`

const clearedBy = "切合此事的理由、替代方案、升级处理或实际动作,本条或其后两条之内"

// window is how many messages of the service side may still clear a refusal.
const window = 2

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	return []string{
		"refusal.flat", "refusal.cannot", "refusal.policy", "refusal.modal", "refusal.verb", "refusal.noverb", "refusal.wont", "refusal.cant", "refusal.bare", "refusal.again",
		"refusal.deny", "refusal.guard", "refusal.if", "refusal.when", "refusal.ask", "refusal.request", "refusal.plea", "refusal.sorry", "refusal.bargain",
		"refusal.reason", "refusal.ground", "refusal.way", "refusal.redirect", "refusal.raise", "refusal.filler", "refusal.illicit",
	}
}

// The lists in the order of Lists.
const (
	flat     = iota // 没办法
	cannot          // 处理不了
	policy          // 规定就是这样
	modal           // 不能
	verb            // 退
	noverb          // 发现
	wont            // 不赔的
	cant            // 不了
	bare            // 不行
	again           // 真的没有: a refusal repeated
	deny            // 不会: before a refusal, its opposite
	guard           // overlapping a refusal, none
	ifs             // 如果
	when            // 如已变更: in the clause before
	ask             // 吗
	request         // 能不能帮我
	plea            // 帮我
	sorry           // 抱歉
	bargain         // 便宜点
	reason          // 因为
	ground          // 定制
	way             // 可以换
	redirect        // 您联系门店
	raise           // 转给主管
	filler          // 抱歉
	illicit         // 刷个好评
)

// New makes the analyzer. Acts are the analyzers whose findings are concrete acts or remedies, which clear a refusal.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer, acts ...*analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("stonewall: %w", err)
	}
	requires, version := []*analyzers.Analyzer{words}, lex.Version()+"/3"
	for _, a := range acts {
		if a == nil {
			return nil, errors.New("stonewall: an analyzer of acts or remedies is missing: add the packs of rules action and remedy")
		}
		requires, version = append(requires, a), version+"/"+a.Version
	}
	moods, err := clause.New(lex, words)
	if err != nil {
		return nil, fmt.Errorf("stonewall: %w", err)
	}
	j := &judge{moods: moods, lex: lex, words: words, acts: acts, lists: lists}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: version, Codes: []tingjian.Code{tingjian.Stonewall}, Requires: requires, Run: j.run,
	}, nil
}

type judge struct {
	moods *clause.Reader
	lex   *lexicon.Lexicon
	words *analyzers.Analyzer
	acts  []*analyzers.Analyzer
	lists []lexicon.ListID
}

// pass is one look at one transcript.
type pass struct {
	*judge
	*analyzers.Pass
	acted map[int]bool  // turns in which something concrete was done
	open  int           // the last turn whose refusal nothing has cleared, -1: none
	rest  tingjian.Span // the end of a refusal that began in the bubble before
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	s := pass{judge: j, Pass: p, open: -1}
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		if !t.Speaker.Serves() || t.Text == "" {
			continue
		}
		r, ok := s.refusal(i)
		switch {
		case !ok || s.told(i, r) || s.bargains(i):
		case s.forbidden(i):
			s.Clear(tingjian.Stonewall, i, "客户所求是不能做的事")
		case s.did(i):
			s.Clear(tingjian.Stonewall, i, "同一条里为客户办了实事或给了补救")
		case !s.clearedHere(i, r):
			s.await(i, r)
		}
	}
	return nil, nil
}

func (s *pass) hits(turn int) *lexicon.Hits {
	return analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, turn)
}

func (s *pass) of(turn, list int) []lexicon.Hit { return s.hits(turn).Of(s.lists[list]) }

// did reports whether something concrete was done or offered in the turn.
func (s *pass) did(turn int) bool {
	if s.acted == nil {
		s.acted = map[int]bool{}
		for _, a := range s.acts {
			for _, f := range s.Findings(a) {
				s.acted[f.Turn] = true
			}
		}
	}
	return s.acted[turn]
}

// told reports whether r is but the end of a refusal that began in the bubble before; it marks where the next begins.
func (s *pass) told(i int, r refusal) bool {
	if s.rest.Turn == i && r.start < s.rest.End {
		return true
	}
	if r.rest != nil {
		s.rest = *r.rest
	}
	return false
}

// await looks at what follows the refusal and reports it unless that clears it.
func (s *pass) await(turn int, r refusal) {
	f := tingjian.Finding{
		Code: tingjian.Stonewall, Branch: r.branch, Span: s.Span(turn, r.start, r.end), ClearedBy: clearedBy, Confidence: r.confidence, Clock: tingjian.Stream,
	}
	if r.rest != nil {
		f.Evidence = append(f.Evidence, *r.rest)
	}
	seen, quote := 0, f.Quote
	if r.rest != nil {
		quote += r.rest.Quote
	}
	for i := turn + 1; i < len(s.Transcript.Turns) && seen < window; i++ {
		t := &s.Transcript.Turns[i]
		if helps(t.Event) {
			s.Clear(tingjian.Stonewall, turn, "其后转接、退款、补偿或回了电")
			return
		}
		if !t.Speaker.Serves() || t.Text == "" && len(t.Media) == 0 {
			continue
		}
		seen++
		if s.clears(i) {
			return
		}
		f.Evidence = append(f.Evidence, s.Span(i, 0, len(t.Text)))
	}
	f.Message = fmt.Sprintf("回绝“%s”,其后没有理由、办法或升级", quote)
	switch {
	case seen < window && !s.Transcript.Closed:
		f.Pending, f.Message = true, fmt.Sprintf("回绝“%s”,还没有给出理由、办法或升级", quote)
	case seen < window:
		f.Clock = tingjian.Close
	}
	s.open = turn
	s.Report(f)
}

// helps reports whether an event gives the customer what a refusal withheld.
func helps(e *tingjian.Event) bool {
	if e == nil {
		return false
	}
	switch e.Type {
	case tingjian.EventTransfer, tingjian.EventRefund, tingjian.EventRemedy, tingjian.EventPlatformIntervened, tingjian.EventCallback:
		return true
	}
	return false
}
