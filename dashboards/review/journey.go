package review

import (
	"context"
	"errors"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// journeyView is the case that a conversation belongs to, as a way over days and channels (客户历程).
type journeyView struct {
	*tingjian.Case
	Steps []journeyStep
}

// journeyStep is one conversation of the case.
type journeyStep struct {
	tingjian.Contact
	Path string
	Here bool
	Days int // since the step before; 0: the same day, or unknown
}

// journey reads the case of a conversation. A case of this conversation alone is not worth showing: nil.
func (p *Pages) journey(ctx context.Context, transcript string) (*journeyView, error) {
	c, err := p.options.Ledger.CaseOf(ctx, transcript)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, nil
	}
	if err != nil || len(c.Journey) < 2 {
		return nil, err
	}
	v := &journeyView{Case: c}
	for i, contact := range c.Journey {
		step := journeyStep{Contact: contact, Path: transcriptPath(contact.Transcript), Here: contact.Transcript == transcript}
		if i > 0 && !contact.At.IsZero() && !c.Journey[i-1].At.IsZero() {
			step.Days = int(tingjian.Midnight(contact.At).Sub(tingjian.Midnight(c.Journey[i-1].At)).Hours() / 24)
		}
		v.Steps = append(v.Steps, step)
	}
	return v, nil
}
