package review

import (
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/tingjian/tingjian/access"
)

// signInView is the page that asks for name and password.
type signInView struct {
	Next, Name string
	Problem    string // key of the catalogue; empty: none
	Minutes    int    // to wait, where there were too many attempts
	Passwords  bool   // there are people who sign in by password
	OpenID     string // path that leads to the OpenID Connect provider; empty: none
}

// showSignIn shows the page with the ways in that there are.
func (p *Pages) showSignIn(w http.ResponseWriter, r *http.Request, status int, v signInView) {
	v.Passwords = !p.noPasswords
	if p.openid != nil {
		v.OpenID = "/sign-in/openid?" + wayBack(v.Next)
	}
	p.show(w, r, status, "sign-in", v)
}

func (p *Pages) signInPage(w http.ResponseWriter, r *http.Request) {
	next := localPath(r.URL.Query().Get("next"))
	if access.From(r.Context()).Name != "" {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	p.showSignIn(w, r, http.StatusOK, signInView{Next: next})
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) {
	name, next := r.PostForm.Get("name"), localPath(r.PostForm.Get("next"))
	from := p.proxies.address(r)
	if p.noPasswords {
		p.fail(w, r, http.StatusForbidden, "no_passwords")
		return
	}
	if wait := p.attempts.take(name, from); wait > 0 {
		retryAfter(w, wait)
		p.showSignIn(w, r, http.StatusTooManyRequests, signInView{Next: next, Name: name, Problem: "sign_in.too_many", Minutes: minutes(wait)})
		return
	}
	account, err := p.password.check(r.Context(), name, r.PostForm.Get("password"))
	switch {
	case err != nil:
		p.broken(w, r, "sign in", err)
	case account == nil:
		slog.Warn("review: sign-in refused", "from", from)
		p.showSignIn(w, r, http.StatusUnauthorized, signInView{Next: next, Name: name, Problem: "sign_in.refused"})
	default:
		p.attempts.forgive(name, from)
		p.enter(w, r, access.ViewerOf(account), accountMark(account), next)
	}
}

// retryAfter tells a program how long to wait.
func retryAfter(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
}

// minutes are how long to wait, for people.
func minutes(wait time.Duration) int { return int(math.Ceil(wait.Minutes())) }

// enter starts a session and goes to next.
func (p *Pages) enter(w http.ResponseWriter, r *http.Request, who access.Viewer, mark, next string) {
	if err := p.sessions.start(r.Context(), who, mark); err != nil {
		p.broken(w, r, "start a session", err)
		return
	}
	slog.Info("review: signed in", "name", who.Name, "role", who.Role, "scope", who.Scope, "from", p.proxies.address(r))
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) {
	if err := p.sessions.Destroy(r.Context()); err != nil {
		p.broken(w, r, "end a session", err)
		return
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
}
