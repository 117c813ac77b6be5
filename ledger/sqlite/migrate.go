package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the file's schema up to date and puts it into write-ahead mode.
func migrate(path string) (err error) {
	dsn, err := address(path, url.Values{"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}})
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	p, err := provider(db)
	if err != nil {
		return err
	}
	ctx := context.Background()
	stored, known, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", explain(err))
	}
	if stored > known {
		return tooNew(stored, known)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the schema from version %d to %d: %w", stored, known, err)
	}
	return nil
}

// checkVersion fails unless the file has the schema that this program knows: every migration that it has, and no later one.
func checkVersion(ctx context.Context, db *sql.DB) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	run, err := all(scanInt)(db.QueryContext(ctx, "select version_id from goose_db_version where is_applied"))
	if err != nil {
		return fmt.Errorf("read the schema's version: %w", explain(err))
	}
	var stored, known int64
	if len(run) > 0 {
		stored = slices.Max(run)
	}
	missing := false
	for _, s := range p.ListSources() {
		known = max(known, s.Version)
		missing = missing || !slices.Contains(run, s.Version)
	}
	switch {
	case stored > known:
		return tooNew(stored, known)
	case missing:
		return fmt.Errorf("its schema has version %d and not all that this program needs, up to %d: start `tingjian serve` once, which brings it up to date", stored, known)
	}
	return nil
}

func provider(db *sql.DB) (*goose.Provider, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	// One migration (00021) came after another with a higher number (00040), so ledgers lack it that are past it.
	return goose.NewProvider(goose.DialectSQLite3, db, sub, goose.WithAllowOutofOrder(true), goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
}

func tooNew(stored, known int64) error {
	return fmt.Errorf("its schema has version %d, this program knows %d: use the newer program that wrote it", stored, known)
}

// explain adds what to do to the two errors that people meet.
func explain(err error) error {
	switch text := err.Error(); {
	case strings.Contains(text, "not a database"):
		return fmt.Errorf("%w: the file is something else; give another data folder", err)
	case strings.Contains(text, "no such table"):
		return fmt.Errorf("%w: the file is not a ledger; give another data folder", err)
	}
	return err
}
