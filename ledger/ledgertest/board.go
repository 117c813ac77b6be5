package ledgertest

import (
	"reflect"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// testBoard: what needs somebody now comes in order of urgency; what is over, within the limit, old or another's does not.
func testBoard(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	with := func(r *ledger.Record, change func(*tingjian.Finding)) ledger.Update {
		in := inspect(r, 1)
		change(&in.Findings[0])
		return all(r, in)
	}
	wait := func(pending bool) func(*tingjian.Finding) {
		return func(f *tingjian.Finding) {
			f.Code, f.Turn, f.Clock, f.Pending = tingjian.Waiting, 2, tingjian.Timer, pending
		}
	}
	keep := func(*tingjian.Finding) {}
	decided, pending, old, good, late, within, over, others := talk("c-1", "u-1", 2), talk("c-2", "u-2", 2), talk("c-3", "u-3", 2), talk("c-4", "u-4", 2),
		talk("c-5", "u-5", 3), talk("c-6", "u-6", 3), talk("c-7", "u-7", 3), talk("c-8", "u-8", 2)
	now := base.Add(5 * time.Minute)
	for _, r := range []*ledger.Record{decided, pending, good, late, within, over, others} {
		r.Arrived = now
	}
	old.Arrived = now.Add(-ledger.FaultFresh - time.Second)
	over.Transcript.Closed = true
	others.Transcript.Vendor, others.Transcript.Merchant = "v-2", "m-2"
	w.commit(t, with(decided, keep), with(pending, func(f *tingjian.Finding) { f.Pending = true }), with(old, keep),
		with(good, func(f *tingjian.Finding) { f.Code = tingjian.Empathy }), with(late, wait(false)), with(within, wait(true)), with(over, wait(false)), with(others, keep))
	promise := func(due time.Duration, status tingjian.PromiseStatus) tingjian.Promise {
		at := now.Add(due)
		return tingjian.Promise{Transcript: "c-7", Turn: 1, Agent: "a-17", Text: due.String(), Status: status, Due: &at}
	}
	c := tingjian.Case{ID: "k", Customer: "u-7", Transcripts: []string{"c-7"}, Promises: []tingjian.Promise{
		promise(30*time.Minute, tingjian.Open), promise(-time.Hour, tingjian.Open), promise(2*time.Hour, tingjian.Open), promise(-48*time.Hour, tingjian.Open), promise(time.Minute, tingjian.Kept)}}
	if err := l.PutCases(ctx, "u-7", []tingjian.Case{c}); err != nil {
		t.Fatal(err)
	}
	urgent := func(of ledger.Owner, limit int, want ...string) []ledger.Urgent {
		t.Helper()
		got, err := l.Urgent(ctx, of, now, limit)
		var said []string
		for _, u := range got {
			words := u.Transcript + " " + string(u.Kind)
			if u.Kind == ledger.UrgentPromise {
				words += " " + u.Quote
			}
			if u.Pending {
				words += " pending"
			}
			said = append(said, words)
		}
		if err != nil || !reflect.DeepEqual(said, want) {
			t.Errorf("of %v: %v, %v; want %v", of, said, err, want)
		}
		return got
	}
	own := []string{"c-5 waiting", "c-7 promise -1h0m0s", "c-7 promise 30m0s", "c-1 fault", "c-2 fault pending"}
	rows := urgent(ledger.Owner{Vendor: "v-1"}, 9, own...)
	urgent(ledger.Owner{Merchant: "m-1"}, 9, own...)
	urgent(ledger.Owner{Merchant: "m-1"}, 2, own[:2]...)
	urgent(ledger.Owner{Merchant: "m-2"}, 9, "c-8 fault")
	urgent(ledger.Owner{Merchant: "m-1", Vendor: "v-2"}, 9)
	urgent(ledger.Owner{}, 9, append(append(own[:3:3], "c-1 fault", "c-8 fault"), own[4])...)
	want := ledger.Urgent{Owner: ledger.Owner{Merchant: "m-1", Vendor: "v-1"}, Transcript: "c-1", Kind: ledger.UrgentFault, Code: tingjian.Stonewall, Turn: 1,
		Finding: inspect(decided, 1).Findings[0].ID, Quote: "没", Agent: "a-17", At: decided.Transcript.Turns[1].At}
	got := rows[3]
	if !got.At.Equal(want.At) {
		t.Errorf("at %v, want %v", got.At, want.At)
	}
	if got.At = want.At; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// testOverview: closed conversations are added up by local day, others, and what was overturned, are left out.
func testOverview(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	if at, err := l.LatestStart(ctx, ledger.Owner{}); err != nil || !at.IsZero() {
		t.Errorf("an empty ledger's newest start is %v, %v", at, err)
	}
	w := newWorker(l)
	first, second, next, live, others := talk("c-1", "u-1", 4), talk("c-2", "u-2", 4), talk("c-3", "u-3", 4), talk("c-4", "u-4", 4), talk("c-5", "u-5", 4)
	var updates []ledger.Update
	for _, r := range []*ledger.Record{first, second, next, live, others} {
		r.Transcript.Closed = r != live
		if r == next {
			for i := range r.Transcript.Turns {
				r.Transcript.Turns[i].At = r.Transcript.Turns[i].At.Add(14 * time.Hour) // past midnight in China, not in UTC
			}
		}
		if r == others {
			r.Transcript.Merchant, r.Transcript.Vendor = "m-2", "v-2"
		}
		in := inspect(r, 1, 3)
		in.Parties[0].Replies = []tingjian.ReplyHour{{Hour: "2024-08-06T10", Asked: 2, InTime: 1}, {Hour: "2024-08-06T11", Asked: 1, InTime: 1}}
		updates = append(updates, all(r, in))
	}
	w.commit(t, updates...)
	if err := l.Judge(ctx, opinion("c-2", inspect(second, 3).Findings[0].ID, "lin", tingjian.Overturn, 1)); err != nil {
		t.Fatal(err)
	}
	day := time.Date(2024, 8, 6, 0, 0, 0, 0, tingjian.Zone)
	got, err := l.Overview(ctx, ledger.Owner{Merchant: "m-1"}, day, day.AddDate(0, 0, 2))
	if err != nil {
		t.Fatal(err)
	}
	mean := 55.0
	want := &ledger.Overview{
		Days:   []ledger.DayTally{{Day: "2024-08-06", Conversations: 2, Asked: 6, InTime: 4}, {Day: "2024-08-07", Conversations: 1, Asked: 3, InTime: 2}},
		Faults: []ledger.FaultDay{{Day: "2024-08-06", Code: tingjian.Stonewall, Findings: 3, Conversations: 2}, {Day: "2024-08-07", Code: tingjian.Stonewall, Findings: 2, Conversations: 1}},
		Agents: []ledger.AgentMean{{Agent: "a-17", Vendor: "v-1", Conversations: 3, Warmth: &mean}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("overview %+v, want %+v", got, want)
	}
	if got, err = l.Overview(ctx, ledger.Owner{Vendor: "v-2"}, day, day.AddDate(0, 0, 1)); err != nil || len(got.Days) != 1 || got.Days[0].Conversations != 1 || len(got.Agents) != 1 {
		t.Errorf("of the other vendor: %+v, %v", got, err)
	}
	if got, err = l.Overview(ctx, ledger.Owner{}, day.AddDate(0, 0, -1), day); err != nil || len(got.Days)+len(got.Faults)+len(got.Agents) != 0 {
		t.Errorf("of the day before: %+v, %v", got, err)
	}
	if at, err := l.LatestStart(ctx, ledger.Owner{Merchant: "m-1"}); err != nil || !at.Equal(next.Transcript.Turns[0].At) {
		t.Errorf("newest start %v, %v", at, err)
	}
}
