package learned

import (
	"math"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/model"
)

// Way is how rules and the network settle a code together (规则与模型如何合议).
type Way string

// The ways.
const (
	// RulesAlone: findings of rules stand; the network adds and takes nothing.
	RulesAlone Way = "rules"
	// Proposes: findings of rules stand, and the network adds where it is sure enough.
	Proposes Way = "proposes"
	// Decides: the network adds as well, and what rules found and it disbelieves goes to people.
	Decides Way = "decides"
)

// Decision is how a code is settled, with the figures by which it was chosen.
type Decision struct {
	Code tingjian.Code `json:"code"`
	Way  Way           `json:"way"`
	// Scale and Shift make a calibrated probability of a logit: 1/(1+exp(-(Scale*logit+Shift))) (Platt scaling).
	Scale float64 `json:"scale"`
	Shift float64 `json:"shift"`
	// Report is the probability from which on there is a finding that no rule made, Ask the one from which on a person is asked.
	Report float64 `json:"report"`
	// Keep is the probability below which a finding of rules goes to people instead of standing.
	Keep float64 `json:"keep"`
	Ask  float64 `json:"ask"`
	// Skip is the probability of the quick network below which the full one is not asked.
	Skip       float64 `json:"skip"`
	QuickScale float64 `json:"quick_scale"`
	QuickShift float64 `json:"quick_shift"`
	// Precision and Recall are those at Report when it was chosen, on conversations held out in turn; Positives is of how
	// many labels.
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	Positives int     `json:"positives"`
}

// Probability is the calibrated probability for a logit of the full network, to four digits.
func (d *Decision) Probability(logit float32) float64 {
	return sigmoid(d.Scale*float64(logit) + d.Shift)
}

// quick is the calibrated probability for a logit of the quick network.
func (d *Decision) quick(logit float32) float64 {
	return sigmoid(d.QuickScale*float64(logit) + d.QuickShift)
}

// sigmoid is 1/(1+exp(-x)) to four digits, so that its last bits, which differ between processors, are never seen.
func sigmoid(x float64) float64 {
	return math.Round(1e4/(1+math.Exp(-min(max(x, -50), 50)))) / 1e4
}

// Model is everything that the learned judgement knows.
type Model struct {
	Vocabulary Vocabulary
	Decisions  []Decision // by code of the networks
	Quick      *Network   // without vectors: asked first
	Full       *Network
	// Status is how far the model is trusted: findings of one that is not stable stand beside those that count, and take and
	// ask nothing.
	Status  tingjian.Status
	Version string // content hash of the file
	// Encoder is the one whose vectors the full network was trained on; none is named in files older than the choice: the shipped one.
	Encoder model.Identity
}

// Codes are the codes in the order of the networks' outputs.
func (m *Model) Codes() []tingjian.Code {
	all := make([]tingjian.Code, len(m.Decisions))
	for i := range m.Decisions {
		all[i] = m.Decisions[i].Code
	}
	return all
}

// Score gives the logits of every judged turn, nil for the others.
func (n *Network) Score(turns []Turn) [][]float32 {
	w, out := newWork(n, turns), make([][]float32, len(turns))
	for i := range turns {
		w.spoken[i] = w.of(n, turns[i].Vector)
		w.hide(i)
	}
	for i := range turns {
		if turns[i].Judged() {
			out[i] = make([]float32, n.Codes)
			w.surround(i)
			w.logits(out[i], i)
		}
	}
	return out
}
