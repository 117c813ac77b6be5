package openid

import (
	"fmt"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/tingjian/tingjian/access"
)

// claims are what an id token says of a person.
type claims map[string]any

// at is a claim by its name, else by its path: the parts between the points.
func (c claims) at(name string) any {
	if v, ok := c[name]; ok {
		return v
	}
	var v any = map[string]any(c)
	for part := range strings.SplitSeq(name, ".") {
		group, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = group[part]
	}
	return v
}

// text is a claim that is one text; else empty.
func (c claims) text(name string) string {
	s, _ := c.at(name).(string)
	return s
}

// texts is a claim that is a text or a list of texts.
func (c claims) texts(name string) []string {
	switch v := c.at(name).(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, one := range v {
			if s, ok := one.(string); ok {
				all = append(all, s)
			}
		}
		return all
	}
	return nil
}

// person makes of what the token says who this is here. The first grant decides whose value the person has.
func (p *Provider) person(token *oidc.IDToken, c claims) (*Person, error) {
	who := &Person{Subject: p.config.Issuer + " " + token.Subject, Viewer: access.Viewer{Name: c.text(p.config.NameClaim)}}
	if err := access.CheckName(who.Name); err != nil {
		return nil, fmt.Errorf("%w: claim %s: %w; or choose another name_claim", ErrNoRole, p.config.NameClaim, err)
	}
	values := c.texts(p.config.RoleClaim)
	i := slices.IndexFunc(p.config.Grants, func(g Grant) bool { return slices.Contains(values, g.Value) })
	if i < 0 {
		return nil, fmt.Errorf("%w: %q has %q in claim %s, none of which sign_in.openid.roles knows", ErrNoRole, who.Name, values, p.config.RoleClaim)
	}
	g := p.config.Grants[i]
	who.Role, who.Scope = g.Role, g.Scope
	if g.Scope == "" && g.Role.ScopeName() != "" {
		who.Scope = c.text(p.config.ScopeClaim)
	}
	if err := who.Check(); err != nil {
		return nil, fmt.Errorf("%w: %q: claim %s: %w", ErrNoRole, who.Name, p.config.ScopeClaim, err)
	}
	return who, nil
}
