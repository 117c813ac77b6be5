package review

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/search"
)

func (b *browser) signIn(name, password, next string) answer {
	b.t.Helper()
	return b.post("/sign-in", url.Values{"name": {name}, "password": {password}, "next": {next}})
}

func (b *browser) cookie(name string) string {
	u, err := url.Parse(b.site.URL)
	check(b.t, err)
	for _, c := range b.client.Jar.Cookies(u) {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

func TestSignInWithPassword(t *testing.T) {
	s := newSite(t, conversations(t)...)
	s.addAccount(t, "lin", reviewer, "correct horse")
	b := s.browser(t)
	wrong, unknown := b.signIn("lin", "wrong", "/"), b.signIn("nobody", "wrong", "/")
	if text := b.want(wrong, http.StatusUnauthorized); !strings.Contains(text, "账号或密码不对") {
		t.Error(text)
	}
	if strings.ReplaceAll(visible(t, unknown.body), "nobody", "lin") != visible(t, wrong.body) || unknown.StatusCode != wrong.StatusCode {
		t.Error("the answer tells whether there is such a name")
	}
	if strings.Contains(wrong.body, "correct horse") || strings.Contains(wrong.body, `value="wrong"`) {
		t.Error("the page repeats a password")
	}
	a := b.signIn("lin", "correct horse", "/transcripts/"+richID+"?q=x")
	b.want(a, http.StatusSeeOther)
	if got := a.Header.Get("Location"); got != "/transcripts/"+richID+"?q=x" {
		t.Errorf("sent to %q", got)
	}
	for _, line := range a.Header.Values("Set-Cookie") {
		if strings.HasPrefix(line, sessionCookie) && (!strings.Contains(line, "HttpOnly") || !strings.Contains(line, "SameSite=Lax") || strings.Contains(line, "Secure")) {
			t.Errorf("cookie over plain HTTP: %s", line)
		}
	}
	b.want(b.get("/"), http.StatusOK)
	if a := b.get("/sign-in?next=/dead-letters"); a.Header.Get("Location") != "/dead-letters" {
		t.Errorf("the sign-in page keeps those who are signed in: %d", a.StatusCode)
	}
	if text := b.want(b.get("/dead-letters"), http.StatusForbidden); !strings.Contains(text, "没有权限") {
		t.Error(text)
	}
}

func TestSessionTokenChangesAtSignIn(t *testing.T) {
	s := newSite(t)
	b := s.as(t, reviewer)
	before := b.cookie(sessionCookie)
	path := s.pages.SignInPath(access.Viewer{Name: "wang", Role: admin})
	b.want(b.post(path, nil), http.StatusSeeOther)
	if after := b.cookie(sessionCookie); after == before || after == "" {
		t.Errorf("token %q before and %q after", before, after)
	}
}

func TestCookiesAreSecureOverTLS(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	r := b.form(s.pages.SignInPath(access.Viewer{Name: "lin", Role: reviewer}), nil)
	get, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.URL.String(), nil)
	check(t, err)
	get.Header.Set("X-Forwarded-Proto", "https")
	page := b.do(get)
	secure := func(a answer) {
		t.Helper()
		lines := a.Header.Values("Set-Cookie")
		if len(lines) == 0 {
			t.Error("no cookie is set")
		}
		for _, line := range lines {
			if !strings.Contains(line, "; Secure") || !strings.Contains(line, "; HttpOnly") || !strings.Contains(line, "SameSite=Lax") {
				t.Errorf("cookie %s", line)
			}
		}
	}
	secure(page)
	post := b.form(r.URL.Path, url.Values{"csrf_token": {strings.ReplaceAll(formToken.FindStringSubmatch(page.body)[1], "&#43;", "+")}})
	post.Header.Set("X-Forwarded-Proto", "https")
	post.Header.Set("Origin", strings.Replace(s.URL, "http:", "https:", 1))
	for _, c := range page.Cookies() {
		post.AddCookie(c) // the jar keeps secure cookies to itself here
	}
	a := b.do(post)
	b.want(a, http.StatusSeeOther)
	secure(a)
}

func TestSessionEndsWithTheOldPassword(t *testing.T) {
	s := newSite(t)
	s.addAccount(t, "lin", reviewer, "first password")
	b := s.browser(t)
	b.want(b.signIn("lin", "first password", "/"), http.StatusSeeOther)
	account, err := s.ledger.Account(t.Context(), "lin")
	check(t, err)
	account.Role = string(admin)
	s.setAccount(t, *account)
	b.want(b.get("/dead-letters"), http.StatusOK) // the role is the account's
	s.setAccount(t, accountOf(t, "lin", admin, "second password"))
	if a := b.get("/"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("a session outlives its password: %d", a.StatusCode)
	}
	b.want(b.signIn("lin", "first password", "/"), http.StatusUnauthorized)
	b.want(b.signIn("lin", "second password", "/"), http.StatusSeeOther)
}

func TestSignOut(t *testing.T) {
	s := newSite(t)
	b := s.as(t, reviewer)
	stolen := b.cookie(sessionCookie)
	b.want(b.post("/sign-out", nil), http.StatusSeeOther)
	if a := b.get("/"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("still in: %d", a.StatusCode)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/", nil)
	check(t, err)
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: stolen})
	if a := s.browser(t).do(r); a.StatusCode != http.StatusSeeOther {
		t.Errorf("the old token still works: %d", a.StatusCode)
	}
}

func TestSignedIn(t *testing.T) {
	s := newSite(t)
	b := s.as(t, reviewer)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/api/v1/search", nil)
	check(t, err)
	if got := s.pages.SignedIn(r).Name; got != "" {
		t.Errorf("without a cookie: %q", got)
	}
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: "guess"})
	if got := s.pages.SignedIn(r).Name; got != "" {
		t.Errorf("with a made-up cookie: %q", got)
	}
	r.Header.Del("Cookie")
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: b.cookie(sessionCookie)})
	if got := s.pages.SignedIn(r).Name; got != "lin" {
		t.Errorf("with the session's cookie: %q", got)
	}
}

func TestSignInLinkWorksOnce(t *testing.T) {
	s := newSite(t)
	path := s.pages.SignInPath(access.Viewer{Name: "林一", Role: admin})
	b := s.browser(t)
	for range 3 { // programs that look at links ahead
		if text := b.want(b.get(path), http.StatusOK); !strings.Contains(text, "林一") || !strings.Contains(text, "管理员") {
			t.Error(text)
		}
	}
	if a := b.get("/"); a.StatusCode != http.StatusSeeOther {
		t.Error("looking at the link signed in")
	}
	foreign := b.form(path, nil)
	foreign.Header.Set("Origin", "https://elsewhere.example")
	b.want(b.do(foreign), http.StatusBadRequest) // does not use it up either
	b.want(b.post(path, nil), http.StatusSeeOther)
	b.want(b.get("/"), http.StatusOK)
	other := s.browser(t)
	other.want(other.get(path), http.StatusGone)
	other.want(other.post(path, nil), http.StatusGone)
}

func TestSignInLinkExpires(t *testing.T) {
	l := newLinks()
	now := time.Now()
	l.now = func() time.Time { return now }
	first := l.add(access.Viewer{Name: "lin", Role: reviewer})
	if _, ok := l.look(first); !ok {
		t.Error("not good at once")
	}
	now = now.Add(linkLife)
	if _, ok := l.look(first); ok {
		t.Error("shown after its time")
	}
	if _, ok := l.use(first); ok {
		t.Error("used after its time")
	}
	l.add(access.Viewer{Name: "a", Role: reviewer})
	now = now.Add(linkLife)
	l.add(access.Viewer{Name: "b", Role: reviewer})
	if len(l.all) != 1 {
		t.Errorf("%d links are kept, want 1", len(l.all))
	}
}

func TestAttemptsAreLimited(t *testing.T) {
	s := newSite(t)
	s.addAccount(t, "lin", reviewer, "correct horse")
	b := s.browser(t)
	for range attemptsPair {
		b.want(b.signIn("lin", "wrong", "/"), http.StatusUnauthorized)
	}
	a := b.signIn("lin", "correct horse", "/")
	if text := b.want(a, http.StatusTooManyRequests); !strings.Contains(text, "尝试次数过多，请 15 分钟后再试") || a.Header.Get("Retry-After") == "" {
		t.Errorf("%v %s", a.Header, text)
	}
	b.want(b.signIn("wang", "wrong", "/"), http.StatusUnauthorized) // another name is another matter
}

func TestLimiter(t *testing.T) {
	l, err := newLimiter()
	check(t, err)
	now := time.Now()
	l.now = func() time.Time { return now }
	fail := func(name, address string, times int) (waited int) {
		for range times {
			if l.take(name, address) > 0 {
				waited++
			}
		}
		return waited
	}
	if n := fail("lin", "1.1.1.1", attemptsPair+3); n != 3 {
		t.Errorf("%d of %d attempts were held back", n, attemptsPair+3)
	}
	if fail("lin", "2.2.2.2", 1) != 0 {
		t.Error("a stranger locks the owner of a name out")
	}
	l.forgive("lin", "2.2.2.2")
	now = now.Add(attemptWindow)
	if fail("lin", "1.1.1.1", 1) != 0 {
		t.Error("held back after the window")
	}
	held := 0
	for i := range 2 * attemptsName {
		held += fail("wang", "9.9."+string(rune('a'+i/10))+string(rune('a'+i%10)), 1)
	}
	if held != attemptsName {
		t.Errorf("one name from many addresses: %d held back, want %d", held, attemptsName)
	}
	held = 0
	for i := range 2 * attemptsAddress {
		held += fail("name"+string(rune('a'+i/10))+string(rune('a'+i%10)), "3.3.3.3", 1)
	}
	if held != attemptsAddress {
		t.Errorf("many names from one address: %d held back, want %d", held, attemptsAddress)
	}
	for range 10 { // signing in right again and again is never held back
		if l.take("right", "4.4.4.4") > 0 {
			t.Fatal("held back")
		}
		l.forgive("right", "4.4.4.4")
	}
	if l.seen.Len() > attemptsTracked {
		t.Errorf("%d keys are remembered", l.seen.Len())
	}
}

// TestAddress takes a proxy's word only from proxies, and nobody else's.
func TestAddress(t *testing.T) {
	trusted := proxies{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}
	for _, c := range []struct{ remote, told, want string }{
		{"1.1.2.3:99", "", "1.1.2.3"}, {"[::ffff:1.1.2.3]:99", "", "1.1.2.3"}, {"[2001:db8:1:2:3:4:5:6]:99", "", "2001:db8:1:2::/64"},
		{"[2001:db8:1:2:ffff::1]:7", "", "2001:db8:1:2::/64"}, {"[fe80::1%eth0]:1", "", "fe80::/64"}, {"pipe", "9.9.9.9", "?pipe"},
		{"1.1.2.3:99", "9.9.9.9", "1.1.2.3"},                     // no proxy
		{"10.1.2.3:99", "9.9.9.9", "9.9.9.9"},                    // a proxy
		{"[::ffff:10.1.2.3]:99", "9.9.9.9", "9.9.9.9"},           // the same, written as IPv6
		{"[fd00::1]:99", "2001:db8::1", "2001:db8::/64"},         // another
		{"10.1.2.3:99", "8.8.8.8, 9.9.9.9", "9.9.9.9"},           // the browser claims to be 8.8.8.8
		{"10.1.2.3:99", "9.9.9.9,10.4.4.4 , fd00::7", "9.9.9.9"}, // three proxies
		{"10.1.2.3:99", "", "10.1.2.3"}, {"10.1.2.3:99", "nonsense", "10.1.2.3"}, {"10.1.2.3:99", "9.9.9.9, nonsense", "10.1.2.3"},
		{"10.1.2.3:99", "10.5.5.5", "10.5.5.5"}, // all are proxies
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
		if c.told != "" {
			r.Header["X-Forwarded-For"] = strings.SplitN(c.told, ",", 2) // in two headers
		}
		if got := trusted.address(r); got != c.want {
			t.Errorf("%s told %q: %s, want %s", c.remote, c.told, got, c.want)
		}
	}
}

// oneAccount knows one account.
type oneAccount struct{}

func (oneAccount) Account(_ context.Context, name string) (*ledger.Account, error) {
	if name == "lin" {
		return &ledger.Account{Name: name, Hash: "hash of lin"}, nil
	}
	return nil, ledger.ErrNotFound
}

// TestSameWorkWithoutSuchAName checks that a password is compared once whatever the name, and that not even the right
// password of the decoy signs anybody in.
func TestSameWorkWithoutSuchAName(t *testing.T) {
	p := newPasswords(oneAccount{}, "decoy")
	var compared []string
	p.compare = func(_, hash string) (bool, error) {
		compared = append(compared, hash)
		return true, nil
	}
	known, err := p.check(t.Context(), "lin", "x")
	check(t, err)
	unknown, err := p.check(t.Context(), "nobody", "x")
	check(t, err)
	if known == nil || unknown != nil || len(compared) != 2 || compared[0] != "hash of lin" || compared[1] != "decoy" {
		t.Errorf("known %v, unknown %v, compared with %v", known, unknown, compared)
	}
}

// TestFewPasswordsAtOnce checks that a crowd at the door does not take all memory.
func TestFewPasswordsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPasswords(oneAccount{}, "decoy")
		gate, running := make(chan struct{}), make(chan struct{}, 100)
		p.compare = func(_, _ string) (bool, error) {
			running <- struct{}{}
			<-gate
			return false, nil
		}
		for range 20 {
			go p.check(t.Context(), "lin", "x")
		}
		synctest.Wait()
		if n := len(running); n != maxChecks {
			t.Errorf("%d passwords are checked at once, want %d", n, maxChecks)
		}
		close(gate)
	})
}

func TestLocalPath(t *testing.T) {
	for given, want := range map[string]string{
		"/": "/", "/transcripts/a%2Fb?q=x": "/transcripts/a%2Fb?q=x", "": "/", "x": "/", "//evil.example": "/", `/\evil.example`: "/",
		"https://evil.example/": "/", "javascript:alert(1)": "/", "/%zz": "/", "///evil.example": "/", "/\tevil": "/",
	} {
		if got := localPath(given); got != want {
			t.Errorf("%q: %q, want %q", given, got, want)
		}
	}
}

// TestSessionsOutliveARestart signs in, and looks with pages made anew over the same ledger.
func TestSessionsOutliveARestart(t *testing.T) {
	s := newSite(t)
	s.addAccount(t, "lin", reviewer, "correct horse")
	b := s.browser(t)
	b.want(b.signIn("lin", "correct horse", "/"), http.StatusSeeOther)
	again, err := New(Options{Ledger: s.ledger, Search: s.search, Parser: search.Parser{}, Desk: s.pages.options.Desk})
	check(t, err)
	s.Server.Config.Handler = again.Handler()
	b.want(b.get("/"), http.StatusOK)
	cookie := b.cookie(sessionCookie)
	if _, err := s.ledger.Session(t.Context(), cookie); err == nil {
		t.Error("the ledger holds the token itself, not a hash of it")
	}
}

// TestDisabledAccounts ends the session of an account at once and lets it in no more, with the answer of a wrong password.
func TestDisabledAccounts(t *testing.T) {
	s := newSite(t)
	s.addAccount(t, "lin", reviewer, "correct horse")
	b := s.browser(t)
	b.want(b.signIn("lin", "correct horse", "/"), http.StatusSeeOther)
	account, err := s.ledger.Account(t.Context(), "lin")
	check(t, err)
	account.Disabled = time.Now()
	s.setAccount(t, *account)
	if a := b.get("/"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("still in: %d", a.StatusCode)
	}
	b.want(b.signIn("lin", "correct horse", "/"), http.StatusUnauthorized)
	account.Disabled, account.Hash = time.Time{}, ""
	s.setAccount(t, *account)
	b.want(b.signIn("lin", "", "/"), http.StatusUnauthorized) // no password is not an empty one
}

func TestChangeOfPassword(t *testing.T) {
	s := newSite(t)
	s.addAccount(t, "lin", reviewer, "correct horse")
	b, elsewhere := s.browser(t), s.browser(t)
	b.want(b.signIn("lin", "correct horse", "/"), http.StatusSeeOther)
	elsewhere.want(elsewhere.signIn("lin", "correct horse", "/"), http.StatusSeeOther)
	change := func(old, new, again string) answer {
		return b.post("/account/password", url.Values{"password": {old}, "new": {new}, "again": {again}})
	}
	for _, c := range []struct {
		old, new, again string
		status          int
		says            string
	}{
		{"wrong", "battery staple", "battery staple", 401, "当前密码不对"},
		{"correct horse", "battery staple", "battery stable", 400, "不一样"},
		{"correct horse", "short", "short", 400, "太短"},
		{"correct horse", strings.Repeat("x", access.MaxPassword+1), strings.Repeat("x", access.MaxPassword+1), 400, "太长"},
		{"", "", "", 401, "当前密码不对"},
	} {
		a := change(c.old, c.new, c.again)
		if text := b.want(a, c.status); !strings.Contains(text, c.says) || strings.Contains(a.body, "staple") {
			t.Errorf("%+v: %s", c, text)
		}
	}
	elsewhere.want(elsewhere.get("/"), http.StatusOK)
	a := change("correct horse", "battery staple", "battery staple")
	b.want(a, http.StatusSeeOther)
	if text := b.want(b.get(a.Header.Get("Location")), http.StatusOK); !strings.Contains(text, "密码已修改") {
		t.Error(text)
	}
	if a := elsewhere.get("/"); a.StatusCode != http.StatusSeeOther {
		t.Errorf("a session elsewhere outlives the password: %d", a.StatusCode)
	}
	elsewhere.want(elsewhere.signIn("lin", "correct horse", "/"), http.StatusUnauthorized)
	elsewhere.want(elsewhere.signIn("lin", "battery staple", "/"), http.StatusSeeOther)
	for range attemptsPair {
		change("guess", "battery staple", "battery staple")
	}
	b.want(change("battery staple", "another staple", "another staple"), http.StatusTooManyRequests)
}

// TestDisabledWhileThePasswordChanges has an admin take somebody's account away in the moment in which that person's old password is
// checked: what the admin did stays.
func TestDisabledWhileThePasswordChanges(t *testing.T) {
	s := newSite(t)
	s.addAccount(t, "lin", reviewer, "correct horse")
	b := s.browser(t)
	b.want(b.signIn("lin", "correct horse", "/"), http.StatusSeeOther)
	compare := s.pages.password.compare
	s.pages.password.compare = func(password, hash string) (bool, error) {
		account, err := s.ledger.Account(t.Context(), "lin")
		check(t, err)
		account.Disabled, account.Role = time.Now(), string(merchant)
		s.setAccount(t, *account)
		return compare(password, hash)
	}
	b.want(b.post("/account/password", url.Values{"password": {"correct horse"}, "new": {"battery staple"}, "again": {"battery staple"}}), http.StatusUnauthorized)
	b.want(b.get("/"), http.StatusSeeOther)
	account, err := s.ledger.Account(t.Context(), "lin")
	check(t, err)
	if account.Disabled.IsZero() || account.Role != string(merchant) {
		t.Errorf("the account is let in again: %+v", account)
	}
}

// TestNoPasswordToChange is the account page of who came by link.
func TestNoPasswordToChange(t *testing.T) {
	s := newSite(t)
	s.addAccount(t, "lin", admin, "correct horse") // of the same name, and not the one that is signed in
	b := s.as(t, merchant)
	if text := b.want(b.get("/account"), http.StatusOK); !strings.Contains(text, "没有密码可改") || !strings.Contains(text, "商家") || !strings.Contains(text, "m-101") {
		t.Error(text)
	}
	b.want(b.post("/account/password", url.Values{"password": {"correct horse"}, "new": {"battery staple"}, "again": {"battery staple"}}), http.StatusConflict)
}
