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

func (o *reported) turns(e *evaluation, b *bound) []int { return turnsOf(o, e, b) }

func (o *reported) occurrences(e *evaluation, b *bound) (all []verdict) {
	look := func(findings []tingjian.Finding) {
		for i := range findings {
			f := &findings[i]
			if !slices.Contains(o.codes, f.Code) || len(o.branches) > 0 && !slices.Contains(o.branches, f.Branch) || !slices.Contains(b.Speakers, e.turn(f.Turn).Speaker) {
				continue
			}
			v := verdict{state: holds, clock: f.Clock, found: []place{{f.Turn, f.Start, f.End}}}
			if f.Pending {
				v.state, v.at, v.wake = open, f.DecidesAt.At, f.DecidesAt.At
			}
			all = append(all, v)
		}
	}
	look(e.given)
	for _, a := range e.judgements {
		look(e.pass.Findings(a))
	}
	slices.SortStableFunc(all, func(x, y verdict) int { return x.found[0].compare(y.found[0]) })
	return all
}

func (o *reported) judge(c *candidate) verdict {
	v := inUnit(o, c)
	if !v.state.yes() && !c.pass.Transcript.Closed {
		v.state = unripe // the judgement may still see what it asks for
	}
	return v
}

func (*reported) needs(s scope, negated bool) tingjian.Clock {
	if negated {
		return tingjian.Close
	}
	return tingjian.Stream
}
