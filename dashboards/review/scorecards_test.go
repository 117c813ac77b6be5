package review

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
)

// TestMerchantsWeeks walks a merchant from its start to a file, and is refused another's.
func TestMerchantsWeeks(t *testing.T) {
	all := conversations(t)
	s := newSite(t, all...)
	shop := all[0].transcript.Merchant
	if shop == "" {
		t.Fatal("the first conversation has no merchant")
	}
	b := s.named(t, access.Viewer{Name: "shop", Role: merchant, Scope: shop})
	a := b.get("/scorecards")
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != weeksPath(shop) {
		t.Fatalf("/scorecards: %d to %q", a.StatusCode, a.Header.Get("Location"))
	}
	if a = b.get(weeksPath(shop)); a.StatusCode != http.StatusOK || !strings.Contains(a.body, "-W") {
		t.Fatalf("weeks: %d %s", a.StatusCode, a.body)
	}
	a = b.get(weeksPath(shop) + "/2024-W32")
	if a.StatusCode != http.StatusOK || !strings.Contains(a.body, "没有办法") || strings.Contains(a.body, evil) {
		t.Errorf("scorecard: %d %.2000s", a.StatusCode, a.body)
	}
	if csp := a.Header.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none'; style-src 'sha256-") || strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("policy %q", csp)
	}
	a = b.get(weeksPath(shop) + "/2024-W32?format=csv")
	if !strings.Contains(a.Header.Get("Content-Disposition"), "2024-W32.csv") || !strings.HasPrefix(a.body, "\ufeff") {
		t.Errorf("csv: %v %.80q", a.Header, a.body)
	}
	for path, want := range map[string]int{
		weeksPath("m-of-others"): 404, weeksPath("m-of-others") + "/2024-W32": 404, weeksPath("m-of-others") + "/2024-W32?format=json": 404,
		weeksPath(shop) + "/2024-W99": 400, weeksPath(shop) + "/2024-W32?format=doc": 400,
	} {
		if a := b.get(path); a.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, a.StatusCode, want)
		}
	}
}

// TestSendingsAreShownToAdmins has a sending that failed on the page of its week, with the reason.
func TestSendingsAreShownToAdmins(t *testing.T) {
	s := newSite(t, conversations(t)...)
	x, err := s.ledger.ClaimSending(t.Context(), ledger.SendingKey{Merchant: "m-1", Week: "2024-W32", Target: "mail:owner@example.com"}, time.Now(), time.Minute, false)
	check(t, err)
	x.State, x.Reason = ledger.SendingGivenUp, "550 no such mailbox "+evil
	check(t, s.ledger.SettleSending(t.Context(), x))
	for role, want := range map[access.Role]bool{admin: true, reviewer: false} {
		a := s.as(t, role).get("/scorecards?week=2024-W32")
		if a.StatusCode != http.StatusOK || strings.Contains(a.body, "owner@example.com") != want || strings.Contains(a.body, "已放弃") != want || strings.Contains(a.body, evil) {
			t.Errorf("%s: %d %s", role, a.StatusCode, a.body)
		}
	}
	if a := s.as(t, admin).get("/scorecards?week=x"); a.StatusCode != http.StatusBadRequest {
		t.Errorf("no week: %d", a.StatusCode)
	}
}
