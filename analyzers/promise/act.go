package promise

import (
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/when"
)

// showsAct reports whether turn i shows the act, and whether it says that it was done some time before.
func (b *book) showsAct(p *promise, i int) (shows, past bool) {
	t := &b.Transcript.Turns[i]
	if t.Event != nil && keeps(t.Event.Type, p.kind) {
		return true, false
	}
	if t.Text == "" {
		return false, false
	}
	if byCall(p.kind) {
		if b.states(i, called, "") {
			return true, b.saysPast(i)
		}
	}
	if b.states(i, done, words[p.kind]) || p.kind == callback && b.comesForward(i) && b.states(i, done, "") {
		return true, b.saysPast(i)
	}
	switch {
	case t.Speaker == tingjian.Customer || t.Speaker == tingjian.System:
		return false, false
	case b.has(i, admit) || b.again(p, i) >= 0:
		return false, false
	case p.kind == reply && (b.did(i) || b.comesForward(i)), (p.kind == refund || p.kind >= handle) && b.did(i):
		return true, b.saysPast(i)
	}
	return false, false
}

// words are characters of which a report that the act is done has one, by kind; none for answers, which any report
// keeps.
var words = [...]string{refund: "退打转返赔补款账钱", ship: "发寄出单库揽签收", send: "发传充推收查邮到", visit: domestic, deliver: domestic, handle: domestic, by: "", callback: "查核问谈结果联打通", reply: ""}

// domestic are those of the acts that are said for one another: a visit, a delivery, a repair.
const domestic = "修装到门楼检取送达签收放办改处解开恢搞弄调补换审批完好来"

// byCall reports whether a call, or the attempt at one, keeps a promise of the kind: who comes rings first.
func byCall(kind int) bool { return kind != refund && kind != ship && kind != send }

// keeps reports whether an event of that type is the act.
func keeps(event string, kind int) bool {
	switch event {
	case tingjian.EventCallback, "call_attempt", "call", "outbound_call":
		return byCall(kind)
	case tingjian.EventRefund:
		return kind == refund || kind == by
	case tingjian.EventRemedy:
		return kind == refund || kind == send || kind == ship || kind == by
	case tingjian.EventTransfer:
		return kind == callback || kind == reply
	case tingjian.EventOrderCancelled:
		return kind >= handle
	}
	return false
}

// states reports whether turn i states a hit of the list with one of the characters (any, where there are none).
func (b *book) states(i, list int, with string) bool {
	text := b.Transcript.Turns[i].Text
	for _, x := range b.of(i, list) {
		if with != "" && !strings.ContainsAny(text[x.Start:x.End], with) {
			continue
		}
		if !b.moods.Read(text, b.hits(i), x.Start, x.End).Any(clause.Question|clause.Condition|clause.Consequence|clause.Negation) && !b.toCome(i, x) {
			return true
		}
	}
	return false
}

// toCome reports whether a time to come stands close before the hit: 明天打到您卡上.
func (b *book) toCome(i int, x lexicon.Hit) bool {
	text := b.Transcript.Turns[i].Text
	from, _ := clause.Bounds(text, x.Start, x.End)
	return strings.Contains(text[from:x.Start], "明天") || strings.Contains(text[from:x.Start], "后天") || strings.Contains(text[from:x.End], "稍后")
}

// saysPast reports whether turn i names a time gone by.
func (b *book) saysPast(i int) bool {
	return slices.ContainsFunc(when.Of(b.hits(i)), func(e when.Expression) bool { return e.Form == when.Past })
}

// comesForward reports whether the service side speaks at turn i of its own accord after a while, with something to say.
func (b *book) comesForward(i int) bool {
	t := &b.Transcript.Turns[i]
	if phrasing.Letters(t.Text) <= greeting || b.has(i, unkept) {
		return false
	}
	for k := i - 1; k >= 0; k-- {
		before := &b.Transcript.Turns[k]
		if before.Speaker == tingjian.System || before.Text == "" {
			continue
		}
		return !t.At.IsZero() && !before.At.IsZero() && t.At.Sub(before.At) >= forward && (before.Speaker.Serves() || b.assents(k) || !b.has(k, asks))
	}
	return false
}

// forward is the silence after which who speaks does so of his own accord.
const forward = 10 * time.Minute
