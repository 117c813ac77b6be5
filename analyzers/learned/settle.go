package learned

import (
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// withRules makes the conversation's findings of what rules found and the probabilities. A code that is left to rules keeps their certainty:
// what the clock has shown is not doubtful because the words do not show it.
func (c *conversation) withRules(probabilities [][]float64) analyzers.Reviewed {
	var out analyzers.Reviewed
	marked := map[[2]int]bool{} // turn and code
	cleared := c.cleared()
	for _, f := range c.found {
		k, known := c.place[f.Code]
		if !known || f.Status != tingjian.Stable || probabilities[f.Turn] == nil || c.model.Status != tingjian.Stable || c.model.Decisions[k].Way == RulesAlone {
			out.Findings = append(out.Findings, f)
			continue
		}
		marked[[2]int{f.Turn, k}] = true
		p, d := probabilities[f.Turn][k], &c.model.Decisions[k]
		f.Confidence = max(p, 0.0001)
		switch {
		case d.Way != Decides || p >= d.Keep:
			out.Findings = append(out.Findings, f)
		case !c.final():
			f.Pending, f.DecidesAt = true, tingjian.Deadline{Pending: true}
			out.Findings = append(out.Findings, f)
		default:
			f.Status = tingjian.Unsure
			out.Unsure = append(out.Unsure, f)
		}
	}
	for i, all := range probabilities {
		for k, p := range all {
			d := &c.model.Decisions[k]
			if d.Way == RulesAlone || p < d.Ask || marked[[2]int{i, k}] || cleared[[2]int{i, k}] || !fits(d.Code, c.pass.Transcript.Turns[i].Speaker) {
				continue
			}
			switch {
			case p >= d.Report:
				out.Findings = append(out.Findings, c.finding(i, k, p))
			case c.final() && c.model.Status == tingjian.Stable && d.Code.Fault(): // a doubtful credit is worth nobody's time
				f := c.finding(i, k, p)
				f.Status = tingjian.Unsure
				out.Unsure = append(out.Unsure, f)
			}
		}
	}
	out.Findings = oneCredit(out.Findings)
	return out
}

// cleared are the turns and codes of which another analyzer knows that nothing is wrong: there the network is not heard.
func (c *conversation) cleared() map[[2]int]bool {
	out := map[[2]int]bool{}
	for _, x := range c.pass.Clearings() {
		if k, known := c.place[x.Code]; known {
			out[[2]int{x.Turn, k}] = true
		}
	}
	return out
}

// oneCredit leaves one credit for one promise: the network sees a kept promise on the turn that promises and on the one that keeps.
// Where rules found which was kept, theirs is it; else the turn on which the network is surest.
func oneCredit(all []tingjian.Finding) []tingjian.Finding {
	ruled, best := false, -1
	for i := range all {
		switch f := &all[i]; {
		case f.Code != tingjian.PromiseKept || f.Status != tingjian.Stable:
		case !learnt(f):
			ruled = true
		case best < 0 || f.Confidence > all[best].Confidence:
			best = i
		}
	}
	if best < 0 {
		return all
	}
	surest := all[best].Turn
	return slices.DeleteFunc(all, func(f tingjian.Finding) bool {
		return f.Code == tingjian.PromiseKept && f.Status == tingjian.Stable && learnt(&f) && (ruled || f.Turn != surest)
	})
}

// learnt reports whether a finding is the network's own.
func learnt(f *tingjian.Finding) bool { return f.Branch == "model" }

// final reports whether nothing that may still come changes what is said: the conversation has closed.
func (c *conversation) final() bool { return c.pass.Transcript.Closed }

// fits reports whether a code is one for the speaker.
func fits(code tingjian.Code, s tingjian.Speaker) bool {
	return code.Signal() == (s == tingjian.Customer) && s != tingjian.System
}

// finding is the network's own on turn i for its code k.
func (c *conversation) finding(i, k int, p float64) tingjian.Finding {
	d := &c.model.Decisions[k]
	w := words[d.Code]
	start, end := c.quote(i, k)
	f := tingjian.Finding{
		Code: d.Code, Rule: Name + "/" + string(d.Code), Branch: "model", Span: c.pass.Span(i, start, end), Confidence: p, Status: c.model.Status,
		Message: fmt.Sprintf(w.message, c.pass.Transcript.Turns[i].Text[start:end]), ClearedBy: w.clearedBy, Clock: tingjian.Close,
	}
	if !c.final() {
		f.Pending, f.Clock = true, tingjian.Stream
	}
	if other, found := c.counterpart(i, k); found {
		f.Evidence = []tingjian.Span{c.whole(other)}
	} else if about := c.turns[i].Window[asked]; len(about) > 0 && !d.Code.Signal() {
		f.Evidence = []tingjian.Span{c.whole(about[len(about)-1])}
	}
	if d.Code == tingjian.OffTopic {
		c.sayWhatWasAsked(i, &f)
	}
	return f
}

// whole is all that is said on a turn.
func (c *conversation) whole(turn int) tingjian.Span {
	return c.pass.Span(turn, 0, len(c.pass.Transcript.Turns[turn].Text))
}
