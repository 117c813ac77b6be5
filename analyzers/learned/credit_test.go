package learned

import (
	"testing"

	"github.com/tingjian/tingjian"
)

// One promise is one credit: the rule's where there is one, else the one that the network is surest of; rules' own stay apart.
func TestOneCredit(t *testing.T) {
	kept := func(turn int, branch string, sure float64) tingjian.Finding {
		return tingjian.Finding{Code: tingjian.PromiseKept, Span: tingjian.Span{Turn: turn}, Branch: branch, Confidence: sure, Status: tingjian.Stable}
	}
	other := tingjian.Finding{Code: tingjian.Action, Span: tingjian.Span{Turn: 1}, Branch: "model", Status: tingjian.Stable}
	for name, c := range map[string]struct {
		all  []tingjian.Finding
		want []int
	}{
		"nothing":           {nil, nil},
		"the network alone": {[]tingjian.Finding{kept(1, "model", .7), other, kept(3, "model", .9)}, []int{1, 3}},
		"a rule as well":    {[]tingjian.Finding{kept(1, "model", .9), other, kept(3, "in-time", .8)}, []int{1, 3}},
		"two by rules":      {[]tingjian.Finding{kept(1, "in-time", .8), kept(3, "in-time", .8), kept(5, "model", .99)}, []int{1, 3}},
	} {
		got := oneCredit(c.all)
		if len(got) != len(c.want) {
			t.Fatalf("%s: %+v, want turns %v", name, got, c.want)
		}
		for i, f := range got {
			if f.Turn != c.want[i] || f.Code == tingjian.PromiseKept && f.Turn == 1 && f.Branch == "model" {
				t.Errorf("%s: %+v, want turns %v", name, got, c.want)
			}
		}
	}
}
