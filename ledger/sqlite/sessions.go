package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

const (
	sqlSession = `select token, data, expires from sessions where token = ? and expires > ?`

	sqlPutSession = `replace into sessions (token, data, expires) values (?, ?, ?)`

	sqlCutSession = `delete from sessions where token = ?`

	sqlCutSessions = `delete from sessions where expires <= ?`
)

// PutSession implements ledger.People.
func (s *store) PutSession(ctx context.Context, put ledger.Session) error {
	if put.Token == "" || put.Expires.IsZero() {
		return errors.New("session: it has no token or no end")
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	err = w.transaction(ctx, func() error {
		return errors.Join(w.exec(sqlPutSession, put.Token, append([]byte{}, put.Data...), stamp(put.Expires)), w.exec(sqlCutSessions, bound(time.Now())))
	})
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}

// Session implements ledger.People.
func (s *store) Session(ctx context.Context, token string) (*ledger.Session, error) {
	found := &ledger.Session{}
	err := s.read.QueryRowContext(ctx, sqlSession, token, bound(time.Now())).Scan(&found.Token, &found.Data, moment{&found.Expires})
	if err != nil {
		return nil, fmt.Errorf("session: %w", missing(err))
	}
	return found, nil
}

// DeleteSession implements ledger.People.
func (s *store) DeleteSession(ctx context.Context, token string) error {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	if err := w.exec(sqlCutSession, token); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}
