package turns

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/learned"
)

// Platt's scaling finds the curve from which the answers were drawn.
func TestPlatt(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 3))
	var x []float32
	var right []bool
	for range 20000 {
		v := float32(rnd.NormFloat64() * 2)
		x, right = append(x, v), append(right, rnd.Float64() < 1/(1+math.Exp(-(0.7*float64(v)-1))))
	}
	if scale, shift := platt(x, right); math.Abs(scale-0.7) > 0.05 || math.Abs(shift+1) > 0.05 {
		t.Errorf("scale %v and shift %v, want 0.7 and -1", scale, shift)
	}
}

// Whatever the words, what is chosen is in order: a person is asked before anything is reported, all figures are finite, and
// rules stay alone where there is next to nothing to choose by.
func TestDecide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []scored
		positive := 0
		for range rapid.IntRange(0, 200).Draw(t, "words") {
			s := scored{
				full: float32(rapid.Float64Range(-9, 9).Draw(t, "full")), quick: float32(rapid.Float64Range(-9, 9).Draw(t, "quick")),
				right: rapid.Bool().Draw(t, "right"), marked: rapid.Bool().Draw(t, "marked"), heard: rapid.Bool().Draw(t, "heard"),
			}
			if s.right && !s.heard {
				positive++
			}
			all = append(all, s)
		}
		d := learned.Decision{Code: tingjian.Stonewall}
		decide(&d, all)
		if d.Positives != positive || positive < fewest && d.Way != learned.RulesAlone {
			t.Errorf("%d positives, said %d, way %s", positive, d.Positives, d.Way)
		}
		for _, v := range []float64{d.Scale, d.Shift, d.QuickScale, d.QuickShift, d.Report, d.Ask, d.Skip, d.Precision, d.Recall} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Errorf("%+v", d)
			}
		}
		if d.Ask > d.Report {
			t.Errorf("a person is asked from %v on, it is reported from %v on", d.Ask, d.Report)
		}
	})
}

// What the network says in real conversations beside the rules makes it more careful, never less.
func TestRealServiceMakesCareful(t *testing.T) {
	var all []scored
	for i := range 400 {
		all = append(all, scored{full: float32(i%20) - 10, quick: float32(i%20) - 10, right: i%20 > 12 && i%3 > 0})
	}
	alone := learned.Decision{Code: tingjian.Rude}
	decide(&alone, all)
	for i := range 400 {
		all = append(all, scored{full: float32(i%20) - 10, heard: true})
	}
	heard := learned.Decision{Code: tingjian.Rude}
	decide(&heard, all)
	if heard.Way != learned.RulesAlone && heard.Report < alone.Report {
		t.Errorf("reports from %v on, without real conversations from %v on", heard.Report, alone.Report)
	}
}

// Where what the network adds in real conversations is mostly wrong, it has to be surer; where it is mostly right, nothing changes.
func TestWrongInRealServiceRaisesTheThreshold(t *testing.T) {
	decided := func(rightInReal bool) learned.Decision {
		var all []scored
		for i := range 2000 {
			all = append(all, scored{full: float32(i%20) - 10, quick: float32(i%20) - 10, right: i/20%20 < i%20})
		}
		for range 40 {
			all = append(all, scored{full: 7, quick: 7, real: true, right: rightInReal})
		}
		d := learned.Decision{Code: tingjian.Rude}
		decide(&d, all)
		return d
	}
	if trusted, doubted := decided(true), decided(false); doubted.Way != learned.RulesAlone && doubted.Report <= trusted.Report {
		t.Errorf("reports from %v on where it is wrong in real conversations, from %v on where it is right", doubted.Report, trusted.Report)
	}
}
