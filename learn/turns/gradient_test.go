package turns

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/eval"
)

// small makes conversations at random: the first code is on turns with the first feature whose answer has the second.
func small(n int, shape learned.Shape) []Example {
	rnd := rand.New(rand.NewPCG(7, 7))
	out := make([]Example, n)
	for e := range out {
		x := Example{ID: string(rune('a' + e%26)), Weight: 1}
		for i := range 4 {
			t := learned.Turn{Speaker: i % 2, Vector: make([]float32, shape.Vector)}
			for j := range t.Vector {
				t.Vector[j] = float32(rnd.NormFloat64()) / scaleOf
			}
			for f := range shape.Features {
				if rnd.IntN(2) == 0 {
					t.Features = append(t.Features, int32(f))
				}
			}
			t.Scalars[0] = rnd.Float32()
			t.Window[0] = []int{i}
			if i > 0 {
				t.Window[1] = []int{i - 1}
			}
			if i < 3 {
				t.Window[5] = []int{i + 1}
			}
			for j := range 4 {
				if j != i {
					t.Related[(j-i+4)%4] = append(t.Related[(j-i+4)%4], j)
				}
			}
			if i == 3 {
				t.Related[0] = []int{0, 1}
			}
			x.Turns = append(x.Turns, t)
		}
		for i := range x.Turns {
			row := make([]eval.Target, shape.Codes)
			for k := range row {
				row[k] = eval.Clean
			}
			if has(&x.Turns[i], 0) && i < 3 && has(&x.Turns[i+1], 1) {
				row[0] = eval.Labelled
			}
			x.Targets, x.Marked = append(x.Targets, row), append(x.Marked, make([]bool, shape.Codes))
		}
		out[e] = x
	}
	return out
}

func has(t *learned.Turn, f int32) bool {
	for _, g := range t.Features {
		if g == f {
			return true
		}
	}
	return false
}

// The gradients are those that small steps along each weight show.
func TestGradients(t *testing.T) {
	s := Settings{Shape: learned.Shape{Vector: 5, Features: 6, Hidden: 4, Joined: 3, Related: 3, Codes: 2}, Batch: 3, Epochs: 1, Seed: 1}
	examples := small(3, s.Shape)
	goal := func(e, turn, code int) (float32, bool) {
		return float32(examples[e].Targets[turn][code] - eval.Clean), true
	}
	rnd := rand.New(rand.NewPCG(1, 1))
	n := learned.NewNetwork(s.Shape)
	initialise(n, rnd)
	b := newBatch(examples, []int{0, 1, 2}, s, goal, rnd)
	loss := func() float64 {
		_, _, _, _, logits := b.forward(n)
		sum, known := 0.0, 0.0
		for i, x := range logits.Data {
			sum += float64(b.known[i]) * (math.Log1p(math.Exp(float64(x))) - float64(b.goals[i]*x))
			known += float64(b.known[i])
		}
		return lossScale * sum / known
	}
	g := learned.NewNetwork(s.Shape)
	b.gradients(n, g)
	const step = 1e-2
	for k, w := range n.Tensors() {
		for i := range w.Data {
			at := w.Data[i]
			w.Data[i] = at + step
			up := loss()
			w.Data[i] = at - step
			down := loss()
			w.Data[i] = at
			want, got := (up-down)/(2*step), float64(g.Tensors()[k].Data[i])
			if math.Abs(want-got) > 0.02+0.05*math.Abs(want) {
				t.Errorf("tensor %d weight %d: gradient %v, want %v", k, i, got, want)
			}
		}
	}
}

// A network learns what depends on a turn and on the one after it, twice the same, and says the same read back from a file.
func TestFitLearnsTheSurroundings(t *testing.T) {
	full, _ := Defaults(&learned.Vocabulary{Marks: make([]string, 6)}, 2)
	full.Shape = learned.Shape{Vector: 5, Features: 6, Hidden: 16, Joined: 16, Related: 8, Codes: 2}
	full.Dropout, full.Epochs, full.Rate = 0, 60, 1e-2
	examples := small(60, full.Shape)
	n := Fit(examples, full, nil)
	again := Fit(examples, full, nil)
	right, all := 0, 0
	for e := range examples {
		logits, same := n.Score(examples[e].Turns), again.Score(examples[e].Turns)
		for i := range logits {
			all++
			if (logits[i][0] > 0) == (examples[e].Targets[i][0] == eval.Labelled) {
				right++
			}
			if logits[i][0] != same[i][0] {
				t.Fatalf("two fits differ: %v and %v", logits[i][0], same[i][0])
			}
		}
	}
	if float64(right) < 0.95*float64(all) {
		t.Errorf("%d of %d right", right, all)
	}
}
