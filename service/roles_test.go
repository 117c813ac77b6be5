package service

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"
	"golang.org/x/net/html"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ledger"
)

// roleRow says what every viewer gets from one request. A route may have several rows and must have one.
type roleRow struct {
	route string // method and pattern as chi.Walk gives them; empty: no route
	path  string // asked for; the conversation "own" is of shop m-secret, served by vendor v-secret
	body  string // of a POST: a form for pages, in which {viewer} is who asks; JSON for the API
	// want are the status codes for: nobody, reviewer, manager of the vendor, manager of another, merchant of the shop,
	// merchant of another, admin.
	want string
	// shows tells that those who get 200 and may see the conversation read words of it. That the others do not is checked
	// in every row.
	shows bool
}

// rolesTable is who gets what. A new route needs a row here: TestRolesOfEveryRoute fails without.
var rolesTable = []roleRow{
	// The process.
	{route: "GET /healthz", path: "/healthz", want: "200 200 200 200 200 200 200"},
	{route: "GET /readyz", path: "/readyz", want: "503 503 503 503 503 503 503"}, // nothing is read from Kafka here
	{route: "GET /metrics", path: "/metrics", want: "200 200 200 200 200 200 200"},

	// Pages for everybody.
	{route: "GET /assets/*", path: "/assets/none", want: "404 404 404 404 404 404 404"},
	{route: "GET /sign-in", path: "/sign-in", want: "200 303 303 303 303 303 303"},
	{route: "POST /sign-in", path: "/sign-in", body: "name=none-{viewer}&password=y", want: "401 401 401 401 401 401 401"},
	{route: "GET /sign-in/openid", path: "/sign-in/openid", want: "404 404 404 404 404 404 404"}, // no provider is configured
	{route: "GET /sign-in/openid/callback", path: "/sign-in/openid/callback", want: "404 404 404 404 404 404 404"},
	{route: "GET /sign-in/link/{token}", path: "/sign-in/link/none", want: "410 410 410 410 410 410 410"},
	{route: "POST /sign-in/link/{token}", path: "/sign-in/link/none", want: "410 410 410 410 410 410 410"},
	{route: "POST /language", path: "/language", body: "language=en", want: "303 303 303 303 303 303 303"},

	// Pages for who is signed in.
	{route: "POST /sign-out", path: "/sign-out", want: "401 303 303 303 303 303 303"},
	{route: "GET /account", path: "/account", want: "303 200 200 200 200 200 200"},
	{route: "POST /account/password", path: "/account/password", want: "401 409 409 409 409 409 409"}, // they came by link
	{route: "GET /", path: "/?q=" + url.QueryEscape("没有办法"), want: "303 200 200 200 200 200 200", shows: true},
	{route: "GET /", path: "/?q=transcript:own", want: "303 200 200 200 200 200 200", shows: true},
	{route: "GET /", path: "/?q=" + url.QueryEscape("merchant:m-secret vendor:v-secret"), want: "303 200 200 200 200 200 200", shows: true},
	{route: "GET /transcripts/*", path: "/transcripts/own", want: "303 200 200 404 200 404 200", shows: true},
	{route: "GET /transcripts/*", path: "/transcripts/none", want: "303 404 404 404 404 404 404"},
	{route: "GET /hits.csv", path: "/hits.csv?q=" + url.QueryEscape("没有办法"), want: "303 200 200 200 200 200 200", shows: true},
	{route: "GET /hits.xlsx", path: "/hits.xlsx?q=" + url.QueryEscape("没有办法"), want: "303 200 200 200 200 200 200"},
	{route: "GET /live", path: "/live", want: "303 200 200 200 200 200 200"},
	{route: "GET /live/events", path: "/live/events", want: "303 200 200 200 200 200 200"},
	{route: "GET /overview", path: "/overview", want: "303 200 200 200 200 200 200"},
	{route: "POST /searches", path: "/searches", body: "q=x", want: "401 303 303 303 303 303 303"},
	{route: "POST /searches/drop", path: "/searches/drop", body: "q=x&name=x", want: "401 303 303 303 303 303 303"},
	{route: "POST /findings", path: "/findings", body: "transcript=own&turn=0", want: "401 400 403 403 403 403 400"},
	{route: "POST /findings/{id}/verdicts", path: "/findings/f-own/verdicts", body: "decision=x", want: "401 400 403 403 403 403 400"},
	{route: "POST /findings/{id}/opinion", path: "/findings/f-own/opinion", want: "401 404 403 403 403 403 404"}, // no model is configured
	{route: "POST /findings/{id}/appeals", path: "/findings/f-own/appeals", body: "reason=", want: "401 400 400 404 400 404 400"},
	{route: "POST /reviews", path: "/reviews", body: "transcript=none", want: "401 404 403 403 403 403 404"},
	{route: "POST /reviews/second", path: "/reviews/second", body: "transcript=none", want: "401 404 403 403 403 403 404"},
	{route: "GET /queue", path: "/queue", want: "303 200 403 403 403 403 200"},
	{route: "GET /queue/next", path: "/queue/next", want: "303 303 403 403 403 403 303"},
	{route: "GET /rules", path: "/rules", want: "303 200 403 403 403 403 200"},
	{route: "GET /scorecards", path: "/scorecards?week=2024-W32", want: "303 200 403 403 303 303 200"},
	{route: "GET /merchants/{id}/scorecards", path: "/merchants/m-secret/scorecards", want: "303 200 403 403 200 404 200"},
	{route: "GET /merchants/{id}/scorecards/{week}", path: "/merchants/m-secret/scorecards/2024-W32", want: "303 200 403 403 200 404 200"},
	{route: "GET /merchants/{id}/scorecards/{week}", path: "/merchants/m-secret/scorecards/2024-W32?format=xlsx", want: "303 200 403 403 200 404 200"},
	{route: "GET /dead-letters", path: "/dead-letters", want: "303 403 403 403 403 403 200"},
	{route: "GET /people", path: "/people", want: "303 403 403 403 403 403 200"},
	{route: "POST /people", path: "/people", body: "name=x&role=boss", want: "401 403 403 403 403 403 400"},
	{route: "POST /people/password", path: "/people/password", body: "name=nobody&password=x", want: "401 403 403 403 403 403 404"},
	{route: "POST /people/disabled", path: "/people/disabled", body: "name=nobody&disabled=true", want: "401 403 403 403 403 403 404"},
	{route: "POST /people/tokens", path: "/people/tokens", body: "name=x&role=merchant", want: "401 403 403 403 403 403 400"},
	{route: "POST /people/tokens/revoke", path: "/people/tokens/revoke", body: "id=none", want: "401 403 403 403 403 403 404"},
	{path: "/none", want: "303 404 404 404 404 404 404"},

	// The API.
	{route: "GET /api/v1/openapi.json", path: "/api/v1/openapi.json", want: "401 200 200 200 200 200 200"},
	{route: "POST /api/v1/transcripts", path: "/api/v1/transcripts", body: "{}", want: "401 403 403 403 403 403 400"},
	{route: "GET /api/v1/transcripts/{id}", path: "/api/v1/transcripts/own", want: "401 200 200 404 200 404 200", shows: true},
	{route: "GET /api/v1/transcripts/{id}/case", path: "/api/v1/transcripts/own/case", want: "401 200 200 404 200 404 200", shows: true},
	{route: "GET /api/v1/inspections/{id}", path: "/api/v1/inspections/own", want: "401 200 200 404 200 404 200", shows: true},
	{route: "POST /api/v1/transcripts/{id}/findings", path: "/api/v1/transcripts/own/findings", body: `{"turn":0}`, want: "401 400 403 403 403 403 400"},
	{route: "GET /api/v1/findings/{id}/verdicts", path: "/api/v1/findings/f-own/verdicts", want: "401 200 200 404 200 404 200"},
	{route: "POST /api/v1/findings/{id}/verdicts", path: "/api/v1/findings/f-own/verdicts", body: "{}", want: "401 400 403 403 403 403 400"},
	{route: "GET /api/v1/findings/{id}/opinion", path: "/api/v1/findings/f-own/opinion", want: "401 404 403 403 403 403 404"}, // no model is configured
	{route: "POST /api/v1/findings/{id}/opinion", path: "/api/v1/findings/f-own/opinion", want: "401 404 403 403 403 403 404"},
	{route: "POST /api/v1/findings/{id}/appeals", path: "/api/v1/findings/f-own/appeals", body: "{}", want: "401 400 400 404 400 404 400"},
	{route: "GET /api/v1/cases/{id}", path: "/api/v1/cases/k-own", want: "401 200 200 404 200 404 200", shows: true},
	{route: "GET /api/v1/cases/{id}", path: "/api/v1/cases/k-shared", want: "401 200 200 200 200 200 200", shows: true},
	{route: "GET /api/v1/search", path: "/api/v1/search?counts=merchant&counts=agent&q=" + url.QueryEscape("没有办法"), want: "401 200 200 200 200 200 200", shows: true},
	{route: "GET /api/v1/search", path: "/api/v1/search?q=" + url.QueryEscape("merchant:m-secret"), want: "401 200 200 200 200 200 200", shows: true},
	{route: "GET /api/v1/search", path: "/api/v1/search?q=" + url.QueryEscape("没有办法 transcript:own"), want: "401 200 200 200 200 200 200", shows: true},
	{route: "GET /api/v1/weights/{week}", path: "/api/v1/weights/2024-W32", want: "401 200 403 403 200 200 200"},
	{route: "GET /api/v1/merchants/{id}/scorecards/{week}", path: "/api/v1/merchants/m-secret/scorecards/2024-W32", want: "401 200 403 403 200 404 200"},
	{path: "/api/v1/none", want: "401 404 404 404 404 404 404"},
}

// roleViewers are the columns of the table, after nobody. Whether each may see the conversation "own" is in seesOwn.
var (
	roleViewers = []access.Viewer{
		{}, {Name: "lin", Role: access.Reviewer},
		{Name: "lead", Role: access.Manager, Scope: "v-secret"}, {Name: "lead2", Role: access.Manager, Scope: "v-2"},
		{Name: "shop", Role: access.Merchant, Scope: "m-secret"}, {Name: "shop2", Role: access.Merchant, Scope: "m-2"},
		{Name: "root", Role: access.Admin},
	}
	seesOwn = []bool{false, true, true, false, true, false, true}
)

// secrets are words that only those who may see the conversation "own" may read anywhere.
var secrets = []string{"青鸾一号", "a-secret", "m-secret", "v-secret", "t-secret"}

// TestRolesOfEveryRoute asks for everything in the table as everybody, and walks the routers for routes without a row.
func TestRolesOfEveryRoute(t *testing.T) {
	s := openForRoles(t)
	router := s.handler().(chi.Router)
	rows := map[string]bool{}
	for _, row := range rolesTable {
		rows[row.route] = true
	}
	walked := map[string]bool{}
	err := chi.Walk(router, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		walked[method+" "+route] = true
		if !rows[method+" "+route] {
			t.Errorf("%s %s has no row: add one to rolesTable in service/roles_test.go, which says what every role gets", method, route)
		}
		return nil
	})
	if err != nil || len(walked) < 20 {
		t.Fatalf("walked %d routes, %v", len(walked), err)
	}
	site := httptest.NewServer(router)
	t.Cleanup(site.Close)
	bearers := tokensFor(t, s)
	for _, row := range rolesTable {
		method, pattern, ok := strings.Cut(row.route, " ")
		if !ok {
			method = http.MethodGet
		}
		path, _, _ := strings.Cut(row.path, "?")
		if ok && (!walked[row.route] || router.Find(chi.NewRouteContext(), method, path) != pattern) {
			t.Errorf("%s: there is no such route, or %s belongs to another", row.route, row.path)
			continue
		}
		want := strings.Fields(row.want)
		if len(want) != len(roleViewers) {
			t.Errorf("%s %s: %d status codes, want %d", row.route, row.path, len(want), len(roleViewers))
			continue
		}
		for i, v := range roleViewers {
			code, err := strconv.Atoi(want[i])
			if err != nil {
				t.Fatal(row, err)
			}
			api := strings.HasPrefix(row.path, "/api/")
			if !api || method == http.MethodGet { // a session reads the API too
				browser := newRoleBrowser(t, s, site.URL, v)
				body := strings.ReplaceAll(row.body, "{viewer}", v.Name) // sign-in attempts are limited by name
				row.judge(t, v, seesOwn[i], code, browser.do(method, row.path, body))
			}
			if api {
				row.judge(t, v, seesOwn[i], code, bearer(t, site.URL, bearers[v], method, row.path, row.body))
			}
		}
	}
}

// TestClosedMetrics keeps the metrics, which tell vendors apart, to those who see all vendors.
func TestClosedMetrics(t *testing.T) {
	s := openForRoles(t)
	s.Config.Metrics.Open = false
	site := httptest.NewServer(s.handler())
	t.Cleanup(site.Close)
	bearers := tokensFor(t, s)
	for i, want := range []int{401, 200, 403, 403, 403, 403, 200} {
		if a := bearer(t, site.URL, bearers[roleViewers[i]], http.MethodGet, "/metrics", ""); a.code != want {
			t.Errorf("%+v: %d, want %d", roleViewers[i], a.code, want)
		}
	}
}

// judge holds an answer to the table, and to the rule that nobody reads what is not theirs.
func (row roleRow) judge(t *testing.T, v access.Viewer, sees bool, code int, a roleAnswer) {
	t.Helper()
	if a.code != code {
		t.Errorf("%s %s as %q of %q: %d, want %d\n%.600s", row.route, row.path, v.Role, v.Scope, a.code, code, a.body)
		return
	}
	asked, err := url.QueryUnescape(row.path)
	fatal(t, err)
	if row.shows && code == http.StatusOK && sees && !strings.Contains(a.body, secrets[0]) {
		t.Errorf("%s %s as %q of %q shows nothing of the conversation\n%.600s", row.route, row.path, v.Role, v.Scope, a.body)
	}
	for _, secret := range secrets {
		at := strings.Index(a.body, secret)
		if !sees && at >= 0 && !strings.Contains(asked, secret) { // what was asked for may be said again
			t.Errorf("%s %s as %q of %q tells %q:\n…%q…", row.route, row.path, v.Role, v.Scope, secret, a.body[max(0, at-200):min(len(a.body), at+100)])
		}
	}
}

// openForRoles is a service that does not run, over a ledger and an index with a conversation of one shop and vendor, one of
// others, and a case that both belong to.
func openForRoles(t *testing.T) *Service {
	t.Helper()
	return openForRolesWith(t, nil)
}

// openForRolesWith is openForRoles with other settings than the usual ones.
func openForRolesWith(t *testing.T, settings map[string]string) *Service {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(t, err)
	fatal(t, free.Close())
	given := map[string]string{"data_dir": t.TempDir(), "listen": "127.0.0.1:0", "kafka.embedded_addr": free.Addr().String()}
	maps.Copy(given, settings)
	c, err := configs.Load("", nil, given)
	fatal(t, err)
	s, err := Open(t.Context(), c)
	fatal(t, err)
	t.Cleanup(s.Close)
	warmth := 62.5
	talk := func(id, merchant, vendor, team, agent, text string) ledger.Update {
		at := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
		f := tingjian.Finding{ID: "f-" + id, Code: tingjian.Stonewall, Rule: "stonewall/x", Status: tingjian.Stable, Clock: tingjian.Close, Agent: agent, Speaker: tingjian.Agent,
			Span: tingjian.Span{Turn: 1, End: len(text), Quote: text}, Message: "回绝“" + text + "”", Confidence: 1}
		in := &tingjian.Inspection{ID: id, AsOf: at, Closed: true, Complete: true, Findings: []tingjian.Finding{f}}
		in.Scores.Warmth = tingjian.Score{Value: &warmth, Base: 70, Receipt: []tingjian.Receipt{{Finding: f.ID, Code: f.Code, Points: -7.5}}}
		in.Parties = []tingjian.Party{{Speaker: tingjian.Agent, Agent: agent, Scores: in.Scores}}
		return ledger.Update{Inspection: in, Record: &ledger.Record{Topic: "transcripts", Arrived: at, Transcript: tingjian.Transcript{
			ID: id, Closed: true, Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: merchant, Vendor: vendor, Team: team, Customer: "u-9"},
			Turns: []tingjian.Turn{{Speaker: tingjian.Customer, At: at, Text: "能退吗"}, {Speaker: tingjian.Agent, Agent: agent, At: at.Add(time.Minute), Text: text}},
		}}}
	}
	fatal(t, s.Ledger.Commit(t.Context(), &ledger.Batch{Topic: "transcripts", Transcripts: []ledger.Update{
		talk("own", "m-secret", "v-secret", "t-secret", "a-secret", "青鸾一号没有办法"),
		talk("own-2", "m-secret", "v-secret", "t-secret", "a-secret", "青鸾一号也没有办法"),
		talk("other", "m-2", "v-2", "t-2", "a-2", "没有办法"),
	}}))
	story := func(id string, transcripts ...string) tingjian.Case {
		c := tingjian.Case{ID: id, Customer: "u-9", Merchant: "m-secret", Remedy: "none", Transcripts: transcripts}
		for _, one := range transcripts {
			if one != "other" {
				c.Journey = append(c.Journey, tingjian.Contact{Transcript: one, Parties: []string{"a-secret"}, Answer: "青鸾一号没有办法"})
			} else {
				c.Journey = append(c.Journey, tingjian.Contact{Transcript: one, Parties: []string{"a-2"}, Answer: "没有办法"})
			}
		}
		return c
	}
	fatal(t, s.Ledger.PutCases(t.Context(), "u-9", []tingjian.Case{story("k-shared", "own", "other"), story("k-own", "own-2")}))
	fatal(t, s.indexer.CatchUp(t.Context(), nil))
	return s
}

func fatal(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tokensFor gives each viewer a token; nobody gets one that was revoked.
func tokensFor(t *testing.T, s *Service) map[access.Viewer]string {
	t.Helper()
	all := map[access.Viewer]string{}
	for _, v := range roleViewers {
		made := v
		if v == (access.Viewer{}) {
			made = access.Viewer{Name: "old", Role: access.Admin}
		}
		secret, token, err := access.NewToken(made, time.Time{})
		fatal(t, err)
		fatal(t, s.Ledger.AddToken(t.Context(), *token))
		if v != made {
			fatal(t, s.Ledger.RevokeToken(t.Context(), token.ID, time.Now()))
		}
		all[v] = secret
	}
	return all
}

type roleAnswer struct {
	code   int
	header http.Header
	body   string
}

func answered(t *testing.T, client *http.Client, r *http.Request) roleAnswer {
	t.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
	defer cancel()
	response, err := client.Do(r.WithContext(ctx))
	fatal(t, err)
	defer response.Body.Close()
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		return roleAnswer{code: response.StatusCode, header: response.Header} // it has no end
	}
	body, err := io.ReadAll(response.Body)
	fatal(t, err)
	if strings.Contains(response.Header.Get("Content-Security-Policy"), "unsafe") || response.Header.Get("Content-Security-Policy") == "" {
		t.Errorf("%s: Content-Security-Policy %q", r.URL, response.Header.Get("Content-Security-Policy"))
	}
	return roleAnswer{response.StatusCode, response.Header, string(body)}
}

func bearer(t *testing.T, site, secret, method, path, body string) roleAnswer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, site+path, strings.NewReader(body))
	fatal(t, err)
	r.Header.Set("Authorization", "Bearer "+secret)
	r.Header.Set("Content-Type", "application/json")
	return answered(t, http.DefaultClient, r)
}

// roleBrowser is a browser that somebody signed in with by link.
type roleBrowser struct {
	t      *testing.T
	site   string
	client *http.Client
	token  string // of forms
}

var formToken = regexp.MustCompile(`name="csrf_token" value="([^"]*)"`)

func newRoleBrowser(t *testing.T, s *Service, site string, v access.Viewer) *roleBrowser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	fatal(t, err)
	b := &roleBrowser{t: t, site: site, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	link := s.pages.SignInPath(v)
	if m := formToken.FindStringSubmatch(b.do(http.MethodGet, link, "").body); m != nil {
		b.token = html.UnescapeString(m[1])
	}
	if v.Name != "" {
		if a := b.do(http.MethodPost, link, ""); a.code != http.StatusSeeOther {
			t.Fatal(fmt.Sprint("sign in: ", a))
		}
	}
	return b
}

func (b *roleBrowser) do(method, path, body string) roleAnswer {
	b.t.Helper()
	if method != http.MethodGet {
		body = strings.TrimPrefix(body+"&csrf_token="+url.QueryEscape(b.token), "&")
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.site+path, strings.NewReader(body))
	fatal(b.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", b.site)
	return answered(b.t, b.client, r)
}
