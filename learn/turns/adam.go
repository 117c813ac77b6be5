package turns

import (
	"math"

	"github.com/tingjian/tingjian/analyzers/learned"
)

// adam takes steps down the gradient (AdamW, Loshchilov and Hutter 2019): first and second moments of each weight, decay apart.
//
// Nearly all weights belong to features, most of which no turn of a batch has. Their gradient is 0, and what moments and decay would
// do to them meanwhile can be reckoned at once when they are next asked for: see rouse. That makes a step five times as cheap.
type adam struct {
	settings      Settings
	network       *learned.Network
	gradient      *learned.Network // of the step under way; rows of features that no turn of the batch has are 0
	first, second *learned.Network
	done, steps   int
	moved         []int        // by feature: the step after which its rows were last up to date
	idle          [3][]float32 // by number of steps without a gradient: what is left of first and second moment, how far they moved a weight
}

const (
	beta1, beta2 = 0.9, 0.999
	epsilon      = 1e-8
	warmUp       = 50 // steps until the rate is at its highest
	leastPace    = 0.02
	longest      = 1 // the length to which gradients are cut
)

func newAdam(n *learned.Network, s Settings, steps int) *adam {
	a := &adam{
		settings: s, network: n, gradient: learned.NewNetwork(n.Shape), first: learned.NewNetwork(n.Shape), second: learned.NewNetwork(n.Shape),
		steps: steps, moved: make([]int, n.Features),
	}
	fading := beta1 / math.Sqrt(beta2)
	for i := range steps + 1 {
		k := float64(i)
		a.idle[0] = append(a.idle[0], float32(math.Pow(beta1, k)))
		a.idle[1] = append(a.idle[1], float32(math.Pow(beta2, k)))
		a.idle[2] = append(a.idle[2], float32(fading*(1-math.Pow(fading, k))/(1-fading)))
	}
	return a
}

// rate is that of learning in the step after so many.
func (a *adam) rate(done int) float32 {
	return a.settings.Rate * min(1, float32(done)/warmUp) * max(leastPace, 1-float32(done)/float32(a.steps))
}

// unbiased are the factors that make up for moments that began at 0, in the step after so many.
func unbiased(done int) (first, second float32) {
	return float32(1 / (1 - math.Pow(beta1, float64(done+1)))), float32(1 / (1 - math.Pow(beta2, float64(done+1))))
}

// rouse brings the rows of features up to date, as if every step since they were last asked for had been taken with a gradient of 0.
func (a *adam) rouse(features []int) {
	for _, f := range features {
		idle := a.done - a.moved[f]
		if idle == 0 {
			continue
		}
		c1, c2 := unbiased(max(a.moved[f]-1, 0))
		before := a.rate(max(a.moved[f]-1, 0))
		decay := a.settings.Decay * float32(idle) * (before + a.rate(a.done)) / 2
		for _, t := range [...][3]*learned.Tensor{
			{&a.network.FeatureHidden, &a.first.FeatureHidden, &a.second.FeatureHidden},
			{&a.network.FeatureCode, &a.first.FeatureCode, &a.second.FeatureCode},
		} {
			w, m, v := t[0].Row(f), t[1].Row(f), t[2].Row(f)
			for i := range w {
				w[i] -= decay*w[i] + before*a.idle[2][idle]*m[i]*c1/(root(v[i]*c2)+epsilon)
				m[i] *= a.idle[0][idle]
				v[i] *= a.idle[1][idle]
			}
		}
		a.moved[f] = a.done
	}
}

// settle brings all rows up to date.
func (a *adam) settle() {
	for f := range a.moved {
		a.rouse([]int{f})
	}
}

func root(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// step moves the weights by the gradient, of which the rows of all features but these are 0, and clears it.
func (a *adam) step(features []int) {
	rows := a.rows(features)
	var square float64
	for _, r := range rows {
		for _, x := range r.gradient {
			square += float64(x) * float64(x)
		}
	}
	cut := float32(min(1, longest/(math.Sqrt(square)+1e-6)))
	c1, c2 := unbiased(a.done)
	rate := a.rate(a.done)
	for _, r := range rows {
		m, v, w := r.first[:len(r.gradient)], r.second[:len(r.gradient)], r.weights[:len(r.gradient)]
		for i, x := range r.gradient {
			x *= cut
			m[i] += (1 - beta1) * (x - m[i])
			v[i] += (1 - beta2) * (x*x - v[i])
			w[i] -= rate * (a.settings.Decay*w[i] + m[i]*c1/(root(v[i]*c2)+epsilon))
		}
		clear(r.gradient)
	}
	a.done++
	for _, f := range features {
		a.moved[f] = a.done
	}
}

// stretch is some weights with what belongs to them.
type stretch struct{ weights, gradient, first, second []float32 }

// rows are all weights that a step moves.
func (a *adam) rows(features []int) (out []stretch) {
	w, g, m, v := a.network.Tensors(), a.gradient.Tensors(), a.first.Tensors(), a.second.Tensors()
	for k := range w {
		if w[k] == &a.network.FeatureHidden || w[k] == &a.network.FeatureCode {
			for _, f := range features {
				out = append(out, stretch{w[k].Row(f), g[k].Row(f), m[k].Row(f), v[k].Row(f)})
			}
			continue
		}
		out = append(out, stretch{w[k].Data, g[k].Data, m[k].Data, v[k].Data})
	}
	return out
}
