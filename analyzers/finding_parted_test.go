package analyzers

import (
	"testing"

	"github.com/tingjian/tingjian"
)

// What is left to people stands once a code and turn, and never beside what was found there.
func TestLeftToPeopleOnce(t *testing.T) {
	f := func(turn int, status tingjian.Status) tingjian.Finding {
		return tingjian.Finding{Code: tingjian.Contradiction, Span: tingjian.Span{Turn: turn}, Status: status}
	}
	found, unsure := parted([]tingjian.Finding{f(1, tingjian.Stable), f(1, tingjian.Unsure), f(2, tingjian.Unsure), f(3, tingjian.Shadow)})
	if len(found) != 2 || found[0].Turn != 1 || found[1].Turn != 3 || len(unsure) != 2 {
		t.Fatalf("found %+v, unsure %+v", found, unsure)
	}
	left := undecided(append(unsure, f(2, tingjian.Unsure)), found)
	if len(left) != 1 || left[0].Turn != 2 {
		t.Errorf("left to people %+v, want turn 2 once", left)
	}
}
