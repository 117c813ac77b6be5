package verdicts

import (
	"math"

	"github.com/tingjian/tingjian/ledger"
)

// Unit is one reviewed conversation as an estimate sees it.
type Unit struct {
	Chance float64 // at which it came to be reviewed, above 0
	Of     float64 // what is looked at in it, such as the findings of a rule
	Right  float64 // how much of that is right
}

// Share is an estimated proportion (估计比例) with its 95% interval, all 0 to 1 and null where nothing is known.
type Share struct {
	N     int      `json:"n"` // conversations that it rests on
	Value *float64 `json:"value"`
	Low   *float64 `json:"low"`
	High  *float64 `json:"high"`
}

// z leaves 2.5% on each side of the normal distribution.
const z = 1.959963984540054

// Total is the Horvitz-Thompson estimate of a total over all conversations, from those that were reviewed: each value divided by
// the conversation's chance of being reviewed. Whatever the chances are, its expectation is the true total (Horvitz and
// Thompson, A generalization of sampling without replacement from a finite universe, JASA 47, 1952).
func Total(units []Unit, value func(Unit) float64) float64 {
	sum := 0.0
	for _, u := range units {
		sum += value(u) / u.Chance
	}
	return sum
}

// Proportion estimates how much of what is looked at is right, over all conversations: the ratio of the two Horvitz-Thompson
// totals (Hájek's estimator). Reviewing the riskiest more often therefore does not bias it.
//
// The interval is Wilson's (Probable inference, the law of succession, and statistical inference, JASA 22, 1927) with the
// effective number of observations of Kish (Survey Sampling, 1965, section 11.7) in place of their number: (Σ w)² / Σ w², where a
// conversation's w is Of/Chance. Findings of one conversation thus count as one observation, and unequal chances widen the
// interval. It stays within 0 and 1 and has a width where all or none are right, which an interval from the estimated variance
// does not. No finite population correction is made: the rule will go on judging.
func Proportion(units []Unit) Share {
	var n int
	var of, right, squares float64
	for _, u := range units {
		if u.Of <= 0 || u.Chance <= 0 {
			continue
		}
		w := u.Of / u.Chance
		n++
		of += w
		right += u.Right / u.Chance
		squares += w * w
	}
	if n == 0 {
		return Share{}
	}
	p := right / of
	low, high := wilson(p, of*of/squares)
	return Share{N: n, Value: &p, Low: &low, High: &high}
}

// wilson is the score interval of a proportion p of n observations, which need not be whole.
func wilson(p, n float64) (low, high float64) {
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(centre-half, 0), min(centre+half, 1)
}

// Chances gives the chance at which each reviewed conversation came to be reviewed: drawn, and then looked at before the window
// ended. A conversation may be drawn for the uniform sample or for its risk. Within each of the two, and there within each tier
// of risk, the queue is in an order of chance, so those reviewed are a random part of those drawn, and the part is known
// (response homogeneity groups: Särndal, Swensson and Wretman, Model Assisted Survey Sampling, 1992, section 15.6). So the chance
// is u·a + (c-u)·b with u the uniform chance, c the chance of the tier, a and b the parts reviewed in the tier of the two groups.
// The uniform sample is parted by tiers too: its queue once began with the riskiest, and people who look for what to review by
// themselves do so still. Draws that somebody asked for are left out.
func Chances(draws []ledger.Draw) map[string]float64 {
	type group struct{ drawn, done float64 }
	var random, risky [Tiers]group
	tier := func(d *ledger.Draw) int { return min(max(d.Tier, 0), Tiers-1) }
	of := func(d *ledger.Draw) *group {
		if d.Kind == Random {
			return &random[tier(d)]
		}
		return &risky[tier(d)]
	}
	for i := range draws {
		d := &draws[i]
		if d.Kind == Asked {
			continue
		}
		g := of(d)
		g.drawn++
		if len(d.Done) > 0 {
			g.done++
		}
	}
	part := func(g group) float64 {
		if g.drawn == 0 {
			return 0
		}
		return g.done / g.drawn
	}
	all := map[string]float64{}
	for i := range draws {
		d := &draws[i]
		if d.Kind == Asked || len(d.Done) == 0 {
			continue
		}
		all[d.Transcript] = d.Uniform*part(random[tier(d)]) + (d.Chance-d.Uniform)*part(risky[tier(d)])
	}
	return all
}
