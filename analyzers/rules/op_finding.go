package rules

import (
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// reported holds on turns on which another judgement made a finding, so that rules build on judgements.
type reported struct {
	codes    []tingjian.Code
	branches []string // only findings of one of these branches; empty: of any
}

func parseFinding(p *ruleParser, v yamlfile.Value) trigger {
	o := &reported{}
	codes := v
	if v.Mapping() {
		m := v.Record("code", "branch")
		codes = m.Need("code", "say which findings")
		for _, one := range m.Get("branch").Each() {
			o.branches = append(o.branches, one.Text())
		}
	}
	for _, one := range codes.Each() {
		code := tingjian.Code(readName(one))
		if code == p.rule.Code {
			one.Fail("is what the rule itself reports: a rule cannot build on its own findings")
		}
		o.codes = append(o.codes, code)
	}
	p.rule.uses.codes = append(p.rule.uses.codes, o.codes...)
	return o
}

// parseOffTopic reads `off_topic: true`, which is short for a finding of that code.
func parseOffTopic(p *ruleParser, v yamlfile.Value) trigger {
	if !v.Flag() {
		v.Want("true; to ask for the opposite, put it under not")
		return nil
	}
	p.rule.uses.codes = append(p.rule.uses.codes, tingjian.OffTopic)
	return &reported{codes: []tingjian.Code{tingjian.OffTopic}}
}

func (o *reported) gate(*bound) gate { return gate{sweep: []sweep{{finder: o}}} }

// each visits the findings that the operator asks for.
func (o *reported) each(e *evaluation, see func(f *tingjian.Finding)) {
	visit := func(all []tingjian.Finding) {
		for i := range all {
			f := &all[i]
			if slices.Contains(o.codes, f.Code) && (len(o.branches) == 0 || slices.Contains(o.branches, f.Branch)) {
				see(f)
			}
		}
	}
	visit(e.given)
	for _, a := range e.judgements {
		visit(e.pass.Findings(a))
	}
}

func (o *reported) turns(e *evaluation, b *bound) (turns []int) {
	o.each(e, func(f *tingjian.Finding) {
		if slices.Contains(b.Speakers, e.turn(f.Turn).Speaker) {
			turns = append(turns, f.Turn)
		}
	})
	slices.Sort(turns)
	return slices.Compact(turns)
}

func (o *reported) judge(c *candidate) verdict {
	best := verdict{state: c.missing()}
	o.each(c.evaluation, func(f *tingjian.Finding) {
		if !slices.Contains(c.turns, f.Turn) {
			return
		}
		v := verdict{state: holds, clock: f.Clock, found: []place{{f.Turn, f.Start, f.End}}}
		if f.Pending {
			v.state, v.at, v.wake = open, f.DecidesAt.At, f.DecidesAt.At
		}
		if !best.state.yes() || v.found[0].before(best.found[0]) {
			best = v
		}
	})
	if !best.state.yes() && !c.pass.Transcript.Closed {
		best.state = unripe // the judgement may still see what it asks for
	}
	return best
}

func (*reported) needs(s scope, negated bool) tingjian.Clock {
	if negated {
		return tingjian.Close
	}
	return tingjian.Stream
}
