package promise

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// How a promise is broken.
const (
	late       = "late"
	unkeptBy   = "unkept"
	admitted   = "admitted"
	rePromised = "re-promised"
	silent     = "silent"
)

// looseness is what a time that was named only roughly is good for beyond its end.
const looseness = 15 * time.Minute

// Who says a quarter of an hour and answers half a minute after it has kept its word by anybody's watch: what comes within a minute
// after a length of ten minutes and more is not late. As long as nothing has come the promise is broken from its moment on, for the
// timer rings then.
const (
	grace      = time.Minute // 宽限
	tenMinutes = 10 * time.Minute
)

// settle says what became of the promise, from the turns that follow it.
func (b *book) settle(p *promise) {
	for i := p.Turn + 1; i < len(b.Transcript.Turns) && p.Status == tingjian.Open; i++ {
		t := &b.Transcript.Turns[i]
		if p.Awaits {
			if b.itsPart(p, t, i) {
				p.Awaits = false
				p.due(t.At)
			}
			if p.supposed || p.Awaits {
				continue
			}
		}
		if b.sameBreath(p, i) {
			continue
		}
		if t.Speaker == tingjian.Customer && b.releases(p, i) {
			p.released = true
			return
		}
		b.weigh(p, i)
	}
	b.watch(p)
}

// releases reports whether the customer wants it no more, or at another time, at turn i before the promise is due.
func (b *book) releases(p *promise, i int) bool {
	if t := &b.Transcript.Turns[i]; p.Due != nil && t.At.After(p.limit()) {
		return false
	}
	text := b.Transcript.Turns[i].Text
	for _, x := range b.of(i, settled) {
		for _, w := range [...]string{"不用", "不需要", "不要", "不麻烦", "算了"} {
			if strings.Contains(text[x.Start:x.End], w) {
				return true
			}
		}
	}
	return moves(text) || b.otherDay(p, i)
}

// otherDay reports whether the customer names another day for it: 后天送吧, 别明天.
func (b *book) otherDay(p *promise, i int) bool {
	text := b.Transcript.Turns[i].Text
	if p.said == "" || strings.ContainsAny(text, "?？") || !slices.ContainsFunc([]string{"吧", "改", "不在", "别", "行不", "好了"}, func(w string) bool { return strings.Contains(text, w) }) {
		return false
	}
	return slices.ContainsFunc(when.Of(b.hits(i)), func(e when.Expression) bool {
		return e.Names() && !strings.Contains(p.said, text[e.Start:e.End]) && b.later(p, i)
	})
}

// moves reports whether the customer asks for another time.
func moves(text string) bool {
	for _, w := range [...]string{"改到", "改天", "换个时间", "换一天", "换到", "不方便", "没空", "没时间", "不在家", "推迟", "延后", "再约", "另约"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// weigh asks turn i whether it settles the promise.
func (b *book) weigh(p *promise, i int) {
	t := &b.Transcript.Turns[i]
	over := p.Due != nil && t.At.After(p.limit())
	tooLate := over && t.At.After(p.limit().Add(p.grace()))
	acts, past := b.showsAct(p, i)
	if acts && over && t.Speaker == tingjian.Customer && p.shows() && !(p.kind == reply && b.dueHere(p)) {
		acts, past = b.hearsLate(i)
	}
	switch {
	case !acts && !tooLate && b.tells(p, i):
		p.Status, p.SettledBy, p.evidence, p.timed = tingjian.Kept, &i, []int{i}, true
	case acts && tooLate && !past && (p.shows() || t.Event != nil || t.Speaker == tingjian.System):
		p.broke(late, i)
	case acts:
		p.Status, p.SettledBy, p.evidence = tingjian.Kept, &i, []int{i}
		p.timed = p.Due != nil && !t.At.IsZero() && !tooLate
	case t.Text == "":
	case t.Speaker == tingjian.Customer:
		b.customer(p, i, over)
	case t.Speaker.Serves():
		b.service(p, i, over)
	}
}

// tells reports whether turn i is the answer that was promised: it says more than that one is still looking.
func (b *book) tells(p *promise, i int) bool {
	t := &b.Transcript.Turns[i]
	return p.kind == reply && p.Due != nil && t.Speaker.Serves() &&
		(phrasing.Letters(t.Text) > longHold && b.StatementOf[i] > b.StatementOf[p.Turn] || b.answersIt(p, i)) && (b.reports(i) || !b.has(i, admit) && !b.holdsOn(i) && b.again(p, i) < 0)
}

// answersIt reports whether turn i, however short, speaks of what was asked when the answer was promised: 可以续,价格不变.
func (b *book) answersIt(p *promise, i int) bool {
	text := meaning(b.Transcript.Turns[i].Text)
	for k := p.Turn - 1; k >= max(0, p.Turn-2); k-- {
		if t := &b.Transcript.Turns[k]; t.Speaker == tingjian.Customer {
			return utf8.RuneCountInString(text) > 2 && strings.ContainsAny(text, meaning(t.Text))
		}
	}
	return false
}

// reports reports whether turn i tells what somebody who was asked has said.
func (b *book) reports(i int) bool {
	text := b.Transcript.Turns[i].Text
	for _, w := range [...]string{"网点说", "师傅说", "仓库说", "技术说", "骑手说", "他说", "她说", "那边说", "同事说", "店里说", "反馈说", "回复说", "查到"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// longHold is how many letters a turn may have that only keeps the customer waiting.
const longHold = 14

// holdsOn reports whether a turn asks for patience or for something.
func (b *book) holdsOn(i int) bool {
	text := b.Transcript.Turns[i].Text
	for _, w := range [...]string{"稍等", "耐心", "正在", "还在", "请您", "麻烦", "提供", "理解", "抱歉", "尽快", "等一下", "催", "?", "？", "吗"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// limit is the last moment at which the promise counts as kept.
func (p *promise) limit() time.Time {
	if p.time.Loose {
		return p.Due.Add(looseness)
	}
	return *p.Due
}

// grace is how long after its limit the act is not late.
func (p *promise) grace() time.Duration {
	if !p.time.Loose && p.time.Span() >= tenMinutes {
		return grace
	}
	return 0
}

// shows reports whether the promised act is one that takes place in the conversation, or is logged there, so that the
// moment of the report is that of the act.
func (p *promise) shows() bool { return p.kind == reply || p.kind == callback }

// Words with which a customer tells, after the time of a call or an answer, what has come.
var (
	justNow   = wording.MustCompile(`刚|才|终于|总算|现在|这会`)
	contented = wording.MustCompile(`谢|辛苦|挺好|不错|满意|(来|修|装|弄|搞|搞定|解决|恢复|换|收到|拿到|好|到)(过|好|完)?了`)
	answered  = wording.MustCompile(`[来接打]|电话|回|说|讲|告诉|通知|联系`)
	theShow   = wording.MustCompile(`显示|签收|出来了|没|不|!!|！！|[?？]`)
)

// hearsLate reports whether the customer's turn i, after the time of a call or an answer, shows that it came, and whether that was some
// time before. Who was to ring may have done so in time where the customer later tells of something else that came of it (师傅来了,修好了):
// a call or an answer was late only where the customer says that it came just now.
func (b *book) hearsLate(i int) (shows, past bool) {
	text := b.Transcript.Turns[i].Text
	if (b.states(i, called, "") || answered.MatchString(text)) && justNow.MatchString(text) && !theShow.MatchString(text) {
		return true, b.saysPast(i)
	}
	return b.states(i, called, "") || contented.MatchString(text) && !theShow.MatchString(text), true
}

// loggedLate reports whether a log or an event between two turns, both after the promise's time, shows the act.
func (b *book) loggedLate(p *promise, from, to int) bool {
	for k := from + 1; k < to; k++ {
		if t := &b.Transcript.Turns[k]; t.Speaker == tingjian.System || t.Event != nil {
			if acts, past := b.showsAct(p, k); acts && !past {
				return true
			}
		}
	}
	return false
}

// reminds reports whether the customer holds the other side to its word (说好的…, 不是说24小时吗), rather than only asking.
func (b *book) reminds(i int) bool {
	text := b.Transcript.Turns[i].Text
	for _, x := range b.of(i, unkept) {
		for _, w := range [...]string{"说好", "不是说", "说是", "答应", "承诺", "保证", "讲好", "约好", "约了", "都过了", "超时", "骗", "忽悠", "放鸽子", "鸽了", "算话", "算数", "食言", "耍我"} {
			if strings.Contains(text[x.Start:x.End], w) {
				return true
			}
		}
	}
	return false
}

// service weighs what the service side says at turn i, where no act shows.
func (b *book) service(p *promise, i int, over bool) {
	again := b.again(p, i)
	admits := b.admits(i) && !b.elsewhere(p, i)
	switch {
	case again >= 0 && (admits || over && b.missedBefore(p, i)):
		p.broke(rePromised, i)
	case over && admits:
		p.broke(admitted, i)
	case over && p.kind == reply && phrasing.Letters(b.Transcript.Turns[i].Text) > greeting && !doneThen(b.Transcript.Turns[i].Text):
		p.broke(silent, i)
	case p.Due == nil && admits && b.forgot(i):
		p.broke(admitted, i)
	}
}

// missedBefore reports whether the customer's turn before turn i says that what was promised is not there.
func (b *book) missedBefore(p *promise, i int) bool {
	for k := i - 1; k > p.Turn; k-- {
		if b.Transcript.Turns[k].Speaker == tingjian.Customer {
			return b.absent(p, k)
		}
	}
	return false
}

// admits reports whether the service side says at turn i, or in a bubble before it of the same statement, that something was
// not done.
func (b *book) admits(i int) bool {
	for _, t := range b.Statements[b.StatementOf[i]].Turns {
		if t <= i && b.has(t, admit) {
			return true
		}
	}
	return false
}

// greeting is how many letters a turn may have and still say nothing.
const greeting = 8

// again is the promise that turn i makes for the same act to a later moment, as its place in the book; -1: none.
func (b *book) again(p *promise, i int) int {
	return slices.IndexFunc(b.all, func(q promise) bool {
		return q.Turn == i && (q.kind == p.kind || related(q.kind, p.kind)) && q.Due != nil && p.Due != nil && q.Due.After(*p.Due)
	})
}

// related reports whether two kinds of acts are often said for one another.
func related(a, b int) bool {
	visits := func(k int) bool { return k == visit || k == deliver || k >= handle }
	tells := func(k int) bool { return k == reply || k == callback }
	return visits(a) && visits(b) || tells(a) && tells(b)
}

// forgot reports whether turn i says that what was promised was left undone.
func (b *book) forgot(i int) bool {
	text := b.Transcript.Turns[i].Text
	if untold.MatchString(text) {
		return false
	}
	for _, x := range b.of(i, admit) {
		for _, w := range [...]string{"忘", "没来得及", "没顾", "疏忽", "漏了", "遗漏"} {
			if strings.Contains(text[x.Start:x.End], w) {
				return true
			}
		}
	}
	return false
}

// broke settles the promise as broken by turn i.
func (p *promise) broke(branch string, i int) {
	p.Status, p.branch, p.SettledBy, p.evidence = tingjian.Broken, branch, &i, []int{i}
	if branch == rePromised {
		p.Status = tingjian.RePromised
	}
}

// sameBreath reports whether turn i belongs to the words of the promise itself: a further bubble, soon after.
func (b *book) sameBreath(p *promise, i int) bool {
	if b.StatementOf[i] != b.StatementOf[p.Turn] {
		return false
	}
	from, at := b.Transcript.Turns[p.Turn].At, b.Transcript.Turns[i].At
	return from.IsZero() || at.IsZero() || at.Sub(from) < pause
}

// pause is from when on a further bubble is a new matter.
const pause = 3 * time.Minute

// itsPart reports whether the customer does at turn i what the promise waits for.
func (b *book) itsPart(p *promise, t *tingjian.Turn, i int) bool {
	if p.supposed || t.Speaker != tingjian.Customer {
		return false
	}
	return len(t.Media) > 0 || b.has(i, part) || strings.Contains(t.Text, "图片") || phrasing.Digits(t.Text) >= 5
}
