package promise

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/when"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// A vow is a promise that no act keeps: something is kept for the customer, or will not happen again. Only what both sides then say, or
// an event, breaks it.
type vow int

// The vows.
const (
	noVow   vow = iota
	reserve     // 给您留着
	never       // 不会再扣了
)

// How a vow is broken.
const (
	givenAway  = "given-away"
	happened   = "happened-again"
	reachOfVow = 12 // how many turns after it are looked at
)

// vow takes what turn i undertakes to keep for the customer, or that will not happen again.
func (b *book) vow(i int) {
	if !b.answers(i) {
		return
	}
	t := &b.Transcript.Turns[i]
	for _, kind := range [...]vow{reserve, never} {
		for _, x := range b.of(i, [...]int{reserve: reserves, never: nevers}[kind]) {
			if b.moods.Read(t.Text, b.hits(i), x.Start, x.End).Any(clause.Question|clause.Quotation|clause.Report|clause.Condition|clause.Consequence|clause.Past) || b.has(i, hedge) {
				continue
			}
			p := promise{kind: by, vow: kind, Promise: tingjian.Promise{
				Turn: i, Start: x.Start, End: x.End, Text: t.Text[x.Start:x.End], Speaker: t.Speaker, Agent: t.Agent, Kind: kinds[by], Status: tingjian.Open,
			}}
			b.all = append(b.all, p)
			break
		}
	}
}

// breaks looks for what shows that the vow was broken.
func (b *book) breaks(p *promise) {
	spoke := false
	for i := p.Turn + 1; i < min(len(b.Transcript.Turns), p.Turn+reachOfVow); i++ {
		t := &b.Transcript.Turns[i]
		switch {
		case b.sameBreath(p, i):
		case p.vow == never && b.happens(p, i):
			if r := b.replyTo(i); r < 0 || !anotherOne(b.Transcript.Turns[r].Text) {
				p.broke(happened, i)
				p.pending = r < 0 && !b.Transcript.Closed
				return
			}
		case t.Speaker == tingjian.Customer && p.vow == reserve && (b.releases(p, i) || b.ended(p, i)):
			return
		case t.Speaker == tingjian.Customer:
			spoke = spoke || t.Text != ""
		case p.vow == reserve && spoke && t.Speaker.Serves() && b.states(i, gone, "") && !b.ended(p, i) && !b.anotherThing(p, i) && !b.keptUntil(p, i):
			p.broke(givenAway, i)
			return
		}
	}
}

// keptUntil reports whether it was to be kept until some time only, which turn i says is past: 留到八点, 八点过了.
func (b *book) keptUntil(p *promise, i int) bool {
	return untilTime.MatchString(b.Transcript.Turns[p.Turn].Text) && strings.Contains(b.Transcript.Turns[i].Text, "过")
}

var untilTime = wording.MustCompile(`留(到|至)`)

// anotherThing reports whether what turn i says is gone may be another thing than what was kept: the customer has asked for one in
// between, or turn i names one that was not asked for (蓝色卖完了, where the red one is kept).
func (b *book) anotherThing(p *promise, i int) bool {
	text := b.Transcript.Turns[i].Text
	for k := p.Turn + 1; k < i; k++ {
		t := &b.Transcript.Turns[k]
		if t.Speaker == tingjian.Customer && !b.related(p, k) && (asksFor(t.Text) && meaning(t.Text) != "" || b.has(k, asks) && shareWord(t.Text, text)) {
			return true
		}
	}
	for _, x := range b.of(i, gone) {
		from, _ := clause.Bounds(text, x.Start, x.End)
		if b.likeKept(p, text[from:x.Start]) {
			return true
		}
	}
	return false
}

// asksFor reports whether a text asks for a thing, or for one more.
func asksFor(text string) bool { return asking.In(text) }

var asking = wording.Of("呢", "有没有", "还有", "有吗", "也要", "也想", "也来", "也给", "也留", "再要", "再来", "再加", "再留", "换")

// likeKept reports whether words name a thing of the same kind as what p keeps, and not that: 双床 for 大床.
func (b *book) likeKept(p *promise, words string) bool {
	kept := b.promised(p)
	other, prev := false, rune(0)
	for _, r := range words {
		if grammatical.Has(r) || !hanzi.Is(r) {
			prev = 0
			continue
		}
		if prev != 0 && strings.ContainsRune(kept, r) {
			if strings.Contains(kept, string([]rune{prev, r})) {
				return false
			}
			other = other || !strings.ContainsRune(kept, prev)
		}
		prev = r
	}
	return other
}

// happens reports whether turn i shows that what was not to happen again did.
func (b *book) happens(p *promise, i int) bool {
	t := &b.Transcript.Turns[i]
	return t.Event.Charges() && strings.ContainsAny(p.Text, "扣收续") || t.Speaker == tingjian.Customer && b.recurs(p, i)
}

// recurs reports whether the customer says at turn i that what was not to happen again did, and not by its own doing.
func (b *book) recurs(p *promise, i int) bool {
	text := b.Transcript.Turns[i].Text
	if imagines(text) || strings.Contains(text, "吗") {
		return false
	}
	for _, x := range b.of(i, recurring) {
		words := text[x.Start:x.End]
		if theCustomers(text, x) {
			continue
		}
		if strings.Contains(words, "又来") || strings.Contains(words, "又是你们") || strings.ContainsAny(verbsOf(words), verbsOf(p.Text)) {
			return true
		}
	}
	return false
}

// theCustomers reports whether the hit x tells what the customer does itself, or asks for: 我刚又打了你们热线, 麻烦又发我一份.
func theCustomers(text string, x lexicon.Hit) bool {
	from, to := clause.Bounds(text, x.Start, x.End)
	head, rest := text[from:x.Start], text[x.Start:to]
	for _, w := range [...]string{"麻烦", "请", "帮我", "帮忙", "能不能", "可以再"} {
		if strings.Contains(head, w) {
			return true
		}
	}
	for _, w := range [...]string{"给你", "给您", "给客服", "你们热线", "你们电话", "你们客服", "客服电话", "没人接", "打不通"} {
		if strings.Contains(rest, w) {
			return true
		}
	}
	return strings.ContainsAny(verbsOf(rest[:x.End-x.Start]), "打发推寄催") && doer.MatchString(head)
}

// doer matches a head that names the customer as who does it, with no more than when behind.
var doer = wording.MustCompile(`(^|[^给对])我(们|自己|这边|今天|昨天|早上|上午|下午|晚上|刚才|刚刚|刚|前天|就|都|也|只好|已经)*$`)

// replyTo is the first turn of the service side after turn i that says something; -1: there is none yet.
func (b *book) replyTo(i int) int {
	for k := i + 1; k < len(b.Transcript.Turns); k++ {
		if t := &b.Transcript.Turns[k]; t.Speaker.Serves() && t.Text != "" {
			return k
		}
	}
	return -1
}

// anotherOne reports whether a reply says that it was another thing that the customer, or the system, saw.
func anotherOne(reply string) bool {
	return strings.Contains(reply, "没有再") || strings.Contains(reply, "没再") || strings.Contains(reply, "另一个")
}

// verbsOf are the characters of a phrase that name what happens.
func verbsOf(words string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("扣打发推扰收续寄响催", r) {
			return r
		}
		return -1
	}, words)
}

// ended reports whether the time up to which something was kept has passed at turn i.
func (b *book) ended(p *promise, i int) bool {
	from, at := b.Transcript.Turns[p.Turn].At, b.Transcript.Turns[i].At
	return !at.IsZero() && slices.ContainsFunc(when.Of(b.hits(p.Turn)), func(e when.Expression) bool {
		w, ok := e.Window(from)
		return ok && e.Names() && at.After(w.Due)
	})
}
