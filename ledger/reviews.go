package ledger

import (
	"context"
	"time"
)

// Draw is a conversation that is to be reviewed by people (抽检), with the chance at which it was drawn. Package scoring says how
// conversations are drawn and what can be estimated from them.
type Draw struct {
	Transcript string
	Kind       string    // "random", "risk" or "asked"; see package verdicts
	Tier       int       // of risk, 0: least
	Chance     float64   // at which it was drawn at all
	Uniform    float64   // the chance that every conversation had, whatever its risk
	Order      int64     // place in the queue among draws of the same kind and tier, given by chance
	At         time.Time // when it was drawn, or when more people came to be wanted
	Wanted     int       // how many people are to review it; 2: blind, neither sees the other's verdicts before the end
	Merchant   string    // of the conversation, filled in by the ledger when read
	Done       []Review  // by whom it was reviewed, oldest first
}

// Review says that a person has been through a whole conversation (复核完成).
type Review struct {
	By string
	At time.Time
}

// DoneBy reports whether the person has reviewed it.
func (d *Draw) DoneBy(person string) bool {
	for _, r := range d.Done {
		if r.By == person {
			return true
		}
	}
	return false
}

// Reviews keeps what is to be reviewed and what was.
type Reviews interface {
	// PutDraws writes draws. One that is there keeps its kind, tier and chance; only a greater Wanted is taken over, and At with it:
	// whoever is wanted besides finds it in the queue, however long ago it was drawn. Those of conversations that are not there are
	// left out.
	PutDraws(ctx context.Context, draws []Draw) error
	// Draw reads one, or ErrNotFound.
	Draw(ctx context.Context, transcript string) (*Draw, error)
	// Draws gives all that were drawn at or after since, by conversation.
	Draws(ctx context.Context, since time.Time) ([]Draw, error)
	// Waiting lists the draws of one kind, drawn at or after since, that wait for more reviews and were not reviewed by the
	// person: highest tier first, then by Order; "random" by Order alone, since those reviewed must be a random part of it.
	Waiting(ctx context.Context, kind, person string, since time.Time, limit int) ([]Draw, error)
	// Finish notes that a person has reviewed a conversation; again changes nothing. It fails with ErrNotFound where the
	// conversation was never drawn.
	Finish(ctx context.Context, transcript string, r Review) error
}

// SavedSearch is a query that somebody keeps under a name (已存检索).
type SavedSearch struct {
	Owner, Name, Query string
}

// SavedSearches keeps people's queries, each person's own.
type SavedSearches interface {
	// PutSearch writes one, replacing the owner's of that name.
	PutSearch(ctx context.Context, s SavedSearch) error
	// DropSearch removes one; there may be none.
	DropSearch(ctx context.Context, owner, name string) error
	// Searches lists the owner's, by name.
	Searches(ctx context.Context, owner string) ([]SavedSearch, error)
}
