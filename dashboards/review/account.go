package review

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// accountView is the page on which somebody changes the own password.
type accountView struct {
	Problem string // key of the catalogue; empty: none
	Minutes int    // to wait, where there were too many attempts
	Changed bool   // the password was changed just now
	// HasPassword tells that there is a password to change; who came by link or from elsewhere has none here.
	HasPassword bool
	Min, Max    int // characters of a password
}

func (p *Pages) accountPage(w http.ResponseWriter, r *http.Request) {
	p.showAccount(w, r, http.StatusOK, accountView{Changed: r.URL.Query().Has("changed")})
}

func (p *Pages) showAccount(w http.ResponseWriter, r *http.Request, status int, view accountView) {
	account, err := p.own(r)
	if err != nil {
		p.broken(w, r, "read an account", err)
		return
	}
	view.HasPassword, view.Min, view.Max = account != nil && account.Hash != "" && !p.noPasswords, access.MinPassword, access.MaxPassword
	p.show(w, r, status, "account", view)
}

// own is the account of the session; nil where it began with a sign-in link.
func (p *Pages) own(r *http.Request) (*ledger.Account, error) {
	if p.sessions.GetString(r.Context(), keyAccount) == "" {
		return nil, nil
	}
	return p.people.Account(r.Context(), access.From(r.Context()).Name)
}

// errChanged means that an account is no longer the one that its password was asked for: the session has ended.
var errChanged = errors.New("the account was changed meanwhile")

// changePassword wants the old password once more, ends all other sessions of the account, and goes on with this one.
func (p *Pages) changePassword(w http.ResponseWriter, r *http.Request) {
	name, from := access.From(r.Context()).Name, p.proxies.address(r)
	own, err := p.own(r)
	if err != nil || own == nil || own.Hash == "" || p.noPasswords {
		p.refuseChange(w, r, http.StatusConflict, "account.no_password", err)
		return
	}
	if wait := p.attempts.take(name, from); wait > 0 {
		retryAfter(w, wait)
		p.showAccount(w, r, http.StatusTooManyRequests, accountView{Problem: "sign_in.too_many", Minutes: minutes(wait)})
		return
	}
	account, err := p.password.check(r.Context(), name, r.PostForm.Get("password"))
	if err != nil || account == nil {
		p.refuseChange(w, r, http.StatusUnauthorized, "account.wrong", err)
		return
	}
	p.attempts.forgive(name, from)
	if r.PostForm.Get("new") != r.PostForm.Get("again") {
		p.refuseChange(w, r, http.StatusBadRequest, "account.differ", nil)
		return
	}
	hash, err := p.password.hash(r.Context(), name, r.PostForm.Get("new"))
	if err != nil {
		problem, ours := passwordProblem(err)
		p.refuseChange(w, r, http.StatusBadRequest, problem, ours)
		return
	}
	// Checking and hashing take their time, in which an admin may have disabled the account or given it another role or password.
	before := accountMark(account)
	account, err = p.people.ChangeAccount(r.Context(), name, func(a *ledger.Account) error {
		if !a.Disabled.IsZero() || accountMark(a) != before {
			return errChanged
		}
		a.Hash = hash
		return nil
	})
	if errors.Is(err, errChanged) {
		p.fail(w, r, http.StatusUnauthorized, "signed_out")
		return
	}
	if err != nil {
		p.broken(w, r, "change a password", err)
		return
	}
	slog.Info("review: password changed", "name", name, "from", from)
	p.enter(w, r, access.ViewerOf(account), accountMark(account), "/account?changed")
}

// refuseChange shows why a password was not changed; err: something of ours failed.
func (p *Pages) refuseChange(w http.ResponseWriter, r *http.Request, status int, problem string, err error) {
	if err != nil {
		p.broken(w, r, "change a password", err)
		return
	}
	p.showAccount(w, r, status, accountView{Problem: problem})
}

// passwordProblem is the key of what is wrong with a new password, or the error itself where something of ours is.
func passwordProblem(err error) (key string, ours error) {
	switch {
	case errors.Is(err, access.ErrShortPassword):
		return "account.short", nil
	case errors.Is(err, access.ErrLongPassword):
		return "account.long", nil
	case errors.Is(err, access.ErrNamePassword):
		return "account.is_name", nil
	}
	return "", err
}
