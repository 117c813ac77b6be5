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
)

// How long things last.
const (
	sessionLife = 12 * time.Hour // a signed-in session: a long shift
	linkLife    = time.Hour      // a sign-in link
)

// sessionCookie is the name of the cookie that holds a session's token.
const sessionCookie = "tingjian_session"

// user is who looks at the pages; the zero user is nobody.
type user struct{ Name, Role string }

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
	keyAccount = "account" // accountMark of the account signed in with; empty after a sign-in link
)

// start signs a person in. The token changes, so that one planted before is worth nothing.
func (s *sessions) start(ctx context.Context, who user, accountMark string) error {
	if err := s.RenewToken(ctx); err != nil {
		return err
	}
	s.Put(ctx, keyName, who.Name)
	s.Put(ctx, keyRole, who.Role)
	s.Put(ctx, keyAccount, accountMark)
	return nil
}

// user is who is signed in. A session ends when its account gets another password, and its role is the account's.
func (p *Pages) user(ctx context.Context) user {
	who := user{Name: p.sessions.GetString(ctx, keyName), Role: p.sessions.GetString(ctx, keyRole)}
	mark := p.sessions.GetString(ctx, keyAccount)
	if who.Name == "" || mark == "" {
		return who
	}
	account, err := p.options.Ledger.Account(ctx, who.Name)
	if err != nil {
		slog.Error("review: session", "error", err)
		return user{}
	}
	if accountMark(account.Hash) != mark {
		return user{}
	}
	who.Role = account.Role
	return who
}

// accountMark tells whether an account still has the password that a session began with.
func accountMark(passwordHash string) string {
	sum := sha256.Sum256([]byte(passwordHash))
	return hex.EncodeToString(sum[:8])
}

// SignedIn is the name of whoever is signed in; empty: nobody.
func (p *Pages) SignedIn(r *http.Request) string {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return ""
	}
	ctx, err := p.sessions.Load(r.Context(), cookie.Value)
	if err != nil {
		slog.Error("review: session", "error", err)
		return ""
	}
	return p.user(ctx).Name
}

// links are the sign-in links that were not used yet.
type links struct {
	mu  sync.Mutex
	all map[string]link // by token
	now func() time.Time
}

type link struct {
	user
	expires time.Time
}

func newLinks() *links { return &links{all: map[string]link{}, now: time.Now} }

// newToken is 128 bits of chance, in letters and digits.
func newToken() string { return rand.Text() }

// SignInPath makes a path that signs name in once, with a role, and then no more. It expires after an hour. The link
// alone does nothing: its page has a button, so that a program that looks at links ahead does not use it up.
func (p *Pages) SignInPath(name, role string) string {
	return "/sign-in/link/" + url.PathEscape(p.links.add(user{name, role}))
}

func (l *links) add(who user) string {
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
func (l *links) look(token string) (user, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.all[token]
	return k.user, ok && l.now().Before(k.expires)
}

// use gives whom a link signs in, once.
func (l *links) use(token string) (user, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k, ok := l.all[token]
	delete(l.all, token)
	return k.user, ok && l.now().Before(k.expires)
}
