package promise

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/when"
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
		case p.vow == never && (t.Event != nil && charges(t.Event.Type) && strings.ContainsAny(p.Text, "扣收续") || t.Speaker == tingjian.Customer && b.recurs(p, i) && !b.anotherOne(i)):
			p.broke(happened, i)
			return
		case t.Speaker == tingjian.Customer && p.vow == reserve && (b.releases(p, i) || b.ended(p, i)):
			return
		case t.Speaker == tingjian.Customer:
			spoke = spoke || t.Text != ""
		case p.vow == reserve && spoke && t.Speaker.Serves() && b.states(i, gone, "") && !b.ended(p, i):
			p.broke(givenAway, i)
			return
		}
	}
}

func charges(event string) bool {
	return strings.Contains(event, "charge") || strings.Contains(event, "deduct")
}

// recurs reports whether the customer says at turn i, in another statement than its first reply, that what was not to happen again did.
func (b *book) recurs(p *promise, i int) bool {
	text := b.Transcript.Turns[i].Text
	if imagines(text) || strings.ContainsAny(text, "吗") {
		return false
	}
	for _, x := range b.of(i, recurring) {
		words := text[x.Start:x.End]
		if strings.Contains(words, "又来") || strings.Contains(words, "又是你们") || strings.ContainsAny(verbsOf(words), verbsOf(p.Text)) {
			return true
		}
	}
	return false
}

// anotherOne reports whether the reply to turn i says that it was another thing that the customer saw.
func (b *book) anotherOne(i int) bool {
	for k := i + 1; k < len(b.Transcript.Turns); k++ {
		if t := &b.Transcript.Turns[k]; t.Speaker.Serves() && t.Text != "" {
			return strings.Contains(t.Text, "没有再") || strings.Contains(t.Text, "没再") || strings.Contains(t.Text, "另一个")
		}
	}
	return false
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
