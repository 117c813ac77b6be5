package sqlite

import (
	"database/sql/driver"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring"
)

// TestPlans asks SQLite how it would run the queries whose time must not grow with the ledger.
func TestPlans(t *testing.T) {
	l, err := Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := l.(*store)
	if err := l.Commit(t.Context(), &ledger.Batch{Topic: "t"}); err != nil {
		t.Fatal(err)
	}
	sorting := []string{"customer", "scored", "unserved", "a merchant's", "judged", "a merchant's week", "a merchant's weeks", "in progress", "their marks"} // few rows, however large the ledger
	for name, test := range map[string]struct{ sql, uses string }{
		"finding":            {sqlFinding, "findings_id"},
		"in progress":        {sqlFloorOpen, "transcripts_open"},
		"their marks":        {sqlFloorFindings, "transcripts_open"},
		"who waits":          {"select * from v_floor order by started desc limit 100", "transcripts_open"},
		"promises":           {sqlFloorPromises, "promises_due"},
		"customer":           {sqlOfCustomer, "transcripts_customer"},
		"timers":             {sqlTimers, "transcripts_waits"},
		"changes":            {sqlChanges, "transcripts_change"},
		"last change":        {sqlLastChange, "transcripts_change"},
		"scored":             {sqlAllScored, "transcripts_started (started>? AND started<?)"},
		"a merchant's":       {sqlMerchantScored, "transcripts_merchant (merchant=? AND started>? AND started<?)"},
		"judged":             {sqlMerchantJudged, "transcripts_merchant (merchant=? AND started>? AND started<?)"},
		"unserved":           {sqlMerchantUnserved, "transcripts_merchant (merchant=? AND started>? AND started<?)"},
		"a merchant's week":  {sqlOfMerchant, "transcripts_merchant (merchant=? AND started>? AND started<?)"},
		"a merchant's weeks": {sqlMerchantWeeks, "COVERING INDEX transcripts_merchant (merchant=? AND started>?)"},
		"page":               {sqlPage, "sqlite_autoindex_transcripts_1 (id>?)"},
		"inspections":        {sqlInspectionPage, "sqlite_autoindex_transcripts_1 (id>?)"},
		"turns":              {sqlTurns, "sqlite_autoindex_turns_1 (transcript=?)"},
	} {
		st, err := s.write.Prepare(test.sql)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		values := make([]driver.Value, st.NumInput())
		if err := st.Close(); err != nil {
			t.Fatal(err)
		}
		rows, err := s.write.rows("explain query plan "+test.sql, 4, values...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var plan []string
		for _, row := range rows {
			if line, ok := row[3].(string); ok {
				plan = append(plan, line)
			}
		}
		if got := strings.Join(plan, "\n"); !strings.Contains(got, test.uses) || strings.Contains(got, "TEMP B-TREE") && !slices.Contains(sorting, name) {
			t.Errorf("%s does not use %s without sorting:\n%s", name, test.uses, got)
		}
	}
}

// TestPanic lets the work of a transaction panic: what it wrote must go, and the next transaction must find the way free.
func TestPanic(t *testing.T) {
	l, err := Open(filepath.Join(t.TempDir(), "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	w := l.(*store).write
	func() {
		defer func() { recover() }()
		_ = w.transaction(t.Context(), func() error {
			if err := w.setCursor.run("f", int64(7)); err != nil {
				t.Fatal(err)
			}
			panic("a mistake")
		})
	}()
	if at, err := l.Cursor(t.Context(), "f"); at != 0 || err != nil {
		t.Errorf("cursor %d, %v; want 0", at, err)
	}
	if err := l.Commit(t.Context(), &ledger.Batch{Topic: "t", To: 1}); err != nil {
		t.Errorf("commit after a panic: %v", err)
	}
}

// TestFaultCodes holds the codes that the board and the overview count to those of the contract.
func TestFaultCodes(t *testing.T) {
	seen := 0
	for word := range strings.FieldsFuncSeq(faultCodes, func(r rune) bool { return strings.ContainsRune("(), \n", r) }) {
		seen++
		if code := tingjian.Code(strings.Trim(word, "'")); !code.Fault() {
			t.Errorf("%s is no fault", code)
		}
	}
	for _, code := range scoring.Codes() {
		if code.Fault() && !strings.Contains(faultCodes, "'"+string(code)+"'") {
			t.Errorf("%s is missing", code)
		}
	}
	if seen != 21 {
		t.Errorf("%d codes, want 21", seen)
	}
}
