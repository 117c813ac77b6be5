package ledgertest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/tingjian/tingjian/ledger"
)

func testAccounts(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	full := fill[ledger.Account](9)
	full.Name = "b-王"
	for _, a := range []ledger.Account{full, {Name: "a"}, {Name: "c"}} {
		if err := l.AddAccount(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	check := func(want ledger.Account) {
		t.Helper()
		got, err := l.Account(ctx, want.Name)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Created.Equal(want.Created) || !got.Disabled.Equal(want.Disabled) {
			t.Errorf("created %v, disabled %v; want %v, %v", got.Created, got.Disabled, want.Created, want.Disabled)
		}
		got.Created, got.Disabled = want.Created, want.Disabled
		if !reflect.DeepEqual(*got, want) {
			t.Errorf("account %+v, want %+v", *got, want)
		}
	}
	check(full)
	check(ledger.Account{Name: "a"})
	full.Role, full.Hash, full.Disabled = "merchant", "new", time.Time{}
	if _, err := l.ChangeAccount(ctx, full.Name, func(a *ledger.Account) error { *a = full; return nil }); err != nil {
		t.Fatal(err)
	}
	check(full)
	list, err := l.Accounts(ctx)
	if err != nil || len(list) != 3 || list[0].Name != "a" || list[1].Name != full.Name {
		t.Errorf("accounts %+v, %v; want a and b", list, err)
	}
	_, err = l.Account(ctx, "nobody")
	wantErr(t, "unknown account", err, ledger.ErrNotFound)
	if a, err := l.AccountOf(ctx, full.Subject); err != nil || a.Name != full.Name {
		t.Errorf("account of %q: %+v, %v", full.Subject, a, err)
	}
	for _, subject := range []string{"", "other"} { // two accounts have none
		_, err = l.AccountOf(ctx, subject)
		wantErr(t, "account of an unknown subject", err, ledger.ErrNotFound)
	}
	wantErr(t, "a name twice", l.AddAccount(ctx, ledger.Account{Name: full.Name}), ledger.ErrTaken)
	wantErr(t, "a subject twice", l.AddAccount(ctx, ledger.Account{Name: "d", Subject: full.Subject}), ledger.ErrTaken)
	check(full)
	_, err = l.Account(ctx, "d")
	wantErr(t, "the account refused", err, ledger.ErrNotFound)
	added := ledger.Account{Name: "e", Role: "reviewer"}
	if err := l.AddAccount(ctx, added); err != nil {
		t.Fatal(err)
	}
	check(added)
	if err := l.AddAccount(ctx, ledger.Account{}); err == nil {
		t.Error("an account without a name was added")
	}
	testChanges(ctx, t, l)
}

// testChanges has many change one account at once: each must build on what the one before left.
func testChanges(ctx context.Context, t *testing.T, l ledger.Ledger) {
	t.Helper()
	var all sync.WaitGroup
	const times = 20
	for range times {
		all.Go(func() {
			_, err := l.ChangeAccount(ctx, "c", func(a *ledger.Account) error { a.Scope += "x"; return nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	refusal := errors.New("no")
	_, err := l.ChangeAccount(ctx, "c", func(a *ledger.Account) error { a.Scope = ""; return refusal })
	wantErr(t, "a change that is refused", err, refusal)
	if a, err := l.Account(ctx, "c"); err != nil || len(a.Scope) != times {
		t.Errorf("after %d changes at once and one that was refused: %+v, %v", times, a, err)
	}
	_, err = l.ChangeAccount(ctx, "nobody", func(*ledger.Account) error { return nil })
	wantErr(t, "a change of nobody", err, ledger.ErrNotFound)
}

// testSessions keeps sessions over a restart and forgets those that have ended.
func testSessions(t *testing.T, open Open) {
	l, reopen := open(t)
	ctx := t.Context()
	put := func(token, data string, life time.Duration) {
		t.Helper()
		if err := l.PutSession(ctx, ledger.Session{Token: token, Data: []byte(data), Expires: time.Now().Add(life)}); err != nil {
			t.Fatal(err)
		}
	}
	put("a", "first", time.Hour)
	put("b", "", time.Hour)
	put("old", "x", -time.Second)
	put("a", "second", 2*time.Hour)
	l = reopen()
	got, err := l.Session(ctx, "a")
	if err != nil || string(got.Data) != "second" || time.Until(got.Expires) < time.Hour || got.Token != "a" {
		t.Errorf("session %+v, %v", got, err)
	}
	if got, err := l.Session(ctx, "b"); err != nil || len(got.Data) != 0 {
		t.Errorf("session without data %+v, %v", got, err)
	}
	for _, token := range []string{"old", "none", ""} {
		_, err := l.Session(ctx, token)
		wantErr(t, "session "+token, err, ledger.ErrNotFound)
	}
	for range 2 {
		if err := l.DeleteSession(ctx, "a"); err != nil {
			t.Fatal(err)
		}
	}
	_, err = l.Session(ctx, "a")
	wantErr(t, "a deleted session", err, ledger.ErrNotFound)
	for _, s := range []ledger.Session{{Expires: time.Now()}, {Token: "x"}} {
		if err := l.PutSession(ctx, s); err == nil {
			t.Errorf("session %+v was kept", s)
		}
	}
}

func testTokens(t *testing.T, open Open) {
	ctx, l := fresh(t, open)
	first := ledger.Token{ID: "1", Name: "ci", Role: "merchant", Scope: "m-1", Hash: "h1", Created: base, Expires: base.Add(time.Hour)}
	second := ledger.Token{ID: "0", Name: "bot", Role: "admin", Hash: "h0", Created: base.Add(time.Second)}
	for _, token := range []ledger.Token{first, second} {
		if err := l.AddToken(ctx, token); err != nil {
			t.Fatal(err)
		}
	}
	wantErr(t, "an id twice", l.AddToken(ctx, ledger.Token{ID: "1", Hash: "h2"}), ledger.ErrTaken)
	wantErr(t, "a hash twice", l.AddToken(ctx, ledger.Token{ID: "2", Hash: "h1"}), ledger.ErrTaken)
	for _, token := range []ledger.Token{{ID: "3"}, {Hash: "h3"}} {
		if err := l.AddToken(ctx, token); err == nil {
			t.Errorf("token %+v was kept", token)
		}
	}
	check := func(want ledger.Token) {
		t.Helper()
		got, err := l.TokenOf(ctx, want.Hash)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []*time.Time{&got.Created, &got.Expires, &got.Used, &got.Revoked, &want.Created, &want.Expires, &want.Used, &want.Revoked} {
			*at = at.UTC()
		}
		if *got != want {
			t.Errorf("token %+v, want %+v", *got, want)
		}
	}
	check(first)
	check(second)
	if err := l.TokenUsed(ctx, "1", base.Add(90*time.Second)); err != nil {
		t.Fatal(err)
	}
	first.Used = base.Add(90 * time.Second).Truncate(time.Minute)
	for i := range 2 { // the second time changes nothing
		if err := l.RevokeToken(ctx, "1", base.Add(time.Duration(i+2)*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	first.Revoked = base.Add(2 * time.Minute)
	check(first)
	check(second)
	wantErr(t, "revoke one that is not there", l.RevokeToken(ctx, "9", base), ledger.ErrNotFound)
	_, err := l.TokenOf(ctx, "h9")
	wantErr(t, "token of an unknown hash", err, ledger.ErrNotFound)
	all, err := l.Tokens(ctx)
	ids := []string{}
	for _, token := range all {
		ids = append(ids, token.ID)
	}
	if err != nil || !slices.Equal(ids, []string{"1", "0"}) {
		t.Errorf("tokens %v, %v; want 1 and 0", ids, err)
	}
}
