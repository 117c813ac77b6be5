package ledgertest

import (
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

func testMerchants(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	add := func(id, merchant, category string, at time.Time) {
		r := talk(id, "u-1", 2)
		r.Transcript.Merchant, r.Transcript.Closed = merchant, true
		if category != "" {
			r.Transcript.Facts = map[string]json.RawMessage{"category": json.RawMessage(`"` + category + `"`)}
		}
		for i := range r.Transcript.Turns {
			r.Transcript.Turns[i].At = at
		}
		w.commit(t, all(r, inspect(r, 1)))
	}
	week := base.AddDate(0, 0, 7)
	add("c-1", "m-1", "", base)
	add("c-2", "m-1", "", base)
	add("c-3", "m-1", "手机壳", base)
	add("c-4", "m-1", "贴膜", base)
	add("c-5", "m-1", "贴膜", week.Add(-time.Millisecond))
	add("c-6", "m-2", "", base)
	add("c-7", "m-3", "家电", week)
	add("c-8", "", "家电", base)
	bare := talk("c-9", "u-2", 1)
	w.commit(t, all(bare, nil))

	got, err := l.Merchants(ctx, base, week)
	want := []ledger.MerchantPeriod{{Merchant: "m-1", Conversations: 6, Category: "贴膜"}, {Merchant: "m-2", Conversations: 1}}
	if a, b := marshal(t, got), marshal(t, want); err != nil || a != b {
		t.Errorf("merchants %s, %v; want %s", a, err, b)
	}
	weeks, err := l.MerchantWeeks(ctx, "m-1", 10)
	if err != nil || len(weeks) != 2 || !weeks[1].Monday.Equal(time.Date(2024, 8, 5, 0, 0, 0, 0, beijing)) || weeks[1].Conversations != 5 ||
		!weeks[0].Monday.Equal(time.Date(2024, 8, 12, 0, 0, 0, 0, beijing)) || weeks[0].Conversations != 1 {
		t.Errorf("weeks %+v, %v", weeks, err)
	}
	add("c-10", "m-9", "", time.Date(2024, 8, 4, 23, 59, 59, 999e6, beijing))
	add("c-11", "m-9", "", time.Date(2024, 8, 5, 0, 0, 0, 0, beijing))
	add("c-12", "m-9", "", time.Date(2024, 8, 4, 23, 59, 59, 999_999_999, beijing))
	add("c-13", "m-9", "", time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC))
	if weeks, err = l.MerchantWeeks(ctx, "m-9", 10); err != nil || len(weeks) != 2 || weeks[0].Conversations != 1 {
		t.Errorf("weeks around Sunday's midnight %+v, %v", weeks, err)
	}
	var ids []string
	for one, err := range l.Conversations(ctx, "m-1", base, week) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, one.Transcript.ID)
		if (one.Inspection == nil) != (one.Transcript.ID == "c-9") || len(one.Transcript.Turns) == 0 {
			t.Errorf("%s: inspection %+v, %d turns", one.Transcript.ID, one.Inspection, len(one.Transcript.Turns))
		}
	}
	if a := marshal(t, ids); a != `["c-1","c-2","c-3","c-4","c-5","c-9"]` {
		t.Errorf("conversations %s", a)
	}
	for one, err := range l.Conversations(ctx, "m-2", base, week) {
		if err != nil || len(one.Inspection.Findings) != 1 || one.Inspection.Parties[0].Agent != "a-17" {
			t.Errorf("conversation of m-2: %+v, %v", one.Inspection, err)
		}
	}
}

func testSendings(t *testing.T, open Open) {
	l, reopen := open(t)
	ctx, now := t.Context(), base
	key := ledger.SendingKey{Merchant: "m-1", Week: "2024-W31", Target: "mail:a@example.com"}
	claim := func(again bool) *ledger.Sending {
		t.Helper()
		c, err := l.ClaimSending(ctx, key, now, time.Minute, again)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	refused := func(what string, again bool) {
		t.Helper()
		_, err := l.ClaimSending(ctx, key, now, time.Minute, again)
		wantErr(t, what, err, ledger.ErrConflict)
	}
	settle := func(s *ledger.Sending, state ledger.SendingState, until time.Time) error {
		s.State, s.At, s.Until, s.Reason = state, now, until, "why"
		return l.SettleSending(ctx, s)
	}

	first := claim(false)
	if first.Attempts != 1 || first.State != ledger.SendingNow {
		t.Errorf("first claim %+v", first)
	}
	l = reopen()
	refused("a sending that another has claimed", false)
	refused("the same, by a person", true)
	if err := settle(first, ledger.SendingRetrying, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "a sending that was settled", settle(first, ledger.SendingDone, time.Time{}), ledger.ErrConflict)
	refused("a sending whose next attempt is later", false)
	now = now.Add(time.Hour)
	second := claim(false)
	if second.Attempts != 2 {
		t.Errorf("second claim %+v", second)
	}
	if lapsed, err := l.LapsedSendings(ctx, now); err != nil || len(lapsed) != 0 {
		t.Errorf("lapsed %+v, %v; want none yet", lapsed, err)
	}
	now = now.Add(time.Minute)
	lapsed, err := l.LapsedSendings(ctx, now)
	if err != nil || len(lapsed) != 1 || lapsed[0].SendingKey != key || lapsed[0].State != ledger.SendingUnsure || lapsed[0].Attempts != 2 {
		t.Errorf("lapsed %+v, %v", lapsed, err)
	}
	wantErr(t, "a sending that lapsed", settle(second, ledger.SendingDone, time.Time{}), ledger.ErrConflict)
	refused("an unsure sending", false)
	third := claim(true)
	if err := settle(third, ledger.SendingDone, time.Time{}); err != nil {
		t.Fatal(err)
	}
	refused("what was sent", false)

	key.Week = "2024-W32"
	claim(false)
	got, err := l.Sendings(ctx, "", 10)
	if err != nil || len(got) != 2 || got[0].Week != "2024-W32" || got[1].State != ledger.SendingDone || got[1].Attempts != 3 || got[1].Reason != "why" ||
		!got[1].At.Equal(now) || !got[0].Until.Equal(now.Add(time.Minute)) {
		t.Errorf("sendings %+v, %v", got, err)
	}
	if got, err = l.Sendings(ctx, "2024-W31", 10); err != nil || len(got) != 1 {
		t.Errorf("sendings of a week %+v, %v", got, err)
	}
}

// testSendingRace lets many claim the same sendings at once: each is won once.
func testSendingRace(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	var won atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for _, merchant := range []string{"m-1", "m-2", "m-3", "m-4"} {
				key := ledger.SendingKey{Merchant: merchant, Week: "2024-W31", Target: "feishu:1"}
				if _, err := l.ClaimSending(ctx, key, base, time.Minute, false); err == nil {
					won.Add(1)
				}
			}
		})
	}
	group.Wait()
	if won.Load() != 4 {
		t.Errorf("%d claims won, want 4", won.Load())
	}
}
