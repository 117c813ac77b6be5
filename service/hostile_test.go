package service

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"golang.org/x/net/html"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// markup must come out as text wherever it went in: from transcripts, names and addresses.
const markup = `"'><script>alert(1)</script><img src=x onerror=alert(2)>{{.}}</script><a href="javascript:alert(3)">`

// hostile are values that do no good in a path or a query.
var hostile = []string{markup, "..", "../../etc/passwd", "%00", "\x00", "\xff", "%zz", "' or 1=1 --", strings.Repeat("长", 900), "-1", "9223372036854775808", "NaN", "1e999", "{{.}}", "\r\nSet-Cookie: a=b"}

// openHostile is a service over a ledger in which everything is markup.
func openHostile(t *testing.T) *Service {
	t.Helper()
	s := openForRoles(t)
	at := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
	span := tingjian.Span{Turn: 0, Start: 2, End: 9, Quote: markup}
	f := tingjian.Finding{ID: markup, Code: tingjian.Rude, Rule: markup, Version: markup, Status: tingjian.Stable, Clock: tingjian.Close, Agent: markup,
		Speaker: tingjian.Agent, Span: span, Message: markup, ClearedBy: markup, Evidence: []tingjian.Span{span}, Confidence: 1}
	in := &tingjian.Inspection{ID: markup, AsOf: at, Closed: true, Complete: true, Findings: []tingjian.Finding{f}, Parties: []tingjian.Party{{Speaker: tingjian.Agent, Agent: markup}}}
	fatal(t, s.Ledger.Commit(t.Context(), &ledger.Batch{
		Topic: "transcripts", Partition: 1, DeadLetters: []ledger.DeadLetter{{Topic: markup, Key: markup, Reason: markup, Record: []byte(markup), Arrived: at}},
		Transcripts: []ledger.Update{{Inspection: in, Record: &ledger.Record{Topic: "transcripts", Partition: 1, Arrived: at, Transcript: tingjian.Transcript{
			ID: markup, Closed: true, Meta: tingjian.Meta{Channel: markup, Merchant: markup, Vendor: markup, Team: markup, Customer: markup, Order: markup},
			Turns: []tingjian.Turn{{Speaker: tingjian.Agent, Agent: markup, At: at, Text: markup, Media: []tingjian.Media{{Type: markup, URL: markup}}, Event: &tingjian.Event{Type: markup, To: markup}}},
		}}}},
	}))
	fatal(t, s.Ledger.PutCases(t.Context(), markup, []tingjian.Case{{
		ID: markup, Customer: markup, Merchant: markup, Remedy: markup, Transcripts: []string{markup}, Handoffs: [][2]string{{markup, markup}},
		Journey: []tingjian.Contact{{Transcript: markup, Parties: []string{markup}, Resolution: markup, Opening: markup, Answer: markup}},
	}}))
	fatal(t, s.indexer.CatchUp(t.Context(), nil))
	return s
}

var parameter = regexp.MustCompile(`\{\w+\}|\*`)

// TestHostileRequests asks every route that reads for what is not there, is malformed or is markup, and every route that
// writes without the right form. Nothing may break (5xx), run in a browser, or be taken for another type.
func TestHostileRequests(t *testing.T) {
	s := openHostile(t)
	router := s.handler().(chi.Router)
	site := httptest.NewServer(router)
	t.Cleanup(site.Close)
	browser := newRoleBrowser(t, s, site.URL, access.Viewer{Name: "root", Role: access.Admin})
	asked := 0
	ask := func(path string) {
		t.Helper()
		asked++
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site.URL+path, nil)
		if err != nil {
			return // no client sends this
		}
		a := answered(t, browser.client, r)
		if a.code >= 500 {
			t.Errorf("GET %q: %d\n%.300s", path, a.code, a.body)
		}
		inert(t, path, a.header, a.body)
	}
	err := chi.Walk(router, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method != http.MethodGet || route == "/readyz" {
			return nil
		}
		for _, value := range hostile {
			path := parameter.ReplaceAllLiteralString(route, url.PathEscape(value))
			ask(path)
			ask(parameter.ReplaceAllLiteralString(route, "own") + "?" + url.Values{"q": {value}, "cursor": {value}, "after": {value}, "id": {value}, "limit": {value}, "sort": {value}, "counts": {value}, "next": {value}, "week": {value}, "page": {value}}.Encode())
		}
		return nil
	})
	fatal(t, err)
	for _, path := range []string{"/?q=%zz", "/api/v1/search?q=%zz", "/transcripts/%ff", "/api/v1/transcripts/%ff", "/?q=" + strings.Repeat("a", 20_000), "/api/v1/search?q=" + strings.Repeat("a", 20_000)} {
		a := browser.do(http.MethodGet, path, "")
		if a.code < 400 || a.code >= 500 {
			t.Errorf("GET %.60s: %d, want 4xx", path, a.code)
		}
	}
	if asked < 2*len(hostile)*10 {
		t.Errorf("only %d requests were made", asked)
	}
}

// inert fails for an answer in which a browser would find something to run.
func inert(t *testing.T, path string, h http.Header, body string) {
	t.Helper()
	if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("GET %q: Content-Security-Policy %q", path, policy)
	}
	if h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("GET %q: a browser may guess its type", path)
	}
	for _, cookie := range h.Values("Set-Cookie") {
		if !strings.HasPrefix(cookie, "tingjian_") {
			t.Errorf("GET %q sets the cookie %q", path, cookie)
		}
	}
	if !strings.HasPrefix(h.Get("Content-Type"), "text/html") {
		return
	}
	root, err := html.Parse(strings.NewReader(body))
	fatal(t, err)
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "alert") {
			t.Errorf("GET %q runs %s", path, n.FirstChild.Data)
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:") {
				t.Errorf("GET %q: <%s %s=%q>", path, n.Data, a.Key, a.Val)
			}
		}
	}
}

// TestNoForeignForms posts to every page without the form's token, and with one but from another site.
func TestNoForeignForms(t *testing.T) {
	s := openForRoles(t)
	router := s.handler().(chi.Router)
	site := httptest.NewServer(router)
	t.Cleanup(site.Close)
	who := access.Viewer{Name: "root", Role: access.Admin}
	forms := 0
	err := chi.Walk(router, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodGet || method == http.MethodHead {
			return nil
		}
		browser := newRoleBrowser(t, s, site.URL, who)
		path := parameter.ReplaceAllLiteralString(route, "own")
		if strings.HasPrefix(route, "/api/") { // a session writes nothing there, whatever it sends
			if a := browser.do(method, path, ""); a.code != http.StatusUnauthorized {
				t.Errorf("%s %s by a session: %d, want 401", method, path, a.code)
			}
			return nil
		}
		forms++
		for name, send := range map[string][2]string{
			"no token": {"a=b", site.URL}, "another token": {"csrf_token=AAAA", site.URL}, "another site": {"csrf_token=" + url.QueryEscape(browser.token), "https://elsewhere.example"},
		} {
			r, err := http.NewRequestWithContext(t.Context(), method, site.URL+path, strings.NewReader(send[0]))
			fatal(t, err)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Origin", send[1])
			if a := answered(t, browser.client, r); a.code != http.StatusBadRequest {
				t.Errorf("%s %s with %s: %d, want 400", method, path, name, a.code)
			}
		}
		return nil
	})
	if err != nil || forms < 5 {
		t.Fatalf("%d forms were tried, %v", forms, err)
	}
}
