package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mattn/go-sqlite3"

	"github.com/tingjian/tingjian/ledger"
)

const (
	tokenColumns = `id, name, role, scope, hash, created, expires, used, revoked`

	sqlTokens = `select ` + tokenColumns + ` from tokens order by created, id`

	sqlTokenOf = `select ` + tokenColumns + ` from tokens where hash = ?`

	sqlAddToken = `insert into tokens (` + tokenColumns + `) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`

	sqlTokenUsed = `update tokens set used = ? where id = ?`

	sqlRevokeToken = `update tokens set revoked = coalesce(revoked, ?) where id = ? returning id`
)

func scanToken(row interface{ Scan(...any) error }) (t ledger.Token, err error) {
	err = row.Scan(&t.ID, &t.Name, &t.Role, &t.Scope, &t.Hash, moment{&t.Created}, moment{&t.Expires}, moment{&t.Used}, moment{&t.Revoked})
	return t, err
}

// AddToken implements ledger.People.
func (s *store) AddToken(ctx context.Context, t ledger.Token) error {
	if t.ID == "" || t.Hash == "" {
		return errors.New("token: it has no id or no hash")
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	err = w.exec(sqlAddToken, t.ID, t.Name, t.Role, t.Scope, t.Hash, stamp(t.Created), stamp(t.Expires), stamp(t.Used), stamp(t.Revoked))
	if err != nil {
		return fmt.Errorf("token %q: %w", t.ID, taken(err))
	}
	return nil
}

// TokenOf implements ledger.People.
func (s *store) TokenOf(ctx context.Context, hash string) (*ledger.Token, error) {
	t, err := scanToken(s.read.QueryRowContext(ctx, sqlTokenOf, hash))
	if err != nil {
		return nil, fmt.Errorf("token: %w", missing(err))
	}
	return &t, nil
}

// Tokens implements ledger.People.
func (s *store) Tokens(ctx context.Context) ([]ledger.Token, error) {
	rows, err := s.read.QueryContext(ctx, sqlTokens)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tokens []ledger.Token
	for rows.Next() {
		t, err := scanToken(rows)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, t)
	}
	return tokens, rows.Err()
}

// TokenUsed implements ledger.People.
func (s *store) TokenUsed(ctx context.Context, id string, at time.Time) error {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	if err := w.exec(sqlTokenUsed, stamp(at.Truncate(time.Minute)), id); err != nil {
		return fmt.Errorf("token %q: %w", id, err)
	}
	return nil
}

// RevokeToken implements ledger.People.
func (s *store) RevokeToken(ctx context.Context, id string, at time.Time) error {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	found, err := w.rows(sqlRevokeToken, 1, stamp(at), id)
	if err == nil && len(found) == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("token %q: %w", id, err)
	}
	return nil
}

// taken turns the driver's word for "there is such a row" into the ledger's.
func taken(err error) error {
	var sqlite sqlite3.Error
	if errors.As(err, &sqlite) && sqlite.Code == sqlite3.ErrConstraint {
		return fmt.Errorf("belongs to another: %w", ledger.ErrTaken)
	}
	return err
}
