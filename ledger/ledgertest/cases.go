package ledgertest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

func testCases(t *testing.T, open Open) {
	l, reopen := open(t)
	ctx := t.Context()
	w := newWorker(l)
	first, second, running, other := talk("c-1", "u-1", 3), talk("c-2", "u-1", 2), talk("c-3", "u-1", 2), talk("c-4", "u-2", 2)
	first.Transcript.Closed, second.Transcript.Closed, other.Transcript.Closed = true, true, true
	if err := l.Commit(ctx, w.batch(all(first, inspect(first, 1)), all(second, inspect(second, 1)), all(running, inspect(running, 1)), all(other, nil))); err != nil {
		t.Fatal(err)
	}

	ripe, err := l.Ripe(ctx, 0, 10)
	if err != nil || len(ripe) != 3 || ripe[0].Customer != "u-1" || ripe[2].Customer != "u-2" {
		t.Fatalf("ripe %+v, %v; want the three closed conversations", ripe, err)
	}
	if ripe, err = l.Ripe(ctx, ripe[1].Position, 10); err != nil || len(ripe) != 1 {
		t.Errorf("ripe after the second %+v, %v", ripe, err)
	}
	closed, err := l.Closed(ctx, "u-1")
	if err != nil || len(closed) != 2 || closed[0].Transcript.ID != "c-1" || len(closed[0].Transcript.Turns) != 3 || closed[1].Inspection.ID != "c-2" {
		t.Fatalf("closed %+v, %v", closed, err)
	}
	if closed, err = l.Closed(ctx, "u-2"); err != nil || len(closed) != 0 {
		t.Errorf("closed without inspection %+v, %v; want none", closed, err)
	}

	c := tingjian.Case{
		ID: tingjian.CaseID("u-1", "o-1", "c-1"), Customer: "u-1", Order: "o-1", AsOf: base.UTC(), Transcripts: []string{"c-1", "c-2"}, Contacts: 2,
		Channels: []tingjian.Channel{tingjian.Chat, tingjian.Call}, Opened: base.Add(-time.Hour).UTC(), Remedy: "refund", Amount: 12.5,
		Promises: []tingjian.Promise{{Transcript: "c-1", Turn: 1, End: 6, Text: "回电", Status: tingjian.Broken}},
		Handoffs: [][2]string{{"a-1", "a-2"}}, Bounces: 1, Retold: 2,
		Journey: []tingjian.Contact{{Transcript: "c-1", Parties: []string{"a-1"}, Resolution: "unresolved"}}, Findings: []tingjian.CaseFinding{},
	}
	if err := l.PutCases(ctx, "u-1", []tingjian.Case{c}); err != nil {
		t.Fatal(err)
	}
	gone := c
	gone.Transcripts = []string{"c-1", "c-9"}
	wantErr(t, "a case with a conversation that is not there", l.PutCases(ctx, "u-1", []tingjian.Case{gone}), ledger.ErrConflict)
	if err := l.PutCases(ctx, "", nil); err == nil {
		t.Error("cases of nobody were taken")
	}
	l = reopen()
	for what, read := range map[string]func() (*tingjian.Case, error){
		"by id":            func() (*tingjian.Case, error) { return l.Case(ctx, c.ID) },
		"by conversation":  func() (*tingjian.Case, error) { return l.CaseOf(ctx, "c-2") },
		"among all":        func() (*tingjian.Case, error) { return oneCase(l, t, time.Time{}) },
		"among the recent": func() (*tingjian.Case, error) { return oneCase(l, t, base) },
	} {
		got, err := read()
		if err != nil || marshal(t, got) != marshal(t, &c) {
			t.Errorf("%s: %+v, %v; want %+v", what, got, err, c)
		}
	}
	for c, err := range l.Cases(ctx, base.Add(time.Second)) {
		t.Errorf("later than all: %+v, %v", c, err)
	}
	_, err = l.CaseOf(ctx, "c-3")
	wantErr(t, "a conversation without a case", err, ledger.ErrNotFound)

	c.Transcripts = []string{"c-2"}
	if err := l.PutCases(ctx, "u-1", []tingjian.Case{c}); err != nil {
		t.Fatal(err)
	}
	_, err = l.CaseOf(ctx, "c-1")
	wantErr(t, "a conversation that left its case", err, ledger.ErrNotFound)
	if _, err := l.Erase(ctx, "u-1"); err != nil {
		t.Fatal(err)
	}
	_, err = l.Case(ctx, c.ID)
	wantErr(t, "the case of an erased customer", err, ledger.ErrNotFound)
}

// testClosedAtMost has a customer who is in truth everybody without an account.
func testClosedAtMost(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	var updates []ledger.Update
	for i := range ledger.ClosedAtMost + 20 {
		r := talk(fmt.Sprintf("c-%03d", i*7%(ledger.ClosedAtMost+20)), "guest", 1)
		r.Transcript.Closed = true
		for j := range r.Transcript.Turns {
			r.Transcript.Turns[j].At = base.Add(time.Duration(i) * time.Minute)
		}
		updates = append(updates, all(r, inspect(r, 1)))
	}
	if err := l.Commit(ctx, w.batch(updates...)); err != nil {
		t.Fatal(err)
	}
	closed, err := l.Closed(ctx, "guest")
	if err != nil || len(closed) != ledger.ClosedAtMost {
		t.Fatalf("%d closed conversations, %v; want %d", len(closed), err, ledger.ClosedAtMost)
	}
	for i, c := range closed {
		if i > 0 && closed[i-1].Transcript.ID >= c.Transcript.ID || c.Transcript.Latest().Before(base.Add(20*time.Minute)) {
			t.Fatalf("%s of %s after %s, want the newest, by id", c.Transcript.ID, c.Transcript.Latest(), closed[max(0, i-1)].Transcript.ID)
		}
	}
	w.next++
	giant := talk("giant", "guest", 3)
	giant.Transcript.Closed = true
	turn := giant.Transcript.Turns[2]
	turn.Seq = nil
	turn.At = base.AddDate(0, 1, 0)
	giant.Transcript.Turns = append(giant.Transcript.Turns, slices.Repeat([]tingjian.Turn{turn}, ledger.ClosedTurns)...)
	for i := range giant.Transcript.Turns {
		giant.Transcript.Turns[i].At = turn.At
	}
	if err := l.Commit(ctx, w.batch(all(giant, inspect(giant, 1)))); err != nil {
		t.Fatal(err)
	}
	if closed, err = l.Closed(ctx, "guest"); err != nil || len(closed) != 1 || closed[0].Transcript.ID != "giant" {
		t.Errorf("%d closed conversations, %v; want the giant alone", len(closed), err)
	}
}

// oneCase is the only case since.
func oneCase(l ledger.Ledger, t *testing.T, since time.Time) (*tingjian.Case, error) {
	var found []*tingjian.Case
	for c, err := range l.Cases(t.Context(), since) {
		if err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	if len(found) != 1 {
		t.Fatalf("%d cases, want 1", len(found))
	}
	return found[0], nil
}
