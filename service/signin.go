package service

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/access/openid"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/dashboards/review"
)

// newOpenID makes the provider that the configuration names; nil: none.
func newOpenID(c configs.SignIn) (*openid.Provider, error) {
	if c.OpenID.Issuer == "" {
		if !c.Passwords {
			return nil, errors.New("sign_in.passwords: is false and no sign_in.openid.issuer is given: nobody could sign in")
		}
		return nil, nil
	}
	secret, err := c.OpenID.ClientSecret.Reveal()
	if err != nil {
		return nil, fmt.Errorf("sign_in.openid.client_secret: %w", err)
	}
	o := openid.Config{
		Issuer: c.OpenID.Issuer, ClientID: c.OpenID.ClientID, ClientSecret: secret,
		RedirectURL: strings.TrimSuffix(c.Site, "/") + review.OpenIDCallback, Scopes: c.OpenID.Scopes,
		NameClaim: c.OpenID.NameClaim, RoleClaim: c.OpenID.RoleClaim, ScopeClaim: c.OpenID.ScopeClaim,
	}
	for _, g := range c.OpenID.Roles {
		o.Grants = append(o.Grants, openid.Grant{Value: g.Value, Role: access.Role(g.Role), Scope: g.Scope})
	}
	return openid.New(o)
}

// networks reads addresses and networks; it reports all that are neither.
func networks(texts []string) ([]netip.Prefix, error) {
	var all []netip.Prefix
	var errs []error
	for _, text := range texts {
		network, err := netip.ParsePrefix(text)
		if address, bad := netip.ParseAddr(text); err != nil && bad == nil {
			network, err = address.Prefix(address.BitLen())
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("sign_in.proxies: %q: want an address or a network such as 10.0.0.0/8", text))
			continue
		}
		all = append(all, network.Masked())
	}
	return all, errors.Join(errs...)
}
