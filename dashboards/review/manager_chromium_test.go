package review

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// TestManagersDay walks a real browser through a vendor manager's day: sign in, see the vendor's agents, follow a chart to the
// conversations behind it, watch the live board, and be refused another vendor's.
func TestManagersDay(t *testing.T) {
	w := newWalk(t)
	s := newSite(t, append(conversations(t), written(t)...)...)
	s.addAccount(t, "chief", manager, "correct horse")
	inProgress(t, s, "floor-1", "v-3", 1)
	inProgress(t, s, "floor-2", "v-2", 2)
	var all []string
	var text, agent string

	w.step("sign in", chromedp.Navigate(s.URL+"/overview"), shown("#password"), chromedp.SendKeys("#name", "chief"), chromedp.SendKeys("#password", "correct horse\r"),
		shown(".overview .chart"), texts(`[aria-labelledby="chart-agents"] tbody td:nth-child(3)`, &all), w.shots("overview-manager"))
	if all = slices.Compact(all); !slices.Equal(all, []string{"v-3"}) {
		t.Errorf("the overview has agents of %q", all)
	}
	w.step("from a bar to the conversations", chromedp.Click(`[aria-labelledby="chart-faults"] a .bar`), shown(".hits"), texts(".hit .where", &all))
	ownAlone(t, s, all)
	w.step("from an agent to the conversations", chromedp.Navigate(s.URL+"/overview"), shown(".overview .chart"), chromedp.Text(`[aria-labelledby="chart-agents"] tbody th a`, &agent),
		chromedp.Click(`[aria-labelledby="chart-agents"] tbody th a`), shown(".hits"), texts(".hit .where", &all))
	ownAlone(t, s, all)
	w.step("one of them", chromedp.Click(".hit-link"), shown(".turns"), chromedp.Text(".turns", &text))
	if !strings.Contains(text, agent) {
		t.Errorf("%s does not speak in %s", agent, text)
	}

	w.step("live board", chromedp.Click(`nav a[href="/live"]`), shown(`.row[href*="floor-1"]`), chromedp.Text("#board", &text), w.shots("live-manager"))
	if strings.Contains(text, "v-2") {
		t.Errorf("the live board shows another vendor's: %s", text)
	}
	inProgress(t, s, "floor-3", "v-3", 3)
	w.step("which keeps itself up to date", shown(`.row[href*="floor-3"]`))

	other := ""
	for id, vendor := range vendors(t, s) {
		if vendor == "v-2" {
			other = id
		}
	}
	w.step("another vendor's conversation", chromedp.Navigate(s.URL+transcriptPath(other)), shown(".door"), chromedp.Text("main", &text))
	if !strings.Contains(text, "没有这通会话") {
		t.Errorf("%s is refused with %s", other, text)
	}
	w.step("another vendor's numbers", chromedp.Navigate(s.URL+searchPath("vendor:v-2", "")), shown("main .state, main .hits"), chromedp.Text("main", &text))
	if !strings.Contains(text, "没有符合条件的消息") {
		t.Errorf("a search for another vendor shows %s", text)
	}
	for _, path := range []string{"/scorecards", "/queue"} {
		w.step(path, chromedp.Navigate(s.URL+path), shown(".door"), chromedp.Text("main", &text))
		if !strings.Contains(text, "没有权限") {
			t.Errorf("%s is refused with %s", path, text)
		}
	}
}

// inProgress commits a conversation in progress to which a message came just now, with a fault that is still pending.
func inProgress(t *testing.T, s *site, id, vendor string, from int64) {
	t.Helper()
	c := &tingjian.Transcript{ID: id, Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: "m-102", Vendor: vendor}, Turns: speech(
		[3]string{"customer", "", "能退吗"}, [3]string{"agent", "a-1", "没有办法"})}
	one := inspected(t, c, tingjian.Finding{Code: "stonewall", Span: at(t, c, 1, "没有办法"), Message: "回绝", Pending: true})
	check(t, s.ledger.Commit(t.Context(), &ledger.Batch{Topic: "transcripts", From: from, To: from + 1, Transcripts: []ledger.Update{{
		Record: &ledger.Record{Transcript: *c, Topic: "transcripts", Arrived: time.Now()}, Inspection: one.inspection}}}))
}

// ownAlone fails unless all places, each a conversation and a message, are in conversations of the manager's vendor.
func ownAlone(t *testing.T, s *site, places []string) {
	t.Helper()
	of := vendors(t, s)
	for _, place := range places {
		if id, _, _ := strings.Cut(place, " #"); of[id] != "v-3" {
			t.Errorf("%s is of the vendor %q", place, of[id])
		}
	}
	if len(places) == 0 {
		t.Error("nothing is behind it")
	}
}

// vendors are the vendors of all conversations.
func vendors(t *testing.T, s *site) map[string]string {
	t.Helper()
	of := map[string]string{}
	for in, err := range s.ledger.Inspections(t.Context(), time.Time{}) {
		check(t, err)
		r, err := s.ledger.Load(t.Context(), in.ID)
		check(t, err)
		of[in.ID] = r.Transcript.Vendor
	}
	return of
}
