package access

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

// SeesMerchant fails with ledger.ErrNotFound unless the viewer may see all of a merchant: reviewers and admins, and the
// merchant itself. A vendor's manager sees conversations of many merchants and none of them as a whole.
func (l *Ledger) SeesMerchant(ctx context.Context, merchant string) error {
	if !From(ctx).MaySee(ledger.Owner{Merchant: merchant}) {
		return errNotYours("merchant", merchant)
	}
	return nil
}

// Merchants lists the merchants that the viewer may see, with what they had in [from, to); see ledger.Scorecards.
func (l *Ledger) Merchants(ctx context.Context, from, to time.Time) ([]ledger.MerchantPeriod, error) {
	all, err := l.all.Merchants(ctx, from, to)
	return slices.DeleteFunc(all, func(m ledger.MerchantPeriod) bool { return l.SeesMerchant(ctx, m.Merchant) != nil }), err
}

// MerchantWeeks lists a merchant's weeks, newest first; see ledger.Scorecards.
func (l *Ledger) MerchantWeeks(ctx context.Context, merchant string, limit int) ([]ledger.MerchantWeek, error) {
	if err := l.SeesMerchant(ctx, merchant); err != nil {
		return nil, err
	}
	return l.all.MerchantWeeks(ctx, merchant, limit)
}

// Sendings lists what was sent to merchants, for admins: it holds their addresses.
func (l *Ledger) Sendings(ctx context.Context, week string, limit int) ([]ledger.Sending, error) {
	if !From(ctx).Is(Admin) {
		return nil, fmt.Errorf("sendings: %w", ledger.ErrNotFound)
	}
	return l.all.Sendings(ctx, week, limit)
}
