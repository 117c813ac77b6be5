package review

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/go-chi/chi/v5"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// look is one page as somebody opens it.
type look struct {
	name  string      // of its pictures
	role  access.Role // who looks; "": nobody signed in
	path  string
	shows string            // a selector of what must be there
	do    []chromedp.Action // what the somebody does there first
}

// looks are the pages by the routes that show them. A route without one has none because it shows no page.
func looks(s *site) map[string][]look {
	token := s.pages.SignInPath(access.Viewer{Name: "lin", Role: admin})
	return map[string][]look{
		"GET /assets/*":                nil, // style sheets, scripts, icon
		"GET /sign-in/openid":          nil, // goes to the provider
		"GET /sign-in/openid/callback": nil, // comes from there and goes on
		"GET /live/events":             nil, // a stream
		"GET /hits.csv":                nil, // files
		"GET /hits.xlsx":               nil,
		"GET /queue/next":              nil, // goes to a conversation

		"GET /sign-in": {{name: "sign-in", path: "/sign-in", shows: "#password"},
			{name: "sign-in-refused", path: "/sign-in", shows: `[role="alert"]`, do: []chromedp.Action{
				shown("#password"), chromedp.SetValue("#name", "lin"), chromedp.SendKeys("#password", "wrong\r")}}},
		"GET /sign-in/link/{token}": {{name: "link", path: token, shows: "#use-link"}, {name: "link-gone", path: "/sign-in/link/none", shows: ".door"}},
		"GET /account":              {{name: "account", role: reviewer, path: "/account", shows: "#new"}, {name: "account-merchant", role: merchant, path: "/account", shows: ".door"}},
		"GET /": {{name: "start", role: reviewer, path: "/", shows: ".hits"},
			{name: "search", role: reviewer, path: searchPath("没办法处理 code:stonewall", ""), shows: ".hit mark"},
			{name: "search-nothing", role: reviewer, path: searchPath("无此一说", ""), shows: ".state"},
			{name: "search-problem", role: reviewer, path: "/?q=code:nonsense", shows: ".problems"},
			{name: "no-such-page", role: reviewer, path: "/none", shows: ".door"}},
		"GET /live":     {{name: "live", role: reviewer, path: "/live", shows: ".rows"}, {name: "live-nothing", role: manager, path: "/live", shows: ".state"}},
		"GET /overview": {{name: "overview", role: reviewer, path: "/overview", shows: ".chart svg"}, {name: "overview-week", role: reviewer, path: "/overview?weeks=1", shows: ".chart svg"}},
		"GET /transcripts/*": {{name: "transcript", role: reviewer, path: transcriptPath(richID), shows: ".card"},
			{name: "call", role: reviewer, path: transcriptPath(callID), shows: ".timeline"},
			{name: "journey", role: reviewer, path: transcriptPath(journeyID), shows: ".journey"},
			{name: "incomplete", role: reviewer, path: transcriptPath(incompleteID), shows: ".loud"},
			{name: "opinions", role: reviewer, path: transcriptPath(unsureID), shows: ".second .trouble"},
			{name: "hostile", role: reviewer, path: transcriptPath(oddID), shows: ".card"},
			{name: "transcript-merchant", role: merchant, path: transcriptPath(richID), shows: ".card"},
			{name: "no-such-transcript", role: merchant, path: transcriptPath(callID), shows: ".door"}},
		"GET /queue":                     {{name: "queue", role: reviewer, path: "/queue", shows: ".rows"}},
		"GET /rules":                     {{name: "rules", role: reviewer, path: "/rules", shows: ".health"}},
		"GET /scorecards":                {{name: "scorecards", role: admin, path: "/scorecards?week=2024-W32", shows: ".sending-given_up"}},
		"GET /merchants/{id}/scorecards": {{name: "weeks", role: reviewer, path: weeksPath("m-102"), shows: ".plain-table"}},
		"GET /merchants/{id}/scorecards/{week}": {{name: "scorecard", role: reviewer, path: weeksPath("m-102") + "/2024-W32", shows: "h1"},
			{name: "scorecard-hostile", role: merchant, path: weeksPath("m-101") + "/2024-W32", shows: "h1"}},
		"GET /dead-letters": {{name: "dead-letters", role: admin, path: "/dead-letters", shows: ".letter"}, {name: "refused", role: reviewer, path: "/dead-letters", shows: ".door"}},
		"GET /people": {{name: "people", role: admin, path: "/people", shows: "#secret", do: []chromedp.Action{
			shown(".people"), chromedp.SendKeys(`.people form[action="/people/tokens"] input[name="name"]`, "erp\r")}}},
	}
}

// TestEveryPage opens every page in a real browser, in both languages, light and dark, wide and narrow, and looks for faults of
// accessibility, for what is cut off, and for text in the wrong language. A route without a row in the table above fails.
func TestEveryPage(t *testing.T) {
	s := newSite(t, append(append(conversations(t), unsure(t)), written(t)...)...)
	reviews(t, s)
	said(t, s, "now-1", "m-102", 1)
	s.addAccount(t, "lin", reviewer, "correct horse")
	check(t, s.ledger.PutSearch(t.Context(), ledger.SavedSearch{Name: "回绝", Query: "没办法处理 code:stonewall", Owner: "lin"}))
	x, err := s.ledger.ClaimSending(t.Context(), ledger.SendingKey{Merchant: "m-101", Week: "2024-W32", Target: "mail:owner@example.com"}, time.Now(), time.Minute, false)
	check(t, err)
	x.State, x.Reason = ledger.SendingGivenUp, "550 no such mailbox"
	check(t, s.ledger.SettleSending(t.Context(), x))
	table := looks(s)
	routes := map[string]bool{}
	check(t, chi.Walk(s.pages.Handler(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		routes[method+" "+route] = true
		if _, listed := table[method+" "+route]; method == http.MethodGet && !listed {
			t.Errorf("%s %s: add what it shows to the table of this test", method, route)
		}
		return nil
	}))
	w := newWalk(t)
	axe := axeScript(t)
	for route := range table {
		if !routes[route] {
			t.Fatalf("the table has %s, which is no route", route)
		}
	}
	for _, role := range append([]access.Role{""}, access.Roles()...) {
		for _, language := range languages() {
			t.Run(fmt.Sprintf("%s as %q", language, role), func(t *testing.T) {
				w := &walk{t, w.ctx, w.dir}
				w.become(s.speaking(t, role, language))
				for _, route := range slices.Sorted(maps.Keys(table)) {
					for _, l := range table[route] {
						if l.role == role {
							w.examine(s.URL, l, language, axe)
						}
					}
				}
			})
		}
	}
}

// speaking is a browser of somebody in a role, "" nobody, who reads the pages in a language.
func (s *site) speaking(t *testing.T, role access.Role, language string) *browser {
	t.Helper()
	b := s.browser(t)
	switch role {
	case reviewer: // the one with an account, so that its page has a password to change
		b.want(b.signIn("lin", "correct horse", "/"), http.StatusSeeOther)
	case manager, merchant, admin:
		b = s.as(t, role)
	}
	b.want(b.post("/language", url.Values{"language": {language}}), http.StatusSeeOther)
	return b
}

// appearances pairs the widths with the schemes, and another way round in the other language.
func appearances(language string) []appearance {
	if language == chinese {
		return []appearance{{1280, "light"}, {390, "dark"}}
	}
	return []appearance{{1280, "dark"}, {390, "light"}}
}

// examine opens a page and looks at it in its appearances.
func (w *walk) examine(site string, l look, language, axe string) {
	w.t.Helper()
	var strange []string
	name := l.name + "-" + language
	w.step(name, append(append([]chromedp.Action{chromedp.Navigate(site + l.path)}, l.do...), shown(l.shows), chromedp.Evaluate(axe, nil))...)
	w.step(name+": language", chromedp.Evaluate(fmt.Sprintf(strangers, oddID), &strange))
	for _, text := range strange {
		w.t.Errorf("%s: %s", name, text)
	}
	for _, a := range appearances(language) {
		w.step(name, w.picture(name, a), axed(w.t, fmt.Sprintf("%s, %d wide, %s", name, a.width, a.scheme)))
	}
}

// strangers lists text that is missing, and on English pages text in Chinese that is not marked as such: what customers and
// agents said and colleagues wrote stays as it is and says in which language.
const strangers = `(() => {
  const found = [];
  const english = document.documentElement.lang === "en";
  const look = (element, whole) => {
    const text = whole.replaceAll(%q, "");
    if (text.includes("⟦")) found.push("a text is missing: " + text.trim());
    if (english && /\p{Script=Han}/u.test(text) && !element.closest("[lang|=zh]")) found.push("Chinese on an English page: " + text.trim());
  };
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) look(nodes.currentNode.parentElement, nodes.currentNode.data);
  for (const element of document.body.querySelectorAll("*"))
    for (const name of ["title", "aria-label", "placeholder", "alt"])
      if (element.hasAttribute(name)) look(element, element.getAttribute(name));
  return [...new Set(found)];
})()`

// axeScript is the source of axe-core, which scripts/install-axe fetches.
func axeScript(t *testing.T) string {
	t.Helper()
	var problems bytes.Buffer
	install := exec.CommandContext(t.Context(), "../../scripts/install-axe")
	install.Stderr = &problems
	path, err := install.Output()
	if err != nil {
		t.Fatalf("scripts/install-axe: %v\n%s", err, &problems)
	}
	source, err := os.ReadFile(strings.TrimSpace(string(path)))
	check(t, err)
	return string(source)
}

// axed runs axe-core, which was put into the page before, and fails for each kind of violation, with the elements.
func axed(t *testing.T, page string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		var violations []struct {
			ID, Impact, Help string
			Nodes            []struct{ HTML, FailureSummary string }
		}
		var answer string
		awaited := func(p *cdpruntime.EvaluateParams) *cdpruntime.EvaluateParams { return p.WithAwaitPromise(true) }
		err := chromedp.Evaluate(`axe.run(document, {resultTypes: ["violations"], preload: false}).then(r => JSON.stringify(r.violations))`, &answer, awaited).Do(ctx)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(answer), &violations); err != nil {
			return err
		}
		for _, v := range violations {
			for _, n := range v.Nodes[:min(len(v.Nodes), 3)] {
				t.Errorf("%s: %s (%s, %d times): %s\n\t%.300s\n\t%s", page, v.ID, v.Impact, len(v.Nodes), v.Help, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", " "))
			}
		}
		return nil
	})
}
