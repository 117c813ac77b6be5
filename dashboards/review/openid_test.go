package review

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/access/openid"
	"github.com/tingjian/tingjian/access/openid/openidtest"
	"github.com/tingjian/tingjian/ledger"
)

// withOpenID gives a site a provider, which says that lin is in the group qc.
func withOpenID(t *testing.T, s *site, o Options) *openidtest.Provider {
	t.Helper()
	o.Desk = s.pages.options.Desk
	provider := openidtest.New(t)
	provider.Claims = map[string]any{"groups": "qc"}
	var err error
	o.OpenID, err = openid.New(openid.Config{
		Issuer: provider.URL, ClientID: openidtest.ClientID, ClientSecret: openidtest.ClientSecret, RedirectURL: s.URL + OpenIDCallback,
		NameClaim: "preferred_username", RoleClaim: "groups", ScopeClaim: "shop",
		Grants: []openid.Grant{{Value: "qc", Role: reviewer}, {Value: "admins", Role: admin}, {Value: "shops", Role: merchant}},
	})
	check(t, err)
	o.Ledger, o.Search = s.ledger, s.search
	s.pages, err = New(o)
	check(t, err)
	s.Server.Config.Handler = s.pages.Handler()
	return provider
}

// byOpenID goes to the provider and comes back.
func (b *browser) byOpenID(p *openidtest.Provider, next string) answer {
	b.t.Helper()
	start := b.get("/sign-in/openid?" + url.Values{"next": {next}}.Encode())
	b.want(start, http.StatusSeeOther)
	return b.get(OpenIDCallback + "?" + p.Come(start.Header.Get("Location")).Encode())
}

func TestSignInByOpenID(t *testing.T) {
	s := newSite(t, conversations(t)...)
	p := withOpenID(t, s, Options{})
	b := s.browser(t)
	page := b.get("/sign-in?next=/dead-letters")
	if !strings.Contains(page.body, `href="/sign-in/openid?next=%2Fdead-letters"`) || !strings.Contains(page.body, `name="password"`) {
		t.Error("the sign-in page does not offer both ways")
	}
	start := b.get("/sign-in/openid?next=%2Fdead-letters")
	for _, line := range start.Header.Values("Set-Cookie") {
		if strings.HasPrefix(line, attemptCookie) && (!strings.Contains(line, "HttpOnly") || !strings.Contains(line, "SameSite=Lax") || !strings.Contains(line, "Max-Age=600") || !strings.Contains(line, "Path=/sign-in/openid")) {
			t.Errorf("cookie %s", line)
		}
	}
	a := b.get(OpenIDCallback + "?" + p.Come(start.Header.Get("Location")).Encode())
	b.want(a, http.StatusSeeOther)
	if got := a.Header.Get("Location"); got != "/dead-letters" {
		t.Errorf("sent to %q", got)
	}
	b.want(b.get("/dead-letters"), http.StatusForbidden)
	if text := b.want(b.get("/account"), http.StatusOK); !strings.Contains(text, "质检员") || !strings.Contains(text, "没有密码可改") {
		t.Error(text)
	}
	account, err := s.ledger.Account(t.Context(), "lin")
	check(t, err)
	if account.Subject != p.URL+" 0001" || account.Hash != "" || account.Role != "reviewer" {
		t.Errorf("account %+v", account)
	}
	b.want(b.signIn("lin", "", "/"), http.StatusUnauthorized)

	// The role is what the provider says at each sign-in, whatever the person is called by then.
	p.Claims = map[string]any{"groups": "shops", "shop": "m-101", "preferred_username": "lin2"}
	b.want(b.byOpenID(p, "https://evil.example/"), http.StatusSeeOther)
	account, err = s.ledger.Account(t.Context(), "lin")
	check(t, err)
	if access.ViewerOf(account) != (access.Viewer{Name: "lin", Role: merchant, Scope: "m-101"}) {
		t.Errorf("account %+v", account)
	}
	b.want(b.get(transcriptPath(richID)), http.StatusOK)
	b.want(b.get(transcriptPath(liveID)), http.StatusNotFound)

	account.Disabled = time.Now()
	s.setAccount(t, *account)
	b.want(b.get("/"), http.StatusSeeOther)
	b.want(b.byOpenID(p, "/"), http.StatusForbidden)
}

// TestOpenIDRefusals checks that each way to fail says so, and signs nobody in.
func TestOpenIDRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*testing.T, *site, *openidtest.Provider)
		status int
		says   string
	}{
		"no role":      {func(_ *testing.T, _ *site, p *openidtest.Provider) { p.Claims = map[string]any{"groups": "cooks"} }, 403, "没有角色"},
		"wrong nonce":  {func(_ *testing.T, _ *site, p *openidtest.Provider) { p.Claims["nonce"] = "x" }, 401, "登录没有完成"},
		"denied":       {func(_ *testing.T, _ *site, p *openidtest.Provider) { p.Deny = "access_denied" }, 401, "登录没有完成"},
		"a taken name": {func(t *testing.T, s *site, _ *openidtest.Provider) { s.addAccount(t, "lin", admin, "correct horse") }, 409, "同名账号"},
		"a name of another there": {func(t *testing.T, s *site, p *openidtest.Provider) {
			s.browser(t).byOpenID(p, "/")
			p.Claims["sub"] = "0002"
		}, 409, "同名账号"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			p := withOpenID(t, s, Options{})
			c.change(t, s, p)
			b := s.browser(t)
			if text := b.want(b.byOpenID(p, "/"), c.status); !strings.Contains(text, c.says) {
				t.Error(text)
			}
			b.want(b.get("/"), http.StatusSeeOther)
		})
	}
}

// TestOpenIDAttempts checks that an answer is good once, and in the browser that asked.
func TestOpenIDAttempts(t *testing.T) {
	s := newSite(t)
	p := withOpenID(t, s, Options{})
	b, other := s.browser(t), s.browser(t)
	start := b.get("/sign-in/openid")
	answer := OpenIDCallback + "?" + p.Come(start.Header.Get("Location")).Encode()
	other.want(other.get(answer), http.StatusUnauthorized)
	other.get("/sign-in/openid")
	other.want(other.get(answer), http.StatusUnauthorized)
	b.want(b.get(OpenIDCallback), http.StatusUnauthorized) // and with that the attempt is over
	b.want(b.get(answer), http.StatusUnauthorized)
	u, err := url.Parse(s.URL + OpenIDCallback)
	check(t, err)
	for _, damaged := range []string{"x", "%%%", "bm9uc2Vuc2U"} {
		b.client.Jar.SetCookies(u, []*http.Cookie{{Name: attemptCookie, Value: damaged, Path: "/sign-in/openid"}})
		b.want(b.get(answer), http.StatusUnauthorized)
	}
	p.Down = true
	fresh := withOpenID(t, s, Options{})
	fresh.Down = true
	if text := b.want(b.get("/sign-in/openid"), http.StatusServiceUnavailable); !strings.Contains(text, "没有应答") {
		t.Error(text)
	}
}

// twice is a ledger in which the other tab of the same person signs in first, in between.
type twice struct {
	ledger.People
	person *openid.Person
	begun  bool
}

func (p *twice) AccountOf(ctx context.Context, subject string) (*ledger.Account, error) {
	account, err := p.People.AccountOf(ctx, subject)
	if !p.begun {
		p.begun = true
		if _, err := accountFor(ctx, p.People, p.person); err != nil {
			return nil, err
		}
	}
	return account, err
}

// TestFirstSignInInTwoTabs makes one account of a person who signs in for the first time, twice at once.
func TestFirstSignInInTwoTabs(t *testing.T) {
	s := newSite(t)
	person := &openid.Person{Subject: "issuer 1", Viewer: access.Viewer{Name: "lin", Role: reviewer}}
	account, err := accountFor(t.Context(), &twice{People: s.ledger, person: person}, person)
	if err != nil || account.Name != "lin" || account.Role != "reviewer" {
		t.Errorf("the slower tab: %+v, %v", account, err)
	}
	_, err = accountFor(t.Context(), s.ledger, &openid.Person{Subject: "issuer 2", Viewer: person.Viewer})
	if !errors.Is(err, ledger.ErrTaken) {
		t.Errorf("another person of that name: %v", err)
	}
}

// TestLongWayBackStillSignsIn: the cookie of an attempt stays so small that browsers keep it, whatever page was asked for.
func TestLongWayBackStillSignsIn(t *testing.T) {
	s := newSite(t)
	withOpenID(t, s, Options{})
	for next, kept := range map[string]bool{"/?q=" + strings.Repeat("a", 100): true, "/?q=" + strings.Repeat("%E9%95%BF", 1000): false} {
		a := s.browser(t).get("/sign-in/openid?" + url.Values{"next": {next}}.Encode())
		cookies := a.Cookies()
		i := slices.IndexFunc(cookies, func(c *http.Cookie) bool { return c.Name == attemptCookie })
		if i < 0 || len(cookies[i].String()) > 4096 {
			t.Fatalf("a way back of %d bytes: %d %+v", len(next), a.StatusCode, cookies)
		}
		content, err := base64.RawURLEncoding.DecodeString(cookies[i].Value)
		check(t, err)
		if strings.Contains(string(content), "/?q=") != kept {
			t.Errorf("a way back of %d bytes: the cookie holds %s", len(next), content)
		}
	}
}

func TestWaysIn(t *testing.T) {
	s := newSite(t)
	s.addAccount(t, "lin", reviewer, "correct horse")
	b := s.browser(t)
	if page := b.get("/sign-in"); strings.Contains(page.body, "openid") {
		t.Error("the page offers a provider that is not there")
	}
	for _, path := range []string{"/sign-in/openid", OpenIDCallback} {
		b.want(b.get(path), http.StatusNotFound)
	}
	withOpenID(t, s, Options{NoPasswords: true})
	if page := b.get("/sign-in"); strings.Contains(page.body, `name="password"`) || !strings.Contains(page.body, "/sign-in/openid") {
		t.Error("the page asks for a password that it does not take")
	}
	b.want(b.signIn("lin", "correct horse", "/"), http.StatusForbidden)
}
