package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/tingjian/tingjian/ledger"
)

const (
	sqlAccounts = `select name, role, scope, hash, created from accounts order by name`

	sqlAccount = `select name, role, scope, hash, created from accounts where name = ?`

	sqlPutAccount = `replace into accounts (name, role, scope, hash, created) values (?, ?, ?, ?, ?)`
)

func scanAccount(row interface{ Scan(...any) error }) (a ledger.Account, err error) {
	err = row.Scan(&a.Name, &a.Role, &a.Scope, &a.Hash, moment{&a.Created})
	return a, err
}

// PutAccount implements ledger.Accounts.
func (s *store) PutAccount(ctx context.Context, a ledger.Account) error {
	if a.Name == "" {
		return errors.New("account: it has no name")
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	if err := w.putAccount.run(a.Name, a.Role, a.Scope, a.Hash, stamp(a.Created)); err != nil {
		return fmt.Errorf("account %q: %w", a.Name, err)
	}
	return nil
}

// Account implements ledger.Accounts.
func (s *store) Account(ctx context.Context, name string) (*ledger.Account, error) {
	a, err := scanAccount(s.query.account.QueryRowContext(ctx, name))
	if err != nil {
		return nil, fmt.Errorf("account %q: %w", name, missing(err))
	}
	return &a, nil
}

// Accounts implements ledger.Accounts.
func (s *store) Accounts(ctx context.Context) ([]ledger.Account, error) {
	rows, err := s.query.persons.QueryContext(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var accounts []ledger.Account
	for rows.Next() {
		a, err := scanAccount(rows)
		if err != nil {
			return nil, err
		}
		accounts = append(accounts, a)
	}
	return accounts, rows.Err()
}
