// Package canned finds scripts that are sent again where they no longer fit (生搬话术).
package canned

import (
	"fmt"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/hanzi"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// Name is the analyzer's name.
const Name = "canned"

const doc = `canned: the same script again, word for word or nearly, after the customer said something new

A message of the service side is a script sent again if at least four fifths of its characters stand, clause by clause, in an
earlier message of that side; politeness, marks and particles count nothing. It no longer fits where the customer said in between
something that is neither assent nor the same question again.

It is none where the customer asks whether the same holds for another thing (那个也…吗), for greetings, holds and closings, for what is asked for and still missing, and where the customer wanted it said
again.`

const clearedBy = "按客户刚说的内容回答,不重复发同一段话"

// The lists that the judgement reads.
const (
	greeting = iota
	hold
	closing
	opening
	wish
	ask
	assent
	thanks
)

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string {
	return []string{"reply.greeting", "hold", "reply.closing", "reply.opening", "canned.wish", "canned.ask", "assent", "gratitude"}
}

// How long and how alike messages must be.
const (
	minLetters = 12  // of a script
	minPart    = 0.8 // of its letters that were said before
	minWhole   = 0.6 // of the earlier message that is said again
	minNews    = 3   // letters of the customer's in between
	minShared  = 0.6 // of the customer's pairs of characters that make a question the same again
)

// New makes the analyzer.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("canned: %w", err)
	}
	j := &judge{words: words, lists: lists}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: lex.Version() + "/1", Codes: []tingjian.Code{tingjian.Canned}, Requires: []*analyzers.Analyzer{words}, Run: j.run,
	}, nil
}

type judge struct {
	words *analyzers.Analyzer
	lists []lexicon.ListID // in the order of the constants
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	said := map[uint64]int{} // clause to the turn in which it was said last
	sizes := map[int]int{}   // letters of the turns so far
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		if !t.Speaker.Serves() || len(t.Text) < minLetters*len("字") {
			continue
		}
		total, before, turn := 0, 0, -1
		for _, c := range clausesOf(analyzers.TurnResult[*lexicon.Hits](p, j.words, i)) {
			total += c.letters
			if at, ok := said[c.hash]; ok && at < i && p.StatementOf[at] != p.StatementOf[i] {
				before += c.letters
				turn = max(turn, at)
			}
			said[c.hash] = i
		}
		sizes[i] = total
		if total >= minLetters && float64(before) >= minPart*float64(total) && float64(total) >= minWhole*float64(sizes[turn]) && j.script(p, i) {
			j.report(p, i, turn)
		}
	}
	return nil, nil
}

// script reports whether the message says something beside greeting, hold and closing, and asks for nothing.
func (j *judge) script(p *analyzers.Pass, i int) bool {
	text := p.Transcript.Turns[i].Text
	h := analyzers.TurnResult[*lexicon.Hits](p, j.words, i)
	return !h.Has(j.lists[ask]) && phrasing.Rest(text, 0, len(text), h, j.lists[greeting], j.lists[hold], j.lists[closing], j.lists[opening]) >= minLetters*2/3
}

// report marks the message if the customer said something new since turn before.
func (j *judge) report(p *analyzers.Pass, i, before int) {
	news := -1
	for t := before + 1; t < i; t++ {
		u := &p.Transcript.Turns[t]
		if u.Speaker != tingjian.Customer || u.Text == "" {
			continue
		}
		h := analyzers.TurnResult[*lexicon.Hits](p, j.words, t)
		if h.Has(j.lists[wish]) {
			return
		}
		if !strings.Contains(u.Text, "也") && phrasing.Rest(u.Text, 0, len(u.Text), h, j.lists[assent], j.lists[thanks], j.lists[greeting]) >= minNews && !j.asked(p, before, u.Text) {
			news = t
		}
	}
	if news < 0 {
		return
	}
	text := p.Transcript.Turns[i].Text
	p.Report(tingjian.Finding{
		Code: tingjian.Canned, Span: p.Span(i, 0, len(text)), Branch: "script", ClearedBy: clearedBy, Confidence: 0.85, Message: "客户说了新的情况,仍把同一段话又发了一遍",
		Evidence: []tingjian.Span{p.Span(before, 0, len(p.Transcript.Turns[before].Text)), p.Span(news, 0, len(p.Transcript.Turns[news].Text))},
	})
}

// lookBack is how many turns before the first message are looked at for the question that it answered.
const lookBack = 6

// asked reports whether the customer's text is, in the main, what it asked before turn before already.
func (j *judge) asked(p *analyzers.Pass, before int, text string) bool {
	mine := hanzi.Pairs(text, grammar)
	if len(mine) == 0 {
		return true
	}
	for t := before - 1; t >= max(0, before-lookBack); t-- {
		if u := &p.Transcript.Turns[t]; u.Speaker == tingjian.Customer && shared(mine, u.Text) >= minShared {
			return true
		}
	}
	return false
}
