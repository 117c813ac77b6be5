// Package ledgertest holds the conformance suite of ledger back ends: whatever passes Run may stand behind the service.
// The suite is also the reference for what the interface leaves unsaid: lists by id are ordered by the bytes of the id;
// times of turns, as-of times and texts come back as given, zones included; all other times come back as the same
// instant; since, from and to count to the millisecond.
package ledgertest

import (
	"context"
	"testing"

	"github.com/tingjian/tingjian/ledger"
)

// Open makes a new, empty ledger for one test. Reopen closes it and opens the same data again; it may be called again.
// Whatever is open when the test ends is closed by the function's own t.Cleanup.
type Open func(t testing.TB) (l ledger.Ledger, reopen func() ledger.Ledger)

// Run checks everything that a ledger promises.
func Run(t *testing.T, open Open) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"Empty", testEmpty},
		{"RoundTrip", testRoundTrip},
		{"Rewrite", testRewrite},
		{"Times", testTimes},
		{"Deadlines", testDeadlines},
		{"Fenced", testFenced},
		{"Conflict", testConflict},
		{"Refused", testRefused},
		{"Atomic", testAtomic},
		{"Race", testRace},
		{"Beside", testBeside},
		{"Timers", testTimers},
		{"Findings", testFindings},
		{"Feed", testFeed},
		{"Cursor", testCursor},
		{"History", testHistory},
		{"Inspected", testInspected},
		{"PartyScores", testPartyScores},
		{"StopsEarly", testStopsEarly},
		{"Cancelled", testCancelled},
		{"DeadLetters", testDeadLetters},
		{"Cases", testCases},
		{"ClosedAtMost", testClosedAtMost},
		{"Merchants", testMerchants},
		{"Sendings", testSendings},
		{"SendingRace", testSendingRace},
		{"Verdicts", testVerdicts},
		{"Appeals", testAppeals},
		{"Reviews", testReviews},
		{"Queue", testQueue},
		{"SavedSearches", testSearches},
		{"Accounts", testAccounts},
		{"Sessions", testSessions},
		{"Tokens", testTokens},
		{"Floor", testFloor},
		{"Board", testBoard},
		{"Overview", testOverview},
		{"Tallies", testTallies},
		{"Roster", testRoster},
		{"Erase", testErase},
		{"EraseNumbers", testEraseNumbers},
		{"ComesBack", testComesBack},
		{"Closed", testClosed},
		{"Model", testModel},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open) })
	}
}

// fresh opens an empty ledger.
func fresh(t testing.TB, open Open) (context.Context, ledger.Ledger) {
	l, _ := open(t)
	return t.Context(), l
}
