package review

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/access/openid"
	"github.com/tingjian/tingjian/ledger"
)

// OpenIDCallback is the path that the OpenID Connect provider sends people back to.
const OpenIDCallback = "/sign-in/openid/callback"

const (
	attemptCookie = "tingjian_openid" // holds the sign-in under way
	attemptLife   = 10 * time.Minute  // for the person to sign in at the provider
)

// attempt is a sign-in under way, as its cookie holds it.
type attempt struct {
	openid.Attempt
	Next string `json:"next"` // where to go then
}

// maxAttempt is how long the content of the cookie may be: browsers throw those away that have more than 4,096 bytes with all about them.
const maxAttempt = 3800

// cookie is the content of the attempt's cookie. Where the way back is too long for one it leads to the start page instead, since without the
// cookie nobody could sign in.
func (a attempt) cookie() (string, error) {
	content, err := json.Marshal(a)
	if err == nil && base64.RawURLEncoding.EncodedLen(len(content)) > maxAttempt {
		a.Next = "/"
		content, err = json.Marshal(a)
	}
	return base64.RawURLEncoding.EncodeToString(content), err
}

// openIDStart sends the browser to the provider.
func (p *Pages) openIDStart(w http.ResponseWriter, r *http.Request) {
	if p.openid == nil {
		p.fail(w, r, http.StatusNotFound, "no_page")
		return
	}
	begun, address, err := p.openid.Begin(r.Context())
	if err != nil {
		p.openIDFailed(w, r, err)
		return
	}
	content, err := attempt{begun, localPath(r.URL.Query().Get("next"))}.cookie()
	if err != nil {
		p.broken(w, r, "begin a sign-in", err)
		return
	}
	p.keepAttempt(w, r, content, int(attemptLife.Seconds()))
	http.Redirect(w, r, address, http.StatusSeeOther)
}

// keepAttempt sets the cookie of a sign-in under way; a life below 0 takes it away.
func (p *Pages) keepAttempt(w http.ResponseWriter, r *http.Request, value string, life int) {
	http.SetCookie(w, &http.Cookie{
		Name: attemptCookie, Value: value, Path: "/sign-in/openid", MaxAge: life,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: overTLS(r),
	})
}

// openIDCallback takes what the provider sent the browser back with. An attempt is good for one answer.
func (p *Pages) openIDCallback(w http.ResponseWriter, r *http.Request) {
	if p.openid == nil {
		p.fail(w, r, http.StatusNotFound, "no_page")
		return
	}
	var begun attempt
	if cookie, err := r.Cookie(attemptCookie); err == nil {
		content, err := base64.RawURLEncoding.DecodeString(cookie.Value)
		if err != nil || json.Unmarshal(content, &begun) != nil {
			begun = attempt{}
		}
	}
	p.keepAttempt(w, r, "", -1)
	person, err := p.openid.Finish(r.Context(), begun.Attempt, r.URL.Query())
	if err != nil {
		p.openIDFailed(w, r, err)
		return
	}
	account, err := accountFor(r.Context(), p.people, person)
	if err != nil {
		p.openIDFailed(w, r, err)
		return
	}
	p.enter(w, r, access.ViewerOf(account), accountMark(account), localPath(begun.Next))
}

// errDisabled means that an account may not be used.
var errDisabled = errors.New("the account is disabled")

// accountFor is the account of a person, made at the first sign-in, with the role that the provider gives now. A name that
// belongs to somebody else is refused with ledger.ErrTaken, so that nobody takes an account over by a name.
func accountFor(ctx context.Context, people ledger.People, person *openid.Person) (*ledger.Account, error) {
	account, err := people.AccountOf(ctx, person.Subject)
	if errors.Is(err, ledger.ErrNotFound) {
		account = &ledger.Account{Name: person.Name, Subject: person.Subject, Role: string(person.Role), Scope: person.Scope, Created: time.Now()}
		taken := people.AddAccount(ctx, *account)
		if !errors.Is(taken, ledger.ErrTaken) {
			return account, taken
		}
		// By somebody else's name, or by this person in another tab just now.
		if account, err = people.AccountOf(ctx, person.Subject); errors.Is(err, ledger.ErrNotFound) {
			return nil, taken
		}
	}
	if err != nil {
		return nil, err
	}
	// Whoever disables the account meanwhile is heard.
	return people.ChangeAccount(ctx, account.Name, func(a *ledger.Account) error {
		if !a.Disabled.IsZero() {
			return fmt.Errorf("account %q: %w", a.Name, errDisabled)
		}
		a.Role, a.Scope = string(person.Role), person.Scope
		return nil
	})
}

// openIDFailed says why somebody is not signed in; the log has the rest.
func (p *Pages) openIDFailed(w http.ResponseWriter, r *http.Request, err error) {
	slog.Warn("review: sign-in by OpenID Connect", "error", err, "from", p.proxies.address(r))
	switch {
	case errors.Is(err, openid.ErrUnreachable):
		p.fail(w, r, http.StatusServiceUnavailable, "openid_unreachable")
	case errors.Is(err, openid.ErrNoRole), errors.Is(err, errDisabled):
		p.fail(w, r, http.StatusForbidden, "openid_role")
	case errors.Is(err, ledger.ErrTaken):
		p.fail(w, r, http.StatusConflict, "openid_taken")
	case errors.Is(err, openid.ErrDenied), errors.Is(err, openid.ErrRefused):
		p.fail(w, r, http.StatusUnauthorized, "openid_refused")
	default:
		p.broken(w, r, "sign in", err)
	}
}
