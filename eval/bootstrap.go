package eval

import (
	"math/rand/v2"
	"slices"
)

// resamples is of how many bootstrap samples an interval is made.
const resamples = 500

// Interval is the 90% bootstrap interval of F1 (percentile method, Efron 1979) over conversations, given what each of them
// adds to the tally: turns of one conversation stand or fall together, so whole conversations are drawn. The draws are the same
// each time.
func Interval(conversations []Tally) (low, high float64) {
	if len(conversations) == 0 {
		return 0, 1
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	all := make([]float64, resamples)
	for i := range all {
		var sum Tally
		for range conversations {
			t := &conversations[rnd.IntN(len(conversations))]
			sum.Right, sum.Wrong, sum.Missed = sum.Right+t.Right, sum.Wrong+t.Wrong, sum.Missed+t.Missed
		}
		all[i] = sum.F1()
	}
	slices.Sort(all)
	return all[resamples/20], all[resamples-1-resamples/20]
}
