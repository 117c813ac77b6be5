package review

import (
	"context"
	"errors"
	"fmt"

	"github.com/alexedwards/argon2id"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// passwords checks passwords. Each check takes as long whether or not there is such a name, and only a few run at
// once, since each takes 64 MiB of memory.
type passwords struct {
	accounts accounts
	decoy    string // the hash that a password is compared with where there is no such name
	compare  func(password, hash string) (bool, error)
	turns    chan struct{}
}

// accounts is where accounts are looked up.
type accounts interface {
	Account(ctx context.Context, name string) (*ledger.Account, error)
}

// maxChecks is how many passwords are checked at once.
const maxChecks = 2

func newPasswords(accounts accounts, decoy string) *passwords {
	return &passwords{accounts, decoy, argon2id.ComparePasswordAndHash, make(chan struct{}, maxChecks)}
}

// turn waits until one more password may be checked or hashed; done gives the turn back.
func (p *passwords) turn(ctx context.Context) (done func(), err error) {
	select {
	case p.turns <- struct{}{}:
		return func() { <-p.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// check gives the account if there is one of that name and password that is in use, else nil.
func (p *passwords) check(ctx context.Context, name, password string) (*ledger.Account, error) {
	account, err := p.accounts.Account(ctx, name)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return nil, err
	}
	hash := p.decoy
	usable := err == nil && account.Hash != "" && account.Disabled.IsZero()
	if usable {
		hash = account.Hash
	}
	done, err := p.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	same, err := p.compare(password, hash)
	if err != nil {
		return nil, fmt.Errorf("the stored password hash of %q: %w", name, err)
	}
	if !same || !usable {
		return nil, nil
	}
	return account, nil
}

// hash makes the hash of a new password; see access.HashPassword for what may be wrong with it.
func (p *passwords) hash(ctx context.Context, name, password string) (string, error) {
	done, err := p.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return access.HashPassword(name, password)
}
