package normalize

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestPartsMakeTheWhole puts parts together: what they make is the normal form of what they were made of, unless it holds
// what Respelt and Repeats warn of.
func TestPartsMakeTheWhole(t *testing.T) {
	piece := rapid.StringOfN(rapid.SampledFrom([]rune("没有办法的木滴咋啥沒ＡaX17*，,。!! \t🙂好v信")), 1, 4, -1)
	compared := 0
	rapid.Check(t, func(r *rapid.T) {
		var given, parts strings.Builder
		for range rapid.IntRange(1, 5).Draw(r, "pieces") {
			s := piece.Draw(r, "piece")
			form, ok := Part(s)
			if !ok {
				return
			}
			given.WriteString(s)
			parts.WriteString(form)
		}
		form, run, last := parts.String(), 0, rune(0)
		for _, c := range form {
			if run++; c != last {
				run, last = 1, c
			}
			if run > Repeats(c) {
				return
			}
		}
		for _, s := range Respelt() {
			if strings.Contains(form, s) {
				return
			}
		}
		compared++
		if got := New(given.String()).String(); got != form {
			r.Errorf("%q: parts make %q, the whole is %q", given.String(), form, got)
		}
	})
	if compared == 0 {
		t.Error("no draw was compared")
	}
}
