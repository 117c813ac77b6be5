package access

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// Ledger reads a ledger for the viewer in the context. It has no other way in: what pages or API are to read needs a
// method here, so that nobody forgets to ask who is looking. What the viewer may not see is ledger.ErrNotFound, or left
// out of a list.
type Ledger struct{ all ledger.Ledger }

// Guard makes the guarded view of a ledger.
func Guard(l ledger.Ledger) *Ledger { return &Ledger{l} }

// errNotYours is what reading something of others gives: no more than that it is not there.
func errNotYours(what, id string) error { return fmt.Errorf("%s %q: %w", what, id, ledger.ErrNotFound) }

// Whole is the ledger itself, for viewers who see all of it; for others ledger.ErrNotFound. It is for pages whose route
// lets only such roles in.
func (l *Ledger) Whole(ctx context.Context) (ledger.Ledger, error) {
	if v := From(ctx); !v.SeesAll() {
		return nil, fmt.Errorf("the whole ledger: %w", ledger.ErrNotFound)
	}
	return l.all, nil
}

// Sees fails with ledger.ErrNotFound unless there is such a conversation and the viewer may see it. Ask it before reading
// or writing anything that hangs on a conversation.
func (l *Ledger) Sees(ctx context.Context, transcript string) error {
	_, err := l.Owner(ctx, transcript)
	return err
}

// Owner tells whose a conversation is.
func (l *Ledger) Owner(ctx context.Context, transcript string) (ledger.Owner, error) {
	o, err := l.all.Owner(ctx, transcript)
	if err != nil {
		return ledger.Owner{}, err
	}
	if !From(ctx).MaySee(o) {
		return ledger.Owner{}, errNotYours("transcript", transcript)
	}
	return o, nil
}

// Load reads a conversation with its turns.
func (l *Ledger) Load(ctx context.Context, id string) (*ledger.Record, error) {
	r, err := l.all.Load(ctx, id)
	if err != nil {
		return nil, err
	}
	if !From(ctx).MaySee(ledger.OwnerOf(&r.Transcript)) {
		return nil, errNotYours("transcript", id)
	}
	return r, nil
}

// Inspection reads the latest inspection of a conversation.
func (l *Ledger) Inspection(ctx context.Context, id string) (*tingjian.Inspection, error) {
	if err := l.Sees(ctx, id); err != nil {
		return nil, err
	}
	return l.all.Inspection(ctx, id)
}

// Finding reads a finding and the id of its conversation.
func (l *Ledger) Finding(ctx context.Context, id string) (*tingjian.Finding, string, error) {
	f, transcript, err := l.all.Finding(ctx, id)
	if err != nil {
		return nil, "", err
	}
	if l.Sees(ctx, transcript) != nil {
		return nil, "", errNotYours("finding", id)
	}
	return f, transcript, nil
}

// Case reads a case, narrowed to the conversations that the viewer may see. A case without any is not there.
func (l *Ledger) Case(ctx context.Context, id string) (*tingjian.Case, error) {
	c, err := l.all.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	return l.narrowed(ctx, c)
}

// CaseOf reads the case that a conversation belongs to, narrowed as by Case.
func (l *Ledger) CaseOf(ctx context.Context, transcript string) (*tingjian.Case, error) {
	if err := l.Sees(ctx, transcript); err != nil {
		return nil, err
	}
	c, err := l.all.CaseOf(ctx, transcript)
	if err != nil {
		return nil, err
	}
	return l.narrowed(ctx, c)
}

// Transcripts gives the conversations that the viewer may see; see ledger.History.
func (l *Ledger) Transcripts(ctx context.Context, since time.Time) iter.Seq2[*ledger.Record, error] {
	viewer := From(ctx)
	return func(yield func(*ledger.Record, error) bool) {
		for r, err := range l.all.Transcripts(ctx, since) {
			if err == nil && !viewer.MaySee(ledger.OwnerOf(&r.Transcript)) {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// PartyScores gives the scores in conversations that the viewer may see; see ledger.History.
func (l *Ledger) PartyScores(ctx context.Context, from, to time.Time) iter.Seq2[ledger.PartyScore, error] {
	viewer := From(ctx)
	return func(yield func(ledger.PartyScore, error) bool) {
		for p, err := range l.all.PartyScores(ctx, "", from, to) {
			if err == nil && !viewer.MaySee(ledger.Owner{Merchant: p.Merchant, Vendor: p.Vendor}) {
				continue
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// DeadLetters lists dead letters, for admins; nobody can say whose they are.
func (l *Ledger) DeadLetters(ctx context.Context, after int64, limit int) ([]ledger.DeadLetter, error) {
	if !From(ctx).Is(Admin) {
		return nil, fmt.Errorf("dead letters: %w", ledger.ErrNotFound)
	}
	return l.all.DeadLetters(ctx, after, limit)
}

// visible are those of the conversations that the viewer may see, with their owners. Erased ones are not among them.
func (l *Ledger) visible(ctx context.Context, transcripts []string) (map[string]ledger.Owner, error) {
	seen := map[string]ledger.Owner{}
	for _, id := range transcripts {
		o, err := l.Owner(ctx, id)
		switch {
		case errors.Is(err, ledger.ErrNotFound):
		case err != nil:
			return nil, err
		default:
			seen[id] = o
		}
	}
	return seen, nil
}
