package eval_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian/eval"
)

// The interval lies around F1, within 0 and 1, is the same each time, and narrows when the same conversations come sixteen times.
func TestInterval(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) eval.Tally {
			return eval.Tally{Right: rapid.IntRange(0, 3).Draw(t, "right"), Wrong: rapid.IntRange(0, 2).Draw(t, "wrong"), Missed: rapid.IntRange(0, 2).Draw(t, "missed")}
		}), 8, 30).Draw(t, "conversations")
		var sum eval.Tally
		var many []eval.Tally
		for range 16 {
			many = append(many, one...)
		}
		for _, x := range one {
			sum.Right, sum.Wrong, sum.Missed = sum.Right+x.Right, sum.Wrong+x.Wrong, sum.Missed+x.Missed
		}
		low, high := eval.Interval(one)
		again, _ := eval.Interval(one)
		if low != again || low < 0 || high > 1 || low > sum.F1()+1e-9 || high < sum.F1()-1e-9 {
			t.Errorf("F1 %v, interval %v to %v, again from %v", sum.F1(), low, high, again)
		}
		if l, h := eval.Interval(many); h-l > high-low+0.05 {
			t.Errorf("sixteen times as many conversations widened %v to %v", high-low, h-l)
		}
	})
}
