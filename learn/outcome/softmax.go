package outcome

import (
	"math"
	"math/rand/v2"
)

// entry is one number of a sparse row.
type entry struct {
	index int
	value float32
}

// example is a row with the shares of the classes that it should be given.
type example struct {
	row    []entry
	shares []float32
}

// softmaxOptions say how a softmax regression is fitted.
type softmaxOptions struct {
	rate   float64 // of the first step; it falls to nothing
	decay  float64 // the penalty on the squares of the weights, halved, beside the mean of the loss
	epochs int
	seed   uint64
}

// fitSoftmax fits a softmax regression to soft labels, by stochastic gradient descent over the examples in a shuffled order.
// It gives weights by index, then class. Steps of a size that adapts to each weight (AdaGrad) were tried: they learn rare
// n-grams by heart and do worse.
func fitSoftmax(examples []example, width, classes int, o softmaxOptions) []float64 {
	weights := make([]float64, width*classes) // to be multiplied by scale, so that the penalty costs nothing a step
	random := rand.New(rand.NewPCG(o.seed, 1))
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	p := make([]float64, classes)
	scale, step, steps := 1.0, 0, float64(o.epochs*len(examples))
	for range o.epochs {
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			rate := o.rate * (1 - float64(step)/steps)
			step++
			x := &examples[i]
			scoresScaled(p, weights, x.row, scale)
			scale *= 1 - rate*o.decay
			for k := range p {
				p[k] = rate * (p[k] - float64(x.shares[k])) / scale
			}
			for _, e := range x.row {
				at := weights[e.index*classes:][:len(p)]
				for k, g := range p {
					at[k] -= g * float64(e.value)
				}
			}
		}
	}
	for i := range weights {
		weights[i] *= scale
	}
	return weights
}

// scores gives the shares of the classes of a row.
func scores(p, weights []float64, row []entry) { scoresScaled(p, weights, row, 1) }

// scoresScaled is scores with all weights multiplied by scale.
func scoresScaled(p, weights []float64, row []entry, scale float64) {
	clear(p)
	classes := len(p)
	for _, e := range row {
		for k := range p {
			p[k] += weights[e.index*classes+k] * float64(e.value)
		}
	}
	most, sum := math.Inf(-1), 0.0
	for k := range p {
		p[k] *= scale
	}
	for _, v := range p {
		most = max(most, v)
	}
	for k, v := range p {
		p[k] = math.Exp(v - most)
		sum += p[k]
	}
	for k := range p {
		p[k] /= sum
	}
}
