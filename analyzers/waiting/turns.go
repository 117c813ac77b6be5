package waiting

import (
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
	"github.com/tingjian/tingjian/analyzers/wording"
)

// How many characters beside the given phrases a message may hold and still be nothing but what they say.
const (
	holdSlack   = 4  // outside the clauses that ask for patience,
	moveSlack   = 10 // or announce a transfer, which is often explained: 这个要财务审核
	clauseSlack = 10 // within one of them: 我去仓库核实一下
)

func (j *judge) hits(p *analyzers.Pass, turn int) *lexicon.Hits {
	return analyzers.TurnResult[*lexicon.Hits](p, j.words, turn)
}

// shows reports whether the turn shows something that wants an answer. Stickers (表情) do not.
func shows(t *tingjian.Turn) bool {
	return slices.ContainsFunc(t.Media, func(m tingjian.Media) bool { return m.Type != "sticker" && m.Type != "emoji" })
}

// idle reports whether the customer's turn asks for nothing: thanks, assent, "give me a moment", or no words at all.
func (j *judge) idle(t *tingjian.Turn, hits *lexicon.Hits) bool {
	if shows(t) || hits.Has(j.lists[asks]) {
		return false
	}
	if phrasing.Letters(t.Text) == 0 {
		return true
	}
	return hits.Has(j.lists[assent]) && phrasing.Only(t.Text, hits, j.lists[assent])
}

// remarks reports whether the customer's turn only goes along with what was said: it begins with assent and is short, or is
// shorter still and names no trouble and nothing given that the service is to act upon.
func (j *judge) remarks(t *tingjian.Turn, hits *lexicon.Hits, asked bool) bool {
	if shows(t) || hits.Has(j.lists[asks]) || trouble.In(t.Text) {
		return false
	}
	letters := phrasing.Letters(t.Text)
	if h, ok := hits.First(j.lists[assent]); ok && phrasing.Letters(t.Text[:h.Start]) == 0 && letters <= longestAssent {
		return true
	}
	limit := longRemark
	if asked {
		limit = shortRemark
	}
	return letters <= limit && !given.In(t.Text) && phrasing.Digits(t.Text) < numberDigits
}

// numberDigits is from how many digits on a remark gives a number.
const numberDigits = 3

// Characters of which who is in trouble, objects or presses uses one, and such as tell that something was given.
var (
	trouble = wording.Characters("不没坏错未非急快催但可还怎啥骂烦差漏破碎少缺烂")
	given   = wording.Characters("发传拍填寄付提交")
)

// How many letters a remark may have.
const (
	longestAssent = 16
	longRemark    = 14
	shortRemark   = 8 // to what was asked
)

// holds reports whether the service's turn only asks for patience or announces that somebody else will come, so that the
// customer goes on waiting.
func (j *judge) holds(t *tingjian.Turn, hits *lexicon.Hits) bool {
	if shows(t) || !hits.HasAny(j.lists[hold], j.lists[transfer]) {
		return false
	}
	if t.Speaker == tingjian.Bot && hits.Has(j.lists[transfer]) {
		return true
	}
	rest := 0
	for start, end, ok := phrasing.Clause(t.Text, 0); ok; start, end, ok = phrasing.Clause(t.Text, end) {
		switch {
		case within(hits, j.lists[hold], start, end) || within(hits, j.lists[transfer], start, end):
			if phrasing.Rest(t.Text, start, end, hits, j.lists[hold], j.lists[transfer], j.lists[pleasantry]) > clauseSlack {
				return false
			}
		case within(hits, j.lists[asks], start, end):
			return false // it asks for something that it needs: the turn is the customer's
		default:
			rest += phrasing.Rest(t.Text, start, end, hits, j.lists[pleasantry])
		}
	}
	if hits.Has(j.lists[transfer]) {
		return rest <= moveSlack
	}
	return rest <= holdSlack
}

// within reports whether a hit of the list begins in text[start:end].
func within(hits *lexicon.Hits, id lexicon.ListID, start, end int) bool {
	return slices.ContainsFunc(hits.Of(id), func(h lexicon.Hit) bool { return h.Start >= start && h.Start < end })
}
