package outcome

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/model"
)

// Name is the analyzer's name.
const Name = "outcome"

const doc = `outcome: how a conversation ended, as raters would say

Predicts, when a conversation is closed, how a crowd of raters would mark it: was the task accomplished, was the customer
satisfied, was the dialogue effective, each as a distribution over -2..2; how satisfied the customer was at each turn; and how
likely the customer left unhappy. It says which conversations people should look at, and reports nothing against anybody.`

// version is a content hash of the shipped model.
var version = sync.OnceValue(func() string {
	sum := sha256.Sum256(shipped)
	return hex.EncodeToString(sum[:8]) + "/1"
})

// New makes the analyzer. Its result is a *tingjian.Outcome, nil where no customer says anything in words. It reads vectors from
// at, which may be nil, where that is the encoder of the model, otherwise from the one in the binary.
func New(words *analyzers.Analyzer, at model.Vectors) *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name: Name, Doc: doc, Version: version(), Requires: []*analyzers.Analyzer{words},
		Gate: func(p *analyzers.Pass) bool { return p.Transcript.Closed },
		Run: func(p *analyzers.Pass) (any, error) {
			m, err := Shared()
			if err != nil {
				return nil, err
			}
			encoder, err := m.vectors(at)
			if err != nil {
				return nil, err
			}
			c, err := gather(p.Transcript, func(i int, side Side) (*Turn, error) {
				hits := analyzers.TurnResult[*lexicon.Hits](p, words, i)
				turn, err := hits.OnceDone(turnOf(side), func(h *lexicon.Hits) (any, error) {
					return m.read(encoder, side, h.Text.Given(), h.Text.String())
				})
				if err != nil {
					return nil, err
				}
				return turn.(*Turn), nil
			})
			if c == nil || err != nil {
				return nil, err
			}
			return m.Predict(c), nil
		},
	}
}

// turnOf is the key under which a turn of the side is kept with its text's hits, for everybody who says the same.
type turnOf Side

// vectors is the encoder that the model goes with.
func (m *Model) vectors(at model.Vectors) (model.Vectors, error) {
	if at != nil && at.Identity() == m.Encoder {
		return at, nil
	}
	return model.Shared()
}
