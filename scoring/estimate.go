package scoring

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Estimate is a mean over N conversations with its 95% interval, all 0..100 and null where N is 0.
//
// The mean is the plain mean, so that anybody can recompute it. The interval is Student's t with a moderated variance: to the
// squared deviations of the sample it adds those of some conversations with a usual spread (rating.prior_conversations and
// rating.prior_spread of the rubric), and their number to the degrees of freedom. That is the posterior interval of a mean
// with a flat prior and a scaled inverse chi-squared prior on the variance (Gelman et al., Bayesian Data Analysis, 3rd
// edition, section 3.2 and following; Smyth 2004 moderates t the same way). A bare t interval would have no width for three
// equal scores, and a single score would have none at all. The ends are clipped to 0..100.
type Estimate struct {
	N    int      `json:"n"`
	Mean *float64 `json:"mean"`
	Low  *float64 `json:"low"`
	High *float64 `json:"high"`
}

// level is the quantile that leaves 2.5% on each side.
const level = 0.975

// sample gathers values for an estimate. The sums of scores of single parties are exact, whatever their order.
type sample struct {
	n            int
	sum, squares float64
}

func (s *sample) add(x float64) {
	s.n++
	s.sum += x
	s.squares += x * x
}

// estimate gives the mean and its interval under a prior on the spread.
func (p prior) estimate(s sample) Estimate {
	if s.n == 0 {
		return Estimate{}
	}
	n := float64(s.n)
	mean := min(max(s.sum/n, 0), 100)
	deviations := max(s.squares-s.sum*s.sum/n, 0) // rounding may leave a hair below zero
	freedom := p.conversations + n - 1
	variance := (p.conversations*p.spread*p.spread + deviations) / freedom
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: freedom}.Quantile(level) * math.Sqrt(variance/n)
	low, high := max(mean-half, 0), min(mean+half, 100)
	return Estimate{N: s.n, Mean: &mean, Low: &low, High: &high}
}
