package scoring

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
)

func between(n int, low, high float64) Estimate {
	mean := (low + high) / 2
	return Estimate{N: n, Mean: &mean, Low: &low, High: &high}
}

func TestWeight(t *testing.T) {
	r := parse(t, strings.Replace(minimal, "minimum_sample: 30", "minimum_sample: 30, max_change: 0.05", 1))
	last := func(w float64) *float64 { return &w }
	for _, tt := range []struct {
		name     string
		rating   Estimate
		previous *float64
		want     float64
		rules    []WeightRule
	}{
		{"nothing", Estimate{}, nil, 1, []WeightRule{SmallSample}},
		{"small and splendid", between(29, 95, 100), nil, 1, []WeightRule{SmallSample}},
		{"small, and high last week", between(29, 10, 20), last(1.2), 1, []WeightRule{SmallSample}},
		{"around neutral", between(30, 69, 75), nil, 1, []WeightRule{Neutral}},
		{"just neutral", between(30, 70, 100), nil, 1, []WeightRule{Neutral}},
		{"half way up", between(30, 80, 100), nil, 1.1, []WeightRule{Bonus}},
		{"full bonus", between(30, 90, 91), nil, 1.2, []WeightRule{Bonus}},
		{"beyond it", between(30, 99, 100), nil, 1.2, []WeightRule{Bonus}},
		{"half way down", between(30, 0, 55), nil, 0.9, []WeightRule{Malus}},
		{"full malus", between(30, 0, 40), nil, 0.8, []WeightRule{Malus}},
		{"beyond it", between(30, 0, 3), nil, 0.8, []WeightRule{Malus}},
		{"up slowly", between(30, 90, 91), last(1), 1.05, []WeightRule{Bonus, ChangeLimit}},
		{"down slowly", between(30, 0, 40), last(1), 0.95, []WeightRule{Malus, ChangeLimit}},
		{"back slowly", between(30, 69, 75), last(1.2), 1.15, []WeightRule{Neutral, ChangeLimit}},
		{"near enough", between(30, 80, 100), last(1.06), 1.1, []WeightRule{Bonus}},
		{"bounds narrowed since", between(30, 90, 91), last(2), 1.2, []WeightRule{Bonus}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := r.Weight(tt.rating, tt.previous)
			if math.Abs(w.Weight-tt.want) > 1e-12 || tt.want == 1 && w.Weight != 1 {
				t.Errorf("weight %v, want %v", w.Weight, tt.want)
			}
			var rules []WeightRule
			for _, s := range w.Receipt {
				rules = append(rules, s.Rule)
				if s.Why == "" {
					t.Errorf("%s gives no reason", s.Rule)
				}
			}
			if strings.Join(words(rules), " ") != strings.Join(words(tt.rules), " ") {
				t.Errorf("rules %v, want %v", rules, tt.rules)
			}
			if last := w.Receipt[len(w.Receipt)-1].Weight; last != w.Weight {
				t.Errorf("the receipt ends at %v, the weight is %v", last, w.Weight)
			}
		})
	}
}

func words(rules []WeightRule) (all []string) {
	for _, r := range rules {
		all = append(all, string(r))
	}
	return all
}

func drawEstimate(t *rapid.T, n int) Estimate {
	a, b := rapid.Float64Range(0, 100).Draw(t, "low"), rapid.Float64Range(0, 100).Draw(t, "high")
	return between(n, min(a, b), max(a, b))
}

func TestWeightProperties(t *testing.T) {
	r := shipped(t)
	w := r.weight
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(w.minimumSample, 10_000).Draw(t, "n")
		e := drawEstimate(t, n)
		var previous *float64
		if rapid.Bool().Draw(t, "has previous") {
			x := rapid.Float64Range(w.low, w.high).Draw(t, "previous")
			previous = &x
		}
		got := r.Weight(e, previous).Weight
		if !(got >= w.low && got <= w.high) {
			t.Fatalf("%v is outside %v to %v", got, w.low, w.high)
		}
		if previous != nil && math.Abs(got-*previous) > w.maxChange+1e-12 {
			t.Fatalf("%v after %v", got, *previous)
		}

		// Monotone: an interval that is nowhere lower never weighs less. Continuous: a small step moves it little.
		up := rapid.Float64Range(0, 30).Draw(t, "up")
		better := between(n, min(*e.Low+up, 100), min(*e.High+up, 100))
		more := r.Weight(better, previous).Weight
		if more < got {
			t.Fatalf("%v weighs %v, %v weighs %v", e, got, better, more)
		}
		slope := max((w.high-1)/(w.bonusAt-w.neutral), (1-w.low)/(w.neutral-w.malusAt))
		if more-got > slope*up+1e-12 {
			t.Fatalf("%v points make %v, which is a jump", up, more-got)
		}

		// A wider interval around the same mean is never further from neutral.
		wide := rapid.Float64Range(0, 30).Draw(t, "wide")
		unsure := r.Weight(between(n, max(*e.Low-wide, 0), min(*e.High+wide, 100)), nil).Weight
		if sure := r.Weight(e, nil).Weight; math.Abs(unsure-1) > math.Abs(sure-1) {
			t.Fatalf("%v weighs %v, and %v points wider %v", e, sure, wide, unsure)
		}

		wild := rapid.Float64().Draw(t, "wild")
		if rapid.IntRange(0, 9).Draw(t, "no number") == 0 {
			wild = rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1)}).Draw(t, "which")
		}
		if got := r.Weight(e, &wild).Weight; !(got >= w.low && got <= w.high) {
			t.Fatalf("%v after %v is outside %v to %v", got, wild, w.low, w.high)
		}

		small := r.Weight(drawEstimate(t, rapid.IntRange(0, w.minimumSample-1).Draw(t, "small")), previous)
		if small.Weight != 1 || small.Receipt[0].Rule != SmallSample {
			t.Fatalf("below the minimum sample: %+v", small)
		}
	})
}

// From conversations to the weight: when all of them are better, or one of them is, the weight does not fall. One that lies far
// from all others widens the interval as it lifts the mean; what that can cost is held below a thousandth.
func TestBetterConversationsDoNotLowerTheWeight(t *testing.T) {
	r := shipped(t)
	weigh := func(values []float64) float64 {
		var s sample
		for _, v := range values {
			s.add(v)
		}
		return r.Weight(r.prior.estimate(s), nil).Weight
	}
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, 95).Draw(t, "from")
		values := rapid.SliceOfN(quarters(from, rapid.IntRange(from, 100).Draw(t, "to")), 30, 200).Draw(t, "values")
		before := weigh(values)
		up := quarters(0, 20).Draw(t, "up")
		i := rapid.IntRange(0, len(values)-1).Draw(t, "which")
		was := values[i]
		values[i] = quarters(int(was), 100).Filter(func(x float64) bool { return x >= was }).Draw(t, "better")
		if after := weigh(values); after < before-0.001 {
			t.Fatalf("raising %v to %v lowers the weight from %v to %v", was, values[i], before, after)
		}
		values[i] = was
		room := 100.0
		for _, v := range values {
			room = min(room, 100-v)
		}
		for j := range values {
			values[j] += min(up, room)
		}
		if after := weigh(values); after < before-1e-9 {
			t.Fatalf("raising all lowers the weight from %v to %v", before, after)
		}
	})
}

func TestWeightsOfAllMerchants(t *testing.T) {
	r := parse(t, minimal)
	rate := func(merchant string, speaker tingjian.Speaker, e Estimate) Rating {
		return Rating{Subject: Subject{Kind: OfMerchant, Merchant: merchant, Speaker: speaker}, Composite: e}
	}
	vendor := Rating{Subject: Subject{Kind: OfVendor, Vendor: "v-1", Speaker: tingjian.Agent}, Composite: between(100, 90, 95)}
	all := r.Weights([]Rating{
		rate("m-2", "agent", between(100, 90, 95)), rate("m-2", "bot", between(1000, 0, 1)),
		rate("m-1", "bot", between(1000, 90, 95)), vendor,
	}, map[string]float64{"m-3": 0.8, "m-2": 1.1})
	b, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	var got []struct {
		Merchant string
		Weight   float64
		Previous *float64
		Rating   struct{ N int }
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got[0].Merchant != "m-1" || got[0].Weight != 1 || got[0].Previous != nil || got[0].Rating.N != 0 ||
		got[1].Merchant != "m-2" || got[1].Weight != 1.2 || *got[1].Previous != 1.1 || got[1].Rating.N != 100 ||
		got[2].Merchant != "m-3" || got[2].Weight != 1 || *got[2].Previous != 0.8 {
		t.Errorf("got %s", b)
	}
}
