package review

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian/access"
)

// TestPeoplePage adds a merchant, who comes in; resets the password, disables and enables.
func TestPeoplePage(t *testing.T) {
	s := newSite(t, conversations(t)...)
	root, shop := s.named(t, access.Viewer{Name: "root", Role: admin}), s.browser(t)
	send := func(path string, status int, says string, pairs ...string) {
		t.Helper()
		form := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			form.Set(pairs[i], pairs[i+1])
		}
		a := root.post(path, form)
		root.want(a, status)
		if status == http.StatusSeeOther {
			a = root.get(a.Header.Get("Location"))
		}
		if text := visible(t, a.body); !strings.Contains(text, says) || strings.Contains(a.body, "horse") {
			t.Errorf("%s %v does not say %q, or says the password: %s", path, pairs, says, text)
		}
	}
	send("/people", 303, "已添加", "name", "shop", "role", "merchant", "scope", "m-101", "password", "correct horse")
	send("/people", 409, "已有这个账号", "name", "shop", "role", "merchant", "scope", "m-102", "password", "another horse")
	send("/people", 400, "名称只能由", "name", "a b", "role", "reviewer", "password", "correct horse")
	send("/people", 400, "角色与范围不符", "name", "x", "role", "merchant", "password", "correct horse")
	send("/people", 400, "角色与范围不符", "name", "x", "role", "boss", "password", "correct horse")
	send("/people", 400, "太短", "name", "x", "role", "reviewer", "password", "short")
	shop.want(shop.signIn("shop", "correct horse", "/"), http.StatusSeeOther)
	shop.want(shop.get(transcriptPath(richID)), http.StatusOK)
	shop.want(shop.get(transcriptPath(callID)), http.StatusNotFound)
	shop.want(shop.get("/people"), http.StatusForbidden)

	send("/people/password", 303, "密码已重设", "name", "shop", "password", "another horse")
	send("/people/password", 400, "太短", "name", "shop", "password", "short")
	send("/people/password", 404, "没有这个账号", "name", "nobody", "password", "another horse")
	shop.want(shop.get("/"), http.StatusSeeOther)
	shop.want(shop.signIn("shop", "another horse", "/"), http.StatusSeeOther)
	send("/people/disabled", 303, "已停用", "name", "shop", "disabled", "true")
	shop.want(shop.get("/"), http.StatusSeeOther)
	shop.want(shop.signIn("shop", "another horse", "/"), http.StatusUnauthorized)
	send("/people/disabled", 303, "已恢复", "name", "shop", "disabled", "false")
	shop.want(shop.signIn("shop", "another horse", "/"), http.StatusSeeOther)

	s.addAccount(t, "root", admin, "correct horse")
	for _, path := range []string{"/people/disabled", "/people/password"} {
		send(path, 409, "不能在这里改自己的账号", "name", "root", "disabled", "true", "password", "another horse")
	}
}

// TestTokensOnThePage makes a token, which is shown once, uses and revokes it.
func TestTokensOnThePage(t *testing.T) {
	s := newSite(t)
	b := s.as(t, admin)
	for _, bad := range []url.Values{
		{"name": {"erp"}, "role": {"merchant"}, "days": {"9"}}, {"name": {""}, "role": {"admin"}, "days": {"9"}}, {"name": {"erp"}, "role": {"admin"}, "days": {"-1"}},
		{"name": {"erp"}, "role": {"admin"}, "days": {"9999999999999"}}, {"name": {"erp"}, "role": {"admin"}},
	} {
		b.want(b.post("/people/tokens", bad), http.StatusBadRequest)
	}
	page := b.post("/people/tokens", url.Values{"name": {"erp"}, "role": {"merchant"}, "scope": {"m-101"}, "days": {"90"}})
	b.want(page, http.StatusCreated)
	secret := regexp.MustCompile(`<code id="secret">(tingjian_\w+)</code>`).FindStringSubmatch(page.body)
	if secret == nil {
		t.Fatalf("no token is shown: %s", visible(t, page.body))
	}
	who, err := access.Bearer(t.Context(), s.ledger, secret[1])
	if check(t, err); who != (access.Viewer{Name: "token:erp", Role: merchant, Scope: "m-101"}) {
		t.Errorf("the token is of %+v", who)
	}
	again := b.get("/people")
	if text := b.want(again, http.StatusOK); strings.Contains(again.body, secret[1]) || !strings.Contains(text, "erp") || !strings.Contains(text, time.Now().AddDate(0, 0, 90).Format("2006-01")) {
		t.Errorf("the page shows %s", text)
	}
	tokens, err := s.ledger.Tokens(t.Context())
	check(t, err)
	b.want(b.post("/people/tokens/revoke", url.Values{"id": {"none"}}), http.StatusNotFound)
	b.want(b.post("/people/tokens/revoke", url.Values{"id": {tokens[0].ID}}), http.StatusSeeOther)
	if who, err := access.Bearer(t.Context(), s.ledger, secret[1]); who.Name != "" || err != nil {
		t.Errorf("a revoked token is of %+v, %v", who, err)
	}
	if text := b.want(b.get("/people"), http.StatusOK); !strings.Contains(text, "已吊销") {
		t.Error(text)
	}
}
