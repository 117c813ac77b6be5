package contradiction_test

import (
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
)

// Thin evidence accuses nobody: it is left to a person, once the conversation is over.
func TestThinEvidenceIsLeftToPeople(t *testing.T) {
	const file = "testdata/unsure/unsure.txt"
	all := analyzertest.Read(t, file)
	d := newDriver(t)
	for i := range all {
		c := &all[i].Transcript
		out := d.Session().Inspect(c, all[i].AsOf)
		if len(out.Findings) != 0 || len(out.Unsure) != 1 || !out.Unsure[0].LeftToPeople() || out.Unsure[0].Code != tingjian.Contradiction {
			t.Errorf("%s:%d: found %+v, left to people %+v", file, all[i].Line, out.Findings, out.Unsure)
		}
		c.Closed = false
		if open := d.Session().Inspect(c, all[i].AsOf); len(open.Findings)+len(open.Unsure) != 0 {
			t.Errorf("%s:%d: while open: %+v %+v", file, all[i].Line, open.Findings, open.Unsure)
		}
	}
}
