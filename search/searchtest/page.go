package searchtest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

// testPages walks pages of every size and finds each hit once.
func testPages(t *testing.T, open Open) {
	index := fresh(t, open)
	docs := corpus(5, 230)
	put(t, index, docs...)
	for _, sort := range []search.Sort{search.Newest, search.Relevance} {
		for _, text := range []string{"", "有", "没有", "您"} {
			whole := ids(walk(t, index, search.Query{Text: text, Sort: sort, Limit: search.MaxLimit}))
			for _, limit := range []int{1, 2, 7, 64, len(whole), len(whole) + 1} {
				if limit == 0 || limit == 1 && text == "" {
					continue
				}
				got := ids(walk(t, index, search.Query{Text: text, Sort: sort, Limit: limit}))
				if !slices.Equal(got, whole) {
					t.Errorf("%q by %s, %d a page: got %d hits in another order than the %d of large pages", text, sort, limit, len(got), len(whole))
				}
				sorted := slices.Clone(got)
				slices.Sort(sorted)
				if len(slices.Compact(sorted)) != len(got) {
					t.Errorf("%q by %s, %d a page: a hit comes twice", text, sort, limit)
				}
			}
		}
	}
	if r := ask(t, index, search.Query{Limit: 1 << 30}); len(r.Hits) != search.MaxLimit {
		t.Errorf("a page has %d hits, want %d", len(r.Hits), search.MaxLimit)
	}
	if r := ask(t, index, search.Query{}); len(r.Hits) != search.DefaultLimit || r.Total != len(docs) {
		t.Errorf("a page has %d hits of %d, want %d of %d", len(r.Hits), r.Total, search.DefaultLimit, len(docs))
	}
}

// testCursors refuses cursors that are damaged or of another query, and goes on while new turns come in.
func testCursors(t *testing.T, open Open) {
	index := fresh(t, open)
	docs := corpus(6, 100)
	put(t, index, docs...)
	q := search.Query{Sort: search.Newest, Limit: 10}
	first := ask(t, index, q)
	bad := []search.Query{
		{Sort: search.Newest, Cursor: "x"},
		{Sort: search.Newest, Cursor: "!!!"},
		{Sort: search.Newest, Cursor: strings.Repeat("A", 100_000)},
		{Sort: search.Newest, Cursor: first.Next[:len(first.Next)/2]},
		{Sort: search.Newest, Cursor: first.Next, Text: "有"},
		{Sort: search.Newest, Cursor: first.Next, Merchant: []string{"m-1"}},
		{Sort: search.Relevance, Cursor: first.Next},
	}
	for _, b := range bad {
		if _, err := index.Search(context.Background(), b); !errors.Is(err, search.ErrQuery) {
			t.Errorf("cursor %.20q: got error %v, want ErrQuery", b.Cursor, err)
		}
	}
	put(t, index, search.Doc{Transcript: "late", Text: "新来的", At: started.AddDate(5, 0, 0)})
	q.Cursor = first.Next
	q.Limit = search.MaxLimit // pages may differ in size
	rest := ask(t, index, q)
	got := append(ids(first.Hits), ids(rest.Hits)...)
	slices.Sort(got)
	want := docIDs(docs)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("with a newer turn in between, two pages have %d turns, want the %d that were there", len(got), len(want))
	}
}

// testCounts compares counts of values with a count by hand.
func testCounts(t *testing.T, open Open) {
	index, folder := fresh(t, open), newFolder(t)
	docs := corpus(7, 500)
	put(t, index, docs...)
	q := search.Query{Text: "有", Speaker: []tingjian.Speaker{tingjian.Agent}, Counts: []string{"code", "agent", "merchant"}, Limit: 3}
	found, err := scan(folder, docs, q)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{}
	for _, d := range found {
		for _, c := range d.Codes {
			want["code "+string(c)]++
		}
		want["agent "+d.Agent]++
		want["merchant "+d.Merchant]++
	}
	delete(want, "agent ") // unknown values are not counted
	delete(want, "merchant ")
	got := map[string]int{}
	for field, counts := range ask(t, index, q).Counts {
		for i, c := range counts {
			got[field+" "+c.Value] = c.Hits
			if i > 0 && c.Hits > counts[i-1].Hits {
				t.Errorf("%s: %v is not most frequent first", field, counts)
			}
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if r := ask(t, index, search.Query{Text: "没有这样的话啊啊", Counts: []string{"code"}}); len(r.Counts["code"]) != 0 {
		t.Errorf("counts without hits: %v", r.Counts)
	}
	if _, err := index.Search(context.Background(), search.Query{Counts: []string{"text"}}); !errors.Is(err, search.ErrQuery) {
		t.Errorf("counting texts: got error %v, want ErrQuery", err)
	}
}

// testNonsense asks what nobody would ask. An answer or ErrQuery is fine.
func testNonsense(t *testing.T, open Open) {
	index := fresh(t, open)
	put(t, index, corpus(8, 200)...)
	one := 1.0
	zero := 0.0
	none := math.NaN()
	all := math.Inf(1)
	queries := []search.Query{
		{Text: "，。！？"}, {Text: "."}, {Text: "\x00"}, {Text: `"` + "\x00\x01\x02" + `"`}, {Text: "\xff\xfe"}, {Text: `"`}, {Text: `""`}, {Text: `"" ""`},
		{Text: " \t\n　"}, {Text: `"   "`}, {Text: strings.Repeat("没", 10_000)}, {Text: strings.Repeat("没有办法", 2_500)},
		{Text: strings.Repeat("没 ", 5_000)}, {Text: strings.Repeat("a", 1<<20)}, {Text: strings.Repeat("0", 500)},
		{Text: "*"}, {Text: "没*法"}, {Text: "/.*/"}, {Text: "~1"}, {Text: "AND OR NOT"}, {Text: "\\"}, {Text: `"\`}, {Text: "“"}, {Text: "👨‍👩‍👧"}, {Text: "\u200d"},
		{Limit: -1}, {Sort: "x"}, {Cursor: "x"}, {Counts: []string{""}}, {Merchant: []string{""}}, {Agent: []string{"\x00", "\xff"}},
		{Speaker: []tingjian.Speaker{"nobody"}}, {Code: []code{code(strings.Repeat("x", 5000))}}, {Transcript: []string{strings.Repeat("x", 1<<16)}},
		{Scores: map[tingjian.Dimension]search.Range{"beauty": {}}},
		{Scores: map[tingjian.Dimension]search.Range{tingjian.Warmth: {Min: &one, Max: &zero}}},
		{Scores: map[tingjian.Dimension]search.Range{tingjian.Warmth: {Min: &one, Max: &one, MinOpen: true}}},
		{Scores: map[tingjian.Dimension]search.Range{tingjian.Warmth: {Min: &none}}},
		{Scores: map[tingjian.Dimension]search.Range{tingjian.Warmth: {Max: &all}}},
		{From: started, To: started}, {From: started.AddDate(1, 0, 0), To: started}, {From: started.AddDate(-3000, 0, 0), To: started.AddDate(9000, 0, 0)},
	}
	for i, q := range queries {
		r, err := index.Search(context.Background(), q)
		if err != nil && !errors.Is(err, search.ErrQuery) {
			t.Errorf("query %d: %v", i, err)
		}
		if err == nil && (r == nil || r.Hits == nil) {
			t.Errorf("query %d: neither an answer nor an error", i)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := index.Search(ctx, search.Query{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got error %v", err)
	}
}
