package ledger

import (
	"context"
	"time"
)

// Shift says that somebody was on duty for a vendor and team (排班). Empty fields of whom for mean any.
type Shift struct {
	Agent    string // 工号
	Vendor   string
	Team     string
	Merchant string
	Begins   time.Time // to the minute, included
	Ends     time.Time // to the minute, not included
}

// Roster keeps who was on duty. It says who may have answered where a channel hides the agent's name, and how many people
// stood against the customers of an hour.
type Roster interface {
	// PutShifts replaces, for each vendor among the shifts, every shift that overlaps the stretch from the earliest beginning
	// to the latest end of that vendor's, in one transaction. So a corrected week is simply loaded again.
	PutShifts(ctx context.Context, shifts []Shift) error
	// Shifts gives those that overlap [from, to), by beginning, vendor, team and agent.
	Shifts(ctx context.Context, from, to time.Time) ([]Shift, error)
}
