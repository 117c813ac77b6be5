package review

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"golang.org/x/net/html"

	"github.com/tingjian/tingjian/access"
)

// allowed says who may use each route: nil is everybody.
var allowed = map[string][]access.Role{
	"GET /assets/*":                nil,
	"GET /sign-in":                 nil,
	"POST /sign-in":                nil,
	"GET /sign-in/openid":          nil,
	"GET /sign-in/openid/callback": nil,
	"GET /sign-in/link/{token}":    nil,
	"POST /sign-in/link/{token}":   nil,
	"POST /language":               nil,
	"POST /sign-out":               access.Roles(),
	"GET /account":                 access.Roles(),
	"POST /account/password":       access.Roles(),
	"GET /":                        access.Roles(),
	"GET /live":                    access.Roles(),
	"GET /live/events":             access.Roles(),
	"GET /overview":                access.Roles(),
	"GET /transcripts/*":           access.Roles(),
	"GET /hits.csv":                access.Roles(),
	"GET /hits.xlsx":               access.Roles(),
	"POST /searches":               access.Roles(),
	"POST /searches/drop":          access.Roles(),
	"POST /findings":               {reviewer, admin},
	"POST /findings/{id}/verdicts": {reviewer, admin},
	"POST /findings/{id}/opinion":  {reviewer, admin},
	"POST /findings/{id}/appeals":  access.Roles(),
	"POST /reviews":                {reviewer, admin},
	"POST /reviews/second":         {reviewer, admin},
	"GET /queue":                   {reviewer, admin},
	"GET /queue/next":              {reviewer, admin},
	"GET /rules":                   {reviewer, admin},
	"GET /people":                  {admin},
	"POST /people":                 {admin},
	"POST /people/password":        {admin},
	"POST /people/disabled":        {admin},
	"POST /people/tokens":          {admin},
	"POST /people/tokens/revoke":   {admin},
	"GET /dead-letters":            {admin},

	"GET /scorecards":                       {reviewer, merchant, admin},
	"GET /merchants/{id}/scorecards":        {reviewer, merchant, admin},
	"GET /merchants/{id}/scorecards/{week}": {reviewer, merchant, admin},
}

// TestEveryRouteHasItsRoles fails for a route that nobody decided about, and holds docs/pages.md to the same list.
func TestEveryRouteHasItsRoles(t *testing.T) {
	s := newSite(t, conversations(t)...)
	page, err := os.ReadFile("../../docs/pages.md")
	check(t, err)
	seen := 0
	walk := func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		name := method + " " + route
		roles, known := allowed[name]
		if !known {
			t.Errorf("%s: add it to this test's table and to docs/pages.md", name)
			return nil
		}
		seen++
		who := "everybody"
		if roles != nil {
			who = strings.Trim(strings.ReplaceAll(fmt.Sprint(roles), " ", ", "), "[]")
		}
		if row := fmt.Sprintf("| `%s` | %s |", name, who); !strings.Contains(string(page), row) {
			t.Errorf("docs/pages.md has no row %s", row)
		}
		path := strings.NewReplacer("*", "x", "{token}", "none", "{id}", "none", "{week}", "2024-W32").Replace(route)
		for _, role := range append(access.Roles(), "", "stranger") {
			b := s.browser(t)
			if role != "" {
				b = s.as(t, role)
			}
			a := b.get(path)
			if method == http.MethodPost {
				a = b.post(path, nil)
			}
			refused := a.StatusCode == http.StatusUnauthorized && route != "/sign-in" || a.StatusCode == http.StatusForbidden || strings.HasPrefix(a.Header.Get("Location"), "/sign-in?next=")
			if may := roles == nil || slices.Contains(roles, role); may == refused {
				t.Errorf("%s as %q: may %v, but the answer is %d %s", name, role, may, a.StatusCode, a.Header.Get("Location"))
			}
		}
		return nil
	}
	check(t, chi.Walk(s.pages.Handler(), walk))
	if seen != len(allowed) {
		t.Errorf("%d routes of %d in the table exist", seen, len(allowed))
	}
}

func TestNobodySignedInSeesNothing(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.browser(t)
	for _, path := range []string{"/", "/?q=%E6%B2%A1%E5%8A%9E%E6%B3%95", "/transcripts/" + richID, "/transcripts/none", "/none", "/dead-letters"} {
		a := b.get(path)
		if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/sign-in?next="+url.QueryEscape(path) {
			t.Errorf("%s: %d to %q", path, a.StatusCode, a.Header.Get("Location"))
		}
	}
}

// TestHeaders looks at the answers of all kinds: pages, errors, redirects and assets.
func TestHeaders(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, admin)
	for _, path := range []string{"/", "/?q=code:x", "/transcripts/" + richID, "/transcripts/none", "/none", "/dead-letters", "/dead-letters?after=x", "/sign-in", "/assets/x", "/?q=%zz"} {
		h := b.get(path).Header
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
			"Cross-Origin-Opener-Policy": "same-origin", "Content-Security-Policy": policy,
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if got := h.Get("Cache-Control"); !strings.HasPrefix(got, "no-store") && !strings.HasPrefix(path, "/assets") {
			t.Errorf("%s: Cache-Control is %q: a page may not be kept", path, got)
		}
	}
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("policy %q", policy)
	}
}

// TestNothingInlineNothingForeign reads every page with hostile content and checks what a browser would make of it.
func TestNothingInlineNothingForeign(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, admin)
	q := url.QueryEscape(evil)
	pages := map[string]bool{ // whether the hostile text must be there to read
		"/": true, "/?q=" + q: true, "/?q=" + url.QueryEscape(`merchant:"`+evil+`"`): true, "/?q=agent:x&cursor=" + q: false,
		transcriptPath(oddID) + "?q=" + q: true, transcriptPath(richID): true, "/dead-letters": true, "/people": false, "/live": false, "/overview": false, "/overview?weeks=1": false, "/dead-letters?after=" + q: false, "/transcripts/" + url.PathEscape(evil): false, "/none/" + q: false,
	}
	for _, language := range languages() {
		b.want(b.post("/language", url.Values{"language": {language}}), http.StatusSeeOther)
		for path, readable := range pages {
			a := b.get(path)
			if a.StatusCode >= 500 {
				t.Errorf("%s: status %d", path, a.StatusCode)
			}
			harmless(t, path, a.body)
			text := strings.ReplaceAll(visible(t, a.body), " ", "") // marks may part it
			if readable && !strings.Contains(text, "<script>alert(1)</script>") {
				t.Errorf("%s does not show the text that was given", path)
			}
			if _, missing, ok := strings.Cut(a.body, "⟦"); ok {
				t.Errorf("%s in %s lacks a text: %.40s", path, language, missing)
			}
		}
	}
}

// harmless fails for markup that would run, load from elsewhere or be kept from working by the policy.
func harmless(t *testing.T, path, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	check(t, err)
	ids := map[string]bool{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style":
				t.Errorf("%s: <%s %s=%q>", path, n.Data, a.Key, a.Val)
			case (a.Key == "src" || a.Key == "href" || a.Key == "action") && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#"), (a.Key == "src" || a.Key == "href") && strings.HasPrefix(a.Val, "//"):
				t.Errorf("%s: <%s %s=%q> leads away", path, n.Data, a.Key, a.Val)
			case a.Key == "id":
				if ids[a.Val] {
					t.Errorf("%s: two elements have the id %q", path, a.Val)
				}
				ids[a.Val] = true
			case a.Key == "src" && !strings.HasPrefix(a.Val, "/assets/"):
				t.Errorf("%s: <%s src=%q>", path, n.Data, a.Val)
			}
		}
		if (n.Data == "script" || n.Data == "style") && n.FirstChild != nil {
			t.Errorf("%s: inline <%s>", path, n.Data)
		}
	}
}

func TestBadRequests(t *testing.T) {
	s := newSite(t)
	b := s.as(t, admin)
	raw := func(method, path, kind, body string) func() answer {
		return func() answer {
			r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
			check(t, err)
			if kind != "" {
				r.Header.Set("Content-Type", kind)
			}
			r.Header.Set("Origin", s.URL)
			return b.do(r)
		}
	}
	form := "application/x-www-form-urlencoded"
	for name, test := range map[string]struct {
		send   func() answer
		status int
		reason string
	}{
		"long query":          {raw("GET", "/?q="+strings.Repeat("a", maxQuery), "", ""), 414, "地址过长"},
		"long text":           {raw("GET", "/?q="+strings.Repeat("a", maxQueryText+1), "", ""), 400, "检索内容过长"},
		"bad escape":          {raw("GET", "/?q=%zz", "", ""), 400, "地址有误"},
		"query not UTF-8":     {raw("GET", "/?q=%ff", "", ""), 400, "地址有误"},
		"path not UTF-8":      {raw("GET", "/transcripts/%ff", "", ""), 400, "地址有误"},
		"damaged cursor":      {raw("GET", "/?cursor=x", "", ""), 400, "这一页的位置已失效"},
		"dead letters after":  {raw("GET", "/dead-letters?after=-1", "", ""), 400, "页码有误"},
		"overview weeks":      {raw("GET", "/overview?weeks=2", "", ""), 400, "时段有误"},
		"no page":             {raw("GET", "/none", "", ""), 404, "没有这个页面"},
		"no transcript":       {raw("GET", "/transcripts/none", "", ""), 404, "没有这通会话"},
		"no transcript id":    {raw("GET", "/transcripts/", "", ""), 404, "没有这通会话"},
		"method":              {raw("DELETE", "/", form, ""), 400, "请求来源无法确认"},
		"large form":          {raw("POST", "/language", form, "a="+strings.Repeat("a", maxForm)), 413, "提交内容过大"},
		"another kind":        {raw("POST", "/language", "application/json", "{}"), 415, "表单格式不对"},
		"malformed form":      {raw("POST", "/language", form, "a=%zz"), 400, "表单有误"},
		"form not UTF-8":      {raw("POST", "/language", form, "a=%ff"), 400, "表单有误"},
		"form without token":  {raw("POST", "/language", form, "language=en"), 400, "请求来源无法确认"},
		"unknown language":    {func() answer { return b.post("/language", url.Values{"language": {"fr"}}) }, 400, "没有这种语言"},
		"method, with token":  {func() answer { return b.post("/dead-letters", nil) }, 405, "不支持这种请求"},
		"link that never was": {raw("GET", "/sign-in/link/none", "", ""), 410, "链接已失效"},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			if text := b.want(test.send(), test.status); !strings.Contains(text, test.reason) {
				t.Errorf("the page does not say %q:\n%s", test.reason, text)
			}
		})
	}
}

func TestAssetsAreKept(t *testing.T) {
	s := newSite(t)
	b := s.browser(t)
	page := b.get("/sign-in").body
	for _, name := range []string{"style.css", "keys.js", "icon.svg"} {
		i := strings.Index(page, "/"+name)
		start := strings.LastIndex(page[:i], `"`) + 1
		a := b.get(page[start : i+1+len(name)])
		if a.StatusCode != http.StatusOK || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, a.StatusCode, a.Header)
		}
	}
	if a := b.get("/assets/"); a.StatusCode != http.StatusNotFound {
		t.Errorf("the folder of assets is listed: %d", a.StatusCode)
	}
}
