package verdicts_test

import (
	"math"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/verdicts"
)

// What the machine leaves to people counts for the risk as docs/review.md has it, wherever the inspection keeps it; what is pending
// or only on trial does not.
func TestRiskOf(t *testing.T) {
	unsure := tingjian.Finding{Code: tingjian.Rude, Status: tingjian.Unsure}
	pending, shadow := unsure, tingjian.Finding{Code: tingjian.RiskOffsite, Status: tingjian.Shadow}
	pending.Pending = true
	redLine := tingjian.Finding{Code: tingjian.RiskOffsite, Status: tingjian.Stable}
	for what, c := range map[string]struct {
		in   tingjian.Inspection
		want float64
	}{
		"nothing":                    {tingjian.Inspection{}, 0},
		"left to people":             {tingjian.Inspection{Unsure: []tingjian.Finding{unsure}}, .8},
		"two of them":                {tingjian.Inspection{Unsure: []tingjian.Finding{unsure, unsure}}, .96},
		"one that is still open":     {tingjian.Inspection{Unsure: []tingjian.Finding{pending}}, 0},
		"a red line":                 {tingjian.Inspection{Findings: []tingjian.Finding{redLine}}, .9},
		"a red line on trial":        {tingjian.Inspection{Findings: []tingjian.Finding{shadow}}, 0},
		"a red line, and left to us": {tingjian.Inspection{Findings: []tingjian.Finding{redLine}, Unsure: []tingjian.Finding{unsure}}, .98},
	} {
		c.in.Complete = true
		if got := verdicts.RiskOf(&c.in); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: risk %v, want %v", what, got, c.want)
		}
	}
}
