package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// everything writes all that can be read from a ledger, so that two states can be compared.
func everything(t testing.TB, l ledger.Ledger) string {
	t.Helper()
	ctx := t.Context()
	var b strings.Builder
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for r, err := range l.Transcripts(ctx, time.Time{}) {
		must(err)
		b.WriteString(show(t, r))
	}
	for in, err := range l.Inspections(ctx, time.Time{}) {
		must(err)
		fmt.Fprintln(&b, marshal(t, in))
	}
	for p, err := range l.PartyScores(ctx, "", base.AddDate(-10, 0, 0), base.AddDate(10, 0, 0)) {
		must(err)
		fmt.Fprintln(&b, showParty(t, &p))
	}
	changes, err := l.Changes(ctx, 0, 1<<20)
	must(err)
	fmt.Fprintln(&b, changes)
	for c, err := range l.Cases(ctx, time.Time{}) {
		must(err)
		fmt.Fprintln(&b, marshal(t, c))
	}
	letters, err := l.DeadLetters(ctx, 0, 1<<20)
	must(err)
	for _, d := range letters {
		d.ID = 0 // a number that was given to a batch which failed may or may not come again
		fmt.Fprintln(&b, showLetter(d))
	}
	accounts, err := l.Accounts(ctx)
	must(err)
	fmt.Fprintln(&b, accounts)
	n, err := l.Count(ctx)
	must(err)
	fmt.Fprintf(&b, "%+v\n", n)
	return b.String()
}

func showParty(t testing.TB, p *ledger.PartyScore) string {
	values := tingjian.Party{Speaker: p.Speaker, Agent: p.Agent}
	for _, d := range tingjian.Dimensions() {
		values.Scores.Of(d).Value = p.Scores.Of(d).Value
	}
	return fmt.Sprintf("%s %s %s %s %s %s %s", p.Transcript, p.Merchant, p.Vendor, p.Team, p.Customer, instant(p.At), marshal(t, &values))
}

func testTimers(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	at := func(id string, wake time.Time) *ledger.Record {
		r := talk(id, "", 1)
		r.Wake = wake
		return r
	}
	elsewhere := at("c-5", base)
	elsewhere.Partition = 4
	second := at("c-2", base.Add(time.Millisecond+2).UTC())
	w.commit(t, all(at("c-1", base.Add(time.Hour)), nil), all(second, nil), all(at("c-3", time.Time{}), nil),
		all(at("c-4", base.Add(time.Millisecond+1)), nil), all(at("c-6", base.Add(time.Millisecond)), nil), all(elsewhere, nil))
	check := func(want ...string) {
		t.Helper()
		timers, err := l.Timers(ctx, w.topic, w.partition)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range timers {
			got = append(got, row.ID)
			r, err := l.Load(ctx, row.ID)
			if err != nil || !r.Wake.Equal(row.Wake) {
				t.Errorf("timer of %s at %v, its record says %v, %v", row.ID, row.Wake, r.Wake, err)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("timers of %v, want %v", got, want)
		}
	}
	check("c-6", "c-4", "c-2", "c-1")
	second.Wake = time.Time{}
	w.commit(t, ledger.Update{Record: second, FirstChanged: 1})
	check("c-6", "c-4", "c-1")
}

// testFindings looks findings up by id while inspections come and go.
func testFindings(t *testing.T, open Open) {
	l, reopen := open(t)
	ctx := t.Context()
	w := newWorker(l)
	r := talk("c-1", "u-1", 6)
	other := talk("c-2", "u-1", 6)
	first := inspect(r, 1, 3, 5)
	w.commit(t, all(r, first), all(other, inspect(other, 1)))
	has := func(want *tingjian.Finding) {
		t.Helper()
		got, transcript, err := l.Finding(ctx, want.ID)
		if err != nil {
			t.Fatalf("finding: %v", err)
		}
		if transcript != "c-1" || marshal(t, got) != marshal(t, want) {
			t.Errorf("finding of %s %s, want %s", transcript, marshal(t, got), marshal(t, want))
		}
	}
	for i := range first.Findings {
		has(&first.Findings[i])
	}
	// One goes, one is new in the middle, one changes.
	second := inspect(r, 1, 2, 5)
	second.Findings[2].Message = "改了"
	w.commit(t, ledger.Update{Record: r, FirstChanged: 6, Inspection: second})
	for i := range second.Findings {
		has(&second.Findings[i])
	}
	_, _, err := l.Finding(ctx, first.Findings[1].ID)
	wantErr(t, "a finding that went", err, ledger.ErrNotFound)
	wantInspection(t, l, second)

	// Without a new inspection the old one stays.
	say(r)
	w.commit(t, ledger.Update{Record: r, FirstChanged: 6})
	wantInspection(t, l, second)
	// With a shorter one the rest goes, also after a start.
	third := inspect(r, 5)
	l = reopen()
	w.l = l
	w.commit(t, ledger.Update{Record: r, FirstChanged: 7, Inspection: third})
	wantInspection(t, l, third)
	if n, err := l.Count(ctx); n.Findings != 2 || err != nil {
		t.Errorf("%d findings, %v; want 2", n.Findings, err)
	}
}

func testHistory(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	// More than a page of any back end, in an order that is not that of the ids.
	var ids []string
	for i := range 300 {
		r := talk(fmt.Sprintf("c-%03d", (i*7)%300), "", 2)
		for k := range r.Transcript.Turns {
			r.Transcript.Turns[k].At = base.Add(time.Duration(i) * time.Hour).UTC()
		}
		r.Arrived = base.AddDate(1, 0, 0)
		if i%10 == 0 { // without times, the arrival counts
			r.Arrived = r.Transcript.Turns[1].At
			r.Transcript.Turns[0].At, r.Transcript.Turns[1].At = time.Time{}, time.Time{}
		}
		var in *tingjian.Inspection
		if i%3 == 0 {
			in = inspect(r, 1)
		}
		w.commit(t, all(r, in))
		if i >= 150 {
			ids = append(ids, r.Transcript.ID)
		}
	}
	slices.Sort(ids)
	since := base.Add(150 * time.Hour)
	got := collect(t, l.Transcripts(ctx, since), func(r *ledger.Record) string { return r.Transcript.ID })
	if !slices.Equal(got, ids) {
		t.Errorf("transcripts since: %v, want %v", got, ids)
	}
	if got := collect(t, l.Transcripts(ctx, time.Time{}), func(r *ledger.Record) string { return r.Transcript.ID }); len(got) != 300 || !slices.IsSorted(got) {
		t.Errorf("%d transcripts, sorted: %v; want 300", len(got), slices.IsSorted(got))
	}
	got = collect(t, l.Inspections(ctx, since), func(in *tingjian.Inspection) string { return in.ID })
	if len(got) != 50 || !slices.IsSorted(got) {
		t.Errorf("%d inspections since, sorted: %v; want 50", len(got), slices.IsSorted(got))
	}
	for r, err := range l.Transcripts(ctx, since.Add(149*time.Hour)) {
		if err != nil {
			t.Fatal(err)
		}
		want(t, l, r)
	}
	if n := len(collect(t, l.Transcripts(ctx, base.AddDate(2, 0, 0)), func(*ledger.Record) string { return "" })); n != 0 {
		t.Errorf("%d transcripts since a time after all, want 0", n)
	}
}

func collect[T any](t testing.TB, seq func(func(T, error) bool), name func(T) string) []string {
	t.Helper()
	var names []string
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, name(v))
	}
	return names
}

func testPartyScores(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	add := func(id string, start time.Time, closed, complete bool) *ledger.Record {
		r := talk(id, "", 2)
		r.Transcript.Closed = closed
		if start.IsZero() {
			r.Transcript.Turns[0].At, r.Transcript.Turns[1].At = time.Time{}, time.Time{}
		} else {
			r.Transcript.Turns[0].At, r.Transcript.Turns[1].At = start.Add(time.Hour), start
		}
		in := inspect(r, 1)
		in.Complete = complete
		w.commit(t, all(r, in))
		return r
	}
	week := base.AddDate(0, 0, 7)
	add("c-6 before", base.Add(-time.Millisecond), true, true)
	open1 := add("c-5", base, true, true)
	add("c-4 open", base, false, true)
	add("c-3 incomplete", base, true, false)
	untimed := add("c-2", time.Time{}, true, true) // arrived a second after base
	add("c-1 after", week, true, true)
	late := add("c-0", week.Add(-time.Millisecond), true, true)
	check := func(want ...string) {
		t.Helper()
		got := collect(t, l.PartyScores(ctx, "", base, week), func(p ledger.PartyScore) string { return showParty(t, &p) })
		if !slices.Equal(got, want) {
			t.Errorf("party scores\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	lines := func(r *ledger.Record, at time.Time) (lines []string) {
		for _, p := range inspect(r, 1).Parties {
			m := r.Transcript.Meta
			lines = append(lines, showParty(t, &ledger.PartyScore{Transcript: r.Transcript.ID, Merchant: m.Merchant, Vendor: m.Vendor, Team: m.Team, Customer: m.Customer, At: at, Party: p}))
		}
		return lines
	}
	check(slices.Concat(lines(late, week.Add(-time.Millisecond)), lines(untimed, untimed.Arrived), lines(open1, base))...)

	if got := collect(t, l.PartyScores(ctx, late.Transcript.Merchant, base, week), func(p ledger.PartyScore) string { return showParty(t, &p) }); len(got) != 6 {
		t.Errorf("of the merchant:\n%s\nwant all six", strings.Join(got, "\n"))
	}
	if got := collect(t, l.PartyScores(ctx, "m-9", base, week), func(p ledger.PartyScore) string { return showParty(t, &p) }); len(got) != 0 {
		t.Errorf("of another merchant:\n%s", strings.Join(got, "\n"))
	}

	if got, err := l.Unserved(ctx, "", base, week); err != nil || len(got) != 0 {
		t.Errorf("unserved %v, %v: every one of them has an agent who speaks", got, err)
	}
	ignored := func(id string, closed bool) {
		r := talk(id, "", 3)
		r.Transcript.Closed = closed
		r.Transcript.Turns[0] = tingjian.Turn{Speaker: tingjian.Customer, Text: "在吗", At: base}
		r.Transcript.Turns[1] = tingjian.Turn{Speaker: tingjian.Agent, Agent: "a-1", At: base, Event: &tingjian.Event{Type: tingjian.EventClose}}
		r.Transcript.Turns[2] = tingjian.Turn{Speaker: tingjian.System, Text: "会话已结束", At: base}
		in := inspect(r)
		in.Parties = nil
		w.commit(t, all(r, in))
	}
	ignored("c-8 open", false)
	ignored("c-7", true)
	for merchant, want := range map[string][]string{"": {"c-7"}, late.Transcript.Merchant: {"c-7"}, "m-9": nil} {
		if got, err := l.Unserved(ctx, merchant, base, week); err != nil || !slices.Equal(got, want) {
			t.Errorf("unserved of %q: %v, %v; want %v", merchant, got, err, want)
		}
	}
	if got, err := l.Unserved(ctx, "", week, week.AddDate(0, 0, 7)); err != nil || len(got) != 0 {
		t.Errorf("unserved of the next week: %v, %v", got, err)
	}

	// More arrives for the one without times: its first arrival still counts. Another moves to a new team.
	first := untimed.Arrived
	untimed.Arrived = base.AddDate(0, 1, 0)
	late.Transcript.Team = "晚班"
	w.commit(t, ledger.Update{Record: untimed, FirstChanged: 2}, ledger.Update{Record: late, FirstChanged: 2})
	check(slices.Concat(lines(late, week.Add(-time.Millisecond)), lines(untimed, first), lines(open1, base))...)

	// One is opened again.
	open1.Transcript.Closed = false
	w.commit(t, ledger.Update{Record: open1, FirstChanged: 2, Inspection: inspect(open1, 1)})
	check(slices.Concat(lines(late, week.Add(-time.Millisecond)), lines(untimed, first))...)
}

// testStopsEarly leaves sequences at every place, and cancels them: nothing may stay locked, and the error must come.
func testStopsEarly(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	for i := range 150 {
		r := talk(fmt.Sprintf("c-%03d", i), "", 1)
		r.Transcript.Closed = true
		w.commit(t, all(r, inspect(r, 0)))
	}
	for _, stop := range []int{1, 64, 65, 149} {
		n := 0
		for range l.Transcripts(ctx, time.Time{}) {
			if n++; n == stop {
				break
			}
		}
		n = 0
		for range l.Inspections(ctx, time.Time{}) {
			if n++; n == stop {
				break
			}
		}
		n = 0
		for range l.PartyScores(ctx, "", base.AddDate(-1, 0, 0), base.AddDate(1, 0, 0)) {
			if n++; n == stop {
				break
			}
		}
	}
	w.commit(t, all(talk("c-150", "", 1), nil))

	cancelled, cancel := context.WithCancel(ctx)
	defer cancel()
	var last error
	n := 0
	for _, err := range l.Transcripts(cancelled, time.Time{}) {
		last = err
		if n++; n == 2 {
			cancel()
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("a cancelled sequence ended with %v after %d, want context.Canceled", last, n)
	}
}

// testInspected reads several conversations at once: as one by one, by id, without those that are not there.
func testInspected(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	var ids []string
	for i := range 70 { // more than are read at a time
		r := talk(fmt.Sprintf("c-%02d", 69-i), "", i%4)
		in := inspect(r)
		if i%4 == 3 {
			in = inspect(r, 1)
			in.Unsure = []tingjian.Finding{in.Findings[0]}
			in.Unsure[0].ID, in.Unsure[0].Status = "unsure "+r.Transcript.ID, tingjian.Unsure
		}
		if i%5 == 0 {
			in = nil
		}
		w.commit(t, all(r, in))
		ids = append(ids, r.Transcript.ID)
	}
	n := 69
	for one, err := range l.Inspected(ctx, append(ids, "none", ids[3])) {
		if err != nil {
			t.Fatal(err)
		}
		id := one.Transcript.ID
		if id != ids[n] {
			t.Fatalf("%s came for %s", id, ids[n])
		}
		r, err := l.Load(ctx, id)
		if err != nil || marshal(t, one.Transcript) != marshal(t, &r.Transcript) {
			t.Errorf("transcript %s, %v; want %s", marshal(t, one.Transcript), err, marshal(t, &r.Transcript))
		}
		in, err := l.Inspection(ctx, id)
		if (one.Inspection == nil) != errors.Is(err, ledger.ErrNotFound) || one.Inspection != nil && marshal(t, one.Inspection) != marshal(t, in) {
			t.Errorf("inspection %s, want %s, %v", marshal(t, one.Inspection), marshal(t, in), err)
		}
		n--
	}
	if n != -1 {
		t.Errorf("%d conversations are missing", n+1)
	}
	for range l.Inspected(ctx, nil) {
		t.Error("something came for nothing")
	}
}
