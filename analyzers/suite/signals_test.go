package suite_test

import (
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
)

// The judgements that are rules, on short exchanges in many registers: hits first, then near misses.
func TestSignals(t *testing.T) {
	d := shippedDriver(t)
	for file, code := range map[string]tingjian.Code{
		"action": tingjian.Action, "remedy": tingjian.Remedy, "empathy": tingjian.Empathy,
		"human": tingjian.CustomerHuman, "complaint": tingjian.CustomerComplaint, "thanks": tingjian.CustomerThanks,
		"escalation": tingjian.CustomerEscalation,
	} {
		t.Run(file, func(t *testing.T) { analyzertest.Run(t, d, "testdata/"+file+".txt", code) })
	}
}
