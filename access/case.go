package access

import (
	"cmp"
	"context"
	"errors"
	"slices"

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
	if len(seen) == 0 {
		return nil, errNotYours("case", c.ID)
	}
	narrower := narrow(c, seen)
	if len(narrower.Transcripts) < len(c.Transcripts) && c.Order != "" {
		return l.ownOrder(ctx, narrower)
	}
	return narrower, nil
}

// ownOrder leaves the order out of a narrowed case unless one of its own conversations names it: it may be known from another shop's
// or vendor's alone.
func (l *Ledger) ownOrder(ctx context.Context, c *tingjian.Case) (*tingjian.Case, error) {
	for _, id := range c.Transcripts {
		switch r, err := l.Load(ctx, id); {
		case errors.Is(err, ledger.ErrNotFound): // erased meanwhile
		case err != nil:
			return nil, err
		case r.Transcript.Order == c.Order:
			return c, nil
		}
	}
	c.Order = ""
	return c, nil
}

// narrow leaves out of a case what conversations other than those seen contributed. What counts over the whole case is
// counted anew; what only the others could tell, as how often the customer came elsewhere, is left out.
func narrow(whole *tingjian.Case, seen map[string]ledger.Owner) *tingjian.Case {
	hidden := func(transcript string) bool { _, ok := seen[transcript]; return !ok }
	c := *whole
	c.Transcripts = slices.DeleteFunc(slices.Clone(whole.Transcripts), hidden)
	c.Merchant = ""
	for _, id := range c.Transcripts {
		c.Merchant = cmp.Or(c.Merchant, seen[id].Merchant)
	}
	c.Promises = slices.DeleteFunc(slices.Clone(whole.Promises), func(p tingjian.Promise) bool { return hidden(p.Transcript) })
	c.Journey = nil
	for i, v := range whole.Journey {
		if hidden(v.Transcript) {
			continue
		}
		v.Bounced = v.Bounced && i > 0 && !hidden(whole.Journey[i-1].Transcript) // says what the contact before did
		v.Again = v.Again && !hidden(whole.Journey[0].Transcript)                // says what the first contact was about
		c.Journey = append(c.Journey, v)
	}
	all := len(c.Transcripts) == len(whole.Transcripts)
	c.Findings = slices.DeleteFunc(slices.Clone(whole.Findings), func(f tingjian.CaseFinding) bool {
		elsewhere := func(s tingjian.CaseSpan) bool { return hidden(s.Transcript) }
		return hidden(f.Transcript) || slices.ContainsFunc(f.From, elsewhere) || f.Code == tingjian.RepeatContact && !all // names a number
	})
	c.Sum()
	return &c
}
