package ledger

import (
	"context"
	"time"
)

// Account is a person who may sign in (账号). Package access says what roles and scopes mean.
type Account struct {
	Name, Role, Scope string
	Hash              string // of the password, with its parameters inside; empty: no password
	Subject           string // who this is at the OpenID Connect provider: issuer, space, subject; empty: nobody
	Created           time.Time
	Disabled          time.Time // since then nobody signs in with it; zero: it is in use
}

// Session is a browser that is signed in (登录会话).
type Session struct {
	Token   string // a hash of what the browser holds
	Data    []byte // opaque to the ledger
	Expires time.Time
}

// Token lets a program use the API (接口令牌).
type Token struct {
	ID                string // names it; no secret
	Name, Role, Scope string // what it is for, and what it may
	Hash              string // of the secret that the program holds
	Created           time.Time
	Expires           time.Time // zero: never
	Used              time.Time // the last time, to the minute; zero: never
	Revoked           time.Time // zero: it is in use
}

// People keeps who may come in: persons, their browsers, and programs. Changes by other processes are seen at once.
type People interface {
	// AddAccount writes a new account. One whose name or Subject there is already is refused with ErrTaken.
	AddAccount(ctx context.Context, a Account) error
	// ChangeAccount has change alter the account of a name, as it stands when it is written, and gives it as it is then; or ErrNotFound.
	// Nobody's change is lost to another's, this process's or another's. Change must be quick, since nobody writes meanwhile; its error is
	// given back and nothing is written.
	ChangeAccount(ctx context.Context, name string, change func(*Account) error) (*Account, error)
	// Account reads an account by its name, or ErrNotFound.
	Account(ctx context.Context, name string) (*Account, error)
	// AccountOf reads the account of a subject, which may not be empty, or ErrNotFound.
	AccountOf(ctx context.Context, subject string) (*Account, error)
	// Accounts lists all, by name.
	Accounts(ctx context.Context) ([]Account, error)

	// PutSession writes a session and forgets those that have expired.
	PutSession(ctx context.Context, s Session) error
	// Session reads a session that has not expired, or ErrNotFound.
	Session(ctx context.Context, token string) (*Session, error)
	// DeleteSession ends a session. One that is not there is no error.
	DeleteSession(ctx context.Context, token string) error

	// AddToken writes a new token; one of the same ID or hash is refused with ErrTaken.
	AddToken(ctx context.Context, t Token) error
	// TokenOf reads the token of a hash, expired and revoked ones too, or ErrNotFound.
	TokenOf(ctx context.Context, hash string) (*Token, error)
	// Tokens lists all, oldest first.
	Tokens(ctx context.Context) ([]Token, error)
	// TokenUsed notes when a token was last used.
	TokenUsed(ctx context.Context, id string, at time.Time) error
	// RevokeToken ends a token for good, or ErrNotFound. One that was revoked before keeps its time.
	RevokeToken(ctx context.Context, id string, at time.Time) error
}
