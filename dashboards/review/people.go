package review

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// peopleView is the page on which admins let people and programs in (人员与令牌).
type peopleView struct {
	Accounts  []ledger.Account
	Tokens    []tokenRow
	Roles     []access.Role
	Given     peopleForm // what was sent and not taken, to be mended
	Problem   string     // key of the catalogue; empty: none
	Done      string     // key of what was done just now; empty: nothing
	Secret    string     // of the token made just now; it cannot be shown again
	Passwords bool       // people sign in by password
	Min, Max  int        // characters of a password
}

// peopleForm is what the forms of the page send.
type peopleForm struct{ Name, Role, Scope, Days string }

// tokenRow is a token with what can be said of it now.
type tokenRow struct {
	ledger.Token
	State string // key below people.state: active, expired or revoked
}

// done are the things that the page says were done, by the value of its address.
var done = map[string]string{
	"added": "people.added", "password": "people.password_set", "disabled": "people.disabled", "enabled": "people.enabled", "revoked": "people.revoked",
}

func (p *Pages) peoplePage(w http.ResponseWriter, r *http.Request) {
	p.showPeople(w, r, http.StatusOK, peopleView{Done: done[r.URL.Query().Get("done")]})
}

func (p *Pages) showPeople(w http.ResponseWriter, r *http.Request, status int, v peopleView) {
	var err error
	if v.Accounts, err = p.people.Accounts(r.Context()); err == nil {
		v.Tokens, err = tokenRows(r.Context(), p.people)
	}
	if err != nil {
		p.broken(w, r, "list the people", err)
		return
	}
	v.Roles, v.Passwords, v.Min, v.Max = access.Roles(), !p.noPasswords, access.MinPassword, access.MaxPassword
	p.show(w, r, status, "people", v)
}

func tokenRows(ctx context.Context, people ledger.People) ([]tokenRow, error) {
	tokens, err := people.Tokens(ctx)
	rows := make([]tokenRow, len(tokens))
	for i, t := range tokens {
		rows[i] = tokenRow{t, "active"}
		switch {
		case !t.Revoked.IsZero():
			rows[i].State = "revoked"
		case !t.Expires.IsZero() && !time.Now().Before(t.Expires):
			rows[i].State = "expired"
		}
	}
	return rows, err
}

// sent is what a form of the page says, and whom it is about.
func sent(r *http.Request) (peopleForm, access.Viewer) {
	f := peopleForm{r.PostForm.Get("name"), r.PostForm.Get("role"), r.PostForm.Get("scope"), r.PostForm.Get("days")}
	return f, access.Viewer{Name: f.Name, Role: access.Role(f.Role), Scope: f.Scope}
}

// peopleProblem is the key of what is wrong with who is to be let in; empty: nothing.
func peopleProblem(v access.Viewer) string {
	switch {
	case access.CheckName(v.Name) != nil:
		return "people.bad_name"
	case v.Check() != nil:
		return "people.bad_scope"
	}
	return ""
}

// addPerson adds somebody who signs in by password.
func (p *Pages) addPerson(w http.ResponseWriter, r *http.Request) {
	given, who := sent(r)
	if problem := peopleProblem(who); problem != "" {
		p.showPeople(w, r, http.StatusBadRequest, peopleView{Given: given, Problem: problem})
		return
	}
	if _, err := p.people.Account(r.Context(), who.Name); !errors.Is(err, ledger.ErrNotFound) {
		p.refusePeople(w, r, http.StatusConflict, given, "people.taken", err)
		return
	}
	hash, err := p.password.hash(r.Context(), who.Name, r.PostForm.Get("password"))
	if err != nil {
		problem, ours := passwordProblem(err)
		p.refusePeople(w, r, http.StatusBadRequest, given, problem, ours)
		return
	}
	account := ledger.Account{Name: who.Name, Role: string(who.Role), Scope: who.Scope, Hash: hash, Created: time.Now()}
	err = p.people.AddAccount(r.Context(), account)
	if errors.Is(err, ledger.ErrTaken) { // while the password was hashed
		p.refusePeople(w, r, http.StatusConflict, given, "people.taken", nil)
		return
	}
	p.changed(w, r, "added", who.Name, err)
}

// setPassword gives somebody a new password; all sessions of theirs end.
func (p *Pages) setPassword(w http.ResponseWriter, r *http.Request) {
	account, ok := p.somebody(w, r)
	if !ok {
		return
	}
	hash, err := p.password.hash(r.Context(), account.Name, r.PostForm.Get("password"))
	if err != nil {
		problem, ours := passwordProblem(err)
		p.refusePeople(w, r, http.StatusBadRequest, peopleForm{}, problem, ours)
		return
	}
	_, err = p.people.ChangeAccount(r.Context(), account.Name, func(a *ledger.Account) error { a.Hash = hash; return nil })
	p.changed(w, r, "password", account.Name, err)
}

// setDisabled lets somebody in no longer, or again.
func (p *Pages) setDisabled(w http.ResponseWriter, r *http.Request) {
	account, ok := p.somebody(w, r)
	if !ok {
		return
	}
	what, since := "enabled", time.Time{}
	if r.PostForm.Get("disabled") == "true" {
		what, since = "disabled", time.Now()
	}
	_, err := p.people.ChangeAccount(r.Context(), account.Name, func(a *ledger.Account) error { a.Disabled = since; return nil })
	p.changed(w, r, what, account.Name, err)
}

// somebody is the account that a form is about. Nobody changes the own one here: an admin who did could lock all out.
func (p *Pages) somebody(w http.ResponseWriter, r *http.Request) (*ledger.Account, bool) {
	name := r.PostForm.Get("name")
	account, err := p.people.Account(r.Context(), name)
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		p.refusePeople(w, r, http.StatusNotFound, peopleForm{}, "people.nobody", nil)
	case err != nil:
		p.broken(w, r, "read an account", err)
	case name == access.From(r.Context()).Name:
		p.refusePeople(w, r, http.StatusConflict, peopleForm{}, "people.yourself", nil)
	default:
		return account, true
	}
	return nil, false
}

// addToken makes a token and shows it, this once.
func (p *Pages) addToken(w http.ResponseWriter, r *http.Request) {
	given, who := sent(r)
	days, err := strconv.Atoi(given.Days)
	problem := peopleProblem(who)
	if problem == "" && (err != nil || days < 0 || days > 3650) {
		problem = "people.bad_days"
	}
	if problem != "" {
		p.showPeople(w, r, http.StatusBadRequest, peopleView{Given: given, Problem: problem})
		return
	}
	var expires time.Time
	if days > 0 {
		expires = time.Now().AddDate(0, 0, days)
	}
	secret, token, err := access.NewToken(who, expires)
	if err == nil {
		err = p.people.AddToken(r.Context(), *token)
	}
	if err != nil {
		p.broken(w, r, "make a token", err)
		return
	}
	slog.Info("review: people", "done", "token", "who", who.Name, "by", access.From(r.Context()).Name)
	p.showPeople(w, r, http.StatusCreated, peopleView{Done: "people.token_added", Secret: secret})
}

// revokeToken ends a token for good.
func (p *Pages) revokeToken(w http.ResponseWriter, r *http.Request) {
	id := r.PostForm.Get("id")
	err := p.people.RevokeToken(r.Context(), id, time.Now())
	if errors.Is(err, ledger.ErrNotFound) {
		p.refusePeople(w, r, http.StatusNotFound, peopleForm{}, "people.no_token", nil)
		return
	}
	p.changed(w, r, "revoked", id, err)
}

// refusePeople shows why nothing was done; err: something of ours failed.
func (p *Pages) refusePeople(w http.ResponseWriter, r *http.Request, status int, given peopleForm, problem string, err error) {
	if err != nil {
		p.broken(w, r, "change the people", err)
		return
	}
	p.showPeople(w, r, status, peopleView{Given: given, Problem: problem})
}

// changed goes back to the page, which says what was done.
func (p *Pages) changed(w http.ResponseWriter, r *http.Request, what, who string, err error) {
	if err != nil {
		p.broken(w, r, "change the people", err)
		return
	}
	slog.Info("review: people", "done", what, "who", who, "by", access.From(r.Context()).Name)
	http.Redirect(w, r, "/people?done="+what, http.StatusSeeOther)
}
