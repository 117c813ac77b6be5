package outcome

import (
	"math"
	"math/rand/v2"

	"github.com/tingjian/tingjian/analyzers/outcome"
)

// networkOptions say how a network is fitted.
type networkOptions struct {
	units, epochs, batch int
	rate, decay          float64 // of the steps; by which weights shrink, times the rate (Loshchilov and Hutter 2019)
	dropIn, dropHidden   float64 // shares of features and units that are left out at a step (Srivastava et al. 2014)
	order                float64 // what the distance of the cumulative distributions counts beside the cross-entropy
	seed                 uint64
}

// trainer is a network while it is fitted: parameters with their gradients and the moments of Adam (Kingma and Ba 2015).
type trainer struct {
	networkOptions
	features                 int
	parameters, gradients    []float32
	first, second            []float32
	w1, b1, w2, b2           []float32 // parts of parameters
	g1, gb1, g2, gb2         []float32 // parts of gradients
	random                   *rand.Rand
	step                     int
	hidden, back, input, out []float32
}

// fitNetwork fits a network to features, already scaled, and the distributions that it should give.
func fitNetwork(features [][]float32, shares [][outcome.Heads][]float64, o networkOptions) outcome.Network {
	t := newTrainer(len(features[0]), o)
	order := make([]int, len(features))
	for i := range order {
		order[i] = i
	}
	steps := o.epochs * ((len(order) + o.batch - 1) / o.batch)
	for range o.epochs {
		t.random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for at := 0; at < len(order); at += o.batch {
			batch := order[at:min(at+o.batch, len(order))]
			clear(t.gradients)
			for _, i := range batch {
				t.learn(features[i], &shares[i], 1/float32(len(batch)))
			}
			t.update(o.rate * (1 - float64(t.step)/float64(steps)))
		}
	}
	return outcome.Network{Hidden: t.w1, HiddenBias: t.b1, Out: t.w2, OutBias: t.b2}
}

func newTrainer(features int, o networkOptions) *trainer {
	n := features*o.units + o.units + o.units*outcome.Outputs + outcome.Outputs
	t := &trainer{
		networkOptions: o, features: features, random: rand.New(rand.NewPCG(o.seed, 2)),
		parameters: make([]float32, n), gradients: make([]float32, n), first: make([]float32, n), second: make([]float32, n),
		hidden: make([]float32, o.units), back: make([]float32, o.units), input: make([]float32, features), out: make([]float32, outcome.Outputs),
	}
	cut := func(all []float32) (w1, b1, w2, b2 []float32) {
		w1, all = all[:features*o.units], all[features*o.units:]
		b1, all = all[:o.units], all[o.units:]
		w2, b2 = all[:o.units*outcome.Outputs], all[o.units*outcome.Outputs:]
		return w1, b1, w2, b2
	}
	t.w1, t.b1, t.w2, t.b2 = cut(t.parameters)
	t.g1, t.gb1, t.g2, t.gb2 = cut(t.gradients)
	uniform := func(w []float32, inputs int) {
		for i := range w {
			w[i] = float32((2*t.random.Float64() - 1) / math.Sqrt(float64(inputs)))
		}
	}
	uniform(t.w1, features)
	uniform(t.b1, features)
	uniform(t.w2, o.units)
	uniform(t.b2, o.units)
	return t
}

// learn adds one example's share of the gradients.
func (t *trainer) learn(features []float32, want *[outcome.Heads][]float64, share float32) {
	for i, v := range features {
		t.input[i] = 0
		if t.random.Float64() >= t.dropIn {
			t.input[i] = v / float32(1-t.dropIn)
		}
	}
	copy(t.out, t.b2)
	for u := range t.hidden {
		t.hidden[u], t.back[u] = 0, 0
		if t.random.Float64() < t.dropHidden {
			continue
		}
		x := t.b1[u] + inner(t.w1[u*t.features:(u+1)*t.features], t.input)
		if x <= 0 {
			continue
		}
		t.hidden[u] = x / float32(1-t.dropHidden)
		for o := range t.out {
			t.out[o] += t.w2[o*t.units+u] * t.hidden[u]
		}
	}
	for h := range want {
		t.slope(t.out[h*outcome.Shares:(h+1)*outcome.Shares], want[h], share/outcome.Heads)
	}
	for o, g := range t.out {
		t.gb2[o] += g
		w, gw := t.w2[o*t.units:(o+1)*t.units], t.g2[o*t.units:(o+1)*t.units]
		for u, x := range t.hidden {
			if x > 0 {
				gw[u] += g * x
				t.back[u] += g * w[u]
			}
		}
	}
	for u, x := range t.hidden {
		if x > 0 {
			g := t.back[u] / float32(1-t.dropHidden)
			t.gb1[u] += g
			row := t.g1[u*t.features:][:len(t.input)]
			for i, v := range t.input {
				row[i] += g * v
			}
		}
	}
}

// slope turns a head's outputs into the slope of its loss: cross-entropy, and the distance of the cumulative distributions.
func (t *trainer) slope(z []float32, want []float64, share float32) {
	var p, g [outcome.Shares]float64
	most, sum := z[0], 0.0
	for _, v := range z {
		most = max(most, v)
	}
	for k, v := range z {
		p[k] = math.Exp(float64(v - most))
		sum += p[k]
	}
	cumulative := 0.0
	for k := range p {
		p[k] /= sum
		cumulative += p[k] - want[k]
		if k == len(p)-1 {
			break
		}
		sign := t.order / float64(len(p)-1)
		if cumulative < 0 {
			sign = -sign
		}
		for j := range k + 1 {
			g[j] += sign
		}
	}
	mean := 0.0
	for k := range p {
		mean += p[k] * g[k]
	}
	for k := range p {
		z[k] = share * float32(p[k]-want[k]+p[k]*(g[k]-mean))
	}
}

// update moves the parameters against the gradients.
func (t *trainer) update(rate float64) {
	t.step++
	const mix1, mix2, least = 0.9, 0.999, 1e-8
	by1 := float32(1 / (1 - math.Pow(mix1, float64(t.step))))
	by2 := float32(1 / (1 - math.Pow(mix2, float64(t.step))))
	shrink := float32(1 - rate*t.decay)
	for i, g := range t.gradients {
		t.first[i] = mix1*t.first[i] + (1-mix1)*g
		t.second[i] = mix2*t.second[i] + (1-mix2)*g*g
		t.parameters[i] = shrink*t.parameters[i] - float32(rate)*t.first[i]*by1/(float32(math.Sqrt(float64(t.second[i]*by2)))+least)
	}
}

func inner(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}
