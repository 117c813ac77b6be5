package suite_test

import (
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
)

// The judgements that are reckoning rather than wording, by rules alone: who did wrong, and who only looks like it.
func TestReckoning(t *testing.T) {
	d := shippedDriver(t)
	for _, file := range []string{"guilty", "innocent"} {
		t.Run(file, func(t *testing.T) {
			analyzertest.Run(t, d, "testdata/"+file+".txt",
				tingjian.HandoffDenied, tingjian.AsksAgain, tingjian.ComfortOnly, tingjian.Contradiction, tingjian.PromiseBroken)
		})
	}
}
