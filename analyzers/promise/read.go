package promise

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/when"
)

// promise is a promise with what it takes to settle it.
type promise struct {
	tingjian.Promise
	kind     int              // its list
	time     *when.Expression // nil: none was named
	supposed bool             // it hangs on something that may never be
	branch   string           // how it was broken
	evidence []int            // the turns that settled it
	released bool             // the customer wants it no more
	timed    bool             // that it was kept in time is known
	timer    bool             // the clock alone broke it
	said     string           // the words of the time; empty: none, or in the next bubble
	vow      vow              // it is one that no act keeps
	pending  bool             // the reply to what broke it may still clear it
	word     bool             // a time was named for something that no list knows; see book.word
	because  string           // why it was not broken although it seemed so; empty: it was, or never seemed so
}

// read finds the promises of turn i, one a clause at most.
func (b *book) read(i int) {
	h, text := b.hits(i), b.Transcript.Turns[i].Text
	var times []when.Expression
	looked, end := false, 0 // bytes of the turn that are done with
	for {
		hit, kind, ok := b.act(h, end)
		if !ok {
			return
		}
		from, to := clause.Bounds(text, hit.Start, hit.End)
		end = max(to, hit.End)
		if !looked {
			times, looked = when.Of(h), true
		}
		if p, ok := b.promise(i, hit, kind, from, to, times); ok {
			b.all = append(b.all, p)
		}
	}
}

// act is the first act at or after byte from, of those in its clause the strongest kind.
func (b *book) act(h *lexicon.Hits, from int) (best lexicon.Hit, kind int, ok bool) {
	for k := range kinds {
		for _, x := range h.Of(b.lists[k]) {
			if x.Start < from {
				continue
			}
			// A stronger kind gives way only to one that stands clearly before it.
			if !ok || x.End+clauseGap <= best.Start {
				best, kind, ok = x, k, true
			}
			break
		}
	}
	return best, kind, ok
}

// clauseGap is how many bytes before another act a weaker one must end to be one of its own.
const clauseGap = 6 * len("您")

// promise makes the promise of an act, if it is one.
func (b *book) promise(i int, hit lexicon.Hit, kind, from, to int, times []when.Expression) (promise, bool) {
	t, h := &b.Transcript.Turns[i], b.hits(i)
	mood := b.moods.Read(t.Text, h, hit.Start, hit.End)
	if mood.Any(clause.Negation|clause.Quotation|clause.Report|clause.Condition) || mood.Any(clause.Question) && !consent(t.Text[hit.End:]) {
		return promise{}, false
	}
	if b.hedged(h, from, to, hit) || b.others(h, t.Text, from, hit) || kind == by && (over(t.Text[from:to]) || !ours(t.Text[from:to])) {
		return promise{}, false
	}
	if hearsay(t.Text[:hit.End], from) {
		return promise{}, false
	}
	p := promise{kind: kind, supposed: mood.Any(clause.Consequence)}
	start, end := hit.Start, hit.End
	if e := timeOf(t.Text, times, from, to); e != nil {
		if e.Form == when.Past {
			return promise{}, false
		}
		if relative(t.Text, e) {
			return promise{}, false
		}
		p.time, p.said, start, end = e, t.Text[e.Start:e.End], min(start, e.Start), max(end, e.End)
	} else if kind >= handle || !b.intends(h, from, to) {
		return promise{}, false // 给您处理 says nothing without a time
	} else if e := b.timeBelow(i); e != nil {
		p.time = e
	}
	p.Promise = tingjian.Promise{
		Turn: i, Start: start, End: end, Text: t.Text[start:end], Speaker: t.Speaker, Agent: t.Agent, Kind: kinds[kind], Status: tingjian.Open,
	}
	p.Awaits = p.supposed || b.hangs(h, t.Text, from, to, hit)
	if !p.Awaits {
		p.due(t.At)
	}
	return p, !b.gone(&p) && !b.restated(&p)
}

// consent reports whether what follows only asks for consent: 24小时内给您回电可以吗.
func consent(rest string) bool {
	rest = rest[:min(len(rest), 16*len("您"))]
	for _, w := range [...]string{"可以吗", "可以么", "可以不", "好吗", "好吧", "行吗", "行不", "好不好", "可以的吗", "您看", "成吗", "没问题吧", "可以的"} {
		if strings.Contains(rest, w) {
			return true
		}
	}
	return false
}

// hedged reports whether a word in the act's clause before it makes it a guess.
func (b *book) hedged(h *lexicon.Hits, from, to int, hit lexicon.Hit) bool {
	return slices.ContainsFunc(h.Of(b.lists[hedge]), func(x lexicon.Hit) bool { return x.Start >= from && x.End <= max(hit.End, to) })
}

// over reports whether a clause says that something has happened.
func over(words string) bool {
	return strings.HasSuffix(strings.TrimRight(words, "哈哦呢的啊呀~ "), "了") || strings.Contains(words, "已") || strings.Contains(words, "过了") || strings.Contains(words, "刚")
}

// ours reports whether somebody of the service side acts in a clause, or it acts for the customer; a clause that begins with
// the customer is about what the customer is to do.
func ours(words string) bool {
	words = strings.TrimLeft(words, "亲请麻烦辛苦那就也还再好的, ")
	if strings.HasPrefix(words, "您") || strings.HasPrefix(words, "你") {
		return false
	}
	for _, w := range [...]string{"给您", "给你", "帮您", "帮你", "为您", "师傅", "专员", "同事", "这边", "工程师", "技师", "骑手", "财务", "技术", "我们", "本店", "一定", "肯定", "保证"} {
		if strings.Contains(words, w) {
			return true
		}
	}
	i := strings.Index(words, "我")
	if i < 0 {
		return false
	}
	for _, w := range [...]string{"给", "发", "告诉", "联系", "跟", "让", "叫", "和", "找", "寄", "到", "回复", "通知", "问"} {
		if strings.HasSuffix(words[:i], w) {
			return false
		}
	}
	return true
}

// others reports whether somebody else acts for himself: the last one named before the act in its clause is none of ours.
func (b *book) others(h *lexicon.Hits, text string, from int, hit lexicon.Hit) bool {
	for _, x := range h.Of(b.lists[third]) {
		if x.Start >= from && x.End <= hit.Start+len("商家商家") && x.Start < hit.End {
			between := text[min(x.End, hit.End):hit.End]
			return !strings.Contains(between, "我") && !strings.Contains(between, "这边") && !strings.Contains(between, "小妹") && !strings.Contains(between, "同事")
		}
	}
	return false
}

// intends reports whether a word of firm intent stands in the clause.
func (b *book) intends(h *lexicon.Hits, from, to int) bool {
	return slices.ContainsFunc(h.Of(b.lists[will]), func(x lexicon.Hit) bool { return x.Start >= from && x.Start < to })
}

// reach is how many bytes of text before and after its clause an act's time may lie in: a neighbouring clause.
const reach = 24 * len("您")

// timeOf is the time of the act in the clause from from to to: the last one named there before others, else one in the
// clauses next to it within the sentence, else one gone by. nil: none.
func timeOf(text string, times []when.Expression, from, to int) *when.Expression {
	var near, gone *when.Expression
	loose := false // the act's own clause says 马上 or 尽快
	for k := range times {
		e := &times[k]
		switch inside := e.Start >= from && e.End <= to+len("内"); {
		case inside && e.Names():
			return latest(times[k:], to)
		case inside && e.Form == when.Past:
			gone = e
		case inside:
			loose = true
		case !e.Names() || e.Start >= to && near != nil && near.Start < from:
		case e.End <= from && from-e.Start <= reach && oneSentence(text[e.End:from]), e.Start >= to && e.End-to <= reach && oneSentence(text[to:e.Start]):
			near = e
		}
	}
	if near != nil && !loose {
		return near
	}
	return gone
}

// latest is the last of the times in the clause that ends at to, where it is not a mere time of day after a day.
func latest(times []when.Expression, to int) *when.Expression {
	best := &times[0]
	for k := range times[1:] {
		if e := &times[k+1]; e.Names() && e.End <= to+len("内") {
			best = e
		}
	}
	return best
}

func oneSentence(between string) bool {
	return !strings.ContainsAny(between, "。！？!?;；\n") && utf8.RuneCountInString(between) <= 16
}

// timeBelow is a time that the next bubble of the same statement names, and hardly anything else.
func (b *book) timeBelow(i int) *when.Expression {
	s := &b.Statements[b.StatementOf[i]]
	k := slices.Index(s.Turns, i) + 1
	if k >= len(s.Turns) {
		return nil
	}
	text := b.Transcript.Turns[s.Turns[k]].Text
	if utf8.RuneCountInString(text) > 16 {
		return nil
	}
	for _, e := range when.Of(b.hits(s.Turns[k])) {
		if e.Names() && utf8.RuneCountInString(text[e.Start:e.End])*2 >= utf8.RuneCountInString(text) {
			return &e
		}
	}
	return nil
}

// hangs reports whether the promise waits for something else to be done first, said in its clause or the two before.
func (b *book) hangs(h *lexicon.Hits, text string, from, to int, hit lexicon.Hit) bool {
	first := from
	for range 2 {
		head := strings.TrimRight(text[:first], " ，,、。；;！!～~")
		if head == "" {
			break
		}
		first, _ = clause.Bounds(text, len(head)-1, len(head))
	}
	return slices.ContainsFunc(h.Of(b.lists[awaits]), func(x lexicon.Hit) bool {
		return x.Start >= first && x.Start < to && !(x.Start >= hit.Start && x.End <= hit.End)
	})
}

// due reckons the promise's due time from the moment from which it runs.
func (p *promise) due(from time.Time) {
	if p.time == nil {
		return
	}
	if w, ok := p.time.Window(from); ok {
		p.Due = &w.Due
	}
}

// restated reports whether the promise only says again what the one before said, to the same moment.
func (b *book) restated(p *promise) bool {
	return slices.ContainsFunc(b.all, func(q promise) bool {
		return q.vow == noVow && (q.kind == p.kind || p.kind == by) && q.Turn != p.Turn && (p.Due == nil && q.Due == nil || p.Due != nil && q.Due != nil && p.Due.Equal(*q.Due))
	})
}
