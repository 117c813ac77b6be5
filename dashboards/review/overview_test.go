package review

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// TestOverview shows charts of what the viewer sees, each with a table and links to the search.
func TestOverview(t *testing.T) {
	s := newSite(t, conversations(t)...)
	for _, path := range []string{"/overview", "/overview?weeks=1"} {
		a := s.as(t, reviewer).get(path)
		text := s.as(t, reviewer).want(a, http.StatusOK)
		for _, want := range []string{"总览", "截至 2024-08-06", "扣分项走势", "没有可统计的提问", "a-1011", "中位数"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q: %s", path, want, text)
			}
		}
		link := "/?q=" + url.QueryEscape("code:stonewall after:2024-08-05 before:2024-08-12")
		if path != "/overview" {
			link = "/?q=" + url.QueryEscape("code:stonewall after:2024-08-06 before:2024-08-07")
		}
		if !strings.Contains(html.UnescapeString(a.body), `"`+link+`"`) {
			t.Errorf("%s does not lead to %s:\n%s", path, link, a.body)
		}
		if text := s.as(t, reviewer).want(s.as(t, reviewer).get(link), http.StatusOK); !strings.Contains(text, "没办法处理") {
			t.Errorf("%s finds nothing: %s", link, text)
		}
	}
	other := s.named(t, access.Viewer{Name: "m", Role: merchant, Scope: "m-103"})
	if text := other.want(other.get("/overview"), http.StatusOK); strings.Contains(text, "a-1011") || !strings.Contains(text, "1 通") {
		t.Errorf("another merchant's overview: %s", text)
	}
}

func TestPeriods(t *testing.T) {
	sunday := time.Date(2024, 8, 11, 23, 30, 0, 0, tingjian.Zone)
	weeks, days := periods(sunday, 8), periods(sunday, 1)
	if len(weeks) != 8 || weeks[7].Label != "08-05" || weeks[0].Label != "06-17" || !weeks[7].To.After(sunday) || periodOf(weeks, "2024-08-11") != 7 || periodOf(weeks, "2024-08-12") != -1 {
		t.Errorf("weeks %+v", weeks)
	}
	if len(days) != 7 || days[6].Label != "08-11" || days[0].Label != "08-05" || periodOf(days, "2024-08-04") != -1 {
		t.Errorf("days %+v", days)
	}
}

func TestReplyChart(t *testing.T) {
	rate := func(v float64) *float64 { return &v }
	c := newReplyChart([]period{{Rate: rate(.9)}, {Rate: rate(.7)}, {}, {Rate: rate(1)}})
	if len(c.Dots) != 3 || len(c.Lines) != 1 || c.Dots[0].Under || !c.Dots[1].Under || c.Dots[0].Y >= c.Line || c.Dots[1].Y <= c.Line {
		t.Errorf("chart %+v", c)
	}
	if newReplyChart([]period{{}}) != nil {
		t.Error("a chart of nothing")
	}
}

// said commits a conversation in progress to which a message came just now, with a pending fault.
func said(t *testing.T, s *site, id, merchant string, from int64) {
	t.Helper()
	c := &tingjian.Transcript{ID: id, Meta: tingjian.Meta{Channel: tingjian.Chat, Merchant: merchant}, Turns: speech(
		[3]string{"customer", "", "能退吗"}, [3]string{"agent", "a-1", "没有办法" + evil})}
	one := inspected(t, c, tingjian.Finding{Code: "stonewall", Span: at(t, c, 1, "没有办法"+evil), Message: "回绝", Pending: true})
	check(t, s.ledger.Commit(t.Context(), &ledger.Batch{Topic: "transcripts", From: from, To: from + 1, Transcripts: []ledger.Update{{
		Record: &ledger.Record{Transcript: *c, Topic: "transcripts", Arrived: time.Now()}, Inspection: one.inspection}}}))
}

// TestLiveBoard shows what needs somebody to whom it concerns, and sends it again as it changes.
func TestLiveBoard(t *testing.T) {
	s := newSite(t)
	shop, other := s.named(t, access.Viewer{Name: "a", Role: merchant, Scope: "m-1"}), s.named(t, access.Viewer{Name: "b", Role: merchant, Scope: "m-2"})
	if text := shop.want(shop.get("/live"), http.StatusOK); !strings.Contains(text, "此刻没有要处理的会话") {
		t.Error(text)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/live/events", nil)
	check(t, err)
	r.Header.Set("Accept", "text/event-stream")
	stream, err := shop.client.Do(r)
	check(t, err)
	defer stream.Body.Close()
	if kind := stream.Header.Get("Content-Type"); kind != "text/event-stream" || stream.Header.Get("Content-Security-Policy") != policy {
		t.Fatalf("%s %v", kind, stream.Header)
	}
	lines := bufio.NewScanner(stream.Body)
	next := func() string {
		var all []string
		for lines.Scan() && lines.Text() != "" {
			all = append(all, strings.TrimPrefix(lines.Text(), "data: "))
		}
		return strings.Join(all, "\n")
	}
	if first := next(); !strings.Contains(first, "此刻没有要处理的会话") {
		t.Errorf("first event %q", first)
	}
	said(t, s, "now-1", "m-1", 1)
	event := next()
	if !strings.Contains(event, transcriptPath("now-1")+"#finding-") || strings.Contains(event, evil) || !strings.Contains(visible(t, event), "没有办法<script>") {
		t.Errorf("second event %q", event)
	}
	harmless(t, "/live/events", event)
	if text := other.want(other.get("/live"), http.StatusOK); !strings.Contains(text, "此刻没有要处理的会话") {
		t.Errorf("another shop sees %s", text)
	}
	if once := other.get("/live/events"); !strings.HasPrefix(once.body, "data: ") || strings.Contains(once.body, "now-1") {
		t.Errorf("once: %d %q", once.StatusCode, once.body)
	}
}

// TestLiveRows has one row a conversation, and no more than fit.
func TestLiveRows(t *testing.T) {
	now := time.Now()
	var all []ledger.Urgent
	for i := range liveRows + 1 {
		id := string(rune('a' + i))
		all = append(all, ledger.Urgent{Transcript: id, Kind: ledger.UrgentWaiting, At: now.Add(-5 * time.Minute)})
	}
	all = append(all, ledger.Urgent{Transcript: "a", Kind: ledger.UrgentPromise, At: now.Add(-time.Minute)})
	v := newLiveView(all, now)
	if len(v.Rows) != liveRows || !v.More || len(v.Rows[0].Others) != 1 || v.Rows[0].Minutes != 5 || v.Rows[0].Late {
		t.Errorf("%d rows, more %v, first %+v", len(v.Rows), v.More, v.Rows[0])
	}
	if v := newLiveView(all[len(all)-1:], now); !v.Rows[0].Late || v.Rows[0].Minutes != 1 {
		t.Errorf("an overdue promise %+v", v.Rows[0])
	}
}

// The chart of replies, which conversations without times do not fill, is drawn with its link, figure and line.
func TestOverviewDrawsReplies(t *testing.T) {
	s := newSite(t)
	rate := 0.72
	v := &overviewView{Weeks: 8, Conversations: 3, Periods: periods(time.Date(2024, 8, 7, 12, 0, 0, 0, tingjian.Zone), 8)}
	v.Periods[7].Rate, v.Periods[7].Asked, v.Periods[7].Path = &rate, 25, "/?q=x"
	v.Replies = newReplyChart(v.Periods)
	w := httptest.NewRecorder()
	s.pages.sessions.middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.pages.show(w, r, http.StatusOK, "overview", v) })).
		ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/overview", nil))
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, `href="/?q=x"`) || !strings.Contains(body, "72%") || !strings.Contains(body, "dot under") {
		t.Errorf("%d: %s", w.Code, body)
	}
}
