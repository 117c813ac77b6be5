package turns

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tingjian/tingjian/analyzers/learned"
)

// A feature that stands in no conversation for a while ends near where as many steps with a gradient of 0 would have taken it: how
// rate and the correction of moments change meanwhile is left out of account, which is most early in a fit.
func TestRouseMakesUpForIdleSteps(t *testing.T) {
	s := Settings{Shape: learned.Shape{Features: 2, Hidden: 3, Joined: 2, Codes: 2}, Rate: 1e-2, Decay: .05}
	for _, idle := range []int{1, 7, 40} {
		rnd := rand.New(rand.NewPCG(3, 3))
		n := learned.NewNetwork(s.Shape)
		a := newAdam(n, s, 400)
		for f := range 2 { // both features begin alike and meet the same gradients
			for i := range n.FeatureHidden.Row(f) {
				n.FeatureHidden.Row(f)[i] = float32(i) - 1
			}
		}
		for range 60 {
			for i := range a.gradient.FeatureHidden.Row(0) {
				x := float32(rnd.NormFloat64()) + .5
				a.gradient.FeatureHidden.Row(0)[i], a.gradient.FeatureHidden.Row(1)[i] = x, x
			}
			a.step([]int{0, 1})
		}
		learnt := append([]float32(nil), n.FeatureHidden.Row(0)...)
		for range idle { // the second is asked for at every step, the first sleeps
			a.rouse([]int{1})
			a.step([]int{1})
		}
		a.settle()
		for i, want := range n.FeatureHidden.Row(1) {
			got := n.FeatureHidden.Row(0)[i]
			if moved := math.Abs(float64(want - learnt[i])); math.Abs(float64(got-want)) > .15*moved {
				t.Errorf("%d idle steps, weight %d from %v: %v, want %v", idle, i, learnt[i], got, want)
			}
		}
	}
}
