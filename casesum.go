package tingjian

import (
	"slices"
	"time"
)

// NoRemedy is the remedy of a case without one.
const NoRemedy = "none"

// Sum makes the sums of a case from its journey and findings alone: times, contacts, channels, handoffs, bounces, how often the
// story was told again, what it came to and the remedy. Whoever sees a part of the case gets that part's sums by the same rules.
func (c *Case) Sum() {
	c.Opened, c.AsOf = time.Time{}, time.Time{}
	c.Contacts, c.Bounces, c.Retold = 0, 0, 0
	c.Channels, c.Handoffs = []Channel{}, [][2]string{}
	for i := range c.Journey {
		c.add(i, &c.Journey[i])
	}
	c.conclude()
	c.Remedy, c.Amount = NoRemedy, 0
	for i := range c.Findings {
		if f := &c.Findings[i]; f.Code == Remedy && f.Counts() && f.Kind != "" {
			c.Remedy, c.Amount = f.Kind, f.Amount
		}
	}
}

// add adds the contact in place i of the journey.
func (c *Case) add(i int, v *Contact) {
	if i == 0 {
		c.Opened = v.At
	}
	if v.Until.After(c.AsOf) {
		c.AsOf = v.Until
	}
	if v.Channel != "" && !slices.Contains(c.Channels, v.Channel) {
		c.Channels = append(c.Channels, v.Channel)
	}
	c.Handoffs = append(c.Handoffs, v.Handoffs...)
	if v.Counts() {
		c.Contacts++
	}
	if v.Bounced {
		c.Bounces++
	}
	switch {
	case i == 0: // the first contact's own repeats were to the same ears, unless it was passed on
		c.Retold += max(0, v.RetoldTo-1)
	case v.RetoldTo == 0 && v.Again:
		c.Retold++
	default:
		c.Retold += v.RetoldTo
	}
}

// Counts reports whether the customer came or was called (进线): a chat in which the customer never spoke is none.
func (v *Contact) Counts() bool { return v.Opening != "" || v.Channel == Call }

// conclude says whether the matter is resolved, which the last conversation's outcome says, when, and how long it took.
func (c *Case) conclude() {
	c.Resolved, c.ResolvedAt, c.Took = false, time.Time{}, nil
	if len(c.Journey) == 0 {
		return
	}
	last := &c.Journey[len(c.Journey)-1]
	c.Resolved = last.Resolution == "resolved"
	if !c.Resolved || last.Until.IsZero() {
		return
	}
	c.ResolvedAt = last.Until
	if !c.Opened.IsZero() {
		took := c.ResolvedAt.Sub(c.Opened).Seconds()
		c.Took = &took
	}
}
