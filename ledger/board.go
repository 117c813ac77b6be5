package ledger

import (
	"context"
	"time"

	"github.com/tingjian/tingjian"
)

// Board reads what needs somebody now (实时看板).
type Board interface {
	// Urgent lists it as of now, most urgent first: customers who wait beyond the limit, promises that fall due within PromiseAhead
	// or did within PromiseBehind, stable faults in conversations in progress that are pending, or in which something arrived within
	// FaultFresh. It reads conversations in progress and open promises only, so it costs little however long the history is.
	Urgent(ctx context.Context, of Owner, now time.Time, limit int) ([]Urgent, error)
}

// What is near enough to now to need somebody.
const (
	PromiseAhead  = time.Hour
	PromiseBehind = 24 * time.Hour
	FaultFresh    = 30 * time.Minute
)

// UrgentKind says why something needs somebody.
type UrgentKind string

// The kinds, most urgent first.
const (
	UrgentWaiting UrgentKind = "waiting" // 超时未回复: a customer waits beyond the limit
	UrgentPromise UrgentKind = "promise" // 承诺到期: nothing has settled it, and its time has come or nearly so
	UrgentFault   UrgentKind = "fault"   // 扣分项: decided, or pending and still to be averted
)

// Urgent is one thing that needs somebody now.
type Urgent struct {
	Owner
	Transcript string
	Kind       UrgentKind
	Code       tingjian.Code // of a fault; waiting of a wait; of a promise empty
	Pending    bool          // of a fault: it can still be averted
	Turn       int
	Finding    string    // its id; of a promise empty
	Quote      string    // what was said
	Agent      string    // 工号; empty: unknown
	At         time.Time // since when the customer waits, when the promise is due, when the fault was said; zero: unknown
}
