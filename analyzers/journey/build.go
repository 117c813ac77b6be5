package journey

import (
	"slices"

	"github.com/tingjian/tingjian"
)

// build tells the story of one group.
func (j *Inspector) build(customer string, g *group) tingjian.Case {
	promises, broken := j.promises(g)
	c := tingjian.Case{
		ID: tingjian.CaseID(customer, g.order, g.visits[0].Transcript.ID), Customer: customer, Order: g.order,
		Promises: promises, Findings: []tingjian.CaseFinding{},
	}
	for i, v := range g.visits {
		j.follow(&c, g, i, v)
	}
	c.Findings = append(c.Findings, broken...)
	c.Sum()
	return c
}

// follow adds one conversation to the story.
func (j *Inspector) follow(c *tingjian.Case, g *group, i int, v *visit) {
	t := v.Transcript
	c.Transcripts = append(c.Transcripts, t.ID)
	if c.Merchant == "" {
		c.Merchant = t.Merchant
	}
	contact := tingjian.Contact{
		Transcript: t.ID, Channel: t.Channel, At: v.at, Until: v.until, Parties: parties(t), Outbound: v.outbound,
		Resolution: v.Inspection.Outcome.Resolution, Faults: faults(v.Inspection), Handoffs: handoffs(t),
		RetoldTo: retoldTo(v), Again: i > 0 && v.came() && alike(g.visits[0], v),
	}
	contact.Opening, contact.Answer = v.words()
	c.Journey = append(c.Journey, contact)
	if i > 0 {
		if f, ok := j.bounced(g.visits[i-1], v); ok {
			c.Journey[i].Bounced = true
			c.Findings = append(c.Findings, f)
		}
		if f, ok := j.cameAgain(c, g, i, v); ok {
			c.Findings = append(c.Findings, f)
		}
	}
	for _, f := range v.Inspection.Findings {
		c.Findings = append(c.Findings, tingjian.CaseFinding{Transcript: t.ID, Finding: f})
	}
}

// faults are the codes that count against somebody, each once, in the order of the catalogue.
func faults(in *tingjian.Inspection) []tingjian.Code {
	var out []tingjian.Code
	for _, f := range in.Findings {
		if f.Counts() && f.Code.Fault() && !slices.Contains(out, f.Code) {
			out = append(out, f.Code)
		}
	}
	return out
}
