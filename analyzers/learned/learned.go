package learned

import (
	"fmt"

	"github.com/hashicorp/golang-lru/v2"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/offtopic/asking"
)

// Name is the analyzer's name.
const Name = "learned"

const docText = `learned: weighs what lists, rules and a sentence encoder say of each turn and its surroundings

A small network gives each turn a probability a code. Above a code's threshold there is a finding, whose quote is the clause
without which the probability is lowest; somewhat below it, a person is asked. What rules found is evidence to it; by code,
rules stand by themselves, or the network may add, or it decides. Where another judgement knows that a turn is innocent of a code
(洗清), the network adds nothing. While a conversation is open, what later messages may still
change is pending.`

// texts is how many texts are kept with what their vectors come to, as agents repeat themselves: 1.6 KiB each, beside the text,
// which is no longer than model.LongestKept.
const texts = 8192

// New makes the review. It runs after all other analyzers. It refuses a model that was trained on the vectors of another encoder.
func New(m *Model, encoder model.Vectors, lex *lexicon.Lexicon, words *analyzers.Analyzer) (*analyzers.Analyzer, error) {
	if err := m.goesWith(encoder.Identity()); err != nil {
		return nil, err
	}
	known, err := lru.New[string, *spoken](texts)
	if err != nil {
		return nil, fmt.Errorf("learned: %w", err)
	}
	questions, err := asking.New(lex)
	if err != nil {
		return nil, fmt.Errorf("learned: %w", err)
	}
	j := &judge{model: m, encoder: encoder, known: known, words: words, questions: questions, extract: NewExtractor(lex, words, &m.Vocabulary), place: map[tingjian.Code]int{}}
	for i, c := range m.Codes() {
		j.place[c] = i
	}
	return &analyzers.Analyzer{
		Name: Name, Doc: docText, Version: m.Version + "/5", Codes: m.Codes(), Requires: j.extract.Requires(), Review: j.review,
	}, nil
}

// judge holds what an inspection reads. It is safe for use by several goroutines.
type judge struct {
	model     *Model
	encoder   model.Vectors
	known     *lru.Cache[string, *spoken] // by text; an answer from it is the one that would be computed
	extract   *Extractor
	place     map[tingjian.Code]int
	words     *analyzers.Analyzer
	questions *asking.Reader
}

func (j *judge) review(p *analyzers.Pass, found []tingjian.Finding) (analyzers.Reviewed, error) {
	turns := j.extract.Turns(p, found)
	c := &conversation{judge: j, pass: p, turns: turns, found: found, full: newWork(j.model.Full, turns), tried: map[int][]trial{}}
	reviewed := c.withRules(c.probabilities())
	return reviewed, c.failed
}

// say is what a text's vector adds under the full network, nothing once the encoder has failed.
func (c *conversation) say(w *work, text string) *spoken {
	if text == "" || c.failed != nil {
		return nil
	}
	if s, ok := c.known.Get(text); ok {
		return s
	}
	var v [model.Size]float32
	if c.failed = c.encoder.Encode(v[:], text); c.failed != nil {
		return nil
	}
	s := w.of(c.model.Full, v[:])
	if len(text) <= model.LongestKept {
		c.known.Add(text, s)
	}
	return s
}

// conversation is one review under way.
type conversation struct {
	*judge
	pass  *analyzers.Pass
	turns []Turn
	found []tingjian.Finding
	full  *work
	tried map[int][]trial // by turn; none: not asked for yet
	// failed is why a text had no vector: the review is none then.
	failed error
}

// probabilities gives those of every judged turn by code, nil where the quick network is sure that there is nothing.
func (c *conversation) probabilities() [][]float64 {
	quick, out := c.model.Quick.Score(c.turns), make([][]float64, len(c.turns))
	for i := range c.turns {
		if quick[i] == nil || !c.worthALook(i, quick[i]) {
			continue
		}
		logits := make([]float32, c.model.Full.Codes)
		for k := range c.turns[i].seen() {
			c.hide(k)
		}
		c.full.surround(i)
		c.full.logits(logits, i)
		out[i] = make([]float64, len(logits))
		for k := range logits {
			out[i][k] = c.model.Decisions[k].Probability(logits[k])
		}
	}
	return out
}

// worthALook reports whether the full network is to be asked about turn i: the quick one leaves some code open, or a rule
// found something there.
func (c *conversation) worthALook(i int, logits []float32) bool {
	for k := range logits {
		if d := &c.model.Decisions[k]; d.Way != RulesAlone && d.quick(logits[k]) >= d.Skip {
			return true
		}
	}
	for k := range c.found {
		if c.found[k].Turn == i && c.found[k].Status == tingjian.Stable { // what a shadow rule finds moves nothing
			return true
		}
	}
	return false
}

// hide computes the hidden vector of turn k under the full network, once.
func (c *conversation) hide(k int) {
	if c.full.hidden[k] != nil {
		return
	}
	c.full.spoken[k] = c.say(c.full, c.pass.Transcript.Turns[k].Text)
	c.full.hide(k)
}
