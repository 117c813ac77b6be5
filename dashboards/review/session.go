package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// sessionLife is how long a signed-in session lasts: a long shift.
const sessionLife = 12 * time.Hour

// sessionCookie is the name of the cookie that holds a session's token.
const sessionCookie = "tingjian_session"

// sessions are who is signed in, kept in the ledger under hashes of their tokens, so that a restart signs nobody out.
type sessions struct {
	*scs.SessionManager
	secure *scs.SessionManager // the same sessions, with cookies for https only
}

func newSessions(kept ledger.People) *sessions {
	s := &sessions{SessionManager: scs.New()}
	s.Store, s.HashTokenInStore = sessionStore{kept}, true
	s.Lifetime = sessionLife
	s.Cookie.Name = sessionCookie
	s.Cookie.HttpOnly, s.Cookie.SameSite = true, http.SameSiteLaxMode
	secure := *s.SessionManager
	secure.Cookie.Secure = true
	s.secure = &secure
	return s
}

// sessionStore is an scs.CtxStore in the ledger.
type sessionStore struct{ people ledger.People }

// FindCtx implements scs.CtxStore.
func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	found, err := s.people.Session(ctx, token)
	if errors.Is(err, ledger.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	return found.Data, true, nil
}

// CommitCtx implements scs.CtxStore.
func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	return s.people.PutSession(ctx, ledger.Session{Token: token, Data: data, Expires: expires})
}

// DeleteCtx implements scs.CtxStore.
func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.people.DeleteSession(ctx, token)
}

// Find, Commit and Delete complete scs.Store; scs uses those with a context.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (s sessionStore) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

// Delete implements scs.Store.
func (s sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// middleware loads the session before a request and stores it afterwards.
func (s *sessions) middleware(next http.Handler) http.Handler {
	plain, secure := s.LoadAndSave(next), s.secure.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if overTLS(r) {
			secure.ServeHTTP(w, r)
			return
		}
		plain.ServeHTTP(w, r)
	})
}

// What a session holds.
const (
	keyName    = "name"
	keyRole    = "role"
	keyScope   = "scope"
	keyAccount = "account" // accountMark of the account signed in with; empty after a sign-in link
)

// start signs a person in. The token changes, so that one planted before is worth nothing.
func (s *sessions) start(ctx context.Context, who access.Viewer, accountMark string) error {
	if err := s.RenewToken(ctx); err != nil {
		return err
	}
	s.Put(ctx, keyName, who.Name)
	s.Put(ctx, keyRole, string(who.Role))
	s.Put(ctx, keyScope, who.Scope)
	s.Put(ctx, keyAccount, accountMark)
	return nil
}

// viewer is whom a session belongs to. It ends when its account gets another password, is disabled or removed; role and
// scope are always the account's. A session by sign-in link has none.
func (p *Pages) viewer(ctx context.Context) access.Viewer {
	who := access.Viewer{
		Name: p.sessions.GetString(ctx, keyName), Role: access.Role(p.sessions.GetString(ctx, keyRole)), Scope: p.sessions.GetString(ctx, keyScope),
	}
	mark := p.sessions.GetString(ctx, keyAccount)
	if who.Name == "" || mark == "" {
		return who
	}
	account, err := p.people.Account(ctx, who.Name)
	if err != nil {
		if !errors.Is(err, ledger.ErrNotFound) {
			slog.Error("review: session", "error", err)
		}
		return access.Viewer{}
	}
	if accountMark(account) != mark {
		return access.Viewer{}
	}
	return access.ViewerOf(account)
}

// accountMark tells whether an account still is the one that a session began with: with the same password, and the same
// person at the OpenID Connect provider.
func accountMark(a *ledger.Account) string {
	sum := sha256.Sum256([]byte(a.Hash + "\x00" + a.Subject))
	return hex.EncodeToString(sum[:8])
}

// identified puts who is signed in into the context of a request.
func (p *Pages) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(access.With(r.Context(), p.viewer(r.Context()))))
	})
}

// SignedIn is who is signed in, for what is served beside the pages; nobody: the zero Viewer.
func (p *Pages) SignedIn(r *http.Request) access.Viewer {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return access.Viewer{}
	}
	ctx, err := p.sessions.Load(r.Context(), cookie.Value)
	if err != nil {
		slog.Error("review: session", "error", err)
		return access.Viewer{}
	}
	return p.viewer(ctx)
}
