package ledger

import (
	"context"
	"time"

	"github.com/tingjian/tingjian"
)

// Floor is what is going on now (现场): conversations in progress, and promises that wait to be kept.
type Floor struct {
	Vendors []VendorFloor // by vendor; those without a conversation in progress are left out
	// Due and Overdue count the promises with a time that no conversation has settled yet: those whose time has not come, and
	// those whose time has passed (承诺逾期).
	Due, Overdue int64
	// DeadLetters counts those that were never sent again.
	DeadLetters int64
}

// VendorFloor is one vendor's part of the floor.
type VendorFloor struct {
	Vendor string // empty: the merchants' own people
	Open   int64  // conversations in progress
	// Waiting and Late count the customers among them who wait for a reply, within the limit and beyond it.
	Waiting, Late int64
	Findings      map[tingjian.Code]int64 // stable, decided findings in conversations in progress, by code; nil: none
}

// Live shows what is going on now.
type Live interface {
	// Floor counts it, as of a moment that decides which promises are overdue. It reads conversations in progress only, so it
	// costs little however long the history is.
	Floor(ctx context.Context, now time.Time) (*Floor, error)
}
