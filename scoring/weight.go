package scoring

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/tingjian/tingjian"
)

// Weight is what a merchant's rating does to its traffic (流量加权): the share that it would get is multiplied by it. 1 is
// neutral.
type Weight struct {
	Merchant string   `json:"merchant"`
	Weight   float64  `json:"weight"`
	Rating   Estimate `json:"rating"`   // the composite of the merchant's people
	Previous *float64 `json:"previous"` // last week's weight; null: none
	// Receipt tells how the weight came about, step by step; the last step's weight is the weight.
	Receipt []WeightStep `json:"receipt"`
}

// WeightStep is one step on the way to a weight: the rule, the weight after it, and why, in a sentence for the merchant.
type WeightStep struct {
	Rule   WeightRule `json:"rule"`
	Weight float64    `json:"weight"`
	Why    string     `json:"why"`
}

// WeightRule names a rule that shapes a weight.
type WeightRule string

// The rules that shape a weight, in the order in which they apply.
const (
	SmallSample WeightRule = "small_sample" // 样本不足
	Neutral     WeightRule = "neutral"      // 不升不降
	Bonus       WeightRule = "bonus"        // 加权
	Malus       WeightRule = "malus"        // 降权
	ChangeLimit WeightRule = "change_limit" // 单周变动上限
)

// Weights gives the weights of all merchants in the ratings and in previous, last week's weights, by name. A merchant is weighed
// by the rating of its people: bots answer for themselves, and a merchant that only bots served, or nobody, is neutral.
func (r *Rubric) Weights(ratings []Rating, previous map[string]float64) []Weight {
	composites := map[string]Estimate{}
	for merchant := range previous {
		composites[merchant] = Estimate{}
	}
	for i := range ratings {
		switch x := &ratings[i]; {
		case x.Kind != OfMerchant:
		case x.Speaker == tingjian.Agent:
			composites[x.Merchant] = x.Composite
		case composites[x.Merchant].N == 0:
			composites[x.Merchant] = Estimate{}
		}
	}
	all := make([]Weight, 0, len(composites))
	for _, merchant := range slices.Sorted(maps.Keys(composites)) {
		var before *float64
		if w, ok := previous[merchant]; ok {
			before = &w
		}
		w := r.Weight(composites[merchant], before)
		w.Merchant = merchant
		all = append(all, w)
	}
	return all
}

// Weight gives the weight that follows from a composite rating. It is 1 below the minimum sample. Otherwise it rises in a
// straight line from neutral to full_bonus with the lower end of the interval, and falls from neutral to full_malus with the
// upper end, so that it moves only where the interval as a whole lies on one side of neutral: a small sample neither
// punishes nor favours by luck. The weight is bounded, continuous and never falls when the interval moves up. Where the
// previous weight is known, it changes by max_change at most; the minimum sample goes before that.
func (r *Rubric) Weight(rating Estimate, previous *float64) Weight {
	w := &r.weight
	if previous != nil && (math.IsNaN(*previous) || math.IsInf(*previous, 0)) {
		previous = nil // no number to go by, and none that JSON could carry
	}
	out := Weight{Rating: rating, Previous: previous}
	if rating.N < w.minimumSample || rating.Low == nil || rating.High == nil {
		out.step(SmallSample, 1, fmt.Sprintf("本周计入 %d 通会话,不足 %d 通,权重保持 1", rating.N, w.minimumSample))
		return out
	}
	low, high := *rating.Low, *rating.High
	switch {
	case low > w.neutral:
		x := 1 + (w.high-1)*min((low-w.neutral)/(w.bonusAt-w.neutral), 1)
		out.step(Bonus, x, fmt.Sprintf("综合评级的 95%% 区间下限 %.1f 高于中点 %g,加权;到 %g 封顶 %g", low, w.neutral, w.bonusAt, w.high))
	case high < w.neutral:
		x := 1 - (1-w.low)*min((w.neutral-high)/(w.neutral-w.malusAt), 1)
		out.step(Malus, x, fmt.Sprintf("综合评级的 95%% 区间上限 %.1f 低于中点 %g,降权;到 %g 触底 %g", high, w.neutral, w.malusAt, w.low))
	default:
		out.step(Neutral, 1, fmt.Sprintf("综合评级的 95%% 区间 %.1f 至 %.1f 含中点 %g,不足以判断高低", low, high, w.neutral))
	}
	if previous != nil {
		limited := min(max(out.Weight, *previous-w.maxChange), *previous+w.maxChange)
		limited = min(max(limited, w.low), w.high) // the bounds hold even where they were narrowed since last week
		if limited != out.Weight {
			out.step(ChangeLimit, limited, fmt.Sprintf("上周权重 %.3f,每周最多变动 %g", *previous, w.maxChange))
		}
	}
	return out
}

func (w *Weight) step(rule WeightRule, weight float64, why string) {
	w.Weight = weight
	w.Receipt = append(w.Receipt, WeightStep{rule, weight, why})
}
