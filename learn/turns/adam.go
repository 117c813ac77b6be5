package turns

import (
	"math"

	"github.com/tingjian/tingjian/analyzers/learned"
)

// adam takes steps down the gradient (AdamW, Loshchilov and Hutter 2019): first and second moments of each weight, decay apart.
type adam struct {
	settings      Settings
	network       *learned.Network
	first, second *learned.Network
	done, steps   int
}

const (
	beta1, beta2 = 0.9, 0.999
	epsilon      = 1e-8
	warmUp       = 50 // steps until the rate is at its highest
	leastPace    = 0.02
	longest      = 1 // the length to which gradients are cut
)

func newAdam(n *learned.Network, s Settings, steps int) *adam {
	return &adam{settings: s, network: n, first: learned.NewNetwork(n.Shape), second: learned.NewNetwork(n.Shape), steps: steps}
}

func (a *adam) step(gradient *learned.Network) {
	pace := min(1, float32(a.done)/warmUp) * max(leastPace, 1-float32(a.done)/float32(a.steps))
	a.done++
	rate := a.settings.Rate * pace
	var square float64
	for _, g := range gradient.Tensors() {
		for _, v := range g.Data {
			square += float64(v) * float64(v)
		}
	}
	cut := float32(min(1, longest/(math.Sqrt(square)+1e-6)))
	c1 := float32(1 / (1 - math.Pow(beta1, float64(a.done))))
	c2 := float32(1 / (1 - math.Pow(beta2, float64(a.done))))
	w, m, v := a.network.Tensors(), a.first.Tensors(), a.second.Tensors()
	for k, g := range gradient.Tensors() {
		weights, m, v := w[k].Data, m[k].Data, v[k].Data
		for i, x := range g.Data {
			x *= cut
			m[i] += (1 - beta1) * (x - m[i])
			v[i] += (1 - beta2) * (x*x - v[i])
			weights[i] -= rate * (a.settings.Decay*weights[i] + m[i]*c1/(float32(math.Sqrt(float64(v[i]*c2)))+epsilon))
		}
	}
}
