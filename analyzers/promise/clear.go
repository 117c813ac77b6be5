package promise

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
)

// clear clears (洗清) the turns of which every promise is known not to have been broken.
func (b *book) clear() {
	for i := 0; i < len(b.all); {
		turn, why := b.all[i].Turn, ""
		for known := true; i < len(b.all) && b.all[i].Turn == turn; i++ {
			if w := b.innocent(&b.all[i]); known {
				why, known = w, w != ""
			}
		}
		if why != "" {
			b.Clear(tingjian.PromiseBroken, turn, why)
		}
	}
	b.clearStray()
	for i := range b.all {
		b.noContradiction(&b.all[i])
	}
}

// noContradiction clears of contradiction what shows that a promise was broken: who names a later time, or owns that it was not done,
// conflicts with the promise, and that is marked where it was made.
func (b *book) noContradiction(p *promise) {
	if !slices.Contains([]string{rePromised, admitted, unkeptBy, late}, p.branch) {
		return
	}
	for _, i := range p.evidence {
		if !b.Transcript.Turns[i].Speaker.Serves() {
			i++
		}
		if i < len(b.Transcript.Turns) && b.Transcript.Turns[i].Speaker.Serves() {
			b.Clear(tingjian.Contradiction, i, "与先前不同的是承诺没有兑现,已在承诺处标出")
		}
	}
}

// innocent says why a promise is known not to have been broken; empty: it is not known.
func (b *book) innocent(p *promise) string {
	if p.because != "" {
		return p.because
	}
	if why := b.spared(p); why != "" {
		return why
	}
	switch {
	case p.released:
		return "客户不再要,或另约了时间"
	case p.Status == tingjian.Kept && p.timed && (b.logged(p) || !b.missedSince(p)):
		return "已按时做到"
	case p.Status == tingjian.Kept && b.Transcript.Turns[*p.SettledBy].Speaker == tingjian.Customer && !b.missedSince(p):
		return "客户说已做到"
	case p.Status == tingjian.Open && b.loggedInTime(p) && !b.missedSince(p):
		return "系统记录显示按时做了"
	case p.Status != tingjian.Open || p.Due == nil || strings.Contains(b.Transcript.Turns[p.Turn].Text, "留"): // 留到周五 may be broken before
	case !b.Transcript.Latest().After(p.limit()) && !b.heldUp(p):
		return "目前还没有到期"
	case !p.word && b.goneOn(p):
		return "到期后客户说的是别的事,没有说它没做到"
	case b.silentOn(p):
		return "到期后双方说的是别的事"
	}
	return ""
}

// logged reports whether the system or an event shows that the promise was kept.
func (b *book) logged(p *promise) bool {
	t := &b.Transcript.Turns[*p.SettledBy]
	return t.Speaker == tingjian.System || t.Event != nil
}

// loggedInTime reports whether a log or an event before the promise's time shows an act: what lists know of no kind (一小时内回电) is
// weighed by words alone.
func (b *book) loggedInTime(p *promise) bool {
	for i := p.Turn + 1; i < len(b.Transcript.Turns); i++ {
		t := &b.Transcript.Turns[i]
		if t.Event == nil && t.Speaker != tingjian.System || p.Due == nil || t.At.After(p.limit()) {
			continue
		}
		if strings.Contains(t.Text, "取消") && !strings.Contains(b.Transcript.Turns[p.Turn].Text, "取消") {
			return false
		}
		if b.states(i, called, "") || b.states(i, done, "") || t.Event != nil && keeps(t.Event.Type, p.kind) {
			return true
		}
	}
	return false
}

// missedSince reports whether the customer says after the promise that it was not kept, or names its time again.
func (b *book) missedSince(p *promise) bool {
	return slices.ContainsFunc(b.customerSince(p), func(i int) bool {
		text := b.Transcript.Turns[i].Text
		return b.absent(p, i) || !b.came(p, i) && (p.quoted(text) != "" || b.has(i, unkept) && (b.ties(p, text) || b.reminds(i)))
	})
}

// customerSince are the customer's turns after the promise.
func (b *book) customerSince(p *promise) (turns []int) {
	for i := p.Turn + 1; i < len(b.Transcript.Turns); i++ {
		if t := &b.Transcript.Turns[i]; t.Speaker == tingjian.Customer && t.Text != "" {
			turns = append(turns, i)
		}
	}
	return turns
}

// heldUp reports whether the service side owns after the promise that something was not done, or names a later time, so that it may
// be broken before it is due.
func (b *book) heldUp(p *promise) bool {
	for i := p.Turn + 1; i < len(b.Transcript.Turns); i++ {
		if t := &b.Transcript.Turns[i]; t.Speaker.Serves() && !b.sameBreath(p, i) && !strings.Contains(t.Text, "时限内") && !strings.Contains(t.Text, "期限内") && (b.has(i, admit) || b.has(i, owns) || b.later(p, i)) {
			return true
		}
	}
	return false
}

// goneOn reports whether the customer speaks after the promise's time of what came then (周五装的空调漏水), or misses something else,
// and never what was promised.
func (b *book) goneOn(p *promise) bool {
	return !b.missedSince(p) && slices.ContainsFunc(b.customerSince(p), func(i int) bool {
		return b.Transcript.Turns[i].At.After(p.limit()) && (b.came(p, i) || b.other(p, i) && !b.ties(p, b.Transcript.Turns[i].Text))
	})
}

// silentOn reports whether both sides spoke after the promise's time, and neither of what was promised.
func (b *book) silentOn(p *promise) bool {
	customer := false
	for i := p.Turn + 1; i < len(b.Transcript.Turns); i++ {
		t := &b.Transcript.Turns[i]
		if t.Speaker == tingjian.System || t.Text == "" || !t.At.After(p.limit()) {
			continue
		}
		if b.has(i, unkept) || b.absent(p, i) || p.quoted(t.Text) != "" || meaning(t.Text) == "" || b.ties(p, t.Text) {
			return false
		}
		customer = customer || t.Speaker == tingjian.Customer
	}
	return customer
}
