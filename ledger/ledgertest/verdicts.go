package ledgertest

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
)

// judged is a ledger with two inspected conversations of u-1 and one of u-2.
func judged(t *testing.T, open Open) (l ledger.Ledger, reopen func() ledger.Ledger, w *worker) {
	l, reopen = open(t)
	w = newWorker(l)
	var updates []ledger.Update
	for _, r := range []*ledger.Record{talk("c-1", "u-1", 3), talk("c-2", "u-1", 2), talk("c-3", "u-2", 2)} {
		r.Transcript.Closed = true
		updates = append(updates, all(r, inspect(r, 1)))
	}
	w.commit(t, updates...)
	return l, reopen, w
}

// opinion is a verdict with every field of its own.
func opinion(transcript, finding, by string, d tingjian.Decision, minutes int) *tingjian.Verdict {
	v := fill[tingjian.Verdict](minutes)
	v.ID, v.Appeal = 0, 0
	v.Transcript, v.Finding, v.By, v.Decision, v.At = transcript, finding, by, d, base.Add(time.Duration(minutes)*time.Minute).UTC()
	return &v
}

func wantVerdicts(t *testing.T, what string, got []tingjian.Verdict, err error, want ...*tingjian.Verdict) {
	t.Helper()
	if err != nil || len(got) != len(want) {
		t.Fatalf("%s: %d verdicts, %v; want %d", what, len(got), err, len(want))
	}
	for i := range got {
		if g, w := marshal(t, &got[i]), marshal(t, want[i]); g != w {
			t.Errorf("%s: verdict %d is\n%s\nwant\n%s", what, i, g, w)
		}
	}
}

// wantSince checks all verdicts since a time.
func wantSince(t *testing.T, l ledger.Ledger, since time.Time, want ...*tingjian.Verdict) {
	t.Helper()
	var got []tingjian.Verdict
	collect(t, l.Verdicts(t.Context(), since), func(v tingjian.Verdict) string { got = append(got, v); return "" })
	wantVerdicts(t, "since "+since.String(), got, nil, want...)
}

// testVerdicts: they are kept as given, in order, and neither a new inspection nor a restart touches them.
func testVerdicts(t *testing.T, open Open) {
	l, reopen, w := judged(t, open)
	ctx := t.Context()
	first := opinion("c-1", "f-1", "lin", tingjian.Overturn, 1)
	second, third := opinion("c-1", "f-1", "wang", tingjian.Confirm, 2), opinion("c-3", "f-9", "lin", tingjian.Add, 3)
	if err := l.Judge(ctx, first, second); err != nil {
		t.Fatal(err)
	}
	if err := l.Judge(ctx, third); err != nil || first.ID <= 0 || second.ID <= first.ID || third.ID <= second.ID {
		t.Fatalf("ids %d, %d, %d, %v; want them to rise", first.ID, second.ID, third.ID, err)
	}
	wantErr(t, "a verdict on a conversation that is not there", l.Judge(ctx, opinion("c-9", "f-1", "lin", tingjian.Confirm, 4)), ledger.ErrNotFound)
	for what, spoil := range map[string]func(*tingjian.Verdict){
		"nobody":      func(v *tingjian.Verdict) { v.By = "" },
		"no time":     func(v *tingjian.Verdict) { v.At = time.Time{} },
		"no decision": func(v *tingjian.Verdict) { v.Decision = "perhaps" },
		"no finding":  func(v *tingjian.Verdict) { v.Finding = "" },
	} {
		bad := opinion("c-1", "f-1", "lin", tingjian.Confirm, 5)
		spoil(bad)
		if err := l.Judge(ctx, opinion("c-1", "f-2", "lin", tingjian.Confirm, 5), bad); err == nil {
			t.Errorf("%s: a verdict of that kind was taken", what)
		}
	}
	r, err := l.Load(ctx, "c-1")
	if err != nil {
		t.Fatal(err)
	}
	w.commit(t, all(r, inspect(r)))
	l = reopen()
	got, err := l.VerdictsOn(ctx, "c-1")
	wantVerdicts(t, "on c-1", got, err, first, second)
	got, err = l.VerdictsOf(ctx, "f-9")
	wantVerdicts(t, "of f-9", got, err, third)
	wantSince(t, l, time.Time{}, first, second, third)
	wantSince(t, l, third.At, third)
	ids, err := l.JudgedBetween(ctx, "", base.Add(-24*time.Hour), base.Add(24*time.Hour))
	if err != nil || !slices.Equal(ids, []string{"c-1", "c-3"}) {
		t.Errorf("judged of that day %v, %v; want c-1 and c-3", ids, err)
	}
	if ids, err = l.JudgedBetween(ctx, "m-1", base.Add(-24*time.Hour), base.Add(24*time.Hour)); err != nil || len(ids) != 2 {
		t.Errorf("judged of the merchant %v, %v; want two", ids, err)
	}
	if ids, err = l.JudgedBetween(ctx, "m-2", base.Add(-24*time.Hour), base.Add(24*time.Hour)); err != nil || len(ids) != 0 {
		t.Errorf("judged of another merchant %v, %v; want none", ids, err)
	}
	if ids, err = l.JudgedBetween(ctx, "", base.Add(24*time.Hour), base.Add(48*time.Hour)); err != nil || len(ids) != 0 {
		t.Errorf("judged of the next day %v, %v; want none", ids, err)
	}
	if _, err := l.Erase(ctx, "u-1"); err != nil {
		t.Fatal(err)
	}
	wantSince(t, l, time.Time{}, third)
}

// testAppeals: one a finding, decided once, by somebody who neither made it nor judged before.
func testAppeals(t *testing.T, open Open) {
	l, reopen, _ := judged(t, open)
	ctx := t.Context()
	make := func(transcript, finding string, due int) *ledger.Appeal {
		a := fill[ledger.Appeal](due)
		a.ID, a.Transcript, a.Finding, a.By = 0, transcript, finding, "a-17"
		a.At, a.Due = base.UTC(), base.Add(time.Duration(due)*time.Hour).UTC()
		a.Closed, a.Decision, a.DecidedBy, a.Answer = time.Time{}, "", "", ""
		return &a
	}
	if err := l.Judge(ctx, opinion("c-1", "f-1", "lin", tingjian.Confirm, 1)); err != nil {
		t.Fatal(err)
	}
	late, soon := make("c-1", "f-1", 72), make("c-3", "f-3", 24)
	if err := errors.Join(l.PutAppeal(ctx, late), l.PutAppeal(ctx, soon)); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "a second appeal of the same finding", l.PutAppeal(ctx, make("c-1", "f-1", 5)), ledger.ErrAppealed)
	wantErr(t, "an appeal on a conversation that is not there", l.PutAppeal(ctx, make("c-9", "f-2", 5)), ledger.ErrNotFound)
	nothing := make("c-2", "f-2", 5)
	nothing.Reason = ""
	if err := l.PutAppeal(ctx, nothing); err == nil {
		t.Error("an appeal without a reason was taken")
	}
	wantErr(t, "an ordinary verdict on an appealed finding", l.Judge(ctx, opinion("c-1", "f-1", "wang", tingjian.Overturn, 2)), ledger.ErrAppealed)
	open2, err := l.OpenAppeals(ctx, "", 10)
	if err != nil || len(open2) != 2 || marshal(t, &open2[0]) != marshal(t, soon) || marshal(t, &open2[1]) != marshal(t, late) {
		t.Fatalf("open %+v, %v; want the one due first before the other", open2, err)
	}
	for person, want := range map[string]int{"wang": 2, "a-17": 0, "lin": 1} { // lin judged f-1
		if may, err := l.OpenAppeals(ctx, person, 10); err != nil || len(may) != want {
			t.Errorf("%s may decide %+v, %v; want %d", person, may, err, want)
		}
	}

	wantErr(t, "decided by who judged before", l.DecideAppeal(ctx, late.ID, opinion("", "", "lin", tingjian.Overturn, 3)), ledger.ErrPartial)
	wantErr(t, "decided by who appealed", l.DecideAppeal(ctx, late.ID, opinion("", "", "a-17", tingjian.Overturn, 3)), ledger.ErrPartial)
	wantErr(t, "an appeal that is not there", l.DecideAppeal(ctx, 99, opinion("", "", "wang", tingjian.Overturn, 3)), ledger.ErrNotFound)
	if err := l.DecideAppeal(ctx, late.ID, opinion("", "", "wang", tingjian.Add, 3)); err == nil {
		t.Error("an appeal was decided by adding")
	}
	v := opinion("", "", "wang", tingjian.Overturn, 4)
	if err := l.DecideAppeal(ctx, late.ID, v); err != nil {
		t.Fatal(err)
	}
	wantErr(t, "decided twice", l.DecideAppeal(ctx, late.ID, opinion("", "", "zhao", tingjian.Confirm, 5)), ledger.ErrConflict)
	wantErr(t, "an ordinary verdict after the decision", l.Judge(ctx, opinion("c-1", "f-1", "zhao", tingjian.Confirm, 6)), ledger.ErrAppealed)
	wantErr(t, "another appeal after the decision", l.PutAppeal(ctx, make("c-1", "f-1", 5)), ledger.ErrAppealed)

	l = reopen()
	late.Closed, late.Decision, late.DecidedBy, late.Answer = v.At, tingjian.Overturn, "wang", v.Reason
	on, err := l.AppealsOn(ctx, "c-1")
	if err != nil || len(on) != 1 || marshal(t, &on[0]) != marshal(t, late) {
		t.Errorf("on c-1 %+v, %v; want %+v", on, err, late)
	}
	if of, err := l.AppealOf(ctx, "f-1"); err != nil || marshal(t, of) != marshal(t, late) {
		t.Errorf("of f-1 %+v, %v; want %+v", of, err, late)
	}
	_, err = l.AppealOf(ctx, "none")
	wantErr(t, "the appeal of nothing", err, ledger.ErrNotFound)
	all, err := l.Appeals(ctx, time.Time{})
	if err != nil || len(all) != 2 {
		t.Errorf("all %+v, %v", all, err)
	}
	verdicts, err := l.VerdictsOn(ctx, "c-1")
	if err != nil || len(verdicts) != 2 || verdicts[1].Appeal != late.ID || verdicts[1].Finding != "f-1" || verdicts[1].Mark != late.Mark {
		t.Errorf("verdicts %+v, %v; want the decision among them with the mark of the appeal", verdicts, err)
	}
	if _, err := l.Erase(ctx, "u-2"); err != nil {
		t.Fatal(err)
	}
	if all, err = l.OpenAppeals(ctx, "", 10); err != nil || len(all) != 0 {
		t.Errorf("open after its customer was erased %+v, %v", all, err)
	}
}

// testReviews: draws stay as they were drawn, and wait until as many people as wanted have been through them.
func testReviews(t *testing.T, open Open) {
	l, reopen, _ := judged(t, open)
	ctx := t.Context()
	draw := func(id, kind string, tier, wanted int, order int64) ledger.Draw {
		return ledger.Draw{Transcript: id, Kind: kind, Tier: tier, Chance: 0.25, Uniform: 0.02, Order: order, At: base.UTC(), Wanted: wanted}
	}
	if err := l.PutDraws(ctx, []ledger.Draw{draw("c-1", "risk", 1, 1, 5), draw("c-2", "risk", 3, 2, 9), draw("c-3", "random", 0, 1, 1), draw("c-9", "risk", 3, 1, 1)}); err != nil {
		t.Fatal(err)
	}
	if err := l.PutDraws(ctx, []ledger.Draw{draw("c-1", "random", 2, 2, 7), draw("c-2", "risk", 3, 1, 9)}); err != nil { // again: only a greater Wanted counts
		t.Fatal(err)
	}
	one, err := l.Draw(ctx, "c-1")
	want := draw("c-1", "risk", 1, 2, 5)
	if want.Merchant, want.Done = one.Merchant, one.Done; err != nil || !reflect.DeepEqual(*one, want) {
		t.Errorf("draw %+v, %v; want %+v", one, err, want)
	}
	_, err = l.Draw(ctx, "c-9")
	wantErr(t, "a draw of a conversation that is not there", err, ledger.ErrNotFound)
	waiting := func(kind, person string, want ...string) {
		t.Helper()
		found, err := l.Waiting(ctx, kind, person, base, 10)
		var ids []string
		for _, d := range found {
			ids = append(ids, d.Transcript)
		}
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("%s waiting for %s: %v, %v; want %v", kind, person, ids, err, want)
		}
	}
	waiting("risk", "lin", "c-2", "c-1")
	waiting("random", "lin", "c-3")
	finish := func(id, by string) {
		t.Helper()
		if err := l.Finish(ctx, id, ledger.Review{By: by, At: base.Add(time.Hour).UTC()}); err != nil {
			t.Fatal(err)
		}
	}
	finish("c-2", "lin")
	finish("c-2", "lin")
	finish("c-3", "lin")
	wantErr(t, "a review of what was never drawn", l.Finish(ctx, "c-9", ledger.Review{By: "lin", At: base}), ledger.ErrNotFound)
	l = reopen()
	waiting("risk", "lin", "c-1")
	waiting("risk", "wang", "c-2", "c-1")
	waiting("random", "wang")
	finish("c-2", "wang")
	waiting("risk", "zhao", "c-1")
	all, err := l.Draws(ctx, base)
	if err != nil || len(all) != 3 || !all[1].DoneBy("lin") || !all[1].DoneBy("wang") || all[0].DoneBy("lin") || !all[1].Done[0].At.Equal(base.Add(time.Hour)) {
		t.Errorf("draws %+v, %v", all, err)
	}
	if all, err = l.Draws(ctx, base.Add(time.Second)); err != nil || len(all) != 0 {
		t.Errorf("draws after all %+v, %v", all, err)
	}
	if _, err := l.Erase(ctx, "u-1"); err != nil {
		t.Fatal(err)
	}
	if all, err = l.Draws(ctx, base); err != nil || len(all) != 1 || all[0].Transcript != "c-3" {
		t.Errorf("draws after u-1 was erased %+v, %v", all, err)
	}
}

// testQueue: the uniform sample waits in the order of chance, whatever the risk, since estimates take those of it that were reviewed for
// a random part of it. What somebody asks to have reviewed once more waits anew, however long ago it was drawn.
func testQueue(t *testing.T, open Open) {
	l, _, _ := judged(t, open)
	ctx := t.Context()
	draw := func(id, kind string, tier, wanted int, order int64, days int) ledger.Draw {
		return ledger.Draw{Transcript: id, Kind: kind, Tier: tier, Chance: 0.25, Uniform: 0.02, Order: order, At: base.AddDate(0, 0, days).UTC(), Wanted: wanted}
	}
	if err := l.PutDraws(ctx, []ledger.Draw{draw("c-1", "random", 3, 1, 9, 0), draw("c-2", "random", 0, 1, 1, 0), draw("c-3", "random", 2, 1, 5, 0)}); err != nil {
		t.Fatal(err)
	}
	waiting := func(what string, since time.Time, want ...string) {
		t.Helper()
		found, err := l.Waiting(ctx, "random", "lin", since, 10)
		var ids []string
		for _, d := range found {
			ids = append(ids, d.Transcript)
		}
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("%s: %v wait, %v; want %v", what, ids, err, want)
		}
	}
	waiting("the uniform sample", base, "c-2", "c-3", "c-1")
	later := base.AddDate(0, 0, 20)
	if err := l.PutDraws(ctx, []ledger.Draw{draw("c-1", "random", 3, 1, 9, 30), draw("c-3", "asked", 0, 2, 0, 30)}); err != nil {
		t.Fatal(err)
	}
	waiting("a second review was asked for after twenty days", later, "c-3")
}

func testSearches(t *testing.T, open Open) {
	l, reopen := open(t)
	ctx := t.Context()
	for _, q := range []ledger.SavedSearch{{Owner: "lin", Name: "b", Query: "old"}, {Owner: "lin", Name: "a", Query: "没有办法"}, {Owner: "wang", Name: "b", Query: "x"}, {Owner: "lin", Name: "b", Query: "code:rude"}} {
		if err := l.PutSearch(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.PutSearch(ctx, ledger.SavedSearch{Owner: "lin"}); err == nil {
		t.Error("a saved search without a name was taken")
	}
	l = reopen()
	if err := l.DropSearch(ctx, "wang", "b"); err != nil {
		t.Fatal(err)
	}
	if err := l.DropSearch(ctx, "wang", "none"); err != nil {
		t.Errorf("dropping what is not there: %v", err)
	}
	got, err := l.Searches(ctx, "lin")
	if want := []ledger.SavedSearch{{Owner: "lin", Name: "a", Query: "没有办法"}, {Owner: "lin", Name: "b", Query: "code:rude"}}; err != nil || !slices.Equal(got, want) {
		t.Errorf("searches of lin %+v, %v; want %+v", got, err, want)
	}
	if got, err = l.Searches(ctx, "wang"); err != nil || len(got) != 0 {
		t.Errorf("searches of wang %+v, %v", got, err)
	}
}
