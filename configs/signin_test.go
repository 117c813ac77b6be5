package configs_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/configs"
)

func TestSignInSettings(t *testing.T) {
	load := func(text string, environ ...string) (*configs.Config, error) {
		return configs.Load(write(t, text), environ, map[string]string{"data_dir": "d"})
	}
	c, err := load("")
	if err != nil {
		t.Fatal(err)
	}
	if s := c.SignIn; !s.Passwords || s.OpenID.Issuer != "" || s.OpenID.RoleClaim != "groups" || len(s.OpenID.Roles) != 0 {
		t.Errorf("defaults %+v", s)
	}
	c, err = load(`sign_in:
  site: https://qc.example.com
  passwords: false
  openid:
    issuer: https://id.example.com
    roles:
      - {value: qc, role: reviewer}
      - {value: leads, role: manager, scope: v-3}
`, "TINGJIAN_SIGN_IN_OPENID_CLIENT_SECRET=env:X", "TINGJIAN_SIGN_IN_OPENID_SCOPES=email,groups")
	if err != nil {
		t.Fatal(err)
	}
	o := c.SignIn.OpenID
	if want := []configs.Grant{{Value: "qc", Role: "reviewer"}, {Value: "leads", Role: "manager", Scope: "v-3"}}; !reflect.DeepEqual(o.Roles, want) {
		t.Errorf("roles %+v, want %+v", o.Roles, want)
	}
	if c.SignIn.Passwords || o.ClientSecret != "env:X" || !reflect.DeepEqual(o.Scopes, []string{"email", "groups"}) {
		t.Errorf("settings %+v", c.SignIn)
	}
	_, err = load("sign_in:\n  openid:\n    issuer: id.example.com\n    roles:\n      - {value: qc, role: boss}\n    role: x\n")
	for _, want := range []string{":3:", "sign_in.openid.issuer: want an address", "sign_in.openid.roles.0.role: value must be one of", "sign_in.openid.role: no such setting: did you mean sign_in.openid.roles?"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("it does not say %q: %v", want, err)
		}
	}
}
