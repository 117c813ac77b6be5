package review

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"github.com/alexedwards/argon2id"
	"github.com/go-chi/chi/v5"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// signInView is the page that asks for name and password.
type signInView struct {
	Next, Name string
	Problem    string // key of the catalogue; empty: none
	Minutes    int    // to wait, where there were too many attempts
}

func (p *Pages) signInPage(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.URL.Query().Get("next"))
	if access.From(r.Context()).Name != "" {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	p.show(w, r, http.StatusOK, "sign-in", signInView{Next: next})
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) {
	name, next := r.PostForm.Get("name"), localPath(r.PostForm.Get("next"))
	from := addressOf(r)
	if wait := p.attempts.take(name, from); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		p.show(w, r, http.StatusTooManyRequests, "sign-in", signInView{next, name, "sign_in.too_many", int(math.Ceil(wait.Minutes()))})
		return
	}
	account, err := p.password.check(r.Context(), name, r.PostForm.Get("password"))
	switch {
	case err != nil:
		p.broken(w, r, "sign in", err)
	case account == nil:
		slog.Warn("review: sign-in refused", "from", from)
		p.show(w, r, http.StatusUnauthorized, "sign-in", signInView{Next: next, Name: name, Problem: "sign_in.refused"})
	default:
		p.attempts.forgive(name, from)
		p.enter(w, r, access.Viewer{Name: account.Name, Role: access.Role(account.Role), Scope: account.Scope}, accountMark(account.Hash), next)
	}
}

// enter starts a session and goes to next.
func (p *Pages) enter(w http.ResponseWriter, r *http.Request, who access.Viewer, mark, next string) {
	if err := p.sessions.start(r.Context(), who, mark); err != nil {
		p.broken(w, r, "start a session", err)
		return
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.sessions.Destroy(r.Context()); err != nil {
		p.broken(w, r, "end a session", err)
		return
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}

// linkView is the page of a sign-in link, with the button that uses it.
type linkView struct {
	access.Viewer
	Action string
}

func (p *Pages) linkPage(w http.ResponseWriter, r *http.Request) {
	who, ok := p.links.look(chi.URLParam(r, "token"))
	if !ok {
		p.fail(w, r, http.StatusGone, "link")
		return
	}
	p.show(w, r, http.StatusOK, "link", linkView{who, r.URL.EscapedPath()})
}

func (p *Pages) useLink(w http.ResponseWriter, r *http.Request) {
	who, ok := p.links.use(chi.URLParam(r, "token"))
	if !ok {
		p.fail(w, r, http.StatusGone, "link")
		return
	}
	p.enter(w, r, who, "", "/")
}

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

// check gives the account if there is one of that name and password, else nil.
func (p *passwords) check(ctx context.Context, name, password string) (*ledger.Account, error) {
	account, err := p.accounts.Account(ctx, name)
	if err != nil && !errors.Is(err, ledger.ErrNotFound) {
		return nil, err
	}
	hash := p.decoy
	if account != nil && err == nil {
		hash = account.Hash
	}
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	same, err2 := p.compare(password, hash)
	if err2 != nil {
		return nil, fmt.Errorf("the stored password hash of %q: %w", name, err2)
	}
	if !same || err != nil {
		return nil, nil
	}
	return account, nil
}
