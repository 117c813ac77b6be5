package eval

import (
	"cmp"
	"slices"
)

// MacroF1 is the mean of the classes' F1: of each, the harmonic mean of precision and recall. Classes that are neither predicted
// nor true are left out, as scikit-learn does.
func MacroF1(predicted, truth []int, classes int) float64 {
	var sum, met float64
	for c := range classes {
		right, said, is := 0, 0, 0
		for i, p := range predicted {
			right += count(p == c && truth[i] == c)
			said += count(p == c)
			is += count(truth[i] == c)
		}
		if said+is > 0 {
			sum += 2 * float64(right) / float64(said+is)
			met++
		}
	}
	return sum / max(met, 1)
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// AUC is the area under the ROC curve: the probability that one of those for which it is true scores higher than one for
// which it is not, ties counting half. 0.5 where all are alike.
func AUC(scores []float64, truth []bool) float64 {
	order := make([]int, len(scores))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(scores[a], scores[b]) })
	var ranks float64 // of those for which it is true; equal scores share theirs
	positive := 0
	for i := 0; i < len(order); {
		end := i
		for end < len(order) && scores[order[end]] == scores[order[i]] {
			end++
		}
		for _, k := range order[i:end] {
			if truth[k] {
				ranks += float64(i+end+1) / 2
				positive++
			}
		}
		i = end
	}
	negative := len(order) - positive
	if positive == 0 || negative == 0 {
		return 0.5
	}
	return (ranks - float64(positive)*float64(positive+1)/2) / float64(positive) / float64(negative)
}

// Bin is one bar of a reliability diagram.
type Bin struct {
	N         int     `json:"n"`
	Predicted float64 `json:"predicted"` // mean probability
	True      float64 `json:"true"`      // share for which it came true
}

// Reliability sorts predictions into ten bins of equal width by probability, and gives the expected calibration error
// (ECE): the mean difference of the bins' probability and truth, weighted by their size.
func Reliability(probability []float64, truth []bool) (bins [10]Bin, ece float64) {
	for i, p := range probability {
		b := &bins[min(max(int(p*10), 0), 9)]
		b.N++
		b.Predicted += p
		b.True += float64(count(truth[i]))
	}
	for i := range bins {
		b := &bins[i]
		if b.N == 0 {
			continue
		}
		b.Predicted /= float64(b.N)
		b.True /= float64(b.N)
		ece += max(b.Predicted-b.True, b.True-b.Predicted) * float64(b.N) / float64(len(probability))
	}
	return bins, ece
}
