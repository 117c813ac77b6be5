package access_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/ledger/sqlite"
	"github.com/tingjian/tingjian/search"
	"github.com/tingjian/tingjian/wire"
)

var monday = time.Date(2024, 8, 5, 10, 0, 0, 0, tingjian.Zone)

// The people of the tests; each conversation's id names shop and vendor, as m-1/v-1.
var (
	nobody   = access.Viewer{}
	reviewer = access.Viewer{Name: "lin", Role: access.Reviewer}
	admin    = access.Viewer{Name: "wang", Role: access.Admin}
	shop     = access.Viewer{Name: "shop", Role: access.Merchant, Scope: "m-1"}
	manager  = access.Viewer{Name: "manager", Role: access.Manager, Scope: "v-1"}
	owners   = []string{"m-1/v-1", "m-1/v-2", "m-2/v-1", "m-2/v-2", "m-10/v-10", "/"}
)

// mine says which of the conversations a viewer sees.
func mine(v access.Viewer) []string {
	switch v {
	case reviewer, admin:
		return owners
	case shop:
		return owners[:2]
	case manager:
		return []string{owners[0], owners[2]}
	}
	return nil
}

func TestViewerCheck(t *testing.T) {
	for _, c := range []struct {
		viewer access.Viewer
		wrong  string // part of the message; empty: in order
	}{
		{reviewer, ""}, {admin, ""}, {shop, ""}, {manager, ""},
		{nobody, `role "": want one of reviewer, manager, merchant, admin`},
		{access.Viewer{Role: "boss"}, `role "boss"`},
		{access.Viewer{Role: access.Merchant}, "needs a merchant"},
		{access.Viewer{Role: access.Manager}, "needs a vendor"},
		{access.Viewer{Role: access.Admin, Scope: "m-1"}, "sees everything"},
	} {
		err := c.viewer.Check()
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%+v: %v, want %q", c.viewer, err, c.wrong)
		}
	}
}

// TestNobodySeesAnything draws viewers and owners: whoever is not in order sees nothing, and nobody sees beyond a scope.
func TestNobodySeesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]string{"", "m-1", "v-1", "m-2"})
		v := access.Viewer{Role: rapid.SampledFrom(append(access.Roles(), "", "boss")).Draw(t, "role"), Scope: id.Draw(t, "scope")}
		o := ledger.Owner{Merchant: id.Draw(t, "merchant"), Vendor: id.Draw(t, "vendor")}
		may := v.MaySee(o)
		switch {
		case v.Check() != nil && (may || v.SeesAll() || v.Is(access.Roles()...)):
			t.Errorf("%+v is not in order and sees %+v", v, o)
		case v.Check() == nil && v.Role == access.Merchant && may != (o.Merchant == v.Scope):
			t.Errorf("%+v sees %+v: %v", v, o, may)
		case v.Check() == nil && v.Role == access.Manager && may != (o.Vendor == v.Scope):
			t.Errorf("%+v sees %+v: %v", v, o, may)
		case v.SeesAll() && !may:
			t.Errorf("%+v does not see %+v", v, o)
		}
	})
}

// filled is a ledger with one closed conversation of each owner, all of one customer in one case, and a dead letter.
func filled(t *testing.T) ledger.Ledger {
	t.Helper()
	l, err := sqlite.Open(filepath.Join(t.TempDir(), "l.db"))
	check(t, err)
	t.Cleanup(func() { l.Close() })
	b := &ledger.Batch{Topic: "t", To: 1, DeadLetters: []ledger.DeadLetter{{Topic: "t", Record: []byte("{")}}}
	whole := tingjian.Case{ID: "case", Customer: "u-9", Merchant: "m-1", Remedy: "coupon", Amount: 5, Resolved: true, Retold: 9, Bounces: 3}
	for i, id := range owners {
		at := monday.Add(time.Duration(i) * time.Hour)
		merchant, vendor, _ := strings.Cut(id, "/")
		f := tingjian.Finding{ID: "f " + id, Code: tingjian.Remedy, Kind: "refund", Amount: float64(i), Rule: "r", Status: tingjian.Stable, Span: tingjian.Span{End: 3, Quote: "好"}, Clock: tingjian.Stream}
		in := &tingjian.Inspection{ID: id, AsOf: at, Closed: true, Complete: true, Findings: []tingjian.Finding{f}, Parties: []tingjian.Party{{Speaker: tingjian.Agent, Agent: "a"}}}
		b.Transcripts = append(b.Transcripts, ledger.Update{Inspection: in, Record: &ledger.Record{Topic: "t", Arrived: at, Transcript: tingjian.Transcript{
			ID: id, Closed: true, Meta: tingjian.Meta{Merchant: merchant, Vendor: vendor, Customer: "u-9", Channel: tingjian.Chat},
			Turns: []tingjian.Turn{{Speaker: tingjian.Agent, Agent: "a", At: at, Text: "好的 " + id}},
		}}})
		whole.Transcripts = append(whole.Transcripts, id)
		whole.Promises = append(whole.Promises, tingjian.Promise{Transcript: id, Text: "promised by " + id})
		whole.Journey = append(whole.Journey, tingjian.Contact{
			Transcript: id, Channel: tingjian.Chat, At: at, Until: at.Add(time.Minute), Opening: "opened " + id,
			Parties: []string{"bot", "agent of " + id}, Resolution: "resolved", Bounced: true,
			Handoffs: [][2]string{{"bot", "agent of " + id}}, RetoldTo: i, Again: i > 0,
		})
		whole.Findings = append(whole.Findings, tingjian.CaseFinding{Transcript: id, Finding: f},
			tingjian.CaseFinding{Transcript: id, Finding: tingjian.Finding{Code: tingjian.RepeatContact, Message: "第 6 次进线"}},
			tingjian.CaseFinding{Transcript: id, Finding: tingjian.Finding{Code: tingjian.PromiseBroken}, From: []tingjian.CaseSpan{{Transcript: owners[3], Span: tingjian.Span{Quote: "quoted from " + owners[3]}}}})
	}
	check(t, l.Commit(t.Context(), b))
	check(t, l.PutCases(t.Context(), "u-9", []tingjian.Case{whole}))
	return l
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestReadingIsNarrowed asks for everything as everybody.
func TestReadingIsNarrowed(t *testing.T) {
	whole := filled(t)
	l := access.Guard(whole)
	for _, v := range []access.Viewer{nobody, reviewer, admin, shop, manager, {Name: "x", Role: access.Merchant}} {
		ctx := access.With(t.Context(), v)
		for _, id := range append(slices.Clone(owners), "none") {
			want := ledger.ErrNotFound
			if slices.Contains(mine(v), id) {
				want = nil
			}
			_, err := l.Load(ctx, id)
			_, err2 := l.Inspection(ctx, id)
			_, _, err3 := l.Finding(ctx, "f "+id)
			_, err4 := l.CaseOf(ctx, id)
			for what, err := range map[string]error{"load": err, "inspection": err2, "finding": err3, "case": err4, "sees": l.Sees(ctx, id)} {
				if !errors.Is(err, want) {
					t.Errorf("%s %q: %s gives %v, want %v", v.Role, id, what, err, want)
				}
			}
		}
		var listed, scored []string
		for r, err := range l.Transcripts(ctx, time.Time{}) {
			check(t, err)
			listed = append(listed, r.Transcript.ID)
		}
		for p, err := range l.PartyScores(ctx, monday.AddDate(0, 0, -1), monday.AddDate(0, 0, 7)) {
			check(t, err)
			scored = append(scored, p.Transcript)
		}
		want := slices.Sorted(slices.Values(mine(v)))
		if !slices.Equal(listed, want) || !slices.Equal(scored, want) {
			t.Errorf("%+v lists %v and scores %v, want %v", v, listed, scored, want)
		}
		if _, err := l.Whole(ctx); (err == nil) != v.SeesAll() {
			t.Errorf("%+v: the whole ledger %v", v, err)
		}
		if _, err := l.DeadLetters(ctx, 0, 9); (err == nil) != (v == admin) {
			t.Errorf("%+v: dead letters %v", v, err)
		}
	}
}

// TestSameAnswerForOthersAndNone holds the words of a refusal to those for what is not there.
func TestSameAnswerForOthersAndNone(t *testing.T) {
	l := access.Guard(filled(t))
	ctx := access.With(t.Context(), shop)
	_, others := l.Load(ctx, "m-2/v-1")
	_, none := l.Load(ctx, "m-2/v-9")
	if strings.ReplaceAll(others.Error(), "v-1", "v-9") != none.Error() {
		t.Errorf("others: %v; none: %v", others, none)
	}
}

// TestCaseShowsOnlyOnesOwn looks for every other conversation in a case that six shops and vendors share.
func TestCaseShowsOnlyOnesOwn(t *testing.T) {
	l := access.Guard(filled(t))
	for _, v := range []access.Viewer{shop, manager} {
		c, err := l.Case(access.With(t.Context(), v), "case")
		check(t, err)
		// The second of the shop's follows the first, of the manager's another's conversation stands between.
		bounces, retold := map[access.Role]int{access.Merchant: 1}[v.Role], map[access.Role]int{access.Merchant: 1, access.Manager: 2}[v.Role]
		if !slices.Equal(c.Transcripts, mine(v)) || c.Contacts != 2 || c.Bounces != bounces || c.Retold != retold || !c.Resolved || c.Remedy != "refund" || len(c.Handoffs) != 2 || len(c.Journey) != 2 {
			t.Errorf("%s: %+v", v.Role, c)
		}
		if want := map[access.Role]float64{access.Merchant: 1, access.Manager: 2}[v.Role]; c.Amount != want {
			t.Errorf("%s: amount %v, want %v", v.Role, c.Amount, want)
		}
		if last := c.Journey[1].Until; !c.ResolvedAt.Equal(last) || !c.AsOf.Equal(last) || !c.Opened.Equal(monday) || *c.Took != last.Sub(monday).Seconds() {
			t.Errorf("%s: opened %v, resolved %v, as of %v, took %v", v.Role, c.Opened, c.ResolvedAt, c.AsOf, *c.Took)
		}
		text, err := wire.Marshal(c)
		check(t, err)
		for _, id := range owners[:5] {
			if strings.Contains(string(text), id) && !slices.Contains(mine(v), id) {
				t.Errorf("%s: the case names %q: %s", v.Role, id, text)
			}
		}
		if strings.Contains(string(text), "进线") {
			t.Errorf("%s: the case tells how often the customer came elsewhere: %s", v.Role, text)
		}
	}
	whole, err := l.Case(access.With(t.Context(), reviewer), "case")
	check(t, err)
	if len(whole.Transcripts) != len(owners) || whole.Retold != 9 || whole.Bounces != 3 || !whole.Journey[0].Bounced {
		t.Errorf("a reviewer sees %+v", whole)
	}
	_, err = l.Case(access.With(t.Context(), access.Viewer{Role: access.Merchant, Scope: "m-7"}), "case")
	if !errors.Is(err, ledger.ErrNotFound) {
		t.Errorf("the case of others: %v", err)
	}
}

// TestOrderOfACaseIsOnesOwn has the order named by one conversation of the case, that of m-1/v-2.
func TestOrderOfACaseIsOnesOwn(t *testing.T) {
	whole := filled(t)
	r, err := whole.Load(t.Context(), "m-1/v-2")
	check(t, err)
	c, err := whole.Case(t.Context(), "case")
	check(t, err)
	r.Transcript.Order, c.Order = "order-1", "order-1"
	check(t, whole.Commit(t.Context(), &ledger.Batch{Topic: "t", From: 1, To: 2, Transcripts: []ledger.Update{{Record: r}}}))
	check(t, whole.PutCases(t.Context(), "u-9", []tingjian.Case{*c}))
	l := access.Guard(whole)
	for v, want := range map[access.Viewer]string{reviewer: "order-1", shop: "order-1", manager: ""} {
		got, err := l.Case(access.With(t.Context(), v), "case")
		check(t, err)
		if got.Order != want {
			t.Errorf("%s is told the order %q, want %q", v.Role, got.Order, want)
		}
	}
}

func TestSearchIsNarrowed(t *testing.T) {
	var asked search.Query
	find := access.Search(func(_ context.Context, q search.Query) (*search.Result, error) {
		asked = q
		return &search.Result{}, nil
	})
	wide := search.Query{Merchant: []string{"m-2"}, Vendor: []string{"v-2"}, Within: search.Scope{Merchant: "m-2"}}
	for v, want := range map[access.Viewer]search.Scope{reviewer: {}, admin: {}, shop: {Merchant: "m-1"}, manager: {Vendor: "v-1"}} {
		_, err := find(access.With(t.Context(), v), wide)
		if check(t, err); asked.Within != want {
			t.Errorf("%+v searches within %+v, want %+v", v, asked.Within, want)
		}
	}
	for _, v := range []access.Viewer{nobody, {Role: access.Merchant}, {Role: "boss"}} {
		if r, err := find(access.With(t.Context(), v), wide); err == nil {
			t.Errorf("%+v finds %+v", v, r)
		}
	}
	if _, err := find(t.Context(), wide); err == nil {
		t.Error("a search that nobody asks for is answered")
	}
}

func ExampleViewer_Check() {
	fmt.Println(access.Viewer{Name: "shop", Role: access.Merchant}.Check())
	// Output: role "merchant": needs a merchant: give its id
}
