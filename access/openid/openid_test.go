package openid_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/access/openid"
	"github.com/tingjian/tingjian/access/openid/openidtest"
)

// config is the configuration of a client that the provider knows.
func config(p *openidtest.Provider) openid.Config {
	return openid.Config{
		Issuer: p.URL, ClientID: openidtest.ClientID, ClientSecret: openidtest.ClientSecret, RedirectURL: "https://qc.example.com/back",
		Scopes: []string{"profile"}, NameClaim: "preferred_username", RoleClaim: "groups", ScopeClaim: "shop",
		Grants: []openid.Grant{
			{Value: "qc-admins", Role: access.Admin}, {Value: "qc", Role: access.Reviewer},
			{Value: "leads", Role: access.Manager, Scope: "v-3"}, {Value: "shops", Role: access.Merchant},
		},
	}
}

// TestSignIn goes the whole way, right and wrong.
func TestSignIn(t *testing.T) {
	groups := func(names ...any) map[string]any { return map[string]any{"groups": names} }
	with := func(claims map[string]any, name string, value any) map[string]any {
		claims[name] = value
		return claims
	}
	for _, c := range []struct {
		name   string
		change func(*openidtest.Provider)
		claims map[string]any
		want   access.Viewer
		err    error
		says   string
	}{
		{name: "reviewer", claims: groups("others", "qc"), want: access.Viewer{Name: "lin", Role: access.Reviewer}},
		{name: "the first grant decides", claims: groups("qc", "qc-admins"), want: access.Viewer{Name: "lin", Role: access.Admin}},
		{name: "one text", claims: map[string]any{"groups": "qc"}, want: access.Viewer{Name: "lin", Role: access.Reviewer}},
		{name: "scope of the grant", claims: groups("leads"), want: access.Viewer{Name: "lin", Role: access.Manager, Scope: "v-3"}},
		{name: "scope of the claim", claims: with(groups("shops"), "shop", "m-042"), want: access.Viewer{Name: "lin", Role: access.Merchant, Scope: "m-042"}},
		{name: "several audiences", claims: with(with(groups("qc"), "aud", []string{"other", openidtest.ClientID}), "azp", openidtest.ClientID), want: access.Viewer{Name: "lin", Role: access.Reviewer}},

		{name: "no scope", claims: groups("shops"), err: openid.ErrNoRole, says: "needs a merchant"},
		{name: "scope is no text", claims: with(groups("shops"), "shop", []string{"m-1"}), err: openid.ErrNoRole, says: "needs a merchant"},
		{name: "unmapped role", claims: groups("others"), err: openid.ErrNoRole, says: `has ["others"] in claim groups`},
		{name: "no role", claims: nil, err: openid.ErrNoRole, says: "none of which sign_in.openid.roles knows"},
		{name: "role is no text", claims: map[string]any{"groups": []any{1, true}}, err: openid.ErrNoRole},
		{name: "no name", claims: with(groups("qc"), "preferred_username", nil), err: openid.ErrNoRole, says: "claim preferred_username"},
		{name: "bad name", claims: with(groups("qc"), "preferred_username", "<b> "), err: openid.ErrNoRole, says: "claim preferred_username"},
		{name: "wrong nonce", claims: with(groups("qc"), "nonce", "guess"), err: openid.ErrRefused, says: "nonce"},
		{name: "no nonce", claims: with(groups("qc"), "nonce", nil), err: openid.ErrRefused, says: "nonce"},
		{name: "wrong audience", claims: with(groups("qc"), "aud", "other"), err: openid.ErrRefused, says: "audience"},
		{name: "made for another party", claims: with(with(groups("qc"), "aud", []string{"other", openidtest.ClientID}), "azp", "other"), err: openid.ErrRefused, says: "azp"},
		{name: "wrong issuer", claims: with(groups("qc"), "iss", "https://evil.example"), err: openid.ErrRefused, says: "issued by a different provider"},
		{name: "expired", claims: with(groups("qc"), "exp", time.Now().Add(-time.Second).Unix()), err: openid.ErrRefused, says: "expired"},
		{name: "foreign key", change: func(p *openidtest.Provider) { p.Foreign = true }, claims: groups("qc"), err: openid.ErrRefused, says: "signature"},
		{name: "unsigned", change: func(p *openidtest.Provider) { p.Unsigned = true }, claims: groups("qc"), err: openid.ErrRefused, says: "malformed jwt"},
		{name: "no id token", change: func(p *openidtest.Provider) { p.NoToken = true }, claims: groups("qc"), err: openid.ErrRefused, says: "no id token"},
		{name: "denied", change: func(p *openidtest.Provider) { p.Deny = "access_denied" }, err: openid.ErrDenied, says: "access_denied"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := openidtest.New(t)
			p.Claims = c.claims
			if c.change != nil {
				c.change(p)
			}
			client, err := openid.New(config(p))
			if err != nil {
				t.Fatal(err)
			}
			attempt, address, err := client.Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			who, err := client.Finish(t.Context(), attempt, p.Come(address))
			if !errors.Is(err, c.err) || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Fatalf("error %v, want %v with %q", err, c.err, c.says)
			}
			if err == nil && (who.Viewer != c.want || who.Subject != p.URL+" 0001") {
				t.Errorf("signed in %+v, want %+v", who, c.want)
			}
		})
	}
}

// TestAttemptsAreBound tries answers with attempts that they do not belong to.
func TestAttemptsAreBound(t *testing.T) {
	p := openidtest.New(t)
	p.Claims = map[string]any{"groups": "qc"}
	client, err := openid.New(config(p))
	if err != nil {
		t.Fatal(err)
	}
	begin := func() (openid.Attempt, url.Values) {
		t.Helper()
		a, address, err := client.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return a, p.Come(address)
	}
	mine, answer := begin()
	other, others := begin()
	for name, try := range map[string]func() (*openid.Person, error){
		"no attempt": func() (*openid.Person, error) { return client.Finish(t.Context(), openid.Attempt{}, url.Values{}) },
		"no state": func() (*openid.Person, error) {
			return client.Finish(t.Context(), mine, url.Values{"code": answer["code"]})
		},
		"another browser's": func() (*openid.Person, error) { return client.Finish(t.Context(), mine, others) },
		"another code": func() (*openid.Person, error) {
			return client.Finish(t.Context(), mine, url.Values{"state": {mine.State}, "code": others["code"]})
		},
		"no such code": func() (*openid.Person, error) {
			return client.Finish(t.Context(), mine, url.Values{"state": {mine.State}, "code": {"x"}})
		},
		"another nonce, my code": func() (*openid.Person, error) {
			mixed, given := begin()
			mixed.Nonce = other.Nonce
			return client.Finish(t.Context(), mixed, given)
		},
	} {
		if who, err := try(); !errors.Is(err, openid.ErrRefused) {
			t.Errorf("%s: %+v, %v", name, who, err)
		}
	}
	if _, err := client.Finish(t.Context(), mine, answer); err != nil {
		t.Errorf("the right answer: %v", err)
	}
	if _, err := client.Finish(t.Context(), mine, answer); !errors.Is(err, openid.ErrRefused) {
		t.Errorf("the right answer twice: %v", err)
	}
	if mine.State == other.State || mine.Nonce == other.Nonce || mine.Verifier == other.Verifier {
		t.Error("two attempts share a secret")
	}
}

// TestProviderAway checks that a provider which is down is told apart, and is asked again.
func TestProviderAway(t *testing.T) {
	p := openidtest.New(t)
	p.Claims, p.Down = map[string]any{"groups": "qc"}, true
	client, err := openid.New(config(p))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := client.Begin(t.Context()); !errors.Is(err, openid.ErrUnreachable) {
		t.Errorf("begin without a provider: %v", err)
	}
	p.Down = false
	attempt, address, err := client.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer := p.Come(address)
	p.Down = true
	if _, err := client.Finish(t.Context(), attempt, answer); !errors.Is(err, openid.ErrUnreachable) {
		t.Errorf("finish without a provider: %v", err)
	}
	wrong := config(p)
	p.Down, wrong.ClientSecret = false, "guess"
	if client, err = openid.New(wrong); err != nil {
		t.Fatal(err)
	}
	attempt, address, err = client.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Finish(t.Context(), attempt, p.Come(address)); !errors.Is(err, openid.ErrRefused) || !strings.Contains(err.Error(), "invalid_client") {
		t.Errorf("with a wrong secret: %v", err)
	}
}

func TestNestedClaims(t *testing.T) {
	p := openidtest.New(t)
	p.Claims = map[string]any{"realm_access": map[string]any{"roles": []string{"qc"}}, "https://qc.example/name": "王一"}
	c := config(p)
	c.RoleClaim, c.NameClaim = "realm_access.roles", "https://qc.example/name"
	client, err := openid.New(c)
	if err != nil {
		t.Fatal(err)
	}
	attempt, address, err := client.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	who, err := client.Finish(t.Context(), attempt, p.Come(address))
	if err != nil || who.Viewer != (access.Viewer{Name: "王一", Role: access.Reviewer}) {
		t.Errorf("%+v, %v", who, err)
	}
}

func TestConfigCheck(t *testing.T) {
	bad := openid.Config{
		Issuer: "http://id.example.com", RedirectURL: "/sign-in/openid/callback",
		Grants: []openid.Grant{{Role: "boss"}, {Value: "x", Role: access.Merchant}, {Value: "y", Role: access.Admin, Scope: "m-1"}},
	}
	err := bad.Check()
	for _, want := range []string{
		`sign_in.openid.issuer: "http://id.example.com": want an address that begins with https://`, `sign_in.site: "/sign-in/openid/callback"`,
		"sign_in.openid.client_id: is empty", "sign_in.openid.name_claim: is empty", "sign_in.openid.role_claim: is empty",
		"sign_in.openid.roles[0]: value is empty", `sign_in.openid.roles[0]: role "boss"`, `sign_in.openid.roles[1]: role "merchant": needs a merchant`,
		`sign_in.openid.roles[2]: scope "m-1"`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("it does not say %q: %v", want, err)
		}
	}
	if _, err := openid.New(openid.Config{}); err == nil || !strings.Contains(err.Error(), "sign_in.openid.roles: is empty: nobody could sign in") {
		t.Errorf("an empty configuration: %v", err)
	}
}

// TestWaitingForASilentProvider has several people sign in while the provider does not answer: they wait for one and the same question, not
// one after another, and who goes away waits no longer.
func TestWaitingForASilentProvider(t *testing.T) {
	var asked atomic.Int32
	release := make(chan struct{})
	silent := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		<-release
		http.Error(w, "down", http.StatusServiceUnavailable)
	}))
	defer silent.Close()
	defer close(release)
	p, err := openid.New(openid.Config{
		Issuer: silent.URL, ClientID: "tingjian", RedirectURL: "https://qc.example.com/back", NameClaim: "name", RoleClaim: "groups",
		Grants: []openid.Grant{{Value: "qc", Role: access.Reviewer}},
	})
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _, _ = p.Begin(t.Context()) }() // stays
	ctx, leave := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer leave()
	answered := make(chan error, 4)
	for range 4 {
		go func() {
			_, _, err := p.Begin(ctx)
			answered <- err
		}()
	}
	late := time.After(3 * time.Second)
	for range 4 {
		select {
		case err := <-answered:
			if !errors.Is(err, openid.ErrUnreachable) {
				t.Errorf("a silent provider gives %v", err)
			}
		case <-late:
			t.Fatal("somebody who went away is still waiting for the provider")
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("the provider was asked %d times at once", n)
	}
}
