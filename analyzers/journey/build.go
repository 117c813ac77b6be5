package journey

import (
	"slices"

	"github.com/tingjian/tingjian"
)

// nothing is the remedy of a case without one.
const nothing = "none"

// build tells the story of one group.
func (j *Inspector) build(customer string, g *group) tingjian.Case {
	first := g.visits[0]
	promises, broken := j.promises(g)
	c := tingjian.Case{
		ID: tingjian.CaseID(customer, g.order, first.Transcript.ID), Customer: customer, Order: g.order,
		Opened: first.at, Remedy: nothing, Channels: []tingjian.Channel{}, Handoffs: [][2]string{},
		Promises: promises, Findings: []tingjian.CaseFinding{},
	}
	for i, v := range g.visits {
		j.follow(&c, g, i, v)
	}
	settle(&c, g)
	c.Findings = append(c.Findings, broken...)
	return c
}

// follow adds one conversation to the story.
func (j *Inspector) follow(c *tingjian.Case, g *group, i int, v *visit) {
	t := v.Transcript
	c.Transcripts = append(c.Transcripts, t.ID)
	if c.Merchant == "" {
		c.Merchant = t.Merchant
	}
	if v.until.After(c.AsOf) {
		c.AsOf = v.until
	}
	if t.Channel != "" && !slices.Contains(c.Channels, t.Channel) {
		c.Channels = append(c.Channels, t.Channel)
	}
	if v.first >= 0 || t.Channel == tingjian.Call {
		c.Contacts++
	}
	passed := handoffs(t)
	c.Handoffs = append(c.Handoffs, passed...)
	c.Retold += j.retold(g, i, v)
	contact := tingjian.Contact{
		Transcript: t.ID, Channel: t.Channel, At: v.at, Until: v.until, Parties: parties(t), Outbound: v.outbound,
		Resolution: v.Inspection.Outcome.Resolution, Faults: faults(v.Inspection),
	}
	contact.Opening, contact.Answer = v.words()
	if i > 0 {
		if f, ok := j.bounced(g.visits[i-1], v); ok {
			contact.Bounced = true
			c.Bounces++
			c.Findings = append(c.Findings, f)
		}
		if f, ok := j.cameAgain(g, i, v); ok {
			c.Findings = append(c.Findings, f)
		}
	}
	c.Journey = append(c.Journey, contact)
	for _, f := range v.Inspection.Findings {
		if f.Code == tingjian.Remedy && f.Counts() && f.Kind != "" {
			c.Remedy, c.Amount = f.Kind, f.Amount
		}
		c.Findings = append(c.Findings, tingjian.CaseFinding{Transcript: t.ID, Finding: f})
	}
}

// settle says whether the matter is resolved, which the last conversation's outcome says.
func settle(c *tingjian.Case, g *group) {
	last := g.last()
	c.Resolved = last.Inspection.Outcome.Resolution == "resolved"
	if !c.Resolved || last.until.IsZero() {
		return
	}
	c.ResolvedAt = last.until
	if !c.Opened.IsZero() {
		took := c.ResolvedAt.Sub(c.Opened).Seconds()
		c.Took = &took
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
