package access

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// narrowed is a case as the viewer may see it: as if the conversations of others had not been.
func (l *Ledger) narrowed(ctx context.Context, c *tingjian.Case) (*tingjian.Case, error) {
	if From(ctx).SeesAll() {
		return c, nil
	}
	seen, err := l.visible(ctx, c.Transcripts)
	if err != nil {
		return nil, err
	}
	switch len(seen) {
	case 0:
		return nil, errNotYours("case", c.ID)
	case len(c.Transcripts):
		return c, nil
	}
	return narrow(c, seen), nil
}

// narrow leaves out of a case what conversations other than those seen contributed. What counts over the whole case is
// counted anew; what only the whole case could tell, that the customer came again or was sent round, is left out.
func narrow(whole *tingjian.Case, seen map[string]ledger.Owner) *tingjian.Case {
	hidden := func(transcript string) bool { _, ok := seen[transcript]; return !ok }
	c := *whole
	c.Transcripts = slices.DeleteFunc(slices.Clone(whole.Transcripts), hidden)
	c.Merchant = seen[c.Transcripts[0]].Merchant
	c.Promises = slices.DeleteFunc(slices.Clone(whole.Promises), func(p tingjian.Promise) bool { return hidden(p.Transcript) })
	c.Journey = slices.DeleteFunc(slices.Clone(whole.Journey), func(v tingjian.Contact) bool { return hidden(v.Transcript) })
	c.Findings = slices.DeleteFunc(slices.Clone(whole.Findings), func(f tingjian.CaseFinding) bool {
		elsewhere := func(s tingjian.CaseSpan) bool { return hidden(s.Transcript) }
		return hidden(f.Transcript) || slices.ContainsFunc(f.From, elsewhere) || strings.HasPrefix(string(f.Code), "journey.")
	})
	c.Handoffs = slices.DeleteFunc(slices.Clone(whole.Handoffs), func(h [2]string) bool {
		return !slices.ContainsFunc(c.Journey, func(v tingjian.Contact) bool {
			return slices.Contains(v.Parties, h[0]) && slices.Contains(v.Parties, h[1])
		})
	})
	recount(&c)
	return &c
}

// recount makes the sums of a case from its journey and findings.
func recount(c *tingjian.Case) {
	c.Contacts, c.Bounces, c.Retold, c.Took = 0, 0, 0, nil
	c.Channels = []tingjian.Channel{}
	for i := range c.Journey {
		v := &c.Journey[i]
		v.Bounced = false // says what the contact before did, which may be another's
		if v.Channel != "" && !slices.Contains(c.Channels, v.Channel) {
			c.Channels = append(c.Channels, v.Channel)
		}
		if v.Opening != "" || v.Channel == tingjian.Call {
			c.Contacts++
		}
		if i == 0 {
			c.Opened, c.AsOf = v.At, v.Until
		}
		if v.Until.After(c.AsOf) {
			c.AsOf = v.Until
		}
		c.Resolved, c.ResolvedAt = v.Resolution == "resolved", v.Until
	}
	if !c.Resolved {
		c.ResolvedAt = time.Time{}
	} else if !c.Opened.IsZero() && !c.ResolvedAt.IsZero() {
		took := c.ResolvedAt.Sub(c.Opened).Seconds()
		c.Took = &took
	}
	c.Remedy, c.Amount = "none", 0
	for _, f := range c.Findings {
		switch {
		case f.Code == tingjian.Remedy && f.Counts() && f.Kind != "":
			c.Remedy, c.Amount = f.Kind, f.Amount
		case f.Code == tingjian.CustomerRepeat && f.Counts():
			c.Retold++
		}
	}
}
