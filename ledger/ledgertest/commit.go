package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

func testEmpty(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	if next, err := l.Offset(ctx, "transcripts", 0); next != 0 || err != nil {
		t.Errorf("offset %d, %v; want 0", next, err)
	}
	_, err := l.Load(ctx, "c-1")
	wantErr(t, "load", err, ledger.ErrNotFound)
	_, err = l.Inspection(ctx, "c-1")
	wantErr(t, "inspection", err, ledger.ErrNotFound)
	_, _, err = l.Finding(ctx, "0123456789abcdef")
	wantErr(t, "finding", err, ledger.ErrNotFound)
	if n, err := l.Count(ctx); n != (ledger.Counts{}) || err != nil {
		t.Errorf("count %+v, %v; want zeros", n, err)
	}
	for r, err := range l.Transcripts(ctx, time.Time{}) {
		t.Errorf("transcripts gave %v, %v; want nothing", r, err)
	}
}

func wantErr(t testing.TB, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: error %v, want %v", what, err, target)
	}
}

// testRoundTrip stores values in every field there is, also after the ledger was closed and opened again.
func testRoundTrip(t *testing.T, open Open) {
	l, reopen := open(t)
	w := newWorker(l)
	r, in := fullRecord("全", 100), fullInspection("全", 500)
	w.commit(t, all(r, in))
	if r.Revision != 1 || r.Change != 1 {
		t.Errorf("revision %d, change %d after the first commit; want 1, 1", r.Revision, r.Change)
	}
	want(t, l, r)
	wantInspection(t, l, in)
	l = reopen()
	want(t, l, r)
	wantInspection(t, l, in)
	if next, err := l.Offset(t.Context(), w.topic, w.partition); next != 1 || err != nil {
		t.Errorf("offset %d, %v; want 1", next, err)
	}
}

// testRewrite changes every field of a stored transcript, and again to nothing, with and without a restart in between:
// a back end may remember what it has stored.
func testRewrite(t *testing.T, open Open) {
	for name, restart := range map[string]bool{"going on": false, "restarted": true} {
		t.Run(name, func(t *testing.T) {
			l, reopen := open(t)
			w := newWorker(l)
			r := fullRecord("c-1", 100)
			r.Transcript.Closed = false
			w.commit(t, all(r, fullInspection("c-1", 500)))
			rewrite := func(to ledger.Record, in *tingjian.Inspection) {
				t.Helper()
				if restart {
					w.l = reopen()
				}
				to.Revision, to.Change = r.Revision, r.Change
				r = &to
				w.commit(t, all(r, in))
				want(t, w.l, r)
				wantInspection(t, w.l, in)
			}
			rewrite(*fullRecord("c-1", 2000), fullInspection("c-1", 3000))
			rewrite(ledger.Record{Transcript: tingjian.Transcript{ID: "c-1", Turns: []tingjian.Turn{{Speaker: tingjian.Bot, Text: "在"}}}}, &tingjian.Inspection{ID: "c-1"})
			rewrite(*fullRecord("c-1", 4000), fullInspection("c-1", 5000))
		})
	}
}

// testTimes stores times of every precision, with and without zones, at the ends of what RFC 3339 can say.
func testTimes(t *testing.T, open Open) {
	_, l := fresh(t, open)
	w := newWorker(l)
	times := []time.Time{
		{}, base, base.UTC(), base.In(nepal), base.Add(time.Nanosecond), base.Add(123 * time.Millisecond), base.Add(123456 * time.Microsecond),
		time.Date(1, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(0, 1, 1, 0, 0, 0, 0, beijing), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.FixedZone("", -5*60*60)),
	}
	for i, at := range times {
		r := talk(fmt.Sprint("c-", i), "", 0)
		r.Transcript.Turns = []tingjian.Turn{{Speaker: tingjian.Customer, At: at, Until: at, Text: "一"}}
		r.WakeAsOf = at
		if y := at.UTC().Year(); y >= 0 && y <= 9999 {
			r.Arrived, r.Wake = at, at
		}
		in := inspect(r)
		in.AsOf = at
		w.commit(t, all(r, in))
		want(t, l, r)
		wantInspection(t, l, in)
	}
}

// testDeadlines stores findings that the next turns decide, that the clock decides, and that nothing decides any more.
func testDeadlines(t *testing.T, open Open) {
	_, l := fresh(t, open)
	w := newWorker(l)
	r := talk("c-1", "u-1", 4)
	in := inspect(r, 1, 2, 3)
	in.Findings[0].Pending, in.Findings[0].DecidesAt = true, tingjian.Deadline{Pending: true}
	in.Findings[1].Pending, in.Findings[1].DecidesAt = true, tingjian.Deadline{Pending: true, At: base.Add(3 * time.Minute)}
	w.commit(t, all(r, in))
	wantInspection(t, l, in)

	in.Findings[0].Pending, in.Findings[0].DecidesAt = false, tingjian.Deadline{}
	in.Findings[1].DecidesAt.At = base.Add(4 * time.Minute)
	w.commit(t, ledger.Update{Record: r, FirstChanged: 4, Inspection: in})
	wantInspection(t, l, in)
}

func testFenced(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	b := w.batch(all(talk("c-1", "u-1", 1), nil))
	b.From, b.To = 5, 6
	wantErr(t, "commit from 5 where nothing was read", l.Commit(ctx, b), ledger.ErrFenced)

	w.commit(t, all(talk("c-1", "u-1", 1), nil))
	b = w.batch(all(talk("c-2", "u-1", 1), nil))
	b.From, b.To = 0, 1
	wantErr(t, "the same batch again", l.Commit(ctx, b), ledger.ErrFenced)
	b.To = 0
	wantErr(t, "a timer's batch of a worker that was overtaken", l.Commit(ctx, b), ledger.ErrFenced)
	if _, err := l.Load(ctx, "c-2"); !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("a fenced batch left its transcript: %v", err)
	}

	// A timer's batch moves nothing and passes; the partition beside it has an offset of its own.
	b = w.batch(all(talk("c-2", "u-1", 1), nil))
	b.To = b.From
	if err := l.Commit(ctx, b); err != nil {
		t.Errorf("a timer's batch: %v", err)
	}
	for partition, want := range map[int]int64{3: 1, 4: 0} {
		if next, err := l.Offset(ctx, w.topic, partition); next != want || err != nil {
			t.Errorf("offset of partition %d is %d, %v; want %d", partition, next, err, want)
		}
	}
}

func testConflict(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	r := talk("c-1", "u-1", 1)
	w.commit(t, all(r, nil))
	stale, err := l.Load(ctx, "c-1")
	if err != nil {
		t.Fatal(err)
	}
	say(r)
	w.commit(t, ledger.Update{Record: r, FirstChanged: 1})

	say(stale)
	for what, r := range map[string]*ledger.Record{
		"a stale record":              stale,
		"a record known as new":       talk("c-1", "u-1", 1),
		"a record that is not stored": {Transcript: tingjian.Transcript{ID: "c-9"}, Revision: 1},
	} {
		wantErr(t, what, l.Commit(ctx, w.batch(all(r, nil))), ledger.ErrConflict)
	}
	again := *r
	wantErr(t, "one transcript twice in a batch", l.Commit(ctx, w.batch(all(r, nil), all(&again, nil))), ledger.ErrConflict)
	want(t, l, r)
	if r.Revision != 2 {
		t.Errorf("revision %d after a commit that failed, want 2 as before", r.Revision)
	}
}

// testRefused tries batches that cannot be meant.
func testRefused(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	r := talk("c-1", "u-1", 2)
	gap := talk("c-2", "u-1", 2)
	for what, u := range map[string]ledger.Update{
		"no record":               {},
		"no id":                   all(&ledger.Record{}, nil),
		"first turn beyond":       {Record: r, FirstChanged: 3},
		"first turn negative":     {Record: r, FirstChanged: -1},
		"turns missing":           {Record: gap, FirstChanged: 1},
		"inspection of another":   all(r, inspect(gap)),
		"time that none can read": all(&ledger.Record{Transcript: tingjian.Transcript{ID: "c-3", Turns: []tingjian.Turn{{At: time.Date(12345, 1, 1, 0, 0, 0, 0, time.UTC)}}}}, nil),
	} {
		if err := l.Commit(ctx, w.batch(u)); err == nil {
			t.Errorf("%s: committed", what)
		}
	}
	backwards := w.batch()
	backwards.From, backwards.To = 0, -1
	if err := l.Commit(ctx, backwards); err == nil {
		t.Error("a batch that ends before it begins was committed")
	}
	if n, err := l.Count(ctx); n != (ledger.Counts{}) || err != nil {
		t.Errorf("refused batches left %+v, %v", n, err)
	}
}

// testAtomic lets a batch fail at its last transcript, after everything else was written.
func testAtomic(t *testing.T, open Open) {
	l, reopen := open(t)
	ctx := t.Context()
	w := newWorker(l)
	r := talk("c-1", "u-1", 2)
	w.commit(t, all(r, inspect(r, 1)))
	before := everything(t, l)

	changed := *r
	changed.Transcript.Turns = slices.Clone(r.Transcript.Turns)
	say(&changed)
	changed.Transcript.Merchant = "m-9"
	b := w.batch(
		ledger.Update{Record: &changed, FirstChanged: 2, Inspection: inspect(&changed, 1, 2)},
		all(talk("c-2", "u-2", 3), nil),
		all(talk("c-1", "u-1", 1), nil), // in conflict
	)
	b.DeadLetters = []ledger.DeadLetter{{Topic: w.topic, Partition: w.partition, Record: []byte("{"), Reason: "not JSON"}}
	wantErr(t, "batch", l.Commit(ctx, b), ledger.ErrConflict)
	if after := everything(t, l); after != before {
		t.Errorf("a batch that failed left\n%s\nbefore it was\n%s", after, before)
	}
	l = reopen()
	if after := everything(t, l); after != before {
		t.Errorf("a batch that failed left after opening again\n%s\nbefore it was\n%s", after, before)
	}
	// Nothing of the failure sticks to the record.
	b.Transcripts = b.Transcripts[:2]
	if err := l.Commit(ctx, b); err != nil {
		t.Errorf("the batch without what was wrong: %v", err)
	}
	want(t, l, &changed)
}

// testRace lets two workers fight for one partition: each offset must be won once, and nothing of a loser stays.
func testRace(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	const each = 150
	won := make([]int, 2)
	var group sync.WaitGroup
	for me := range won {
		group.Go(func() {
			for won[me] < each {
				from, err := l.Offset(ctx, "t", 0)
				if err != nil {
					t.Errorf("offset: %v", err)
					return
				}
				r := talk(fmt.Sprintf("c-%d", from), "u", 2)
				r.Transcript.Team = fmt.Sprint("worker ", me)
				err = l.Commit(ctx, &ledger.Batch{Topic: "t", From: from, To: from + 1, Transcripts: []ledger.Update{all(r, inspect(r, 1))}})
				switch {
				case err == nil:
					won[me]++
				case !errors.Is(err, ledger.ErrFenced):
					t.Errorf("commit: %v", err)
					return
				}
			}
		})
	}
	group.Wait()
	next, err := l.Offset(ctx, "t", 0)
	if next != 2*each || err != nil {
		t.Errorf("offset %d, %v; want %d", next, err, 2*each)
	}
	n, err := l.Count(ctx)
	if n != (ledger.Counts{Transcripts: 2 * each, Turns: 4 * each, Inspections: 2 * each, Findings: 2 * each}) || err != nil {
		t.Errorf("count %+v, %v", n, err)
	}
	by := map[string]int{}
	for r, err := range l.Transcripts(ctx, time.Time{}) {
		if err != nil {
			t.Fatal(err)
		}
		by[r.Transcript.Team]++
	}
	if by["worker 0"] != each || by["worker 1"] != each {
		t.Errorf("%v transcripts by worker, want %d each", by, each)
	}
}

// testBeside reads while another goroutine writes: every reader sees whole batches.
func testBeside(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	r := talk("c-1", "u-1", 1)
	w.commit(t, all(r, inspect(r, 0)))
	done, stop := context.WithCancel(ctx)
	defer stop()
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for done.Err() == nil {
				got, err := l.Load(ctx, "c-1")
				if err != nil {
					t.Errorf("load: %v", err)
					return
				}
				if turns := len(got.Transcript.Turns); int64(turns) != got.Revision {
					t.Errorf("revision %d with %d turns", got.Revision, turns)
					return
				}
				in, err := l.Inspection(ctx, "c-1")
				if err != nil {
					t.Errorf("inspection: %v", err)
					return
				}
				if a, b := len(in.Findings), len(in.Scores.Warmth.Receipt); a != b {
					t.Errorf("%d findings with a receipt of %d", a, b)
					return
				}
			}
		})
	}
	for i := range 200 {
		say(r)
		var turns []int
		for k := range i%7 + 1 {
			turns = append(turns, k)
		}
		w.commit(t, ledger.Update{Record: r, FirstChanged: i + 1, Inspection: inspect(r, turns...)})
	}
	stop()
	group.Wait()
}

func testCancelled(t *testing.T, open Open) {
	_, l := fresh(t, open)
	w := newWorker(l)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantErr(t, "commit", l.Commit(ctx, w.batch(all(talk("c-1", "", 1), nil))), context.Canceled)
	_, err := l.Load(ctx, "c-1")
	wantErr(t, "load", err, context.Canceled)
	w.commit(t, all(talk("c-1", "", 1), nil))
}

// testClosed uses a ledger after it was closed.
func testClosed(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	if err := l.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	if err := l.Commit(ctx, newWorker(l).batch()); err == nil {
		t.Error("commit after close succeeded")
	}
	if _, err := l.Load(ctx, "c-1"); err == nil || errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("load after close: %v, want an error", err)
	}
}
