package turns

import (
	"crypto/sha256"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/suite"
	"github.com/tingjian/tingjian/eval"
)

// Example is one labelled conversation as the network sees it.
type Example struct {
	ID      string
	Turns   []learned.Turn
	Targets [][]eval.Target // by turn and code
	Marked  [][]bool        // by turn and code: what rules found
	// Weight is how much the example's targets count; below 1 for those that rules gave.
	Weight float32
}

// Part is a part of the fixed split (数据划分).
type Part int

// The parts.
const (
	Train Part = iota
	Dev
	Test
)

// Split gives a conversation's part, fixed by its id so that it stays when the corpus grows. Dev and test are taken from what
// who writes rules may not read.
func Split(id string) Part {
	h := sha256.Sum256([]byte(id))
	switch {
	case !ours(id): // real conversations: half of those labelled
		return Part(h[0] % 2 * 2)
	case mayRead(id) || h[1] >= 154:
		return Train
	case h[1] >= 102:
		return Dev
	}
	return Test
}

// ours reports whether a conversation is one of the corpus, and no real one.
func ours(id string) bool { return strings.HasPrefix(id, "co-") }

// mayRead reports whether who writes rules may read a conversation of the corpus: those up to co-1999, and those whose hash
// begins with an even byte.
func mayRead(id string) bool { return id < "co-2000" || sha256.Sum256([]byte(id))[0]%2 == 0 }

// Heard reports whether a real conversation is one of those that are learned from: three eighths of those that are not kept
// for measuring, which is enough to know the sound by, and all that are labelled need not be among them.
func Heard(id string) bool {
	return Split(id) == Train && sha256.Sum256([]byte("heard " + id))[0] < 96
}

// Unread reports whether nobody who writes rules has read the conversation: what rules find there is what they find in
// new text. Thresholds are chosen on these alone.
func Unread(id string) bool {
	switch {
	case !ours(id):
		return true
	case id >= "co-6000": // none of these was read, whatever its hash
		return true
	}
	return !mayRead(id)
}

// Reader turns conversations into examples.
type Reader struct {
	set        *rules.Set
	encoder    model.Vectors
	limit      time.Duration
	codes      []tingjian.Code
	Vocabulary learned.Vocabulary
}

// NewReader reads with the given rules; codes are those to be learned.
func NewReader(set *rules.Set, encoder model.Vectors, limit time.Duration, codes []tingjian.Code) *Reader {
	return &Reader{set: set, encoder: encoder, limit: limit, codes: codes}
}

// found is what the rules found in one conversation.
func (r *Reader) driver(last *analyzers.Analyzer) (*analyzers.Driver, error) {
	list, err := suite.New(r.set, suite.Options{WaitingLimit: r.limit})
	if err != nil {
		return nil, err
	}
	return analyzers.New(append(list, last)...)
}

// How often something must be there to become a feature: a mark, and a gram in different turns. Grams half as rare made the model
// half as large again and ranked conversations held out no better.
const (
	rarest     = 4
	rarestGram = 20
)

// Learn fixes the vocabulary: all phrase lists, the marks that rules set and clearings that they gave often enough in the conversations, and the grams
// that stand often enough in them.
func (r *Reader) Learn(conversations []*tingjian.Transcript) error {
	var mu sync.Mutex
	often := map[string]int{}
	count := &analyzers.Analyzer{Name: "count", Version: "1", Review: func(p *analyzers.Pass, found []tingjian.Finding) (analyzers.Reviewed, error) {
		mu.Lock()
		defer mu.Unlock()
		for i := range found {
			for _, name := range learned.MarkNames(&found[i]) {
				often[name]++
			}
		}
		for _, c := range p.Clearings() {
			often[learned.ClearingName(&c)]++
		}
		return analyzers.Reviewed{Findings: found}, nil
	}}
	if err := r.each(count, conversations); err != nil {
		return err
	}
	lex := r.set.Lexicon()
	r.Vocabulary = learned.Vocabulary{}
	for i := range lex.Len() {
		r.Vocabulary.Lists = append(r.Vocabulary.Lists, lex.Name(lexicon.ListID(i)))
	}
	for name, n := range often {
		if n >= rarest {
			r.Vocabulary.Marks = append(r.Vocabulary.Marks, name)
		}
	}
	slices.Sort(r.Vocabulary.Marks)
	r.Vocabulary.Grams = frequentGrams(conversations)
	return nil
}

func frequentGrams(conversations []*tingjian.Transcript) []string {
	often := map[string]int{}
	for _, t := range conversations {
		for i := range t.Turns {
			for _, p := range learned.Grams(t.Turns[i].Text) {
				often[p]++
			}
		}
	}
	var out []string
	for p, n := range often {
		if n >= rarestGram {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// distant is how much a target counts that rules gave to a real conversation which nobody labelled.
const distant = 0.3

// ReadReal makes examples of real conversations. Of many of them labels know little or nothing: where they are silent, what rules
// found is taken for what is there, at a small weight (distant supervision, 远程监督). It teaches what real service sounds like,
// where faults are rarer than in the corpus, and no more than that.
func (r *Reader) ReadReal(conversations []*tingjian.Transcript, labels *eval.Labels) ([]Example, error) {
	examples, err := r.Read(conversations, labels)
	var extra []Example
	for i := range examples {
		e, by := &examples[i], examples[i]
		if labels.Whole(e.ID) {
			extra = append(extra, *e)
			continue
		}
		by.Weight, by.Targets = distant, nil
		known := false
		for turn, targets := range e.Targets {
			row := make([]eval.Target, len(targets))
			for k, t := range targets {
				known = known || t != eval.Unknown
				if t == eval.Unknown && e.Turns[turn].Judged() && r.codes[k].Signal() == (e.Turns[turn].Speaker == 0) {
					row[k] = eval.Clean
					if e.Marked[turn][k] {
						row[k] = eval.Labelled
					}
				}
			}
			by.Targets = append(by.Targets, row)
		}
		if extra = append(extra, by); known {
			extra = append(extra, *e)
		}
	}
	return extra, err
}

// Read makes the examples, in the order of the conversations.
func (r *Reader) Read(conversations []*tingjian.Transcript, labels *eval.Labels) ([]Example, error) {
	extract := learned.NewExtractor(r.set.Lexicon(), r.set.LexiconAnalyzer(), &r.Vocabulary)
	place := map[string]int{}
	for i, t := range conversations {
		place[t.ID] = i
	}
	out := make([]Example, len(conversations))
	look := &analyzers.Analyzer{Name: "look", Version: "1", Requires: extract.Requires(), Review: func(p *analyzers.Pass, found []tingjian.Finding) (analyzers.Reviewed, error) {
		e, err := r.example(p.Transcript, extract.Turns(p, found), found, labels)
		out[place[p.Transcript.ID]] = e
		return analyzers.Reviewed{Findings: found}, err
	}}
	return out, r.each(look, conversations)
}

func (r *Reader) example(t *tingjian.Transcript, turns []learned.Turn, found []tingjian.Finding, labels *eval.Labels) (Example, error) {
	e := Example{ID: t.ID, Weight: 1, Turns: turns, Targets: make([][]eval.Target, len(turns)), Marked: make([][]bool, len(turns))}
	for i := range turns {
		e.Targets[i], e.Marked[i] = make([]eval.Target, len(r.codes)), make([]bool, len(r.codes))
		if !turns[i].Judged() {
			continue
		}
		turns[i].Vector = make([]float32, model.Size)
		if err := r.encoder.Encode(turns[i].Vector, t.Turns[i].Text); err != nil {
			return e, err
		}
		for k, code := range r.codes {
			if code.Signal() == (t.Turns[i].Speaker == tingjian.Customer) {
				e.Targets[i][k] = labels.Target(t.ID, i, code)
			}
		}
	}
	for i := range found {
		if k := slices.Index(r.codes, found[i].Code); k >= 0 && found[i].Status == tingjian.Stable && !found[i].Pending {
			e.Marked[found[i].Turn][k] = true
		}
	}
	return e, nil
}

// each inspects every conversation on all cores.
func (r *Reader) each(last *analyzers.Analyzer, conversations []*tingjian.Transcript) error {
	d, err := r.driver(last)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	next, failed := make(chan int), make(chan error, len(conversations))
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				if out := d.Session().Inspect(conversations[i], time.Time{}); len(out.Failures) > 0 {
					failed <- fmt.Errorf("conversation %q: %s: %s", conversations[i].ID, out.Failures[0].Analyzer, out.Failures[0].Reason)
				}
			}
		})
	}
	for i := range conversations {
		next <- i
	}
	close(next)
	wg.Wait()
	close(failed)
	return <-failed
}
