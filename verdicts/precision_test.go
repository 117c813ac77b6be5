package verdicts

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"pgregory.net/rapid"
)

// world is a made-up population whose truth is known: inspections with a rule's findings, and how many of them are right.
type world struct {
	in    []*tingjian.Inspection
	truth map[string]Unit
	of    float64
	right float64
}

// newWorld makes n conversations. The riskier one is, the more findings it has and the more often they are wrong, so that whoever
// looks at the risky ones only gets a wrong picture.
func newWorld(random *rand.Rand, n int) *world {
	w := &world{truth: map[string]Unit{}}
	for i := range n {
		risk := random.Float64() * random.Float64()
		value := 80 - 100*risk
		in := &tingjian.Inspection{ID: fmt.Sprint("c-", i), Complete: true}
		in.Scores.Warmth.Value = &value
		var u Unit
		for range 1 + int(3*risk) {
			if random.Float64() < 0.3+0.5*risk {
				u.Of++
				if random.Float64() < 0.9-0.7*risk {
					u.Right++
				}
			}
		}
		w.in, w.truth[in.ID] = append(w.in, in), u
		w.of, w.right = w.of+u.Of, w.right+u.Right
	}
	return w
}

// review draws by a plan of its own salt, has only a part of each group reviewed, in the queue's order, and gives the units.
func (w *world) review(plan Plan, parts map[string]float64) []Unit {
	groups := map[string][]ledger.Draw{}
	for _, in := range w.in {
		if d, ok := plan.Draw(in, time.Time{}); ok {
			g := fmt.Sprint(d.Kind, d.Tier)
			if _, byTier := parts[g]; !byTier && d.Kind == Random {
				g = Random
			}
			groups[g] = append(groups[g], d)
		}
	}
	var draws []ledger.Draw
	for g, all := range groups {
		part, limited := parts[g]
		if !limited {
			part = 1
		}
		limit := int(part * float64(len(all)))
		for i := range all {
			before := 0
			for j := range all {
				if all[j].Order < all[i].Order {
					before++
				}
			}
			if before < limit {
				all[i].Done = []ledger.Review{{By: "lin"}}
			}
		}
		draws = append(draws, all...)
	}
	var units []Unit
	for id, chance := range Chances(draws) {
		u := w.truth[id]
		u.Chance = chance
		units = append(units, u)
	}
	return sorted(units)
}

// TestEstimatesAreUnbiased draws and reviews the same population some hundred times: the mean of the estimated totals must be the
// true total, the intervals must hold the true precision about as often as they say, and the plain share of what was reviewed,
// which takes no account of the chances, must not.
func TestEstimatesAreUnbiased(t *testing.T) {
	const rounds = 300
	w := newWorld(rand.New(rand.NewPCG(1, 2)), 3000) //nolint:gosec // a simulation
	truth := w.right / w.of
	for name, parts := range map[string]map[string]float64{
		"all reviewed":      nil,
		"a part is left":    {Random: 0.6, "risk1": 0.5, "risk2": 0.8},
		"riskiest at first": {"random0": 0.2, "random1": 0.4, "random2": 0.9, "risk1": 0.5, "risk2": 0.8}, // as the queue once had it
		"the rest is hasty": {Random: 0.9, "risk1": 0.3, "risk2": 0.5, "risk3": 0.7},
	} {
		var totals []float64
		held, plainly := 0, 0.0
		for round := range rounds {
			units := w.review(Plan{Uniform: 0.05, Tier: [Tiers]float64{0, 0.1, 0.4, 0.9}, Salt: fmt.Sprint(round)}, parts)
			totals = append(totals, Total(units, func(u Unit) float64 { return u.Right }))
			if s := Proportion(units); *s.Low <= truth && truth <= *s.High {
				held++
			}
			var of, right float64
			for _, u := range units {
				of, right = of+u.Of, right+u.Right
			}
			plainly += right / of / rounds
		}
		mean, spread := moments(totals)
		if off := math.Abs(mean - w.right); off > 4*spread/math.Sqrt(rounds) {
			t.Errorf("%s: the mean of the estimated totals is %.1f, the truth %.0f", name, mean, w.right)
		}
		if share := float64(held) / rounds; share < 0.93 {
			t.Errorf("%s: %.3f of the intervals hold the truth, want 0.95", name, share)
		}
		if math.Abs(plainly-truth) < 0.03 {
			t.Errorf("%s: the plain share %.3f is as good as the truth %.3f, so this test shows nothing", name, plainly, truth)
		}
	}
}

func moments(x []float64) (mean, spread float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		spread += (v - mean) * (v - mean) / float64(len(x)-1)
	}
	return mean, math.Sqrt(spread)
}

func TestProportionProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		units := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) Unit {
			of := float64(rapid.IntRange(0, 5).Draw(rt, "of"))
			return Unit{rapid.Float64Range(0.001, 1).Draw(rt, "chance"), of, float64(rapid.IntRange(0, int(of)).Draw(rt, "right"))}
		}), 0, 40).Draw(rt, "units")
		s := Proportion(units)
		if s.N == 0 {
			if s.Value != nil {
				rt.Fatal("a value of nothing")
			}
			return
		}
		if !(0 <= *s.Low && *s.Low <= *s.Value+1e-12 && *s.Value <= *s.High+1e-12 && *s.High <= 1) {
			rt.Fatalf("%v in [%v, %v]", *s.Value, *s.Low, *s.High)
		}
		twice := Proportion(append(units, units...))
		if math.Abs(*twice.Value-*s.Value) > 1e-9 || *twice.High-*twice.Low > *s.High-*s.Low {
			rt.Fatalf("twice the same gives %v wide, once %v", *twice.High-*twice.Low, *s.High-*s.Low)
		}
	})
}

func TestWilson(t *testing.T) {
	// Worked by hand: 9 of 10.
	low, high := wilson(0.9, 10)
	if math.Abs(low-0.5958) > 5e-4 || math.Abs(high-0.9821) > 5e-4 {
		t.Errorf("9 of 10: [%.4f, %.4f], want [0.5958, 0.9821]", low, high)
	}
	if low, high := wilson(1, 5); high != 1 || low > 0.6 {
		t.Errorf("5 of 5: [%.4f, %.4f]", low, high)
	}
}

func TestAgree(t *testing.T) {
	table := func(yesYes, yesNo, noYes, noNo int) (all []Pair) {
		for pair, n := range map[Pair]int{{true, true}: yesYes, {true, false}: yesNo, {false, true}: noYes, {false, false}: noNo} {
			for range n {
				all = append(all, pair)
			}
		}
		return all
	}
	// Cohen's kappa of the table 20 5 / 10 15 is (0.7 - 0.5) / 0.5.
	if a := Agree(table(20, 5, 10, 15)); a.N != 50 || a.Same != 35 || math.Abs(*a.Kappa-0.4) > 1e-12 || *a.Low > 0.2 || *a.High < 0.6 {
		t.Errorf("%+v, kappa %v in [%v, %v]", a, *a.Kappa, *a.Low, *a.High)
	}
	if a := Agree(table(9, 0, 0, 4)); *a.Kappa != 1 {
		t.Errorf("always alike: kappa %v", *a.Kappa)
	}
	if a := Agree(table(9, 0, 0, 0)); a.Kappa != nil || a.Same != 9 {
		t.Errorf("only yes: %+v; chance alone makes them agree", a)
	}
	if a := Agree(nil); a.Kappa != nil || a.N != 0 {
		t.Errorf("nothing: %+v", a)
	}
}

func TestDraw(t *testing.T) {
	plan := Plan{Uniform: 0.1, Tier: [Tiers]float64{0, 0, 0, 1}, Blind: 0.5, Salt: "s"}
	calm, low := &tingjian.Inspection{Complete: true}, 10.0
	var random, blind int
	for i := range 4000 {
		calm.ID = fmt.Sprint(i)
		d, ok := plan.Draw(calm, time.Time{})
		again, _ := plan.Draw(calm, time.Time{})
		if ok && (d.Kind != Random || d.Chance != 0.1 || d.Order < 0 || d.Order != again.Order) {
			t.Fatalf("draw %+v", d)
		}
		if ok {
			random++
			blind += d.Wanted - 1
		}
	}
	if random < 330 || random > 470 || blind < random/3 || blind > 2*random/3 {
		t.Errorf("of 4000 calm ones %d were drawn, %d of them blind; want about 400 and half of that", random, blind)
	}
	grave := &tingjian.Inspection{ID: "x", Complete: true, Findings: []tingjian.Finding{{Code: tingjian.RiskOffsite, Status: tingjian.Stable}}}
	grave.Scores.Compliance.Value = &low
	if d, ok := plan.Draw(grave, time.Time{}); !ok || d.Tier != 3 || d.Chance != 1 {
		t.Errorf("a red line: %+v, %v", d, ok)
	}
	grave.Findings[0].Status, grave.Scores.Compliance.Value = tingjian.Shadow, nil
	if r := RiskOf(grave); r != 0 {
		t.Errorf("a rule on trial makes a risk of %v", r)
	}
	sad := &tingjian.Inspection{Complete: true, Outcome: tingjian.Outcome{Satisfied: []float64{.5, .3, .1, .05, .05}}}
	if r := RiskOf(sad); math.Abs(r-0.8) > 1e-12 {
		t.Errorf("an unhappy customer: risk %v, want 0.8", r)
	}
}
