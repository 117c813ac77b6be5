package openid

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"github.com/tingjian/tingjian/access"
)

// Why somebody is not signed in; errors.Is tells them apart.
var (
	// ErrUnreachable means that the provider does not answer, or not as a provider does.
	ErrUnreachable = errors.New("the provider cannot be reached")
	// ErrRefused means that the answer does not belong to this attempt, or its token is not good.
	ErrRefused = errors.New("the sign-in is not good")
	// ErrDenied means that the provider itself refused, or the person broke off.
	ErrDenied = errors.New("the provider refused")
	// ErrNoRole means that the person is known there and nothing here.
	ErrNoRole = errors.New("no role here")
)

// timeout is how long the provider may take for one answer.
const timeout = 10 * time.Second

// Provider signs people in. It is safe for use by several goroutines.
type Provider struct {
	config Config
	client *http.Client

	found  atomic.Pointer[oidc.Provider] // nil until the provider has answered once
	asking singleflight.Group
}

// New makes a provider, or says what is wrong with its configuration. The provider itself is asked at the first sign-in, so
// that the service starts without it.
func New(c Config) (*Provider, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	return &Provider{config: c, client: &http.Client{Timeout: timeout}}, nil
}

// discover asks the provider where its doors are, once. While it does not answer all who sign in wait for the same question, which goes on
// when the browser that began it leaves, and none longer than timeout: one after another the last would wait for all before.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, *oauth2.Config, error) {
	if p.found.Load() == nil {
		var err error
		select {
		case answer := <-p.asking.DoChan("", func() (any, error) {
			found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.config.Issuer)
			if err == nil {
				p.found.Store(found)
			}
			return nil, err
		}):
			err = answer.Err
		case <-ctx.Done():
			err = ctx.Err()
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %s: %w", ErrUnreachable, p.config.Issuer, err)
		}
	}
	found := p.found.Load()
	return found, &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, RedirectURL: p.config.RedirectURL,
		Endpoint: found.Endpoint(), Scopes: append([]string{oidc.ScopeOpenID}, p.config.Scopes...),
	}, nil
}

// Attempt is one sign-in under way. The browser keeps it, so that nobody else can finish it.
type Attempt struct {
	State    string `json:"state"`    // binds the provider's answer to this browser
	Nonce    string `json:"nonce"`    // binds the token to this attempt
	Verifier string `json:"verifier"` // binds the code to this attempt (PKCE)
}

// Begin starts a sign-in and gives the address at the provider to send the browser to.
func (p *Provider) Begin(ctx context.Context) (Attempt, string, error) {
	_, door, err := p.discover(ctx)
	if err != nil {
		return Attempt{}, "", err
	}
	a := Attempt{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	return a, door.AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), nil
}

// Person is somebody whom the provider vouches for.
type Person struct {
	Subject string // issuer, space, and the provider's own id of the person, which never changes
	access.Viewer
}

// Finish takes what the provider sent the browser back with.
func (p *Provider) Finish(ctx context.Context, a Attempt, answer url.Values) (*Person, error) {
	if a.State == "" || subtle.ConstantTimeCompare([]byte(a.State), []byte(answer.Get("state"))) != 1 {
		return nil, fmt.Errorf("%w: the answer belongs to no attempt of this browser", ErrRefused)
	}
	if code := answer.Get("error"); code != "" {
		return nil, fmt.Errorf("%w: %.100q: %.200q", ErrDenied, code, answer.Get("error_description"))
	}
	found, door, err := p.discover(ctx)
	if err != nil {
		return nil, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	tokens, err := door.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		var said *oauth2.RetrieveError
		if errors.As(err, &said) && said.Response.StatusCode < 500 {
			return nil, fmt.Errorf("%w: the provider does not take the code: %w", ErrRefused, err)
		}
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return nil, fmt.Errorf("%w: the provider gave no id token: it may not know the scope openid", ErrRefused)
	}
	token, err := found.Verifier(&oidc.Config{ClientID: p.config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if subtle.ConstantTimeCompare([]byte(a.Nonce), []byte(token.Nonce)) != 1 {
		return nil, fmt.Errorf("%w: the id token was made for another attempt (nonce)", ErrRefused)
	}
	c := claims{}
	if err := token.Claims(&c); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if party := c.text("azp"); party != "" && party != p.config.ClientID {
		return nil, fmt.Errorf("%w: the id token was made for %q (azp)", ErrRefused, party)
	}
	return p.person(token, c)
}
