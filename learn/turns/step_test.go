package turns

import (
	"math/rand/v2"
	"testing"

	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/eval"
)

// BenchmarkStep is a step of learning at the size of the shipped networks: sixteen conversations of seven turns.
func BenchmarkStep(b *testing.B) {
	rnd := rand.New(rand.NewPCG(1, 2))
	const turns, lists, features, codes = 7, 520, 7000, 29
	examples := make([]Example, 16)
	for e := range examples {
		x := &examples[e]
		x.Weight, x.Turns, x.Targets = 1, make([]learned.Turn, turns), make([][]eval.Target, turns)
		for i := range x.Turns {
			t := &x.Turns[i]
			t.Vector, t.Speaker = make([]float32, 512), i%2
			for j := range t.Vector {
				t.Vector[j] = rnd.Float32() - .5
			}
			for range 30 {
				t.Features = append(t.Features, int32(rnd.IntN(features)))
			}
			for j := range turns {
				if j != i {
					t.Related[j%learned.Relations] = append(t.Related[j%learned.Relations], j)
				}
			}
			for slot := range t.Window {
				for range 1 + rnd.IntN(2) {
					t.Window[slot] = append(t.Window[slot], rnd.IntN(turns))
				}
			}
			x.Targets[i] = make([]eval.Target, codes)
			for k := range codes {
				x.Targets[i][k] = eval.Target(rnd.IntN(3))
			}
		}
	}
	s := Settings{
		Shape:  learned.Shape{Vector: 512, Features: features, Hidden: 128, Joined: 128, Related: 32, Codes: codes},
		Epochs: 1, Batch: 16, Rate: 1e-3, Decay: .05, Dropout: .3, FirstGram: lists, GramDropout: .5,
	}
	n := learned.NewNetwork(s.Shape)
	initialise(n, rnd)
	a, goal := newAdam(n, s, 1000), func(e, turn, code int) (float32, bool) {
		t := examples[e].Targets[turn][code]
		return float32(t) - float32(eval.Clean), t != eval.Unknown
	}
	chosen := rnd.Perm(len(examples))
	for b.Loop() {
		batch := newBatch(examples, chosen, s, goal, rnd)
		a.rouse(batch.asked)
		batch.gradients(n, a.gradient)
		a.step(batch.asked)
	}
}
