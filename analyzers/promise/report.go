package promise

import (
	"fmt"
	"time"

	"github.com/tingjian/tingjian"
)

// clearedBy is what would have kept the promise.
func (p *promise) clearedBy() string {
	switch p.vow {
	case reserve:
		return "东西一直为客户留着,或让出前征得客户同意"
	case never:
		return "没有再发生,或说明客户看到的是另一回事"
	}
	return "按时做到或按时尝试(如去电未接),或到期前与客户另行约定"
}

// soon is up to which time an answer in a chat is expected there.
const soon = 30 * time.Minute

// watch looks at a promise that no turn has settled: an answer that was due here and has not come, or a due time to wake at.
func (b *book) watch(p *promise) {
	if p.Status != tingjian.Open || p.Due == nil {
		return
	}
	limit := p.limit()
	if !b.AsOf.After(limit) {
		if !b.Transcript.Closed {
			b.WakeAt(limit.Add(time.Millisecond))
		}
		return
	}
	if p.kind == reply && b.dueHere(p) && !b.endedBefore(p.Turn, limit) {
		p.Status, p.branch, p.timer = tingjian.Broken, silent, true
	}
}

// dueHere reports whether the answer was to come in this conversation.
func (b *book) dueHere(p *promise) bool {
	chat := b.Transcript.Channel == "" || b.Transcript.Channel == tingjian.Chat
	return chat && (b.has(p.Turn, here) || p.Due.Sub(b.Transcript.Turns[p.Turn].At) <= soon)
}

// endedBefore reports whether the conversation was over before the moment, after the turn: it says when it was closed. Where somebody spoke
// after that, it had gone on.
func (b *book) endedBefore(turn int, limit time.Time) bool {
	turns := b.Transcript.Turns
	for i := len(turns) - 1; i > turn; i-- {
		if e := turns[i].Event; e != nil && e.Type == tingjian.EventClose {
			return !turns[i].At.After(limit)
		}
		if turns[i].Speaker != tingjian.System {
			return false
		}
	}
	return false
}

// report files the finding of a promise that was kept in time, or broken.
func (b *book) report(p *promise) {
	f := tingjian.Finding{
		Span: b.Span(p.Turn, p.Start, p.End), Kind: p.Kind, Branch: p.branch, Clock: tingjian.Stream, Confidence: sure(p),
	}
	for _, i := range p.evidence {
		f.Evidence = append(f.Evidence, b.Span(i, 0, len(b.Transcript.Turns[i].Text)))
	}
	switch p.Status {
	case tingjian.Kept:
		if !p.timed {
			return
		}
		b.creditWhoTells(p, &f)
		f.Code, f.Branch, f.Message = tingjian.PromiseKept, "in-time", fmt.Sprintf("承诺“%s”按时兑现", p.Text)
	case tingjian.Broken, tingjian.RePromised:
		f.Code, f.ClearedBy, f.Message, f.Pending = tingjian.PromiseBroken, p.clearedBy(), message(p), p.pending
		if p.timer {
			f.Clock = tingjian.Timer
			f.Evidence = b.stretch(p)
		}
	default:
		return
	}
	b.Report(f)
}

// creditWhoTells puts the credit for a kept promise on the turn in which the service side tells that it is done, with the promise
// as evidence; where the customer, a log or an event tells it, it stays on the promise. One promise is one credit.
func (b *book) creditWhoTells(p *promise, f *tingjian.Finding) {
	if i := *p.SettledBy; b.Transcript.Turns[i].Speaker.Serves() && b.Transcript.Turns[i].Text != "" {
		f.Span, f.Evidence = b.Span(i, 0, len(b.Transcript.Turns[i].Text)), []tingjian.Span{f.Span}
	}
}

// stretch is the last turn up to which an act was looked for.
func (b *book) stretch(p *promise) []tingjian.Span {
	last := len(b.Transcript.Turns) - 1
	if last <= p.Turn {
		return nil
	}
	return []tingjian.Span{b.Span(last, 0, len(b.Transcript.Turns[last].Text))}
}

func sure(p *promise) float64 {
	switch p.branch {
	case silent, late:
		return 0.85
	}
	return 0.9
}

// message is the sentence for the person who promised.
func message(p *promise) string {
	due := ""
	if p.Due != nil {
		due = p.Due.In(tingjian.Zone).Format("(应在1月2日15:04前)")
	}
	switch p.branch {
	case late:
		return fmt.Sprintf("承诺“%s”过时才做到%s", p.Text, due)
	case rePromised:
		return fmt.Sprintf("承诺“%s”没有做到,又改了时间%s", p.Text, due)
	case silent:
		return fmt.Sprintf("承诺“%s”到时没有动静%s", p.Text, due)
	}
	return fmt.Sprintf("承诺“%s”没有做到%s", p.Text, due)
}
