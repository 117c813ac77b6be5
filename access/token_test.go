package access_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
)

func TestBearer(t *testing.T) {
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "l.db"))
	check(t, err)
	t.Cleanup(func() { l.Close() })
	add := func(expires time.Time) (string, *ledger.Token) {
		t.Helper()
		secret, token, err := access.NewToken(access.Viewer{Name: "erp", Role: access.Merchant, Scope: "m-1"}, expires)
		check(t, err)
		check(t, l.AddToken(t.Context(), *token))
		return secret, token
	}
	good, kept := add(time.Time{})
	late, _ := add(time.Now().Add(time.Hour))
	old, _ := add(time.Now().Add(-time.Second))
	gone, revoked := add(time.Time{})
	check(t, l.RevokeToken(t.Context(), revoked.ID, time.Now()))
	for secret, want := range map[string]string{good: "token:erp", late: "token:erp", old: "", gone: "", "": "", "tingjian_": "", good + "x": "", kept.Hash: "", "tingjian_" + kept.Hash: ""} {
		who, err := access.Bearer(t.Context(), l, secret)
		if who.Name != want || err != nil || want != "" && (who.Role != access.Merchant || who.Scope != "m-1") {
			t.Errorf("%q is of %+v, %v; want %q", secret, who, err, want)
		}
	}
	all, err := l.Tokens(t.Context())
	check(t, err)
	for _, token := range all {
		if used := token.Hash == kept.Hash || !token.Expires.IsZero() && token.Expires.After(time.Now()); token.Used.IsZero() == used {
			t.Errorf("token %s: last used %v", token.ID, token.Used)
		}
	}
	for _, v := range []access.Viewer{{Name: "erp", Role: access.Merchant}, {Name: "a b", Role: access.Admin}, {}} {
		if _, _, err := access.NewToken(v, time.Time{}); err == nil {
			t.Errorf("a token for %+v was made", v)
		}
	}
}
