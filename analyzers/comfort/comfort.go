// Package comfort finds conversations in which the customer is soothed again and again and nothing is done (只安抚不办事).
package comfort

import (
	"errors"
	"fmt"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// Name is the analyzer's name.
const Name = "comfort"

const doc = `comfort: soothes repeatedly, and nothing is done or offered in the whole conversation

A message soothes that speaks of the customer's feelings (理解您的心情, 别着急, 抱抱您, 愿您平安), is all sentiment (缘分到了会回来的,
身体是本钱), or apologises, and says hardly anything else. Sentiment alone (很温暖) may be of goods: one message at least speaks
of feelings, or the customer had complained. Two of them by people, feelings among them, are a fault if the
customer goes on, saying more than 嗯, and nobody of the service side, in the whole conversation, did, offered or promised
anything concrete or handed over, and messages that tell something (a number, a time, a question back, a longer sentence) are
fewer than half as many. Refusals and put-offs are other faults; good wishes after thanks are none.
It is decided when the conversation closes and marked on the last message of that kind.`

const clearedBy = "全程任何一处实际动作、补救、时间、下一步、转接或实质答复"

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	return []string{"comfort.soothe", "comfort.polite", "reply.pleasantry", "hold", "gratitude", "deferral.soon", "deferral.process", "deferral.passed", "deferral.press", "asks", "comfort.warm", "assent", "reply.askback", "complaints"}
}

// The lists in the order of Lists.
const (
	soothe     = iota // 理解您的心情
	polite            // 抱歉
	pleasantry        // 您好
	hold              // 请稍等
	thanks            // 谢谢
	soon              // 会尽快处理
	process           // 在走流程
	passed            // 已反馈
	press             // 什么时候
	asks              // 吗
	warm              // 您要坚强
	assent            // 好的
	askback           // 请提供
	complaint         // 太差了
)

const (
	repeatedly = 2  // soothing messages that are a fault
	little     = 8  // letters beside an apology that still say nothing
	mostly     = 22 // letters beside words about feelings that are taken to go on soothing
	much       = 18 // letters of another message that tell something
)

// New makes the analyzer. Promises is the one that keeps the promise ledger; acts are those whose findings are concrete acts,
// remedies or other good counterparts.
func New(lex *lexicon.Lexicon, words, promises *analyzers.Analyzer, acts ...*analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("comfort: %w", err)
	}
	requires, version := []*analyzers.Analyzer{words}, lex.Version()+"/3"
	for _, a := range append([]*analyzers.Analyzer{promises}, acts...) {
		if a == nil {
			return nil, errors.New("comfort: an analyzer of promises, acts or remedies is missing: add promise and the packs of rules action and remedy")
		}
		requires, version = append(requires, a), version+"/"+a.Version
	}
	j := &judge{words: words, acts: acts, lists: lists, promises: promises}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: version, Codes: []tingjian.Code{tingjian.ComfortOnly}, Requires: requires, Run: j.run,
		Gate: lexicon.Gate(words, lists[soothe], lists[warm]),
	}, nil
}

type judge struct {
	words, promises *analyzers.Analyzer
	acts            []*analyzers.Analyzer
	lists           []lexicon.ListID // in the order of the constants
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	if !p.Transcript.Closed {
		return nil, nil
	}
	if j.did(p) {
		j.clear(p)
		return nil, nil
	}
	var soothing []int
	last, told, pressed, asked, thanked := -1, 0, false, false, false
	complained, meant := false, false // meant: a message of feelings cannot be of goods
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		h := analyzers.TurnResult[*lexicon.Hits](p, j.words, i)
		switch {
		case t.Event != nil && helps(t.Event.Type):
			return nil, nil
		case t.Speaker == tingjian.Customer:
			asked, thanked = true, h.Has(j.lists[thanks])
			complained = complained || h.Has(j.lists[complaint])
			pressed = pressed || len(soothing) > 0 && (h.HasAny(j.lists[press], j.lists[asks]) || !j.agrees(t.Text, h))
		case !t.Speaker.Serves() || !asked || t.Text == "":
		default:
			beside := j.beside(t.Text, h)
			feels := h.HasAny(j.lists[soothe], j.lists[warm])
			switch {
			case thanked || refuses(t.Text) || h.HasAny(j.lists[soon], j.lists[process], j.lists[passed]):
			case informs(t.Text) || h.Has(j.lists[askback]):
				told++
			case feels && beside <= mostly || h.Has(j.lists[polite]) && beside <= little:
				if t.Speaker == tingjian.Agent {
					soothing, last = append(soothing, i), i
					meant = meant || feels && complained || h.Has(j.lists[soothe])
				}
			case beside >= much:
				told++
			case len(soothing) >= repeatedly && t.Speaker == tingjian.Agent: // it goes on in other words
				last = i
			}
		}
	}
	if len(soothing) >= repeatedly && meant && 2*told < len(soothing) && pressed && !thanked {
		j.report(p, last, soothing)
	}
	return nil, nil
}

// informs reports whether a message names a number or a time, which tells something.
func informs(text string) bool {
	if strings.ContainsAny(text, "0123456789") {
		return true
	}
	for _, w := range [...]string{"点前", "分钟", "小时", "今晚", "上午", "下午", "明早", "工作日", "号前", "周内", "天内", "元", "块钱", "打折"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// agrees reports whether the customer says no more than 嗯.
func (j *judge) agrees(text string, h *lexicon.Hits) bool {
	return phrasing.Only(text, h, j.lists[assent])
}

// refuses reports whether a message says no, which is another fault.
func refuses(text string) bool {
	for _, w := range [...]string{"没有的", "不能", "无法", "没办法", "不行", "不可以", "不支持", "不受理", "不了", "不单独", "没有办法", "不过", "但是", "不可取消", "不可退", "不对", "不退", "不开放", "不提供", "不允许"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// did reports whether anything concrete was done, offered or promised.
func (j *judge) did(p *analyzers.Pass) bool {
	if len(analyzers.Result[[]tingjian.Promise](p, j.promises)) > 0 {
		return true
	}
	for _, a := range j.acts {
		if len(p.Findings(a)) > 0 {
			return true
		}
	}
	return false
}

// helps reports whether an event gives the customer something.
func helps(event string) bool {
	switch event {
	case tingjian.EventTransfer, tingjian.EventRefund, tingjian.EventRemedy, tingjian.EventCallback, tingjian.EventOrderCancelled, tingjian.EventPlatformIntervened:
		return true
	}
	return false
}

// beside counts the letters of clauses that neither soothe nor greet.
func (j *judge) beside(text string, h *lexicon.Hits) int {
	n := 0
	for start, end, ok := phrasing.Clause(text, 0); ok; start, end, ok = phrasing.Clause(text, end) {
		if !touches(h.Of(j.lists[soothe]), start, end) && !touches(h.Of(j.lists[warm]), start, end) && !touches(h.Of(j.lists[polite]), start, end) {
			n += phrasing.Rest(text, start, end, h, j.lists[pleasantry], j.lists[hold])
		}
	}
	return n
}

func touches(hits []lexicon.Hit, start, end int) bool {
	for _, x := range hits {
		if x.Start < end && start < x.End {
			return true
		}
	}
	return false
}

// report marks the turn last, on its words of feelings if it has any, with the soothing ones as evidence.
func (j *judge) report(p *analyzers.Pass, last int, soothing []int) {
	h := analyzers.TurnResult[*lexicon.Hits](p, j.words, last)
	var x lexicon.Hit
	for _, list := range []int{soothe, warm, polite} {
		if first, ok := h.First(j.lists[list]); ok {
			x = first
			break
		}
	}
	if x.End == 0 {
		x.End = len(p.Transcript.Turns[last].Text)
	}
	f := tingjian.Finding{
		Code: tingjian.ComfortOnly, Span: p.Span(last, x.Start, x.End), Branch: "nothing-done", ClearedBy: clearedBy, Confidence: 0.85, Clock: tingjian.Close,
		Message: fmt.Sprintf("安抚了%d次,全程没有办任何事,也没有给出办法", len(soothing)),
	}
	for _, i := range soothing {
		if i == last {
			continue
		}
		f.Evidence = append(f.Evidence, p.Span(i, 0, len(p.Transcript.Turns[i].Text)))
	}
	p.Report(f)
}
