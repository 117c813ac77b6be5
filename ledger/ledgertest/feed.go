package ledgertest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

func testFeed(t *testing.T, open Open) {
	l, reopen := open(t)
	ctx := t.Context()
	w := newWorker(l)
	r := map[string]*ledger.Record{}
	for _, id := range []string{"c-1", "c-2", "c-3"} {
		r[id] = talk(id, "u-"+id, 1)
	}
	read := func(after int64, limit int) []string { return readFeed(t, l, after, limit) }
	check := func(got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("changes of %q, want %q", got, want)
		}
	}
	w.commit(t, all(r["c-1"], nil), all(r["c-2"], nil))
	w.commit(t, all(r["c-3"], nil))
	check(read(0, 10), "c-1", "c-2", "c-3")
	seen := r["c-2"].Change
	check(read(seen, 10), "c-3")
	check(read(0, 2), "c-1", "c-2")
	w.commit(t, all(r["c-1"], nil)) // moves to the end, once
	check(read(0, 10), "c-2", "c-3", "c-1")
	check(read(seen, 10), "c-3", "c-1")

	if n, err := l.Erase(ctx, "u-c-3"); n != 1 || err != nil {
		t.Fatalf("erased %d, %v", n, err)
	}
	check(read(0, 10), "c-2", "c-1", "c-3 erased")
	// Positions never come twice, even when the last ones were erased and the ledger was closed.
	l = reopen()
	w.l = l
	last := r["c-1"].Change
	w.commit(t, all(talk("c-4", "", 1), nil))
	check(read(last, 10), "c-3 erased", "c-4")
	// A conversation that comes back is a new one.
	back := talk("c-3", "u-c-3", 1)
	w.commit(t, all(back, nil))
	check(read(last, 10), "c-4", "c-3")
	if n, err := l.Erase(ctx, "u-c-3"); n != 1 || err != nil {
		t.Fatalf("erased %d, %v", n, err)
	}
	check(read(last, 10), "c-4", "c-3 erased")
}

// readFeed names the changes after a position, and looks whether they agree with the records.
func readFeed(t *testing.T, l ledger.Ledger, after int64, limit int) (list []string) {
	t.Helper()
	changes, err := l.Changes(t.Context(), after, limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		s := c.ID
		if c.Erased {
			s += " erased"
		} else if got, err := l.Load(t.Context(), c.ID); err != nil || got.Change != c.Position {
			t.Errorf("change %d of %s, its record says %+v, %v", c.Position, c.ID, got, err)
		}
		list = append(list, s)
	}
	if !slices.IsSortedFunc(changes, func(a, b ledger.Change) int { return cmp.Compare(a.Position, b.Position) }) {
		t.Errorf("changes out of order: %v", changes)
	}
	return list
}

func testCursor(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	for _, position := range []int64{0, 7, 3, 0} {
		if err := l.SetCursor(ctx, "search", position); err != nil {
			t.Fatal(err)
		}
		if got, err := l.Cursor(ctx, "search"); got != position || err != nil {
			t.Errorf("cursor %d, %v; want %d", got, err, position)
		}
	}
	if got, err := l.Cursor(ctx, "topics"); got != 0 || err != nil {
		t.Errorf("cursor of a new follower %d, %v; want 0", got, err)
	}
}

// fullLetter is a dead letter with every field set.
func fullLetter(seed int) ledger.DeadLetter {
	d := fill[ledger.DeadLetter](seed)
	d.ID, d.Record = 0, []byte("{\"id\":\"残\u0000\ufffd\" 没完")
	return d
}

func showLetter(d ledger.DeadLetter) string {
	return fmt.Sprintf("%d %s/%d %d %q %q %q %s %s", d.ID, d.Topic, d.Partition, d.Offset, d.Key, d.Record, d.Reason, instant(d.Arrived), instant(d.Replayed))
}

func testDeadLetters(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	var given []ledger.DeadLetter
	for i := range 5 {
		d := fullLetter(i * 100)
		if i == 4 {
			d = ledger.DeadLetter{Topic: "t", Reason: "empty"}
		}
		b := w.batch()
		b.DeadLetters = []ledger.DeadLetter{d}
		if err := l.Commit(ctx, b); err != nil {
			t.Fatal(err)
		}
		w.next++
		given = append(given, d)
	}
	list, err := l.DeadLetters(ctx, 0, 10)
	if err != nil || len(list) != 5 {
		t.Fatalf("%d dead letters, %v; want 5", len(list), err)
	}
	for i, d := range list {
		want := given[i]
		want.ID = d.ID
		if showLetter(d) != showLetter(want) {
			t.Errorf("dead letter\n%s, want\n%s", showLetter(d), showLetter(want))
		}
		one, err := l.DeadLetter(ctx, d.ID)
		if err != nil || showLetter(*one) != showLetter(want) {
			t.Errorf("dead letter %d alone: %v, %v", d.ID, one, err)
		}
	}
	page, err := l.DeadLetters(ctx, list[1].ID, 2)
	if err != nil || len(page) != 2 || page[0].ID != list[2].ID || page[1].ID != list[3].ID {
		t.Errorf("the two after %d: %v, %v", list[1].ID, page, err)
	}
	if err := l.MarkReplayed(ctx, list[4].ID, base); err != nil {
		t.Fatal(err)
	}
	if d, err := l.DeadLetter(ctx, list[4].ID); err != nil || !d.Replayed.Equal(base) {
		t.Errorf("replayed %v, %v; want %v", d, err, base)
	}
	wantErr(t, "mark one that is not there", l.MarkReplayed(ctx, 1<<40, time.Now()), ledger.ErrNotFound)
	_, err = l.DeadLetter(ctx, 1<<40)
	wantErr(t, "read one that is not there", err, ledger.ErrNotFound)
}

func testErase(t *testing.T, open Open) {
	l, reopen := open(t)
	ctx := t.Context()
	w := newWorker(l)
	mine, other, closed := talk("c-1", "u-1", 3), talk("c-2", "u-2", 3), talk("c-3", "u-1", 2)
	unknown := talk("c-4", "", 2)
	closed.Transcript.Closed = true
	in := inspect(mine, 1)
	b := w.batch(all(mine, in), all(other, inspect(other, 1)), all(closed, inspect(closed, 1)), all(unknown, nil))
	for _, d := range []struct{ key, record string }{
		{"u-1", "{"},
		{"c-1", "{"},
		{"", `{"id":"x","customer" : "u-1",`},
		{"", `{"id":"x","customer":"\u0075-1"}`},
		{"", `{"id":"c-1","turns":[{"speaker":"nobody"}]}`},
		{"tenant-7", `{"turns":[{"text":"我的"}],"id" : "c-3"`},
		{`{"id":"c-3"}`, "{"},
		{`"u-1"`, "{"},
		{"u-2", `{"customer":"u-2","order":"u-1"}`},
		{"", `{"customer":"u-11"}`},
		{"", `{"id":"c-2","turns":[{"text":"c-1"}]}`},
	} {
		b.DeadLetters = append(b.DeadLetters, ledger.DeadLetter{Topic: "t", Key: d.key, Record: []byte(d.record)})
	}
	if err := l.Commit(ctx, b); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Erase(ctx, ""); err == nil {
		t.Error("erasing nobody was done")
	}
	if n, err := l.Erase(ctx, "u-1"); n != 2 || err != nil {
		t.Fatalf("erased %d, %v; want 2", n, err)
	}
	if n, err := l.Erase(ctx, "u-1"); n != 0 || err != nil {
		t.Errorf("erased %d the second time, %v; want 0", n, err)
	}
	l = reopen()
	for _, id := range []string{"c-1", "c-3"} {
		_, err := l.Load(ctx, id)
		wantErr(t, "load an erased one", err, ledger.ErrNotFound)
		_, err = l.Inspection(ctx, id)
		wantErr(t, "inspection of an erased one", err, ledger.ErrNotFound)
		_, err = l.Owner(ctx, id)
		wantErr(t, "owner of an erased one", err, ledger.ErrNotFound)
	}
	_, _, err := l.Finding(ctx, in.Findings[0].ID)
	wantErr(t, "finding of an erased one", err, ledger.ErrNotFound)
	for p, err := range l.PartyScores(ctx, "", base.AddDate(-1, 0, 0), base.AddDate(1, 0, 0)) {
		t.Errorf("party score %v, %v of an erased one", p, err)
	}
	n, err := l.Count(ctx)
	if n != (ledger.Counts{Transcripts: 2, Turns: 5, Inspections: 1, Findings: 1, DeadLetters: 3}) || err != nil {
		t.Errorf("count %+v, %v", n, err)
	}
	want(t, l, other)
	want(t, l, unknown)
}

// testEraseNumbers erases a customer whose source writes identifiers as numbers, which is what its messages are refused for.
func testEraseNumbers(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	mine := talk("70012", "4711", 2)
	b := w.batch(all(mine, inspect(mine, 1)))
	for _, record := range []string{`{"id":70012,"turns":[]}`, `{"id":"x","customer": 4711}`, `{"id":700123,"customer":47110}`} {
		b.DeadLetters = append(b.DeadLetters, ledger.DeadLetter{Topic: "t", Record: []byte(record)})
	}
	if err := l.Commit(ctx, b); err != nil {
		t.Fatal(err)
	}
	if n, err := l.Erase(ctx, "4711"); n != 1 || err != nil {
		t.Fatalf("erased %d, %v; want 1", n, err)
	}
	if left, err := l.DeadLetters(ctx, 0, 10); err != nil || len(left) != 1 || string(left[0].Record) != `{"id":700123,"customer":47110}` {
		t.Errorf("dead letters left %+v, %v; want the one of somebody else", left, err)
	}
}

// testComesBack stores a conversation again that was erased while a worker still held it.
func testComesBack(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	w := newWorker(l)
	mine := talk("c-1", "u-1", 3)
	w.commit(t, all(mine, inspect(mine, 1)))
	if n, err := l.Erase(ctx, "u-1"); n != 1 || err != nil {
		t.Fatalf("erased %d, %v; want 1", n, err)
	}
	say(mine)
	wantErr(t, "commit of an erased one", l.Commit(ctx, w.batch(ledger.Update{Record: mine, FirstChanged: 3})), ledger.ErrConflict)
	again := talk("c-1", "u-1", 1)
	w.commit(t, all(again, nil))
	want(t, l, again)
	_, err := l.Inspection(ctx, "c-1")
	wantErr(t, "inspection of the erased one", err, ledger.ErrNotFound)
	say(again)
	w.commit(t, ledger.Update{Record: again, FirstChanged: 1, Inspection: inspect(again, 1)})
	want(t, l, again)
}
