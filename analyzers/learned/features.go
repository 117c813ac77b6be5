package learned

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/golang-lru/v2"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/model"
)

// The slots of a turn's surroundings (上下文位置).
const (
	self     = iota
	asked    // the other side's statement before: mostly what the turn answers (所答)
	said     // the same side's two turns before
	asked2   // the other side's statement before that
	before   // all of the eight turns before
	next     // the same side's next turn
	next2    // and the one after
	answered // the other side's next turn

	// Slots is how many there are.
	Slots = answered + 1
)

// The figures of a turn that are no phrases.
const (
	length     = iota // of the text: logarithm, halved
	question          // it asks
	opening           // the conversation's first turn
	media             // it carries a picture, voice or card
	lines             // it is written on several lines
	ownWords          // 0..1: how much of it the same side said in a turn before
	theirWords        // 0..1: how much of it the other side said in a turn before
	lastWords         // the same of the other side's last turn
	place             // 0..1: how far into the conversation, 1 from the twelfth turn on
	firstWords        // the side's first turn
	call              // by telephone
	handover          // another agent than in the turn before
	pause             // since the turn before: logarithm of minutes, halved, at most 3

	// Scalars is how many there are.
	Scalars = pause + 1
)

// Speakers is how many kinds of speakers there are.
const Speakers = 4

// Turn is what the network sees of one turn.
type Turn struct {
	Speaker  int
	Scalars  [Scalars]float32
	Features []int32          // those that are there: phrase lists with a hit, marks that rules set, grams
	Vector   []float32        // of the text, for learning and Score; nil: none
	Window   [Slots][]int     // turns of the same conversation; all empty: a turn that nobody judges
	Related  [Relations][]int // turns that it is held against, one by one
}

// Judged reports whether the turn is one that codes are given to: somebody said something.
func (t *Turn) Judged() bool { return len(t.Window[self]) > 0 }

// Vocabulary names the features: phrase lists by name first, then what rules found, by code and by rule and branch, and what they cleared, then grams:
// pairs of neighbouring characters.
type Vocabulary struct {
	Lists []string `json:"lists"`
	Marks []string `json:"marks"`
	Grams []string `json:"grams,omitempty"` // none in files older than they are
}

// Size is the number of features.
func (v *Vocabulary) Size() int { return v.FirstGram() + len(v.Grams) }

// FirstGram is the first feature that is a gram.
func (v *Vocabulary) FirstGram() int { return len(v.Lists) + len(v.Marks) }

// Extractor turns a transcript and what was found in it into what the network sees. It is safe for use by several goroutines.
type Extractor struct {
	lex       *lexicon.Lexicon
	firstMark int32
	firstGram int32
	words     *analyzers.Analyzer
	pairs     *analyzers.Analyzer
	lists     []int32 // by list of the lexicon: the feature, -1 for none
	marks     map[string]int32
	grams     map[gram]int32
	parts     *lru.Cache[string, *lexicon.Hits] // see scan; an answer from it is the one that would be computed
}

// parts is how many texts without a clause are kept with what was found in them: 1.5 KiB each as messages go, a few times that for those
// of model.LongestKept.
const parts = 2048

// NewExtractor makes one for the features of v. Lists that the lexicon does not have are never there.
func NewExtractor(lex *lexicon.Lexicon, words *analyzers.Analyzer, v *Vocabulary) *Extractor {
	x := &Extractor{
		lex: lex, firstMark: int32(len(v.Lists)), firstGram: int32(v.FirstGram()), words: words, pairs: newPairs(words),
		lists: make([]int32, lex.Len()), marks: map[string]int32{}, grams: map[gram]int32{},
	}
	x.parts, _ = lru.New[string, *lexicon.Hits](parts) // the error is about a number below 1
	for i := range x.lists {
		x.lists[i] = int32(slices.Index(v.Lists, lex.Name(lexicon.ListID(i))))
	}
	for i, m := range v.Marks {
		x.marks[m] = int32(len(v.Lists) + i)
	}
	for i, text := range v.Grams {
		if r := []rune(text); len(r) == 2 {
			x.grams[gram(r)] = x.firstGram + int32(i)
		}
	}
	return x
}

// Requires are the analyzers whose results Turns reads.
func (x *Extractor) Requires() []*analyzers.Analyzer { return []*analyzers.Analyzer{x.words, x.pairs} }

// Turns describes every turn of the pass's transcript, vectors left out, given the findings of all rules.
func (x *Extractor) Turns(p *analyzers.Pass, found []tingjian.Finding) []Turn {
	turns := make([]Turn, len(p.Transcript.Turns))
	for i := range turns {
		t := &p.Transcript.Turns[i]
		turns[i].Speaker = speaker(t.Speaker)
		hits := analyzers.TurnResult[*lexicon.Hits](p, x.words, i)
		turns[i].Features = x.phrases(hits)
		if t.Speaker != tingjian.System && t.Text != "" {
			x.figures(p, i, &turns[i].Scalars)
			turns[i].Features = append(turns[i].Features, x.characters(hits)...)
		}
	}
	for i := range found {
		f := &found[i]
		if f.Status != tingjian.Stable {
			continue
		}
		for _, name := range MarkNames(f) {
			x.mark(&turns[f.Turn], name)
		}
	}
	for _, c := range p.Clearings() {
		x.mark(&turns[c.Turn], ClearingName(&c))
	}
	surround(p.Transcript, turns)
	return turns
}

// mark sets the mark on a turn, where the vocabulary knows it.
func (x *Extractor) mark(t *Turn, name string) {
	if k, known := x.marks[name]; known && !slices.Contains(t.Features, k) {
		t.Features = append(t.Features, k)
	}
}

// ClearingName is the name under which a clearing is a feature.
func ClearingName(c *analyzers.Clearing) string { return "cleared/" + string(c.Code) }

// MarkNames are the names under which a finding is a feature: its code, and its rule with the branch.
func MarkNames(f *tingjian.Finding) [2]string {
	return [2]string{string(f.Code), f.Rule + "#" + f.Branch}
}

func (x *Extractor) phrases(h *lexicon.Hits) []int32 {
	var out []int32
	last := lexicon.ListID(-1)
	for _, hit := range h.All() { // by list
		if hit.List != last && x.lists[hit.List] >= 0 {
			out = append(out, x.lists[hit.List])
		}
		last = hit.List
	}
	return out
}

// characters are the grams of the text of hits that are features. They are kept with the hits; do not change them.
func (x *Extractor) characters(h *lexicon.Hits) []int32 {
	if len(x.grams) == 0 {
		return nil
	}
	return h.Once(spelled{x}, func(h *lexicon.Hits) any {
		var all []int32
		eachGram(h.Text.Given(), func(p gram) {
			if k, known := x.grams[p]; known && !slices.Contains(all, k) {
				all = append(all, k)
			}
		})
		return all
	}).([]int32)
}

// spelled is the key under which hits keep their grams.
type spelled struct{ by *Extractor }

func speaker(s tingjian.Speaker) int {
	return max(0, slices.Index([]tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}, s))
}

// figures fills in the scalars of turn i.
func (x *Extractor) figures(p *analyzers.Pass, i int, s *[Scalars]float32) {
	turns := p.Transcript.Turns
	t := &turns[i]
	s[length] = float32(math.Round(math.Log1p(float64(len([]rune(t.Text))))*512) / 1024) // rounded: logarithms differ in the last bits
	s[question] = flag(strings.ContainsAny(t.Text, "?？吗"))
	s[opening] = flag(i == 0)
	s[media] = flag(len(t.Media) > 0)
	s[lines] = flag(strings.Contains(t.Text, "\n"))
	s[place] = float32(min(i, 12)) / 12
	s[call] = flag(p.Transcript.Channel == tingjian.Call)
	s[handover] = flag(i > 0 && t.Agent != turns[i-1].Agent)
	if i > 0 {
		s[pause] = pauseOf(turns[i-1].At, t.At)
	}
	mine := analyzers.TurnResult[pairSet](p, x.pairs, i)
	first, last := true, true
	for j := i - 1; j >= max(0, i-12); j-- {
		if turns[j].Speaker == tingjian.System {
			continue
		}
		share := mine.share(analyzers.TurnResult[pairSet](p, x.pairs, j))
		if turns[j].Speaker.Serves() == t.Speaker.Serves() {
			s[ownWords], first = max(s[ownWords], share), false
			continue
		}
		s[theirWords] = max(s[theirWords], share)
		if last {
			s[lastWords], last = share, false
		}
	}
	s[firstWords] = flag(first)
}

func pauseOf(from, to time.Time) float32 {
	if from.IsZero() || !to.After(from) {
		return 0
	}
	return float32(math.Round(min(3, math.Log1p(to.Sub(from).Minutes())/2)*1024) / 1024)
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// scan finds the phrases of a text that is no turn's: mostly one without a clause, which comes again as the text does, unless it is
// long.
func (x *Extractor) scan(text string) *lexicon.Hits {
	if len(text) > model.LongestKept {
		return x.lex.Scan(text)
	}
	if h, known := x.parts.Get(text); known {
		return h
	}
	h := x.lex.Scan(text)
	x.parts.Add(text, h)
	return h
}

// marksOf are those of the features that rules set.
func (x *Extractor) marksOf(features []int32) []int32 {
	return slices.DeleteFunc(slices.Clone(features), func(f int32) bool { return f < x.firstMark || f >= x.firstGram })
}
