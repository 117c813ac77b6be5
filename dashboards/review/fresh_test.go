package review

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
)

// TestVerdictsShowAtOnce: no page shows what it added up before somebody gave a verdict.
func TestVerdictsShowAtOnce(t *testing.T) {
	s := newSite(t, conversations(t)...)
	b := s.as(t, reviewer)
	open := func(path string) bool {
		a := b.get(path)
		b.want(a, http.StatusOK)
		return strings.Contains(a.body, "code%3Astonewall")
	}
	if !open("/overview") || open("/rules") {
		t.Fatal("before anybody judged: want the code in the overview, and no rule judged")
	}
	in, err := s.ledger.Inspection(t.Context(), richID)
	check(t, err)
	judge := func(d tingjian.Decision) {
		t.Helper()
		for i := range in.Findings {
			if f := &in.Findings[i]; f.Code == tingjian.Stonewall {
				check(t, s.ledger.Judge(t.Context(), &tingjian.Verdict{Transcript: richID, Finding: f.ID, Decision: d, Mark: tingjian.MarkOf(f), By: "lin", At: time.Now(), Reason: "给了方案"}))
			}
		}
	}
	judge(tingjian.Overturn)
	if open("/overview") || !open("/rules") {
		t.Error("after it was overturned: want the code gone from the overview, and its rule judged")
	}
	judge(tingjian.Withdraw)
	if !open("/overview") {
		t.Error("after that was taken back: want the code in the overview again")
	}
}

// TestNobodyWatches: the board keeps nothing of a scope that nobody watches any more.
func TestNobodyWatches(t *testing.T) {
	s := newSite(t)
	board := s.pages.board
	ctx := access.With(t.Context(), access.Viewer{Name: "a", Role: merchant, Scope: "m-1"})
	first, leave, err := board.watch(ctx)
	check(t, err)
	second, leaveToo, err := board.watch(ctx)
	check(t, err)
	if first != second {
		t.Error("two who watch the same are read for apart")
	}
	_, err = board.read(ctx)
	check(t, err)
	if first.at.IsZero() || len(board.scopes) != 1 {
		t.Errorf("read at %v for %d scopes, want one", first.at, len(board.scopes))
	}
	leave()
	leaveToo()
	if _, err = board.read(ctx); err != nil || len(board.scopes) != 0 {
		t.Errorf("%v; %d scopes are kept that nobody watches", err, len(board.scopes))
	}
	if _, _, err := board.watch(t.Context()); err == nil {
		t.Error("nobody may watch")
	}
}
