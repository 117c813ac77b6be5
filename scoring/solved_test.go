package scoring

import (
	"math"
	"testing"

	"github.com/tingjian/tingjian"
)

// TestSolved: a customer's own mark goes before what is predicted, and what neither has says nothing.
func TestSolved(t *testing.T) {
	w := solvedWork{}
	if w.of() != nil {
		t.Error("no conversation, and yet a share")
	}
	hopeful := &tingjian.Outcome{Solved: []float64{.1, .1, .2, .4, .2}}
	w.add(&tingjian.Transcript{}, hopeful)
	w.add(&tingjian.Transcript{Meta: tingjian.Meta{Rating: &tingjian.Rating{Score: 1, Scale: 5}}}, hopeful)
	w.add(&tingjian.Transcript{Meta: tingjian.Meta{Rating: &tingjian.Rating{Score: 5, Scale: 5}}}, &tingjian.Outcome{})
	w.add(&tingjian.Transcript{}, &tingjian.Outcome{})
	w.add(&tingjian.Transcript{Meta: tingjian.Meta{Rating: &tingjian.Rating{}}}, &tingjian.Outcome{Solved: []float64{1, 2}})
	s := w.of()
	if s == nil || s.Marked != 2 || s.Predicted != 1 || math.Abs(s.Share-100*1.6/3) > 1e-9 {
		t.Errorf("%+v", s)
	}
}
