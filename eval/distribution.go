package eval

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// NMD is the normalised match distance of two distributions over the same ordered classes: the area between their cumulative
// distributions, 0 for equal ones, 1 where all weight is at opposite ends. (Sakai, Comparing two binned probability distributions
// for information access evaluation, SIGIR 2018; used by NTCIR STC-3 and DialEval.)
func NMD(p, q []float64) float64 {
	var cumulative, sum float64
	for i := range p {
		cumulative += p[i] - q[i]
		sum += math.Abs(cumulative)
	}
	return sum / float64(len(p)-1)
}

// RSNOD is the root symmetric normalised order-aware divergence of two distributions over the same ordered classes, 0 to 1: the
// root of the mean, over the classes, of the squared differences weighted by how far the classes lie apart. This is how the
// tasks' own evaluation script has it, with the mean over all classes; the paper (Sakai, SIGIR 2018) takes it over those that
// either distribution uses, which gives somewhat less.
func RSNOD(p, q []float64) float64 {
	var sum float64
	for i := range p {
		for j := range p {
			d := p[j] - q[j]
			sum += math.Abs(float64(i-j)) * d * d
		}
	}
	classes := float64(len(p))
	return math.Sqrt(sum / classes / (classes - 1))
}

// Expected is the mean of a distribution over -2..2.
func Expected(p []float64) float64 {
	var sum float64
	for i, v := range p {
		sum += float64(i-2) * v
	}
	return sum
}

// Fit is how near predicted distributions come to those of raters.
type Fit struct {
	Conversations int     `json:"conversations"`
	NMD           float64 `json:"nmd"`     // mean over the conversations, 0 is best
	RSNOD         float64 `json:"rsnod"`   // mean, 0 is best
	Pearson       float64 `json:"pearson"` // of the expected values; NaN is given as 0
}

// FitOf compares predicted distributions with those of raters, conversation by conversation.
func FitOf(predicted, raters [][]float64) Fit {
	f := Fit{Conversations: len(predicted)}
	x, y := make([]float64, len(predicted)), make([]float64, len(predicted))
	for i, p := range predicted {
		f.NMD += NMD(p, raters[i]) / float64(len(predicted))
		f.RSNOD += RSNOD(p, raters[i]) / float64(len(predicted))
		x[i], y[i] = Expected(p), Expected(raters[i])
	}
	if r := stat.Correlation(x, y, nil); len(x) > 1 && !math.IsNaN(r) {
		f.Pearson = r
	}
	return f
}

// JSD is the Jensen-Shannon divergence of two distributions over the same classes, in bits: 0 for equal ones, 1 for those that
// share no class.
func JSD(p, q []float64) float64 {
	var sum float64
	for i := range p {
		mean := (p[i] + q[i]) / 2
		for _, v := range []float64{p[i], q[i]} {
			if v > 0 {
				sum += v * math.Log2(v/mean) / 2
			}
		}
	}
	return sum
}
