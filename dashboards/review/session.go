package review

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/tingjian/tingjian/access"
)

// How long things last.
const (
	sessionLife = 12 * time.Hour // a signed-in session: a long shift
	linkLife    = time.Hour      // a sign-in link
)

// sessionCookie is the name of the cookie that holds a session's token.
const sessionCookie = "tingjian_session"

// sessions keeps who is signed in, in memory: a restart signs everybody out.
type sessions struct {
	*scs.SessionManager
	secure *scs.SessionManager // the same sessions, with cookies for https only
}

func newSessions() (*sessions, error) {
	kept, err := lru.New[string, keptSession](sessionsKept)
	if err != nil {
		return nil, err
	}
	s := &sessions{SessionManager: scs.New()}
	s.Store, s.HashTokenInStore = &sessionStore{kept}, true
	s.Lifetime = sessionLife
	s.Cookie.Name = sessionCookie
	s.Cookie.HttpOnly, s.Cookie.SameSite = true, http.SameSiteLaxMode
	secure := *s.SessionManager
	secure.Cookie.Secure = true
	s.secure = &secure
	return s, nil
}

// sessionsKept is how many sessions there may be; the longest unused ends for one too many. Only signing in makes one.
const sessionsKept = 10_000

// sessionStore is an scs.Store in memory.
type sessionStore struct {
	kept *lru.Cache[string, keptSession]
}

type keptSession struct {
	data    []byte
	expires time.Time
}

func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	k, ok := s.kept.Get(token)
	if !ok || time.Now().After(k.expires) {
		return nil, false, nil
	}
	return k.data, true, nil
}

func (s *sessionStore) Commit(token string, data []byte, expires time.Time) error {
	s.kept.Add(token, keptSession{data, expires})
	return nil
}

func (s *sessionStore) Delete(token string) error {
	s.kept.Remove(token)
	return nil
}

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

// viewer is whom a session belongs to. A session ends when its account gets another password, and its role and scope are
// the account's.
func (p *Pages) viewer(ctx context.Context) access.Viewer {
	who := access.Viewer{
		Name: p.sessions.GetString(ctx, keyName), Role: access.Role(p.sessions.GetString(ctx, keyRole)), Scope: p.sessions.GetString(ctx, keyScope),
	}
	mark := p.sessions.GetString(ctx, keyAccount)
	if who.Name == "" || mark == "" {
		return who
	}
	account, err := p.accounts.Account(ctx, who.Name)
	if err != nil {
		slog.Error("review: session", "error", err)
		return access.Viewer{}
	}
	if accountMark(account.Hash) != mark {
		return access.Viewer{}
	}
	who.Role, who.Scope = access.Role(account.Role), account.Scope
	return who
}

// accountMark tells whether an account still has the password that a session began with.
func accountMark(passwordHash string) string {
	sum := sha256.Sum256([]byte(passwordHash))
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

// links are the sign-in links that were not used yet.
type links struct {
	mu  sync.Mutex
	all map[string]link // by token
	now func() time.Time
}

type link struct {
	access.Viewer
	expires time.Time
}

func newLinks() *links { return &links{all: map[string]link{}, now: time.Now} }

// newToken is 128 bits of chance, in letters and digits.
func newToken() string { return rand.Text() }

// SignInPath makes a path that signs somebody in once and then no more. It expires after an hour. The link
// alone does nothing: its page has a button, so that a program that looks at links ahead does not use it up.
func (p *Pages) SignInPath(who access.Viewer) string {
	return "/sign-in/link/" + url.PathEscape(p.links.add(who))
}

func (l *links) add(who access.Viewer) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for token, k := range l.all {
		if !now.Before(k.expires) {
			delete(l.all, token)
		}
	}
	token := newToken()
	l.all[token] = link{who, now.Add(linkLife)}
	return token
}

// look gives whom a link would sign in and leaves it as it is.
func (l *links) look(token string) (access.Viewer, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.all[token]
	return k.Viewer, ok && l.now().Before(k.expires)
}

// use gives whom a link signs in, once.
func (l *links) use(token string) (access.Viewer, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.all[token]
	delete(l.all, token)
	return k.Viewer, ok && l.now().Before(k.expires)
}
