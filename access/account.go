package access

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"github.com/tingjian/tingjian/ledger"
)

// Bounds of a password, in characters. Long ones are welcome; what is refused is only what no form would send.
const (
	MinPassword = 8
	MaxPassword = 256
)

// What may be wrong with a new password; the text says what to do.
var (
	ErrShortPassword = fmt.Errorf("password: want at least %d characters", MinPassword)
	ErrLongPassword  = fmt.Errorf("password: want at most %d characters", MaxPassword)
	ErrNamePassword  = errors.New("password: is the name: choose another")
)

var accountName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$`)

// CheckName says what is wrong with the name of an account.
func CheckName(name string) error {
	if !accountName.MatchString(name) {
		return fmt.Errorf("name %q: want up to 64 letters, digits, '.', '_', '@' and '-', a letter or digit first", name)
	}
	return nil
}

// NewAccount makes an account that signs in with a password. It reports all that is wrong with name, role, scope and
// password.
func NewAccount(v Viewer, password string) (*ledger.Account, error) {
	hash, err := HashPassword(v.Name, password)
	if err := errors.Join(CheckName(v.Name), v.Check(), err); err != nil {
		return nil, err
	}
	return &ledger.Account{Name: v.Name, Role: string(v.Role), Scope: v.Scope, Hash: hash, Created: time.Now()}, nil
}

// HashPassword makes the hash (argon2id) of a new password for the account of a name, or says what is wrong with it.
func HashPassword(name, password string) (string, error) {
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return "", ErrShortPassword
	case n > MaxPassword:
		return "", ErrLongPassword
	case strings.EqualFold(name, password):
		return "", ErrNamePassword
	}
	return argon2id.CreateHash(password, argon2id.DefaultParams)
}

// ViewerOf is who an account is. A disabled one is nobody.
func ViewerOf(a *ledger.Account) Viewer {
	if !a.Disabled.IsZero() {
		return Viewer{}
	}
	return Viewer{Name: a.Name, Role: Role(a.Role), Scope: a.Scope}
}
