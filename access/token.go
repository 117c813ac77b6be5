package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

// tokenPrefix begins every API token, so that programs that look for leaked secrets know one.
const tokenPrefix = "tingjian_"

// NewToken makes an API token (接口令牌) for what the viewer's name says, with its role and scope. The secret is what the
// program sends; it is not kept and cannot be shown again. Zero expires: never.
func NewToken(v Viewer, expires time.Time) (secret string, t *ledger.Token, err error) {
	if err := errors.Join(CheckName(v.Name), v.Check()); err != nil {
		return "", nil, err
	}
	secret = tokenPrefix + rand.Text()
	return secret, &ledger.Token{
		ID: strings.ToLower(rand.Text()[:8]), Name: v.Name, Role: string(v.Role), Scope: v.Scope, Hash: tokenHash(secret),
		Created: time.Now(), Expires: expires,
	}, nil
}

// tokenHash is what is kept of a secret. It holds 130 random bits, so that a plain hash says nothing about it.
func tokenHash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// TokenName begins the name of a viewer that is a program, which no account can have.
const TokenName = "token:"

// Bearer is the viewer whose token a secret is; nobody where there is no such token, or it has expired or was revoked. Its
// use is noted, once a minute at most.
func Bearer(ctx context.Context, people ledger.People, secret string) (Viewer, error) {
	if !strings.HasPrefix(secret, tokenPrefix) {
		return Viewer{}, nil
	}
	t, err := people.TokenOf(ctx, tokenHash(secret))
	if errors.Is(err, ledger.ErrNotFound) {
		return Viewer{}, nil
	}
	if err != nil {
		return Viewer{}, err
	}
	now := time.Now()
	if !t.Revoked.IsZero() || !t.Expires.IsZero() && !now.Before(t.Expires) {
		return Viewer{}, nil
	}
	if now.Sub(t.Used) >= time.Minute {
		if err := people.TokenUsed(ctx, t.ID, now); err != nil {
			return Viewer{}, err
		}
	}
	return Viewer{Name: TokenName + t.Name, Role: Role(t.Role), Scope: t.Scope}, nil
}
