package service

import (
	"context"
	"errors"
	"net/url"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/dashboards/review"
	"github.com/tingjian/tingjian/opinion"
)

// opinions lets the pages ask a language model for second opinions (第二意见).
type opinions struct {
	asker    *opinion.Asker
	clerk    *opinion.Clerk
	settings configs.Opinion
	patience time.Duration // how long a page waits for an answer before it says that it is under way
}

// openOpinions takes the cache folder for this process; nil where no model is configured.
func openOpinions(c configs.Opinion) (*opinions, error) {
	asker, err := opinion.Open(c, time.Now)
	if errors.Is(err, opinion.ErrOff) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &opinions{asker, opinion.NewClerk(asker), c, opinion.Patience}, nil
}

// Close gives up what is under way, and the cache folder back.
func (o *opinions) Close() error {
	if o == nil {
		return nil
	}
	o.clerk.Close()
	return o.asker.Close()
}

// Look says how the question about a finding stands; nil: it cannot be asked.
func (o *opinions) Look(t *tingjian.Transcript, f *tingjian.Finding) *review.SecondOpinion {
	s, err := o.clerk.Look(opinion.Question{Transcript: t, Finding: f})
	if err != nil { // the conversation is not the one that was inspected, or the prompt has no words for the code
		return nil
	}
	out := &review.SecondOpinion{
		Address: o.address(), Model: o.settings.Model, Limit: o.settings.Timeout, Asking: s.Asking, Trouble: review.Trouble(opinion.Trouble(s.Err)),
	}
	if said := s.Opinion; said != nil {
		out.Says, out.Quote, out.QuoteTurn, out.Reason, out.Prompt = string(said.Says), said.Quote, said.QuoteTurn, said.Reason, said.Prompt
	}
	return out
}

// Ask has it asked and waits a moment for the answer. What became of it is for Look to say.
func (o *opinions) Ask(ctx context.Context, t *tingjian.Transcript, f *tingjian.Finding) {
	_, _ = o.clerk.Ask(ctx, opinion.Question{Transcript: t, Finding: f}, o.patience)
}

// address is where questions go, without what the settings may hold of a password.
func (o *opinions) address() string {
	u, err := url.Parse(o.settings.URL)
	if err != nil {
		return ""
	}
	u.User, u.RawQuery = nil, ""
	return u.String()
}
