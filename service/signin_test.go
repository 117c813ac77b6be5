package service

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/configs"
)

// TestSignInConfiguration refuses what would let nobody in, before the service takes anything.
func TestSignInConfiguration(t *testing.T) {
	good := configs.SignIn{Passwords: true, Site: "https://qc.example.com/", OpenID: configs.OpenID{
		Issuer: "https://id.example.com", ClientID: "tingjian", ClientSecret: "env:TINGJIAN_TEST_SECRET", NameClaim: "name", RoleClaim: "groups",
		Roles: []configs.Grant{{Value: "qc", Role: "reviewer"}},
	}}
	t.Setenv("TINGJIAN_TEST_SECRET", "x")
	for name, c := range map[string]struct {
		change func(*configs.SignIn)
		says   string // empty: in order
		none   bool   // no provider
	}{
		"good":                {change: func(*configs.SignIn) {}},
		"none":                {change: func(s *configs.SignIn) { s.OpenID = configs.OpenID{} }, none: true},
		"no way in":           {change: func(s *configs.SignIn) { s.Passwords, s.OpenID.Issuer = false, "" }, says: "sign_in.passwords: is false and no sign_in.openid.issuer"},
		"no secret":           {change: func(s *configs.SignIn) { s.OpenID.ClientSecret = "env:TINGJIAN_TEST_NONE" }, says: "sign_in.openid.client_secret: environment variable TINGJIAN_TEST_NONE: is not set"},
		"no site":             {change: func(s *configs.SignIn) { s.Site = "" }, says: "sign_in.site"},
		"roles without scope": {change: func(s *configs.SignIn) { s.OpenID.Roles[0].Role = "merchant" }, says: "sign_in.openid.roles[0]: role \"merchant\": needs a merchant"},
	} {
		t.Run(name, func(t *testing.T) {
			s := good
			s.OpenID.Roles = append([]configs.Grant{}, good.OpenID.Roles...)
			c.change(&s)
			p, err := newOpenID(s)
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Fatalf("it says %v, want %q", err, c.says)
			}
			if err == nil && (p == nil) != c.none {
				t.Errorf("provider %v", p)
			}
		})
	}
}

func TestNetworks(t *testing.T) {
	got, err := networks([]string{"10.0.0.7/8", "127.0.0.1", "fd00::/8", "::1"})
	if err != nil || fmt.Sprint(got) != "[10.0.0.0/8 127.0.0.1/32 fd00::/8 ::1/128]" {
		t.Errorf("%v, %v", got, err)
	}
	_, err = networks([]string{"10.0.0.0/99", "1.2.3.4", "proxy"})
	if err == nil || !strings.Contains(err.Error(), `"10.0.0.0/99": want an address`) || !strings.Contains(err.Error(), `"proxy": want`) {
		t.Errorf("it says %v", err)
	}
}
