package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/ledgertest"
	"github.com/tingjian/tingjian/ledger/sqlite"
)

// crashPath names the file that a child process of TestCrash commits to.
const crashPath = "LEDGER_TEST_CRASH"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashPath); path != "" {
		fmt.Fprintln(os.Stderr, commitForever(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func commitForever(path string) error {
	l, err := sqlite.Open(path)
	if err != nil {
		return err
	}
	return ledgertest.CommitForever(context.Background(), l, os.Stdout)
}

func TestConformance(t *testing.T) { ledgertest.Run(t, openNew) }

func TestCrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.Crash(t, 10,
		func(testing.TB) *exec.Cmd {
			cmd := exec.Command(self)
			cmd.Env = append(os.Environ(), crashPath+"="+path)
			return cmd
		},
		func(t testing.TB) ledger.Ledger { return open(t, path) })
	sound(t, path)
}

// openNew opens a new ledger in a folder of the test's own, and looks at its file when the test is over.
func openNew(t testing.TB) (ledger.Ledger, func() ledger.Ledger) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	t.Cleanup(func() { sound(t, path) })
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

// sound fails unless SQLite finds the file whole and all references lead somewhere. References are declared for people
// and tools; nothing checks them while the ledger runs.
func sound(t testing.TB, path string) {
	t.Helper()
	for _, check := range []string{"pragma integrity_check", "pragma foreign_key_check"} {
		for _, line := range shell(t, path, check) {
			if line != "ok" {
				t.Errorf("%s: %s", check, line)
			}
		}
	}
}

// shell runs a query as the sqlite3 shell would and returns its rows, columns joined by bars.
func shell(t testing.TB, path, query string) (lines []string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		to := make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		line := ""
		for i, v := range values {
			if i > 0 {
				line += "|"
			}
			line += v.String
		}
		lines = append(lines, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return lines
}
