// Package repetition finds customers who have to say again what they already said or asked (重复诉说).
package repetition

import (
	"fmt"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// Name is the analyzer's name.
const Name = "repetition"

const doc = `repetition: the customer says again what it already said or asked

A message repeats an earlier one of the same customer if it shares most of its pairs of Chinese characters with it (those
that carry meaning, and that the service had not just used itself, so that confirming is no repeating), or says the same
word for word as a question or request, or asks for a person again; or if the customer says so: 我都说了三遍, 我问的是日期. Order cards, links,
placeholders, greetings and assent are nothing to repeat. Within one statement only an almost literal repetition counts.

It is a signal about the service, never held against anybody by itself. Of a long conversation the first messages and the
last are looked back at.`

// The lists that the judgement reads.
const (
	said   = iota // 我都说了三遍
	asks          // 吗、怎么、我要
	person        // 转人工、找真人
)

// Lists are the names of the phrase lists that the judgement reads.
func Lists() []string { return []string{"repeat.said", "asks", "repeat.person"} }

// How alike two messages must be.
const (
	minShared  = 2   // shingles in common
	minPart    = 0.4 // of the shingles of the later message, one of them content,
	minContent = 0.7 // or of those that are content
	sameInRow  = 0.8 // of the larger of two messages within one statement
	samePerson = 0.5 // how alike any two requests for a person are
	minLiteral = 3   // characters of a message that is said again word for word
)

// How far back a message is compared with the customer's others.
const (
	firstOnes = 6
	lastOnes  = 24
)

// New makes the analyzer.
func New(lex *lexicon.Lexicon, words *analyzers.Analyzer) (*analyzers.Analyzer, error) {
	lists, err := lex.IDs(Lists()...)
	if err != nil {
		return nil, fmt.Errorf("repetition: %w", err)
	}
	pairs := &analyzers.Analyzer{
		Name: "repetition.shingles", Version: "1", Turn: turnShingles(stops()),
		Doc: "what of each message is compared\n\nThe pairs of characters and the Latin words of each message that carry meaning.",
	}
	j := &judge{words: words, pairs: pairs, lists: lists}
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: lex.Version() + "/1", Codes: []tingjian.Code{tingjian.CustomerRepeat},
		Requires: []*analyzers.Analyzer{words, pairs}, Run: j.run,
	}, nil
}

type judge struct {
	words, pairs *analyzers.Analyzer
	lists        []lexicon.ListID // in the order of the constants
}

// earlier is one of the customer's messages so far.
type earlier struct {
	turn, statement int
	*shingles
}

func (j *judge) run(p *analyzers.Pass) (any, error) {
	pairs := analyzers.TurnResults(p, j.pairs)
	var before []earlier
	var answer []int // the service's turns since the customer spoke last
	answered := false
	for i := range p.Transcript.Turns {
		t := &p.Transcript.Turns[i]
		if t.Speaker.Serves() {
			if !answered {
				answer = answer[:0]
			}
			answer, answered = append(answer, i), true
		}
		if t.Speaker != tingjian.Customer || t.Text == "" {
			continue
		}
		now := earlier{i, p.StatementOf[i], pairs[i].(*message).shingles()}
		j.judge(p, &now, before, answer, pairs)
		answered = false
		before = append(before, now)
		if len(before) > firstOnes+2*lastOnes {
			before = append(before[:firstOnes], before[len(before)-lastOnes:]...)
		}
	}
	return nil, nil
}

// judge looks whether the message says so itself, then for the message that it repeats most of.
func (j *judge) judge(p *analyzers.Pass, now *earlier, before []earlier, answer []int, pairs []any) {
	hits := analyzers.TurnResult[*lexicon.Hits](p, j.words, now.turn)
	if h, ok := hits.First(j.lists[said]); ok && len(before) > 0 {
		j.report(p, now.turn, h.Start, h.End, -1, 0.8)
		return
	}
	best, part := -1, 0.0
	wantsPerson := hits.Has(j.lists[person])
	var fresh []uint64 // what the service had not just said
	for i := range before {
		b := &before[i]
		switch {
		case b.whole == now.whole && b.words == now.words && now.words >= minLiteral && hits.Has(j.lists[asks]):
			best, part = b.turn, 1
		case wantsPerson && b.statement != now.statement && analyzers.TurnResult[*lexicon.Hits](p, j.words, b.turn).Has(j.lists[person]):
			best, part = b.turn, max(part, samePerson)
		case !now.mayShare(b.shingles, minShared):
		case b.statement == now.statement:
			mine, _ := now.sorted()
			theirs, _ := b.sorted()
			if n, _ := shared(mine, theirs); n >= minShared && float64(n) >= sameInRow*float64(max(len(mine), len(theirs))) {
				best, part = b.turn, 1
			}
		default:
			// What the service had just said only takes away from what is shared; mostly there is too little even so.
			mine, _ := now.sorted()
			if alike(now, mine, b) <= part {
				continue
			}
			if fresh == nil {
				fresh = unsaid(mine, answer, pairs)
			}
			if a := alike(now, fresh, b); a > part {
				best, part = b.turn, a
			}
		}
	}
	if best >= 0 {
		j.report(p, now.turn, 0, len(p.Transcript.Turns[now.turn].Text), best, 0.5+part/2)
	}
}

// unsaid gives the shingles that do not stand in the answers.
func unsaid(mine []uint64, answers []int, pairs []any) []uint64 {
	for _, a := range answers {
		said, _ := pairs[a].(*message).shingles().sorted()
		if n, _ := shared(mine, said); n > 0 {
			mine = without(mine, said)
		}
	}
	return mine
}

// alike is the part of the message that stands in an earlier one, 0 where that is too little to call it repeating.
func alike(now *earlier, fresh []uint64, before *earlier) float64 {
	mine, filled := now.sorted()
	theirs, _ := before.sorted()
	all, contents := shared(fresh, theirs)
	part := float64(all) / float64(len(mine))
	if all >= minShared && part >= minPart && contents > 0 || contents >= minShared && float64(contents) >= minContent*float64(filled) {
		return part
	}
	return 0
}

func (j *judge) report(p *analyzers.Pass, turn, start, end, of int, confidence float64) {
	f := tingjian.Finding{
		Code: tingjian.CustomerRepeat, Span: p.Span(turn, start, end), Confidence: confidence, Clock: tingjian.Stream,
		Message: "客户说自己已经说过",
	}
	if of >= 0 {
		f.Message = "客户把先前的话又说了一遍"
		f.Evidence = []tingjian.Span{p.Span(of, 0, len(p.Transcript.Turns[of].Text))}
	}
	p.Report(f)
}
