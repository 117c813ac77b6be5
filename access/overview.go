package access

import (
	"context"
	"fmt"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

// Scoped is whose conversations the viewer sees, as an owner whose empty fields mean any; false: none at all.
func (v Viewer) Scoped() (ledger.Owner, bool) {
	switch {
	case v.Check() != nil:
		return ledger.Owner{}, false
	case v.Role == Merchant:
		return ledger.Owner{Merchant: v.Scope}, true
	case v.Role == Manager:
		return ledger.Owner{Vendor: v.Scope}, true
	}
	return ledger.Owner{}, true
}

// Urgent lists what needs somebody now in conversations that the viewer may see; see ledger.Board.
func (l *Ledger) Urgent(ctx context.Context, now time.Time, limit int) ([]ledger.Urgent, error) {
	of, ok := From(ctx).Scoped()
	if !ok {
		return nil, fmt.Errorf("live board: %w", ledger.ErrNotFound)
	}
	return l.all.Urgent(ctx, of, now, limit)
}

// Overview adds up the conversations in [from, to) that the viewer may see; see ledger.Overviews.
func (l *Ledger) Overview(ctx context.Context, from, to time.Time) (*ledger.Overview, error) {
	of, ok := From(ctx).Scoped()
	if !ok {
		return nil, fmt.Errorf("overview: %w", ledger.ErrNotFound)
	}
	return l.all.Overview(ctx, of, from, to)
}

// LatestStart is when the newest conversation started that the viewer may see; see ledger.Overviews.
func (l *Ledger) LatestStart(ctx context.Context) (time.Time, error) {
	of, ok := From(ctx).Scoped()
	if !ok {
		return time.Time{}, fmt.Errorf("overview: %w", ledger.ErrNotFound)
	}
	return l.all.LatestStart(ctx, of)
}
