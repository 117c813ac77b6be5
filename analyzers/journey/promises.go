package journey

import (
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
)

// settlement is what a later conversation says about a promise.
type settlement struct {
	status tingjian.PromiseStatus
	from   []tingjian.CaseSpan
}

// promises are those of all conversations. What a conversation alone left open is settled by those that followed: the act
// came in time or late, another time was named, or the customer came back and nothing had happened. What nothing settles
// stays open, however much time has passed: that no trace of an act is found here is no proof that nobody acted. The findings are on the promises that only the later
// conversations show to be broken.
func (j *Inspector) promises(g *group) ([]tingjian.Promise, []tingjian.CaseFinding) {
	all := []tingjian.Promise{}
	var broken []tingjian.CaseFinding
	for i, v := range g.visits {
		for _, p := range v.Inspection.Promises {
			p.Transcript = v.Transcript.ID
			if p.Status == tingjian.Open {
				s := j.settled(g, i, &p)
				if p.Status = s.status; p.Status == tingjian.Broken || p.Status == tingjian.RePromised {
					broken = append(broken, j.broken(&p, s.from))
				}
			}
			all = append(all, p)
		}
	}
	return all, broken
}

// settled looks through the visits after visit i for what became of a promise made there.
func (j *Inspector) settled(g *group, i int, p *tingjian.Promise) settlement {
	for _, v := range g.visits[i+1:] {
		if s := j.settledBy(v, p); s.status != tingjian.Open {
			return s
		}
	}
	return settlement{status: tingjian.Open}
}

func (j *Inspector) settledBy(v *visit, p *tingjian.Promise) settlement {
	open := settlement{status: tingjian.Open}
	if at, ok := v.act(p.Kind); ok {
		if p.Due == nil || at.IsZero() || !at.After(*p.Due) {
			return settlement{status: tingjian.Kept}
		}
		return settlement{tingjian.Broken, []tingjian.CaseSpan{v.span(max(v.first, 0))}}
	}
	if p.Awaits {
		return open
	}
	late := p.Due != nil && v.at.After(*p.Due)
	says := j.saysUnkept(v)
	var from []tingjian.CaseSpan
	if says >= 0 && (late || p.Due == nil) {
		from = append(from, v.span(says))
	}
	for _, q := range v.Inspection.Promises {
		if q.Kind == p.Kind && (late || p.Due != nil && q.Due != nil && q.Due.After(*p.Due) && says >= 0) {
			return settlement{tingjian.RePromised, append(from, v.span(q.Turn))}
		}
	}
	switch {
	case len(from) > 0:
		return settlement{tingjian.Broken, from}
	case late && v.came() && v.back >= 0:
		return settlement{tingjian.Broken, []tingjian.CaseSpan{v.span(v.back)}}
	}
	return open
}

// saysUnkept is the customer's turn that says that a promise was not kept, -1: there is none.
func (j *Inspector) saysUnkept(v *visit) int {
	if !v.came() {
		return -1
	}
	for i := range v.Transcript.Turns {
		if t := &v.Transcript.Turns[i]; t.Speaker == tingjian.Customer && t.Text != "" && j.lex.Scan(t.Text).Has(j.lists[unkept]) {
			return i
		}
	}
	return -1
}

// act is when a conversation shows that what was promised was done. A call to the customer is what a promised call, answer
// or result was to be.
func (v *visit) act(kind string) (time.Time, bool) {
	if v.outbound && (kind == "callback" || kind == "reply" || kind == "result") {
		return v.at, true
	}
	for i := range v.Transcript.Turns {
		t := &v.Transcript.Turns[i]
		if t.Event != nil && acts[t.Event.Type] == kind {
			return t.At, true
		}
	}
	return time.Time{}, false
}

// acts are the events that keep a promise of a kind.
var acts = map[string]string{
	tingjian.EventCallback: "callback", tingjian.EventRefund: "refund", tingjian.EventOrderCancelled: "cancel", tingjian.EventTransfer: "transfer",
}

// span is the whole of one of the visit's turns.
func (v *visit) span(turn int) tingjian.CaseSpan {
	text := v.Transcript.Turns[turn].Text
	return tingjian.CaseSpan{Transcript: v.Transcript.ID, Span: tingjian.Span{Turn: turn, End: len(text), Quote: text}}
}

// broken is the finding on a promise that was not kept, and from where that is known.
func (j *Inspector) broken(p *tingjian.Promise, from []tingjian.CaseSpan) tingjian.CaseFinding {
	return tingjian.CaseFinding{Transcript: p.Transcript, From: from, Finding: tingjian.Finding{
		ID:   tingjian.FindingID(p.Transcript, tingjian.PromiseBroken, Rule, p.Turn, p.Start, p.End),
		Code: tingjian.PromiseBroken, Rule: Rule, Version: j.version, Status: tingjian.Stable,
		Span: tingjian.Span{Turn: p.Turn, Start: p.Start, End: p.End, Quote: p.Text}, Kind: p.Kind, Branch: string(p.Status),
		Message: brokenMessage(p, p.Status), ClearedBy: "按时做到,或到期前告知并征得同意",
		Speaker: p.Speaker, Agent: p.Agent, Confidence: 0.9, Clock: tingjian.Close,
	}}
}

func brokenMessage(p *tingjian.Promise, status tingjian.PromiseStatus) string {
	if status == tingjian.RePromised {
		return fmt.Sprintf("承诺“%s”没有做到,后来又改期", p.Text)
	}
	return fmt.Sprintf("承诺“%s”没有做到", p.Text)
}
