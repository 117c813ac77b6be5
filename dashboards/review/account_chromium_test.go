package review

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/tingjian/tingjian/access"
)

// TestPeopleComeIn signs people in with a real browser: a merchant at its company's provider, who then sees its own shop
// alone; and a reviewer by password, who changes it.
func TestPeopleComeIn(t *testing.T) {
	w := newWalk(t)
	s := newSite(t, conversations(t)...)
	s.addAccount(t, "wang", reviewer, "correct horse")
	provider := withOpenID(t, s, Options{})
	provider.Claims = map[string]any{"groups": []string{"shops"}, "shop": "m-101"}
	var at, text string
	w.step("to the provider and back", chromedp.Navigate(s.URL+transcriptPath(richID)), shown("#openid"), w.shots("sign-in-openid"),
		chromedp.Click("#openid"), shown(".card"), chromedp.Location(&at))
	if at != s.URL+transcriptPath(richID) {
		t.Errorf("the provider's answer led to %s", at)
	}
	w.step("the own shop alone", chromedp.Navigate(s.URL+"/"), shown(".hits"), chromedp.Text(".hits", &text))
	if !strings.Contains(text, "包裹") || strings.Contains(text, "冰箱") {
		t.Errorf("the merchant is shown %s", text)
	}
	w.step("another shop's conversation", chromedp.Navigate(s.URL+transcriptPath(callID)), shown(".door"), chromedp.Text("main", &text))
	if !strings.Contains(text, "没有这通会话") {
		t.Errorf("the refusal says %s", text)
	}
	w.step("account", chromedp.Click(".who"), shown(".door dl"), chromedp.Text("main", &text))
	if !strings.Contains(text, "m-101") {
		t.Errorf("the account page says %s", text)
	}

	w.step("people", chromedp.Navigate(s.URL+s.pages.SignInPath(access.Viewer{Name: "root", Role: admin})), chromedp.Click("#use-link"), shown(".hits"),
		chromedp.Navigate(s.URL+"/people"), shown(".people"), chromedp.SendKeys(`.people form[action="/people/tokens"] input[name="name"]`, "erp\r"),
		shown("#secret"), chromedp.Text("#secret", &text))
	if who, err := access.Bearer(t.Context(), s.ledger, text); who.Name != "token:erp" || err != nil {
		t.Errorf("the token shown, %q, is of %+v, %v", text, who, err)
	}

	w.step("sign out", chromedp.Click("#sign-out"), shown("#password"))
	w.step("by password", chromedp.SendKeys("#name", "wang"), chromedp.SendKeys("#password", "correct horse\r"), shown(".hits"))
	w.step("change the password", chromedp.Click(".who"), shown("#new"), chromedp.SendKeys("#password", "correct horse"),
		chromedp.SendKeys("#new", "battery staple"), chromedp.SendKeys("#again", "battery staple\r"), shown(`[role="status"]`), chromedp.Text("main", &text))
	if !strings.Contains(text, "密码已修改") {
		t.Errorf("the account page says %s", text)
	}
}
