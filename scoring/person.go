package scoring

import (
	"slices"

	"github.com/tingjian/tingjian"
)

// Reviewed is a conversation as people leave it: with the machine's inspection, which nobody changes, and with the findings that
// count after people's verdicts.
type Reviewed struct {
	Transcript *tingjian.Transcript
	Inspection *tingjian.Inspection // nil: none yet
	// Findings are those of the inspection without what people overturned, and with what they added.
	Findings []tingjian.Finding
	// Overturned and Confirmed count the findings on which a verdict stands. Those of rules on trial are left out: they never counted.
	Overturned, Confirmed int
}

// Review puts people's verdicts to a conversation's inspection; in is nil where there is none yet.
func Review(t *tingjian.Transcript, in *tingjian.Inspection, verdicts []tingjian.Verdict) Reviewed {
	v := Reviewed{Transcript: t, Inspection: in}
	if in == nil {
		return v
	}
	v.Findings = tingjian.Judged(in.ID, in.Marks(), verdicts)
	if len(verdicts) == 0 {
		return v
	}
	tried := map[string]bool{}
	for _, f := range in.Marks() {
		tried[f.ID] = onTrial(&f)
	}
	for finding, s := range tingjian.Standings(verdicts) {
		if tried[finding] {
			continue
		}
		switch s.Decision {
		case tingjian.Overturn:
			v.Overturned++
		case tingjian.Confirm:
			v.Confirmed++
		}
	}
	return v
}

// Parties are the scores of a conversation's parties after people's verdicts: as inspected where these changed nothing, else
// scored anew. The inspection itself stays as it is.
func (r *Rubric) Parties(v *Reviewed) []tingjian.Party {
	if !v.moved() {
		return v.Inspection.Parties
	}
	_, parties := r.Score(v.Transcript, v.Findings)
	for i := range parties {
		for j := range v.Inspection.Parties {
			if p := &v.Inspection.Parties[j]; p.Speaker == parties[i].Speaker && p.Agent == parties[i].Agent {
				parties[i].Replies = p.Replies // how soon somebody replied does not hang on verdicts
			}
		}
	}
	return parties
}

// moved reports whether verdicts changed anything that may count. What is only being tried does not, whatever was said of it.
func (v *Reviewed) moved() bool {
	before := v.Inspection.Marks()
	if slices.EqualFunc(v.Findings, before, same) {
		return false
	}
	serious := func(all []tingjian.Finding) []tingjian.Finding {
		return slices.DeleteFunc(slices.Clone(all), func(f tingjian.Finding) bool { return onTrial(&f) })
	}
	return !slices.EqualFunc(serious(v.Findings), serious(before), same)
}

// onTrial reports whether a finding's rule is only being tried.
func onTrial(f *tingjian.Finding) bool {
	return f.Status == tingjian.Shadow || f.Status == tingjian.Experimental
}

// same reports whether two findings are one and count alike.
func same(a, b tingjian.Finding) bool { return a.ID == b.ID && a.Status == b.Status }

// Amended gives an inspection as people leave it (人工复核后): with the findings of tingjian.Judged, and scores, parties and
// outcome reckoned anew from them under this rubric. The machine's inspection is not changed; the two stand side by side.
//
// Where no verdict changes what counts, the inspection itself comes back, so that nothing moves but by a person's word. An
// incomplete inspection stays without scores, whatever was said of its findings.
func (r *Rubric) Amended(t *tingjian.Transcript, in *tingjian.Inspection, verdicts []tingjian.Verdict) *tingjian.Inspection {
	v := Review(t, in, verdicts)
	if !in.Complete || !v.moved() {
		return in
	}
	out := *in
	out.Findings, out.Unsure = v.Findings, nil
	out.Scores, _ = r.Score(t, v.Findings)
	out.Parties = r.Parties(&v)
	out.Outcome.Resolution = Outcome(t, v.Findings, in.Promises...).Resolution
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
