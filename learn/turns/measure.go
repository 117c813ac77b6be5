package turns

import (
	"math"

	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/eval"
)

// Figures are how a model does on examples that it was not trained on, one code.
type Figures struct {
	eval.Tally
	Rules eval.Tally // rules alone
	// Error is the expected calibration error (期望校准误差) over ten bins of equal width: the mean distance between probability and
	// share that is right, weighed by turns.
	Error float64
	Bins  []Bin
	// Low and High are the 90% bootstrap interval of F1, over conversations.
	Low, High float64
}

// Bin is one bar of a reliability diagram.
type Bin struct {
	Turns       int     `json:"turns"`
	Probability float64 `json:"probability"` // mean
	Right       float64 `json:"right"`       // share
}

// Measure holds a model, without the cascade, against examples, by code.
func Measure(m *learned.Model, examples []Example) []Figures {
	words, single := make([][]scored, len(m.Decisions)), make([][]eval.Tally, len(m.Decisions))
	for i := range examples {
		one := make([][]scored, len(m.Decisions))
		gather(one, m.Full, m.Quick, &examples[i])
		for k, all := range one {
			d := &m.Decisions[k]
			for j := range all {
				all[j].p = d.Probability(all[j].full)
			}
			words[k] = append(words[k], all...)
			single[k] = append(single[k], tallyOf(all, func(s *scored) bool { return reported(d, s) }))
		}
	}
	out := make([]Figures, len(words))
	for k, all := range words {
		d := &m.Decisions[k]
		out[k] = Figures{Tally: tallyOf(all, func(s *scored) bool { return reported(d, s) }), Rules: tallyOf(all, func(s *scored) bool { return s.marked })}
		out[k].Code, out[k].Labeled = d.Code, out[k].Right+out[k].Missed
		out[k].Error, out[k].Bins = calibration(all)
		out[k].Low, out[k].High = eval.Interval(single[k])
	}
	return out
}

func reported(d *learned.Decision, s *scored) bool {
	if d.Way == learned.RulesAlone {
		return s.marked
	}
	return stands(s, d.Keep, d.Report)
}

func calibration(all []scored) (float64, []Bin) {
	bins := make([]Bin, 10)
	for i := range all {
		b := &bins[min(int(all[i].p*10), 9)]
		b.Turns++
		b.Probability += all[i].p
		if all[i].right {
			b.Right++
		}
	}
	err := 0.0
	for i := range bins {
		if n := float64(bins[i].Turns); n > 0 {
			err += math.Abs(bins[i].Probability-bins[i].Right) / float64(len(all))
			bins[i].Probability, bins[i].Right = bins[i].Probability/n, bins[i].Right/n
		}
	}
	return err, bins
}

// Mean is the mean F1 of the codes with at least the given number of labels, and of how many codes.
func Mean(all []Figures, least int) (f1 float64, codes int) {
	for i := range all {
		if all[i].Labeled >= least {
			f1, codes = f1+all[i].F1(), codes+1
		}
	}
	return f1 / float64(max(codes, 1)), codes
}
