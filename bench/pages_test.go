package bench_test

import (
	"errors"
	"fmt"
	"html"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/dashboards/review"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/verdicts"
)

// pageTarget is how many milliseconds a page may take, p95.
const pageTarget = 300

// notPages are the routes that are no page over the ledger, with the reason.
var notPages = map[string]string{
	"/assets/*":                "a file that browsers keep",
	"/sign-in":                 "reads nothing",
	"/sign-in/openid":          "leads elsewhere",
	"/sign-in/openid/callback": "comes from elsewhere",
	"/sign-in/link/{token}":    "reads nothing",
}

// pagePaths gives an address of each page that a role may see. What can be asked for in many ways is asked for in another way each
// time.
func pagePaths(o *office, who access.Viewer) map[string]func() string {
	rng := rand.New(rand.NewPCG(seed, 3))
	fixed := func(path string) func() string { return func() string { return path } }
	q := newQueries(o.all)
	hits := func(path string) func() string {
		return func() string { return path + "?" + url.Values{"q": {q.next()}}.Encode() }
	}
	transcript := func() string {
		for {
			t := &o.all[rng.IntN(len(o.all))]
			if who.MaySee(ledger.OwnerOf(t)) {
				return url.PathEscape(t.ID)
			}
		}
	}
	week := func(back int) string {
		w := scoring.WeekOf(time.Now())
		for range back {
			w = w.Previous()
		}
		return w.String()
	}
	return map[string]func() string{
		"/": hits("/"), "/hits.csv": hits("/hits.csv"), "/hits.xlsx": hits("/hits.xlsx"),
		"/transcripts/*": func() string { return "/transcripts/" + transcript() },
		"/queue":         fixed("/queue"),
		"/queue/next":    func() string { return "/queue/next?after=" + transcript() },
		"/rules":         func() string { return fmt.Sprintf("/rules?days=%d", 30+rng.IntN(3600)) },
		"/live":          fixed("/live"), "/live/events": fixed("/live/events"),
		"/overview": func() string { return []string{"/overview", "/overview?weeks=1"}[rng.IntN(2)] },
		"/account":  fixed("/account"), "/people": fixed("/people"), "/dead-letters": fixed("/dead-letters"),
		"/scorecards":                       func() string { return "/scorecards?week=" + week(1+rng.IntN(7)) },
		"/merchants/{id}/scorecards":        fixed("/merchants/" + o.merchant + "/scorecards"),
		"/merchants/{id}/scorecards/{week}": func() string { return "/merchants/" + o.merchant + "/scorecards/" + week(1+rng.IntN(7)) },
	}
}

// pageRoutes lists the pages' routes as they are registered.
func pageRoutes(dir string) (routes []string, err error) {
	l, err := sqlite.Open(filepath.Join(dir, "routes.db"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	pages, err := review.New(review.Options{Ledger: l, Desk: &verdicts.Desk{Ledger: l}})
	if err != nil {
		return nil, err
	}
	err = chi.Walk(pages.Handler(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodGet && notPages[route] == "" {
			routes = append(routes, route)
		}
		return nil
	})
	slices.Sort(routes)
	return routes, err
}

// measurePages opens every page as each role that may, over an office that is kept between runs. It gives a row of the slowest page
// and one of each. A page that fails has no time within the target; the others are measured all the same.
func measurePages(s sizes, dir string) ([]row, error) {
	routes, err := pageRoutes(dir)
	if err != nil {
		return nil, err
	}
	if s.kept != "" {
		dir = s.kept
	}
	o, err := openOffice(s, dir)
	if err != nil {
		return nil, err
	}
	p, err := startServe(s.tingjian, o.dir)
	if err != nil {
		return nil, err
	}
	defer p.stop()
	all := map[string][]pageTime{}
	for _, who := range o.people() {
		b, err := p.signIn(who)
		if err != nil {
			return nil, err
		}
		paths := pagePaths(o, who)
		for _, route := range routes {
			if paths[route] == nil {
				return nil, fmt.Errorf("route %s: it is not measured: give it an address in pagePaths, or a reason in notPages", route)
			}
			if t, may := b.measure(paths[route], s.opened); may {
				t.role = who.Role
				all[route] = append(all[route], t)
			}
		}
	}
	return pageRows(routes, all, o.turns), nil
}

// pageTime is how long a page took for one role.
type pageTime struct {
	role           access.Role
	p50, p95, most float64 // milliseconds; infinite where it failed
	busy           float64 // milliseconds of the server's processor time a page
	err            error
}

// pageRows makes the rows of the table.
func pageRows(routes []string, all map[string][]pageTime, turns int) []row {
	var rows []row
	slowest := row{what: fmt.Sprintf("every page over %d turns, uncached, p95 of the slowest", turns), below: pageTarget}
	for _, route := range routes {
		if len(all[route]) == 0 {
			continue
		}
		worst := slices.MaxFunc(all[route], func(a, b pageTime) int { return int(1000 * (a.p95 - b.p95)) })
		var roles []string
		for _, t := range all[route] {
			roles = append(roles, string(t.role))
		}
		r := row{what: "… " + route, value: worst.p95, below: pageTarget}
		if r.ours = fmt.Sprintf("%.1f ms (p50 %.1f, most %.1f, processor %.1f) as %s of %s", worst.p95, worst.p50, worst.most, worst.busy, worst.role, strings.Join(roles, ", ")); worst.err != nil {
			r.ours = fmt.Sprintf("failed as %s: %v", worst.role, worst.err)
		}
		if rows = append(rows, r); worst.p95 > slowest.value {
			slowest.value, slowest.ours = worst.p95, fmt.Sprintf("%.1f ms: %s as %s", worst.p95, route, worst.role)
		}
	}
	return append([]row{slowest}, rows...)
}

// browser is somebody's, signed in.
type browser struct {
	client *http.Client
	base   string
	pid    int // of the server
}

var formToken = regexp.MustCompile(`name="csrf_token" value="([^"]*)"`)

// signIn signs somebody of the office in, as a browser does.
func (p *process) signIn(who access.Viewer) (*browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	b := &browser{&http.Client{Jar: jar, Timeout: time.Minute}, p.URL, p.cmd.Process.Pid}
	code, page, err := b.open("/sign-in")
	if err != nil {
		return nil, err
	}
	token := formToken.FindStringSubmatch(page)
	if token == nil {
		return nil, fmt.Errorf("the sign-in page has no form: status %d", code)
	}
	form := url.Values{"csrf_token": {html.UnescapeString(token[1])}, "name": {who.Name}, "password": {password}}
	request, err := http.NewRequest(http.MethodPost, p.URL+"/sign-in", strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", p.URL)
	r, err := b.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("sign in as %s: %s", who.Name, r.Status)
	}
	return b, nil
}

// open reads a page to its end, redirections followed.
func (b *browser) open(path string) (int, string, error) {
	r, err := b.client.Get(b.base + path)
	if err != nil {
		return 0, "", err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	return r.StatusCode, string(body), err
}

// measure opens a page n times, one after the other; false: this role may not.
func (b *browser) measure(path func() string, n int) (pageTime, bool) {
	var took []time.Duration
	busy := busyTime(b.pid)
	for range n {
		at := path()
		start := time.Now()
		code, _, err := b.open(at)
		switch {
		case code == http.StatusForbidden:
			return pageTime{}, false
		case err == nil && code != http.StatusOK:
			err = fmt.Errorf("%s: status %d", at, code)
		}
		if err != nil {
			return pageTime{p50: math.Inf(1), p95: math.Inf(1), err: err}, true
		}
		took = append(took, time.Since(start))
	}
	return pageTime{
		p50: milliseconds(quantile(took, .5)), p95: milliseconds(quantile(took, .95)), most: milliseconds(quantile(took, 1)),
		busy: milliseconds(busyTime(b.pid)-busy) / float64(n),
	}, true
}

// busyTime is the processor time that a process has used, to the hundredth of a second; 0 where the system does not tell.
func busyTime(pid int) time.Duration {
	const tick = 10 * time.Millisecond // of the kernel's counters: USER_HZ is 100 on every Linux
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, found := strings.Cut(string(stat), ") ")
	fields := strings.Fields(rest)
	if err != nil || !found || len(fields) < 13 {
		return 0
	}
	var user, system int64
	if _, err := fmt.Sscan(fields[11], &user); err != nil {
		return 0
	}
	if _, err := fmt.Sscan(fields[12], &system); err != nil {
		return 0
	}
	return time.Duration(user+system) * tick
}
