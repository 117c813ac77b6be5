package redline

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// The moods in which nothing is harmless: 自己填吗, 不用自己填, 您说的自己填; and those in which nothing is declined: 不让加的话 as well.
const (
	otherwise = clause.Question | clause.Negation | clause.Quotation | clause.Past
	meant     = otherwise | clause.Condition
)

// reading is one look at one turn.
type reading struct {
	*judge
	*line
	text string
	h    *lexicon.Hits
	free []lexicon.Hit // stretches of what is declined or harmless
}

// read reports whether the turn declines something or is harmless by its own words, and whether nothing else stands in it.
func (j *judge) read(p *analyzers.Pass, turn int, l *line) (declined, clean bool) {
	r := reading{judge: j, line: l, text: p.Transcript.Turns[turn].Text, h: analyzers.TurnResult[*lexicon.Hits](p, j.words, turn)}
	if l.has[own] {
		for _, x := range r.h.Of(l.lists[own]) {
			if !l.has[wary] || r.plain(x, otherwise) {
				r.free, declined = append(r.free, r.extended(x)), true
			}
		}
	}
	if !l.has[wary] { // nothing tells what crosses the line, so that next to nothing else may be said
		return declined, declined && phrasing.Rest(r.text, 0, len(r.text), r.h, l.lists[own]) <= courtesy
	}
	for _, x := range r.h.Of(l.lists[act]) {
		if span, ok := r.barred(x); ok {
			r.free, declined = append(r.free, r.extended(span)), true
		}
	}
	return declined, r.clean()
}

// courtesy is how many letters may stand beside an invitation to ask.
const courtesy = 3

// plain reports whether x stands within one clause, in none of the moods.
func (r *reading) plain(x lexicon.Hit, moods clause.Mood) bool {
	_, end := clause.Bounds(r.text, x.Start, x.Start)
	return end >= x.End && !r.moods.Is(r.text, r.h, x.Start, x.End, moods)
}

// lures reports whether a hint begins with the bar: 别走平台, 不给验证码就.
func (r *reading) lures(bar lexicon.Hit) bool {
	return slices.ContainsFunc(r.h.Of(r.lists[wary]), func(x lexicon.Hit) bool { return x.Start <= bar.Start && x.End > bar.Start })
}

// extended is x as far as what it declines goes.
func (r *reading) extended(x lexicon.Hit) lexicon.Hit {
	if r.reaches {
		_, x.End = clause.Bounds(r.text, x.Start, x.End)
	}
	return x
}

// barred gives the stretch from a bar to x, or from x to a bar behind it, where nothing but helping words lie between them:
// 平台不让[客服跟您加]微信, but not 不能[说太细]加我微信.
func (r *reading) barred(x lexicon.Hit) (span lexicon.Hit, ok bool) {
	for _, b := range r.h.Of(r.bar) {
		if b.End <= x.Start && helping(r.text[b.End:x.Start]) && r.plain(b, meant) && !r.lures(b) {
			return lexicon.Hit{Start: b.Start, End: x.End}, true
		}
	}
	for _, b := range r.h.Of(r.after) {
		if b.Start >= x.End && helping(r.text[x.End:b.Start]) && r.plain(b, meant) {
			return lexicon.Hit{Start: x.Start, End: b.End}, true
		}
	}
	return span, false
}

// helpers are the characters of helping words: who, to whom, with what, verbs of giving and adding.
const helpers = "您你我他她它们咱客服员工商家店卖任何人谁跟和与以形式私自直接单独互相再用使通过加添留发给交换提供透露告诉报念说索要引导做搞走进行去来把将向的个一了这那顾户对方随便意轻易在支付登录银行卡短信手机动态是都也请可会被现活类种为时平台本公司官主任别陌生客种好评晒图带刷收到询问是就泄露转"

// farthest is how many letters may lie between a bar and what it bars.
const farthest = 10

// helping reports whether a stretch holds nothing but helping words, and no mark.
func helping(stretch string) bool {
	n := 0
	for _, c := range stretch {
		if n++; n > farthest || !strings.ContainsRune(helpers, c) {
			return false
		}
	}
	return true
}

// clean reports whether every word of the line in the turn lies in what is declined or harmless.
func (r *reading) clean() bool {
	for _, k := range [...]int{act, wary} {
		for _, x := range r.h.Of(r.lists[k]) {
			if _, barred := r.barred(x); !barred && !r.freed(x, k) {
				return false
			}
		}
	}
	return true
}

// freed reports whether x touches what is declined or harmless, or, where it is what may be declined, adjoins something harmless:
// 验证码[您]自己填.
func (r *reading) freed(x lexicon.Hit, kind int) bool {
	for _, f := range r.free {
		if x.Start < f.End && f.Start < x.End {
			return true
		}
	}
	if kind != act || !r.has[own] {
		return false
	}
	for _, f := range r.h.Of(r.lists[own]) {
		if x.End <= f.Start && helping(r.text[x.End:f.Start]) || f.End <= x.Start && helping(r.text[f.End:x.Start]) {
			return true
		}
	}
	return false
}
