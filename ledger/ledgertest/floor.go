package ledgertest

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// testFloor: what is in progress is counted by vendor, what is over is not, and a promise is overdue when its time has passed.
func testFloor(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	waits := func(r *ledger.Record, pending bool) *tingjian.Inspection {
		in := inspect(r, 1)
		f := in.Findings[0]
		f.ID, f.Code, f.Turn, f.Clock, f.Pending = r.Transcript.ID+"w", tingjian.Waiting, 2, tingjian.Timer, pending
		in.Findings = append(in.Findings, f)
		return in
	}
	within, beyond, own, over := talk("c-1", "u-1", 3), talk("c-2", "u-2", 3), talk("c-3", "u-3", 2), talk("c-4", "u-4", 3)
	own.Transcript.Vendor, over.Transcript.Closed = "", true
	w.commit(t, all(within, waits(within, true)), all(beyond, waits(beyond, false)), all(own, nil), all(over, waits(over, false)))
	promise := func(due time.Duration, status tingjian.PromiseStatus) tingjian.Promise {
		at := base.Add(due)
		return tingjian.Promise{Transcript: "c-4", Text: "回电", Status: status, Due: &at}
	}
	c := tingjian.Case{ID: "k", Customer: "u-4", Transcripts: []string{"c-4"}, Promises: []tingjian.Promise{
		promise(-time.Hour, tingjian.Open), promise(time.Hour, tingjian.Open), promise(2*time.Hour, tingjian.Open), promise(-time.Hour, tingjian.Kept), {Status: tingjian.Open}}}
	if err := l.PutCases(ctx, "u-4", []tingjian.Case{c}); err != nil {
		t.Fatal(err)
	}
	got, err := l.Floor(ctx, base)
	want := &ledger.Floor{Due: 2, Overdue: 1, Vendors: []ledger.VendorFloor{
		{Open: 1},
		{Vendor: "v-1", Open: 2, Waiting: 1, Late: 1, Findings: map[tingjian.Code]int64{tingjian.Stonewall: 2, tingjian.Waiting: 1}},
	}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("floor %+v, %v; want %+v", got, err, want)
	}
	if _, err := l.Erase(ctx, "u-4"); err != nil {
		t.Fatal(err)
	}
	if got, err = l.Floor(ctx, base); err != nil || got.Due+got.Overdue != 0 {
		t.Errorf("promises of an erased customer: %+v, %v", got, err)
	}
}

// testRoster: a vendor's stretch is replaced as a whole, other vendors and days stay.
func testRoster(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	day := time.Date(2024, 8, 6, 0, 0, 0, 0, tingjian.Zone)
	shift := func(vendor, agent string, from, to int) ledger.Shift {
		return ledger.Shift{Agent: agent, Vendor: vendor, Team: "早班", Begins: day.Add(time.Duration(from) * time.Hour), Ends: day.Add(time.Duration(to) * time.Hour)}
	}
	put := func(shifts ...ledger.Shift) {
		t.Helper()
		if err := l.PutShifts(ctx, shifts); err != nil {
			t.Fatal(err)
		}
	}
	check := func(from, to int, want ...ledger.Shift) {
		t.Helper()
		got, err := l.Shifts(ctx, day.Add(time.Duration(from)*time.Hour), day.Add(time.Duration(to)*time.Hour))
		if err != nil || !slices.EqualFunc(got, want, func(a, b ledger.Shift) bool {
			same := a.Begins.Equal(b.Begins) && a.Ends.Equal(b.Ends)
			a.Begins, a.Ends, b.Begins, b.Ends = time.Time{}, time.Time{}, time.Time{}, time.Time{}
			return same && a == b
		}) {
			t.Errorf("shifts %v, %v; want %v", got, err, want)
		}
	}
	early, late, other, next := shift("v-1", "a-1", 8, 16), shift("v-1", "a-2", 16, 24), shift("v-2", "b-1", 8, 16), shift("v-1", "a-1", 32, 40)
	put(early, late, other, next)
	check(0, 24, early, other, late)
	check(15, 16, early, other)
	check(24, 32)
	check(0, 48, early, other, late, next)
	instead := shift("v-1", "a-3", 8, 24)
	put(instead)
	check(0, 48, instead, other, next)
	put()
	check(0, 48, instead, other, next)
}
