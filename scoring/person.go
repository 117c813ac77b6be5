package scoring

import (
	"slices"

	"github.com/tingjian/tingjian"
)

// Amended gives an inspection as people leave it (人工复核后): with the findings of tingjian.Judged, and scores, parties and
// outcome reckoned anew from them under this rubric. The machine's inspection is not changed; the two stand side by side.
//
// Where no verdict changes what counts, the inspection itself comes back, so that nothing moves but by a person's word. An
// incomplete inspection stays without scores, whatever was said of its findings.
func (r *Rubric) Amended(t *tingjian.Transcript, in *tingjian.Inspection, verdicts []tingjian.Verdict) *tingjian.Inspection {
	marks := in.Marks()
	findings := tingjian.Judged(in.ID, marks, verdicts)
	if !in.Complete || slices.EqualFunc(findings, marks, func(a, b tingjian.Finding) bool { return a.ID == b.ID && a.Status == b.Status }) {
		return in
	}
	out := *in
	out.Findings, out.Unsure = findings, nil
	out.Scores, _ = r.Score(t, findings)
	out.Parties = r.Parties(&Reviewed{Transcript: t, Inspection: in, Findings: findings})
	o := Outcome(t, findings, in.Promises...)
	out.Outcome.Resolution = o.Resolution
	return &out
}

// Unsettled counts the findings on which nothing final can be said before a person has judged them (待人工判断). While there is
// one, a conversation has no final score.
func Unsettled(in *tingjian.Inspection, verdicts []tingjian.Verdict) int {
	n := 0
	for _, f := range tingjian.Judged(in.ID, in.Marks(), verdicts) {
		if f.Status == tingjian.Unsure {
			n++
		}
	}
	return n
}
