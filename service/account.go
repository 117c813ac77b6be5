package service

import (
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/tingjian/tingjian/ledger"
)

// Roles lists what a person who signs in may be.
func Roles() []string { return []string{"reviewer", "admin"} }

var accountName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$`)

// minPassword is the fewest characters of a password.
const minPassword = 8

// NewAccount makes an account with the hash of its password (argon2id). It reports what is wrong with name, role
// or password.
func NewAccount(name, role, password string) (*ledger.Account, error) {
	switch {
	case !accountName.MatchString(name):
		return nil, fmt.Errorf("name %q: want up to 64 letters, digits, '.', '_', '@' and '-'", name)
	case !slices.Contains(Roles(), role):
		return nil, fmt.Errorf("role %q: want one of %v", role, Roles())
	case utf8.RuneCountInString(password) < minPassword:
		return nil, fmt.Errorf("password: want at least %d characters", minPassword)
	}
	hash, err := argon2id.CreateHash(password, argon2id.DefaultParams)
	if err != nil {
		return nil, err
	}
	return &ledger.Account{Name: name, Role: role, Hash: hash, Created: time.Now()}, nil
}
