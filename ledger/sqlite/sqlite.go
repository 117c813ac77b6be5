// Package sqlite keeps the ledger (质检台账) in one SQLite file in write-ahead mode: one connection writes, a pool of
// read-only connections reads snapshots beside it, in this process and in others. The schema is meant to be read with
// the sqlite3 shell; docs/ledger.md explains it.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

// Option changes how a ledger is opened.
type Option func(*options)

type options struct {
	readers int
	log     *slog.Logger
}

const (
	busyTimeout = 10 * time.Second // how long to wait for another process that holds the file
	cacheBytes  = 32 << 20         // that the writing connection may use for pages
)

func settings(opts []Option) options {
	o := options{readers: 4, log: slog.New(slog.DiscardHandler)}
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// WithReaders sets how many connections may read at the same time; 4 unless told, at least 1.
func WithReaders(n int) Option { return func(o *options) { o.readers = max(1, n) } }

// WithLogger sets where to report what goes wrong behind the scenes; nowhere unless told.
func WithLogger(log *slog.Logger) Option { return func(o *options) { o.log = log } }

// store is a ledger.Ledger in one file.
type store struct {
	path  string
	read  *sql.DB
	query *queries
	write *writer  // nil where opened for reading only
	merge *merger  // nil where opened for reading only
	tidy  *tallier // nil where opened for reading only
	close func() error
}

// Open opens the ledger in the file at path for reading and writing, makes it where there is none, and brings its
// schema up to date. The file is readable by its owner only.
func Open(path string, opts ...Option) (ledger.Ledger, error) {
	o := settings(opts)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if err := migrate(path); err != nil {
		return nil, fmt.Errorf("ledger %q: %w", path, err)
	}
	s, err := openReaders(path, o)
	if err != nil {
		return nil, err
	}
	if s.write, err = newWriter(path); err != nil {
		return nil, errors.Join(fmt.Errorf("ledger %q: %w", path, err), s.Close())
	}
	if s.merge, err = startMerger(path, o, s.write); err != nil {
		return nil, errors.Join(fmt.Errorf("ledger %q: %w", path, err), s.Close())
	}
	s.tidy = startTallier(s, o.log)
	return s, nil
}

// OpenReadOnly opens an existing ledger for reading, beside a process that may be writing it. Whatever would write
// fails. The schema must be the one of this version.
func OpenReadOnly(path string, opts ...Option) (ledger.Ledger, error) {
	o := settings(opts)
	if info, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil, fmt.Errorf("ledger %q: there is none yet: run `tingjian serve` or `tingjian demo` with this data folder first", path)
	} else if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	s, err := openReaders(path, o)
	if err != nil {
		return nil, err
	}
	if err := checkVersion(context.Background(), s.read); err != nil {
		return nil, errors.Join(fmt.Errorf("ledger %q: %w", path, err), s.Close())
	}
	return s, nil
}

func openReaders(path string, o options) (*store, error) {
	dsn, err := address(path, url.Values{"mode": {"ro"}, "_query_only": {"1"}})
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return nil, fmt.Errorf("ledger %q: %w", path, err)
	}
	db.SetMaxOpenConns(o.readers)
	db.SetMaxIdleConns(o.readers)
	q, err := newQueries(db)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("ledger %q: %w", path, err), db.Close())
	}
	s := &store{path: path, read: db, query: q}
	s.close = sync.OnceValue(s.closeAll)
	return s, nil
}

// address is the data source name of the file at path.
func address(path string, more url.Values) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("ledger: %w", err)
	}
	v := url.Values{
		// A connection is never used by two goroutines at a time, so it needs no lock of its own.
		"_mutex":        {"no"},
		"_busy_timeout": {strconv.FormatInt(busyTimeout.Milliseconds(), 10)},
	}
	for key, values := range more {
		v[key] = values
	}
	u := url.URL{Scheme: "file", Path: abs, RawQuery: v.Encode()}
	return u.String(), nil
}

// Close lets go of the file. The write-ahead log is merged into it. Closing again does nothing.
func (s *store) Close() error { return s.close() }

func (s *store) closeAll() error {
	var err error
	if s.tidy != nil {
		s.tidy.close()
	}
	if s.merge != nil {
		err = s.merge.close()
	}
	err = errors.Join(err, s.query.close(), s.read.Close())
	if s.write != nil {
		err = errors.Join(err, s.write.close())
	}
	return err
}

// lockWriter gives the writer, locked, or says why there is none.
func (s *store) lockWriter(ctx context.Context) (*writer, error) {
	if s.write == nil {
		return nil, fmt.Errorf("ledger %q: opened for reading only", s.path)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.write.mu.Lock()
	if s.write.closed {
		s.write.mu.Unlock()
		return nil, fmt.Errorf("ledger %q: %w", s.path, os.ErrClosed)
	}
	return s.write, nil
}
