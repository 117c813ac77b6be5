package eval_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/eval"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestDistancesOfDistributions(t *testing.T) {
	low, high, middle := []float64{1, 0, 0, 0, 0}, []float64{0, 0, 0, 0, 1}, []float64{0, 0, 1, 0, 0}
	for name, c := range map[string]struct{ got, want float64 }{
		"NMD of the ends":       {eval.NMD(low, high), 1},
		"NMD half the way":      {eval.NMD(low, middle), .5},
		"NMD of equals":         {eval.NMD(high, high), 0},
		"RSNOD of equals":       {eval.RSNOD(low, low), 0},
		"RSNOD of the ends":     {eval.RSNOD(low, high), math.Sqrt((0 + 1 + 2 + 3 + 4 + 4 + 3 + 2 + 1 + 0) / 5.0 / 4)},
		"JSD of strangers":      {eval.JSD(low, high), 1},
		"JSD of equals":         {eval.JSD(low, low), 0},
		"expected value":        {eval.Expected([]float64{.5, 0, 0, .5, 0}), -.5},
		"macro-F1, all right":   {eval.MacroF1([]int{0, 1, 2}, []int{0, 1, 2}, 3), 1},
		"macro-F1, one for all": {eval.MacroF1([]int{1, 1, 1, 1}, []int{0, 1, 2, 1}, 3), (2 * 2 / 6.0) / 3},
		"AUC in order":          {eval.AUC([]float64{.1, .2, .9}, []bool{false, false, true}), 1},
		"AUC with a tie":        {eval.AUC([]float64{.5, .5, .9}, []bool{false, true, true}), .75},
		"AUC of one kind":       {eval.AUC([]float64{.5, .2}, []bool{true, true}), .5},
	} {
		if !near(c.got, c.want) {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
}

func distribution(t *rapid.T, name string) []float64 {
	shares := rapid.SliceOfN(rapid.Float64Range(0, 1), 5, 5).Draw(t, name)
	sum := 1e-6
	for _, v := range shares {
		sum += v
	}
	for i := range shares {
		shares[i] = (shares[i] + 1e-6/5) / sum
	}
	return shares
}

// Distances lie between 0 and 1, do not depend on the order, and are 0 for equals.
func TestDistancesAreDistances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, q := distribution(t, "p"), distribution(t, "q")
		for name, d := range map[string]func(p, q []float64) float64{"NMD": eval.NMD, "RSNOD": eval.RSNOD, "JSD": eval.JSD} {
			if v := d(p, q); !(v >= 0 && v <= 1) || !near(v, d(q, p)) || d(p, p) > 1e-9 {
				t.Fatalf("%s: %v, turned %v, with itself %v", name, v, d(q, p), d(p, p))
			}
		}
	})
}

func TestReliability(t *testing.T) {
	bins, ece := eval.Reliability([]float64{.05, .05, .95, 1}, []bool{false, true, true, true})
	if bins[0].N != 2 || !near(bins[0].True, .5) || bins[9].N != 2 || !near(bins[9].Predicted, .975) || !near(ece, (.45*2+.025*2)/4) {
		t.Errorf("bins %+v, ECE %v", bins, ece)
	}
}

func TestCrowd(t *testing.T) {
	c := eval.NewCrowd()
	err := c.Read("rated.jsonl", strings.NewReader(`{"id":"a","turns":[{"speaker":"customer","text":"x"}],"quality":{"A":[2,2],"S":[-2,2],"E":[0]}}
{"id":"b","turns":[{"satisfaction":0},{"satisfaction":2},{"satisfaction":1}]}
{"id":"c","turns":{"3":["empathy"]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if !c.Known("a") || !c.Known("b") || c.Known("c") {
		t.Fatal("knows others than those that raters marked")
	}
	c.Add(&tingjian.Inspection{ID: "a", Outcome: tingjian.Outcome{Solved: []float64{0, 0, 0, 0, 1}, Satisfied: []float64{0, 0, 1, 0, 0}}})
	c.Add(&tingjian.Inspection{ID: "b", Outcome: tingjian.Outcome{Moods: []tingjian.Mood{
		{Turn: 0, Class: 0, Shares: []float64{.8, .1, .1}}, {Turn: 1, Class: 2, Shares: []float64{.1, .1, .8}},
	}}})
	q := c.Quality()
	if len(q) != 3 || q[0].Outcome != "solved" || q[0].NMD != 0 || !near(q[1].NMD, .5) || q[2].NMD == 0 {
		t.Errorf("quality %+v", q)
	}
	if s := c.Satisfaction(); s == nil || s.Turns != 3 || s.MacroF1 != 1 || s.AUC != 1 {
		t.Errorf("satisfaction %+v", s)
	}
}

func TestBrokenRatings(t *testing.T) {
	for _, text := range []string{"nonsense", `{"id":"a","quality":{"A":[3]}}`, `{"id":"a","turns":[{"satisfaction":7}]}`} {
		if err := eval.NewCrowd().Read("rated.jsonl", strings.NewReader("\n"+text)); err == nil || !strings.Contains(err.Error(), "rated.jsonl:2:") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
