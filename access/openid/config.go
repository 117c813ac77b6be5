// Package openid signs people in who have an account at an OpenID Connect provider (企业账号登录): authorization code
// flow with PKCE, state and nonce. What a provider says of somebody becomes a role and a scope by the configuration.
package openid

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/tingjian/tingjian/access"
)

// Config says who the provider is, and what its claims mean here. Names of claims may be paths, as realm_access.roles.
type Config struct {
	Issuer       string // as the provider writes it
	ClientID     string
	ClientSecret string   // empty: a public client, which PKCE alone protects
	RedirectURL  string   // where the provider sends people back to
	Scopes       []string // to ask for, beside "openid"
	NameClaim    string   // holds the name of the account
	RoleClaim    string   // holds one value or a list, which Grants are looked up by
	ScopeClaim   string   // holds the id of the vendor or merchant, for grants without a scope; empty: none does
	Grants       []Grant  // in order: the first whose value somebody has decides
}

// Grant gives those who have a value of the role claim a role.
type Grant struct {
	Value string
	Role  access.Role
	Scope string // empty: what the scope claim says, where the role needs one
}

// Check says all that is wrong with the configuration, by the names of the settings.
func (c *Config) Check() error {
	var errs []error
	wrong := func(setting, format string, args ...any) {
		errs = append(errs, fmt.Errorf("sign_in.%s: %s", setting, fmt.Sprintf(format, args...)))
	}
	for _, s := range [][2]string{{"openid.client_id", c.ClientID}, {"openid.name_claim", c.NameClaim}, {"openid.role_claim", c.RoleClaim}} {
		if s[1] == "" {
			wrong(s[0], "is empty: sign-in by OpenID Connect needs it")
		}
	}
	for _, s := range [][2]string{{"openid.issuer", c.Issuer}, {"site", c.RedirectURL}} {
		if !safe(s[1]) {
			wrong(s[0], "%q: want an address that begins with https://, so that nobody on the way can sign in as somebody else", s[1])
		}
	}
	if len(c.Grants) == 0 {
		wrong("openid.roles", "is empty: nobody could sign in: say which value of %s gives which role", c.RoleClaim)
	}
	for i, g := range c.Grants {
		setting := fmt.Sprintf("openid.roles[%d]", i)
		v := access.Viewer{Name: "x", Role: g.Role, Scope: g.Scope}
		if g.Scope == "" && c.ScopeClaim != "" && g.Role.ScopeName() != "" {
			v.Scope = "from the claim"
		}
		if g.Value == "" {
			wrong(setting, "value is empty: it would fit nobody")
		}
		if err := v.Check(); err != nil {
			wrong(setting, "%v", err)
		}
	}
	return errors.Join(errs...)
}

// safe reports whether nobody on the way can read what goes to an address: by TLS, or within this machine.
func safe(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	local := u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127.")
	return u.Scheme == "https" || u.Scheme == "http" && local
}
