package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/tingjian/tingjian/ledger"
)

const (
	accountColumns = `name, role, scope, hash, subject, created, disabled`

	sqlAccounts = `select ` + accountColumns + ` from accounts order by name`

	sqlAccount = `select ` + accountColumns + ` from accounts where name = ?`

	sqlAccountOf = `select ` + accountColumns + ` from accounts where subject = ? and subject <> ''`

	sqlAddAccount = `insert into accounts (` + accountColumns + `) values (?, ?, ?, ?, ?, ?, ?)`

	sqlChangeAccount = `update accounts set role = ?2, scope = ?3, hash = ?4, subject = ?5, created = ?6, disabled = ?7 where name = ?1`
)

func scanAccount(row interface{ Scan(...any) error }) (a ledger.Account, err error) {
	err = row.Scan(&a.Name, &a.Role, &a.Scope, &a.Hash, &a.Subject, moment{&a.Created}, moment{&a.Disabled})
	return a, err
}

// accountValues are those of accountColumns.
func accountValues(a *ledger.Account) []driver.Value {
	return []driver.Value{a.Name, a.Role, a.Scope, a.Hash, a.Subject, stamp(a.Created), stamp(a.Disabled)}
}

// AddAccount implements ledger.People.
func (s *store) AddAccount(ctx context.Context, a ledger.Account) error {
	if a.Name == "" {
		return errors.New("account: it has no name")
	}
	w, err := s.lockWriter(ctx)
	if err != nil {
		return err
	}
	defer w.mu.Unlock()
	if err := w.exec(sqlAddAccount, accountValues(&a)...); err != nil {
		return fmt.Errorf("account %q: %w", a.Name, taken(err))
	}
	return nil
}

// ChangeAccount implements ledger.People.
func (s *store) ChangeAccount(ctx context.Context, name string, change func(*ledger.Account) error) (*ledger.Account, error) {
	w, err := s.lockWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer w.mu.Unlock()
	var a *ledger.Account
	err = w.transaction(ctx, func() error {
		var err error
		if a, err = s.Account(ctx, name); err != nil { // nobody else writes, in no process, from the transaction's begin to its end
			return err
		}
		if err := change(a); err != nil {
			return err
		}
		a.Name = name
		if err := w.exec(sqlChangeAccount, accountValues(a)...); err != nil {
			return fmt.Errorf("account %q: %w", name, taken(err))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// Account implements ledger.People.
func (s *store) Account(ctx context.Context, name string) (*ledger.Account, error) {
	a, err := scanAccount(s.query.account.QueryRowContext(ctx, name))
	if err != nil {
		return nil, fmt.Errorf("account %q: %w", name, missing(err))
	}
	return &a, nil
}

// AccountOf implements ledger.People.
func (s *store) AccountOf(ctx context.Context, subject string) (*ledger.Account, error) {
	a, err := scanAccount(s.read.QueryRowContext(ctx, sqlAccountOf, subject))
	if err != nil {
		return nil, fmt.Errorf("account of %q: %w", subject, missing(err))
	}
	return &a, nil
}

// Accounts implements ledger.People.
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
