package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/ledgertest"
	"github.com/tingjian/tingjian/ledger/sqlite"
)

func TestConformance(t *testing.T) { ledgertest.Run(t, openNew) }

// openNew opens a new ledger in a folder of the test's own.
func openNew(t testing.TB) (ledger.Ledger, func() ledger.Ledger) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	l := open(t, path)
	return l, func() ledger.Ledger {
		if err := l.Close(); err != nil {
			t.Fatalf("close: %v", err)
		}
		l = open(t, path)
		return l
	}
}

func open(t testing.TB, path string) ledger.Ledger {
	t.Helper()
	l, err := sqlite.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return l
}
