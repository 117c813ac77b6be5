package turns

import (
	"math"
	"math/rand/v2"

	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/eval"
)

// Settings are what a fit depends on besides the examples.
type Settings struct {
	Shape   learned.Shape
	Epochs  int
	Batch   int     // conversations a step
	Rate    float32 // of learning, at its highest
	Decay   float32 // of weights, a step, times the rate
	Dropout float32 // of inputs and hidden values
	// FirstGram is the first feature that is a gram. There are many of them, and each says little: more are dropped.
	FirstGram   int
	GramDropout float32
	Seed        uint64
}

// Defaults are the settings that the shipped networks were fitted with, chosen on dev.
func Defaults(v *learned.Vocabulary, codes int) (full, quick Settings) {
	full = Settings{
		Shape:  learned.Shape{Vector: model.Size, Features: v.Size(), Hidden: 128, Joined: 128, Related: 32, Codes: codes},
		Epochs: 15, Batch: 16, Rate: 1e-3, Decay: 0.05, Dropout: 0.3, FirstGram: v.FirstGram(), GramDropout: 0.5, Seed: 1,
	}
	quick = full
	quick.Shape.Vector, quick.Shape.Hidden, quick.Shape.Joined, quick.Shape.Related = 0, 48, 48, 0
	return full, quick
}

// scaleOf brings the entries of a vector of length 1 near 1 for learning; it is folded into the weights afterwards.
var scaleOf = float32(math.Sqrt(model.Size))

// straight holds back what goes straight from the vector to the codes.
const straight = 0.1

// Fit learns a network from the examples. Goal gives what a turn's code should be, 0 to 1, and whether that is known; nil:
// what the labels say.
func Fit(examples []Example, s Settings, goal func(e, turn, code int) (float32, bool)) *learned.Network {
	rnd := rand.New(rand.NewPCG(s.Seed, 0))
	n := learned.NewNetwork(s.Shape)
	initialise(n, rnd)
	if goal == nil {
		goal = func(e, turn, code int) (float32, bool) {
			t := examples[e].Targets[turn][code]
			return float32(t) - float32(eval.Clean), t != eval.Unknown
		}
	}
	steps := s.Epochs * ((len(examples) + s.Batch - 1) / s.Batch)
	a := newAdam(n, s, steps)
	for range s.Epochs {
		order := rnd.Perm(len(examples))
		for from := 0; from < len(order); from += s.Batch {
			b := newBatch(examples, order[from:min(from+s.Batch, len(order))], s, goal, rnd)
			a.rouse(b.asked)
			b.gradients(n, a.gradient)
			a.step(b.asked)
		}
	}
	a.settle()
	fold(n)
	return n
}

// initialise draws the first weights: uniform by the number of inputs (as in He et al. 2015, with a = sqrt 5), codes rare at first.
func initialise(n *learned.Network, rnd *rand.Rand) {
	uniform := func(t *learned.Tensor, inputs int) {
		bound := float32(1 / math.Sqrt(float64(max(inputs, 1))))
		for i := range t.Data {
			t.Data[i] = (2*rnd.Float32() - 1) * bound
		}
	}
	uniform(&n.VectorHidden, n.Vector+learned.Scalars)
	uniform(&n.ScalarHidden, n.Vector+learned.Scalars)
	uniform(&n.FeatureHidden, n.Features)
	uniform(&n.HiddenBias, n.Vector+learned.Scalars)
	uniform(&n.SlotJoined, learned.Slots*n.Hidden)
	uniform(&n.RelationHidden, n.Hidden)
	uniform(&n.RelationBias, n.Hidden)
	uniform(&n.RelationJoined, learned.Slots*n.Hidden)
	uniform(&n.JoinedBias, learned.Slots*n.Hidden)
	uniform(&n.JoinedCode, n.Joined)
	for i := range n.SpeakerHidden.Data {
		n.SpeakerHidden.Data[i] = float32(rnd.NormFloat64())
	}
	for i := range n.CodeBias.Data {
		n.CodeBias.Data[i] = -4
	}
}

// fold takes the scales of learning into the weights.
func fold(n *learned.Network) {
	for i := range n.VectorHidden.Data {
		n.VectorHidden.Data[i] *= scaleOf
	}
	for i := range n.VectorCode.Data {
		n.VectorCode.Data[i] *= scaleOf * straight
	}
}
