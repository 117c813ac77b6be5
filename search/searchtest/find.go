package searchtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/search"
)

func newFolder(t *testing.T) *search.Folder {
	t.Helper()
	folder, err := search.NewFolder()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// testScan compares random queries, text and filters mixed, with a scan.
func testScan(t *testing.T, open Open) {
	index, folder := fresh(t, open), newFolder(t)
	docs := corpus(1, 1500)
	put(t, index, docs...)
	rapid.Check(t, func(t *rapid.T) {
		q := randomQuery(t, docs)
		want, err := scan(folder, docs, q)
		if err != nil {
			t.Fatalf("%v", err)
		}
		hits := walk(t, index, q)
		if q.Sort == search.Newest {
			if got := ids(hits); !slices.Equal(got, docIDs(want)) {
				t.Fatalf("%+v:\ngot  %v\nwant %v", q, got, docIDs(want))
			}
			return
		}
		got, all := ids(hits), docIDs(want)
		slices.Sort(got)
		slices.Sort(all)
		if !slices.Equal(got, all) {
			t.Fatalf("%+v:\ngot  %v\nwant %v", q, got, all)
		}
	})
}

// randomQuery asks for stretches of texts that are there, and sometimes for others.
func randomQuery(t *rapid.T, docs []search.Doc) search.Query {
	q := search.Query{Limit: rapid.SampledFrom([]int{0, 7, 50, 1000}).Draw(t, "limit"), Sort: rapid.SampledFrom([]search.Sort{search.Newest, search.Relevance}).Draw(t, "sort")}
	for range rapid.IntRange(0, 2).Draw(t, "parts") {
		of := docs[rapid.IntRange(0, len(docs)-1).Draw(t, "of")].Text
		s := stretch(of, rapid.IntRange(0, 40).Draw(t, "from"), rapid.IntRange(1, 8).Draw(t, "length"))
		if rapid.IntRange(0, 9).Draw(t, "other") == 0 {
			s = text(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2)), 3)
		}
		if s != "" {
			q.Text += " " + search.Quote(s)
		}
	}
	some := func(name string, values ...string) []string {
		if rapid.IntRange(0, 4).Draw(t, name) > 0 {
			return nil
		}
		return rapid.SliceOfN(rapid.SampledFrom(values), 1, 2).Draw(t, name+"s")
	}
	q.Merchant = some("merchant", "m-1", "m-2", "m-9")
	q.Vendor = some("vendor", "v-1", "v-2")
	q.Within = search.Scope{
		Merchant: rapid.SampledFrom([]string{"", "", "m-1"}).Draw(t, "within merchant"), Vendor: rapid.SampledFrom([]string{"", "", "v-1"}).Draw(t, "within vendor"),
	}
	q.Team = some("team", "t-1", "t-2")
	q.Agent = some("agent", "a-1", "a-2", "a-3")
	for _, s := range some("speaker", "customer", "agent", "bot") {
		q.Speaker = append(q.Speaker, tingjian.Speaker(s))
	}
	for _, s := range some("channel", "chat", "call", "store") {
		q.Channel = append(q.Channel, tingjian.Channel(s))
	}
	for _, s := range some("code", "stonewall", "empathy", "customer.thanks") {
		q.Code = append(q.Code, code(s))
	}
	if rapid.IntRange(0, 4).Draw(t, "scored") == 0 {
		q.Scores = map[tingjian.Dimension]search.Range{rapid.SampledFrom(tingjian.Dimensions()).Draw(t, "dimension"): randomRange(t)}
	}
	if rapid.IntRange(0, 3).Draw(t, "timed") == 0 {
		q.From, q.To = randomTimes(t)
	}
	return q
}

func randomRange(t *rapid.T) search.Range {
	bounds := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 12.3, 39, 39.5, 40, 40.25, 41, 99.9, 100}), 2, 2).Draw(t, "bounds")
	slices.Sort(bounds)
	r := search.Range{MinOpen: rapid.Bool().Draw(t, "min open"), MaxOpen: rapid.Bool().Draw(t, "max open")}
	if rapid.Bool().Draw(t, "min") {
		r.Min = &bounds[0]
	}
	if rapid.Bool().Draw(t, "max") {
		r.Max = &bounds[1]
	}
	return r
}

func randomTimes(t *rapid.T) (from, to time.Time) {
	unit := rapid.SampledFrom([]time.Duration{24 * time.Hour, time.Hour, 7 * time.Minute}).Draw(t, "unit")
	day := time.Date(2023, 12, 27, 16, 0, 0, 0, time.UTC) // midnight at UTC+8
	a := rapid.IntRange(0, int(120*24*time.Hour/unit)).Draw(t, "from")
	b := rapid.IntRange(1, int(100*24*time.Hour/unit)).Draw(t, "for")
	if rapid.IntRange(0, 3).Draw(t, "bounded below") > 0 {
		from = day.Add(time.Duration(a) * unit)
	}
	if rapid.IntRange(0, 3).Draw(t, "bounded above") > 0 {
		to = day.Add(time.Duration(a+b) * unit)
	}
	return from, to
}

// testRecall asks for every stretch of two to six characters, and every character, of some texts, and for whole texts.
func testRecall(t *testing.T, open Open) {
	index, folder := fresh(t, open), newFolder(t)
	docs := corpus(2, 400)
	put(t, index, docs...)
	asked := map[string]bool{}
	for _, d := range docs[:12] {
		runes := []rune(d.Text)
		for length := 1; length <= len(runes); length++ {
			if length > 6 && length < len(runes) {
				continue
			}
			for from := 0; from+length <= len(runes); from++ {
				s := string(runes[from : from+length])
				if asked[s] {
					continue
				}
				asked[s] = true
				q := search.Query{Text: search.Quote(s), Sort: search.Newest, Limit: search.MaxLimit}
				want, err := scan(folder, docs, q)
				if err != nil {
					t.Fatal(err)
				}
				if got := ids(walk(t, index, q)); !slices.Equal(got, docIDs(want)) {
					t.Fatalf("%q: got %d hits, want %d", s, len(got), len(want))
				}
			}
		}
	}
}

// testFilters checks one field at a time, two values of one and two fields together.
func testFilters(t *testing.T, open Open) {
	index := fresh(t, open)
	put(t, index,
		search.Doc{Transcript: "x", Turn: 0, Text: "你好", Merchant: "m-1", Vendor: "v-1", Team: "夜班", Speaker: tingjian.Customer, Channel: tingjian.Chat},
		search.Doc{Transcript: "x", Turn: 1, Text: "您好", Merchant: "m-1", Vendor: "v-1", Team: "夜班", Agent: "a-17", Speaker: tingjian.Agent, Channel: tingjian.Chat, Codes: []code{tingjian.Empathy, tingjian.Action}},
		search.Doc{Transcript: "x y", Turn: 0, Text: "您好啊", Merchant: "m-10", Vendor: "v-2", Agent: "a-1", Speaker: tingjian.Bot, Channel: tingjian.Call, Codes: []code{tingjian.Action}},
	)
	tests := []struct {
		name  string
		query search.Query
		want  []string
	}{
		{"all", search.Query{}, []string{"x y/000000", "x/000000", "x/000001"}},
		{"merchant", search.Query{Merchant: []string{"m-1"}}, []string{"x/000000", "x/000001"}},
		{"merchants", search.Query{Merchant: []string{"m-1", "m-10", "m-3"}}, []string{"x y/000000", "x/000000", "x/000001"}},
		{"vendor", search.Query{Vendor: []string{"v-2"}}, []string{"x y/000000"}},
		{"within a vendor", search.Query{Within: search.Scope{Vendor: "v-2"}}, []string{"x y/000000"}},
		{"within a merchant", search.Query{Within: search.Scope{Merchant: "m-1"}, Merchant: []string{"m-10", "m-1"}}, []string{"x/000000", "x/000001"}},
		{"within one and for another", search.Query{Within: search.Scope{Merchant: "m-1"}, Merchant: []string{"m-10"}}, []string{}},
		{"within one that is not there", search.Query{Within: search.Scope{Merchant: "m"}}, []string{}},
		{"team", search.Query{Team: []string{"夜班"}}, []string{"x/000000", "x/000001"}},
		{"agent", search.Query{Agent: []string{"a-1"}}, []string{"x y/000000"}},
		{"case counts", search.Query{Agent: []string{"A-1"}}, []string{}},
		{"transcript", search.Query{Transcript: []string{"x y"}}, []string{"x y/000000"}},
		{"speaker", search.Query{Speaker: []tingjian.Speaker{tingjian.Agent, tingjian.Bot}}, []string{"x y/000000", "x/000001"}},
		{"channel", search.Query{Channel: []tingjian.Channel{tingjian.Call}}, []string{"x y/000000"}},
		{"code", search.Query{Code: []code{tingjian.Empathy}}, []string{"x/000001"}},
		{"code and speaker", search.Query{Code: []code{tingjian.Action}, Speaker: []tingjian.Speaker{tingjian.Bot}}, []string{"x y/000000"}},
		{"text and merchant", search.Query{Text: "您好", Merchant: []string{"m-1"}}, []string{"x/000001"}},
		{"nothing left", search.Query{Text: "你好", Speaker: []tingjian.Speaker{tingjian.Agent}}, []string{}},
	}
	for _, tt := range tests {
		tt.query.Sort = search.Newest
		if got := ids(walk(t, index, tt.query)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

// testScores walks every bound over scores next to it.
func testScores(t *testing.T, open Open) {
	index, folder := fresh(t, open), newFolder(t)
	var docs []search.Doc
	for i, v := range []float64{0, 0.1, 39, 39.999, 40, 40.001, 41, 99, 99.999, 100} {
		docs = append(docs, search.Doc{Transcript: fmt.Sprint(i), Text: "好", Closed: true, Scores: map[tingjian.Dimension]float64{tingjian.Warmth: v}})
	}
	docs = append(docs,
		search.Doc{Transcript: "open", Text: "好", Scores: map[tingjian.Dimension]float64{tingjian.Warmth: 40}},
		search.Doc{Transcript: "none", Text: "好", Closed: true},
		search.Doc{Transcript: "other", Text: "好", Closed: true, Scores: map[tingjian.Dimension]float64{tingjian.Resolution: 40}})
	put(t, index, docs...)
	for _, bound := range []float64{0, 39, 39.5, 39.999, 40, 40.5, 99.999, 100} {
		for _, open := range []bool{false, true} {
			for _, r := range []search.Range{{Min: &bound, MinOpen: open}, {Max: &bound, MaxOpen: open}} {
				q := search.Query{Scores: map[tingjian.Dimension]search.Range{tingjian.Warmth: r}, Sort: search.Newest}
				want, err := scan(folder, docs, q)
				if err != nil {
					t.Fatal(err)
				}
				if got := ids(walk(t, index, q)); !slices.Equal(got, docIDs(want)) {
					t.Errorf("bound %g, open %v: got %v, want %v", bound, open, got, docIDs(want))
				}
			}
		}
	}
}

// testTimes looks at both ends of a day, in the index's zone and others, and at turns without a time.
func testTimes(t *testing.T, open Open) {
	index, folder := fresh(t, open), newFolder(t)
	midnight := time.Date(2024, 8, 6, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	var docs []search.Doc
	for i, d := range []time.Duration{-24 * time.Hour, -time.Nanosecond, 0, time.Nanosecond, 12 * time.Hour, 24*time.Hour - 1, 24 * time.Hour, 30 * 24 * time.Hour, 200 * 24 * time.Hour} {
		docs = append(docs, search.Doc{Transcript: fmt.Sprint(i), Text: "好", At: midnight.Add(d)})
	}
	docs = append(docs, search.Doc{Transcript: "timeless", Text: "好"}, search.Doc{Transcript: "old", Text: "好", At: time.Date(1969, 5, 1, 0, 0, 0, 0, time.UTC)})
	put(t, index, docs...)
	bounds := []time.Time{{}, midnight.Add(-time.Hour), midnight, midnight.Add(1), midnight.Add(8 * time.Hour), midnight.Add(24 * time.Hour), midnight.Add(10000 * time.Hour)}
	for _, from := range bounds {
		for _, to := range bounds {
			if !from.IsZero() && !to.IsZero() && !from.Before(to) {
				continue
			}
			q := search.Query{From: from, To: to, Sort: search.Newest}
			want, err := scan(folder, docs, q)
			if err != nil {
				t.Fatal(err)
			}
			if got := ids(walk(t, index, q)); !slices.Equal(got, docIDs(want)) {
				t.Errorf("from %v to %v: got %v, want %v", from, to, got, docIDs(want))
			}
		}
	}
}

// testNumbers finds whole numbers by their hash as well as by their text.
func testNumbers(t *testing.T, open Open) {
	index := fresh(t, open)
	put(t, index,
		search.Doc{Transcript: "hidden", Text: "单号**********", Keys: []string{hash("1234567890")}, Agent: "a-1"},
		search.Doc{Transcript: "shown", Text: "单号1234567890呢"},
		search.Doc{Transcript: "other", Text: "单号0987654321呢", Keys: []string{hash("0987654321")}},
		search.Doc{Transcript: "field", Text: "在吗", Order: "EB20260711"})
	tests := []struct {
		text string
		want []string
	}{
		{"1234567890", []string{"hidden/000000", "shown/000000"}},
		{"1234567890 单号", []string{"hidden/000000", "shown/000000"}},
		{"1234567890 呢", []string{"shown/000000"}},
		{"123456789", []string{"shown/000000"}}, // a part of the number has another hash
		{"12345", []string{"shown/000000"}},
		{"EB20260711", []string{"field/000000"}},
		{"EB202607", []string{}},
		{"1234567890 0987654321", []string{}},
	}
	for _, tt := range tests {
		if got := ids(walk(t, index, search.Query{Text: tt.text, Sort: search.Newest})); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.text, got, tt.want)
		}
	}
	if got := walk(t, index, search.Query{Text: "1234567890", Agent: []string{"a-1"}}); len(got) != 1 || len(got[0].Spans) != 0 {
		t.Errorf("a hit by hash has nothing to mark: %+v", got)
	}
}

// testHighlights checks spans by hand and, at random, that the marked bytes are what was asked for.
func testHighlights(t *testing.T, open Open) {
	index, folder := fresh(t, open), newFolder(t)
	put(t, index,
		search.Doc{Transcript: "a", Text: "沒有辦法，真的没有办法啊"},
		search.Doc{Transcript: "b", Text: "哈哈哈哈Ａ5 屏"},
	)
	tests := []struct {
		text string
		want []search.Span
	}{
		{"没有办法", []search.Span{{Start: 0, End: 12}, {Start: 21, End: 33}}},
		{"有办 真的", []search.Span{{Start: 3, End: 9}, {Start: 15, End: 21}, {Start: 24, End: 30}}},
		{"哈哈哈", []search.Span{{Start: 0, End: 12}}},
		{`"a5 屏"`, []search.Span{{Start: 12, End: 20}}},
	}
	for _, tt := range tests {
		hits := walk(t, index, search.Query{Text: tt.text})
		if len(hits) != 1 || !slices.Equal(hits[0].Spans, tt.want) {
			t.Errorf("%s: got %+v, want %v", tt.text, hits, tt.want)
		}
	}
	docs := corpus(3, 300)
	put(t, index, docs...)
	rapid.Check(t, func(t *rapid.T) {
		of := docs[rapid.IntRange(0, len(docs)-1).Draw(t, "of")].Text
		s := stretch(of, rapid.IntRange(0, 40).Draw(t, "from"), rapid.IntRange(1, 8).Draw(t, "length"))
		if s == "" {
			return
		}
		for _, h := range ask(t, index, search.Query{Text: search.Quote(s)}).Hits {
			if len(h.Spans) == 0 {
				t.Fatalf("%q in %q: nothing is marked", s, h.Text)
			}
			for i, span := range h.Spans {
				if i > 0 && span.Start <= h.Spans[i-1].End {
					t.Fatalf("%q in %q: spans touch: %v", s, h.Text, h.Spans)
				}
				// A span may be several overlapping occurrences; the first and the last character are the part's.
				marked, want := []rune(folder.Fold(h.Text[span.Start:span.End])), []rune(folder.Fold(s))
				if len(marked) < len(want) || !slices.Equal(marked[:len(want)], want) || !slices.Equal(marked[len(marked)-len(want):], want) {
					t.Fatalf("%q in %q: %q is marked", s, h.Text, h.Text[span.Start:span.End])
				}
			}
		}
	})
}

// testRanks checks that hits come best first and that a text that is little more than what was asked for comes before a
// long one that happens to hold it.
func testRanks(t *testing.T, open Open) {
	index := fresh(t, open)
	put(t, index,
		search.Doc{Transcript: "long", Text: "您好，关于这个问题我们已经反馈给仓库，仓库说暂时没有办法，需要再等三天左右才会有消息"},
		search.Doc{Transcript: "short", Text: "没有办法"},
		search.Doc{Transcript: "other", Text: "好的"})
	put(t, index, corpus(4, 200)...)
	hits := walk(t, index, search.Query{Text: "没有办法", Transcript: []string{"long", "short", "other"}})
	if got := ids(hits); !slices.Equal(got, []string{"short/000000", "long/000000"}) {
		t.Fatalf("got %v, want the short turn first", got)
	}
	all := walk(t, index, search.Query{Text: "没有", Sort: search.Relevance, Limit: 5})
	if !slices.IsSortedFunc(all, func(a, b search.Hit) int {
		switch {
		case a.Relevance > b.Relevance:
			return -1
		case a.Relevance < b.Relevance:
			return 1
		}
		return 0
	}) {
		t.Errorf("relevance rises on the way down")
	}
	if _, err := index.Search(context.Background(), search.Query{Text: "没有", Sort: "best"}); err == nil {
		t.Error("an unknown order was taken")
	}
}
