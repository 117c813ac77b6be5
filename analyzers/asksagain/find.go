package asksagain

import (
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// find gives the requests of the service side, by turn, and the turns in which the customer says to have answered already.
func (j *judge) find(p *analyzers.Pass) (asks []ask, protests []int) {
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		if t.Text == "" || t.Speaker == tingjian.System {
			continue
		}
		h := analyzers.TurnResult[*lexicon.Hits](p, j.words, i)
		if t.Speaker == tingjian.Customer {
			if h.Has(j.extra[protest]) || h.Has(j.extra[recalled]) || endsTelling(t.Text) {
				protests = append(protests, i)
			}
			continue
		}
		for _, x := range h.All() {
			if x.List > j.last {
				break
			}
			switch what := j.slotOf[x.List]; {
			case x.List == j.extra[counted] && inquiring(t.Text, x.End) && !strings.HasSuffix(t.Text[:x.Start], "就") && !strings.HasSuffix(t.Text[:x.Start], "才"), x.List == j.extra[ever]:
				asks = append(asks, ask{i, others, x.Start, x.End})
			case what != slots && j.asked(t.Text, h, x) && !j.cleared(t.Text, h, x, what):
				asks = append(asks, ask{i, what, x.Start, x.End})
			}
		}
	}
	return asks, protests
}

// inquiring reports whether the sentence of the words that end at at is a question: it ends soon in a question mark or a particle of asking.
func inquiring(text string, at int) bool {
	rest := text[at:]
	if end := strings.IndexAny(rest, "。！!；;\n"); end >= 0 {
		rest = rest[:end]
	}
	return strings.ContainsAny(rest, "?？") || strings.ContainsAny(rest, "呢呀啦") || phrasing.Letters(rest) <= 1
}

// heldBefore looks for the answer to a question for a fact in what the customer said before: a number with the unit that is
// asked for (五年级 for 几年级), or the same thing done or not done (没摔过 for 摔过吗).
func (s *pass) heldBefore(a ask) (gift, bool) {
	phrase := s.Transcript.Turns[a.turn].Text[a.start:a.end]
	unit, counts := strings.CutPrefix(phrase, "几")
	if !counts {
		unit, counts = strings.CutPrefix(phrase, "多少")
	}
	for t := a.turn - 1; t >= 0 && t >= a.turn-lookBack; t-- {
		u := &s.Transcript.Turns[t]
		if u.Speaker != tingjian.Customer || u.Text == "" {
			continue
		}
		if counts {
			if at := numberWith(u.Text, unit); at >= 0 {
				return gift{t, at, at + len(unit)}, true
			}
			continue
		}
		for _, x := range analyzers.TurnResult[*lexicon.Hits](s.Pass, s.words, t).Of(s.extra[everSaid]) {
			if verbOf(u.Text[x.Start:x.End]) == verbOf(phrase) && !strings.HasPrefix(u.Text[x.End:], "吗") {
				return gift{t, x.Start, x.End}, true
			}
		}
	}
	return gift{}, false
}

// numberWith finds the unit directly behind a number of either script; -1: it does not stand there.
func numberWith(text, unit string) int {
	for at := 0; ; {
		k := strings.Index(text[at:], unit)
		if k < 0 {
			return -1
		}
		if r, size := utf8.DecodeLastRuneInString(text[:at+k]); size > 0 && strings.ContainsRune("0123456789一二三四五六七八九十两百千万", r) {
			return at + k
		}
		at += k + len(unit)
	}
}

// verbOf is what is left of a phrase such as 有没有摔过吗 without the words around the verb.
func verbOf(phrase string) string {
	for _, p := range [...]string{"有没有过", "有没有", "是否有", "是否", "是不是", "曾经", "从来没", "从没", "也没", "没有", "有过", "有没", "没", "有"} {
		if rest, ok := strings.CutPrefix(phrase, p); ok {
			phrase = rest
			break
		}
	}
	for _, p := range [...]string{"，", "？", "。", "吗", "么", "呢", "没有", "没", "过", "了"} {
		phrase = strings.TrimSuffix(phrase, p)
	}
	return phrase
}

// How many letters may stand between the thing and the word of asking.
const (
	reachOfGive = 8 // 提供一下(您这边收货的)手机号
	reachOfWhat = 2 // 订单号(您)发一下
)

// asked reports whether the thing named at x is asked for: the phrase is a question or an order in itself, or a word of
// asking stands beside it.
func (j *judge) asked(text string, h *lexicon.Hits, x lexicon.Hit) bool {
	if whole(text[x.Start:x.End]) {
		return true
	}
	from, to := clause.Bounds(text, x.Start, x.End)
	for _, g := range h.Of(j.extra[give]) {
		if g.Start >= from && g.End <= x.Start && phrasing.Letters(text[g.End:x.Start]) <= reachOfGive || g.Start < x.Start && g.End > x.Start && g.End <= x.End {
			return true
		}
	}
	for _, w := range h.Of(j.extra[what]) {
		if w.Start >= x.End && (w.End <= to || w.Start >= to && w.Start-to <= len("，您")) && phrasing.Letters(text[x.End:w.Start]) <= reachOfWhat {
			return true
		}
	}
	return false
}

// whole reports whether a phrase asks by itself: it has a question word, or begins with what the customer should do.
func whole(phrase string) bool {
	first, _ := utf8.DecodeRuneInString(phrase)
	return strings.ContainsRune("拍发传留报提告填补录描说讲把将从重复叙", first) || strings.ContainsAny(phrase, "什哪几怎何贵谁啥") || strings.Contains(phrase, "多")
}

// cleared reports whether the ask at x has an excuse.
func (j *judge) cleared(text string, h *lexicon.Hits, x lexicon.Hit, what slot) bool {
	if h.Has(j.extra[unclear]) || h.Has(j.extra[instructs]) || h.Has(j.extra[security]) && what != story && what != opening {
		return true
	}
	from, to := clause.Bounds(text, x.Start, x.End)
	if head := text[from:x.Start]; strings.HasSuffix(head, "还有") || strings.HasSuffix(head, "其他") || (what == photo || what == video) && (strings.Contains(head, "给您") || strings.Contains(head, "给你")) {
		return true
	}
	for _, c := range h.Of(j.extra[confirm]) {
		if c.Start >= from && (c.End <= to || phrasing.Letters(text[x.End:c.Start]) <= reachOfConfirm) {
			return true
		}
	}
	return (what == photo || what == video) && (within(h.Of(j.extra[shot]), from, to) || phrasing.Letters(strings.Trim(text[x.End:to], plainOfShot)) > longShot)
}

// plainOfShot says nothing of what a picture is to show; what is left over beyond longShot letters is a thing of its own:
// 拍一下|外机的走线.
const (
	plainOfShot = "照片图视频截发过来给我们这边看一下吧哦呢吗哈的传张个段提供麻烦您请在里上才好能可以核实确认帮处理 "
	longShot    = 3
)

// within reports whether one of the hits lies between from and to.
func within(hits []lexicon.Hit, from, to int) bool {
	for _, x := range hits {
		if x.Start >= from && x.End <= to {
			return true
		}
	}
	return false
}

// reachOfConfirm is how many letters after the thing a word that confirms it may stand: 手机号是139开头的这个,对吧.
const reachOfConfirm = 12
