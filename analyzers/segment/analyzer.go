package segment

import (
	"sync"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// Words are the words of one turn, cut when somebody first asks. Cutting costs more than all other judging of a turn
// together, so nobody pays for it before a hit needs its boundaries checked.
type Words struct {
	text string
	load func() (*Segmenter, error)

	once   sync.Once
	tokens []Token
	err    error
}

// Tokens are the words in order. The error is the segmenter's, which could not be loaded. Do not change the tokens.
func (w *Words) Tokens() ([]Token, error) {
	w.once.Do(func() {
		s, err := w.load()
		if err != nil {
			w.err = err
			return
		}
		w.tokens = s.Cut(w.text)
	})
	return w.tokens, w.err
}

// Bounded reports whether bytes start and end of the turn's text both fall on word boundaries.
func (w *Words) Bounded(start, end int) (bool, error) {
	tokens, err := w.Tokens()
	return err == nil && Bounded(tokens, start, end), err
}

// Analyzer makes the per-turn analyzer named "segment", whose result for a turn is a *Words. load gives the segmenter
// when the first word is asked for; it is usually Shared. Make one and share it: results are kept under its pointer.
func Analyzer(load func() (*Segmenter, error)) *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name:    "segment",
		Doc:     "the words of each turn\n\nCuts a turn into words when a judgement first asks for them.",
		Version: "gojieba-1.4.7",
		Turn:    func(turn *tingjian.Turn) (any, error) { return &Words{text: turn.Text, load: load}, nil },
	}
}
