package review

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// Opinions asks a language model for its second opinion (第二意见) on findings that the machine does not dare to decide.
type Opinions interface {
	// Look says how the question about an unsure finding stands, and asks nobody; nil: it cannot be asked.
	Look(t *tingjian.Transcript, f *tingjian.Finding) *SecondOpinion
	// Ask has it asked, unless the answer is known, and comes back soon, whether or not there is an answer yet.
	Ask(ctx context.Context, t *tingjian.Transcript, f *tingjian.Finding)
}

// SecondOpinion is how the question about one finding stands. It proposes to a reviewer and marks nobody.
type SecondOpinion struct {
	Address, Model string        // where a question goes, and who is asked
	Limit          time.Duration // how long a question may take

	Asking  bool    // it is under way
	Trouble Trouble // why there is no opinion; empty: none was asked for, or there is one

	Says      string // yes, no or unclear; empty: there is no opinion
	Quote     string // verbatim from the turn QuoteTurn
	QuoteTurn int
	Reason    string // in the model's words
	Prompt    string // version of what was asked
}

// Trouble is why a question got no opinion: a key below "opinion.trouble." of the catalogue.
type Trouble string

// The troubles. After those of an answer that was thrown away the same question would get the same answer.
const (
	TroubleSpent        Trouble = "spent"         // the day's budget is used up
	TroubleUnreachable  Trouble = "unreachable"   // nobody answers, or the key was refused
	TroubleSlow         Trouble = "slow"          // no answer in time
	TroubleFailed       Trouble = "failed"        // else; the log has the reason
	TroubleThrownForm   Trouble = "thrown_form"   // thrown away: not of the schema
	TroubleThrownCode   Trouble = "thrown_code"   // thrown away: about another code
	TroubleThrownReason Trouble = "thrown_reason" // thrown away: without a reason
	TroubleThrownQuote  Trouble = "thrown_quote"  // thrown away: its quote does not stand in the conversation
)

// Troubles lists them.
func Troubles() []Trouble {
	return []Trouble{
		TroubleSpent, TroubleUnreachable, TroubleSlow, TroubleFailed,
		TroubleThrownForm, TroubleThrownCode, TroubleThrownReason, TroubleThrownQuote,
	}
}

// MayAsk reports whether asking can bring something new.
func (o *SecondOpinion) MayAsk() bool {
	return !o.Asking && o.Says == "" && !strings.HasPrefix(string(o.Trouble), "thrown")
}

// Seconds is how long a question may take, in whole seconds.
func (o *SecondOpinion) Seconds() int { return max(1, int(o.Limit.Round(time.Second).Seconds())) }

// errSettled refuses to ask about what the machine has decided, or still may, and what no question can be made of.
var errSettled = errors.New("no second opinion can be asked for on this finding")

// secondOpinions puts what is known beside the unsure findings, for readers who give verdicts.
func (p *Pages) secondOpinions(v *transcriptView) {
	if p.options.Opinions == nil || !v.MayReview {
		return
	}
	for _, c := range v.Cards {
		if c.Finding.LeftToPeople() {
			c.Second = p.options.Opinions.Look(v.Transcript, c.Finding)
		}
	}
	v.place() // quotes are marked in the turns
}

// askOpinion has a language model asked about a finding and shows its card again.
func (p *Pages) askOpinion(w http.ResponseWriter, r *http.Request) {
	id, s, err := p.subject(r)
	if err != nil {
		p.refused(w, r, "find what to ask about", err)
		return
	}
	if p.options.Opinions == nil {
		p.fail(w, r, http.StatusNotFound, "opinion_off")
		return
	}
	if r.PostForm.Get("look") == "" { // else somebody only wants to see whether there is an answer
		if err := p.ask(r.Context(), s.Transcript, id); err != nil {
			p.refused(w, r, "ask for a second opinion", err)
			return
		}
	}
	p.back(w, r, s.Transcript, "second-"+id)
}

func (p *Pages) ask(ctx context.Context, transcript, finding string) error {
	record, err := p.options.Ledger.Load(ctx, transcript)
	if err != nil {
		return err
	}
	in, err := p.options.Ledger.Inspection(ctx, transcript)
	if err != nil {
		return err
	}
	marks := in.Marks()
	i := slices.IndexFunc(marks, func(f tingjian.Finding) bool { return f.ID == finding })
	if i < 0 {
		return ledger.ErrNotFound
	}
	if !marks[i].LeftToPeople() || p.options.Opinions.Look(&record.Transcript, &marks[i]) == nil {
		return errSettled
	}
	slog.Info("review: second opinion", "asked", finding, "transcript", transcript, "by", access.From(ctx).Name)
	p.options.Opinions.Ask(ctx, &record.Transcript, &marks[i])
	return nil
}

// quoteSpan is where the opinion's quote stands in the turn.
func (o *SecondOpinion) quoteSpan(text string) (start, end int, ok bool) {
	start = strings.Index(text, o.Quote)
	return start, start + len(o.Quote), start >= 0 && o.Quote != ""
}
