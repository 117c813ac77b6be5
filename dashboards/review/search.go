package review

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/justinas/nosurf"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/plaintext"
	"github.com/tingjian/tingjian/search"
)

// maxQueryText is how many characters the search box takes.
const maxQueryText = 1000

// searchView is the search page: a result, or why there is none.
type searchView struct {
	Text     string          // as typed
	Problems []problem       // with the query; then there is no result
	Codes    []tingjian.Code // that may be searched for; with Problems
	Failed   bool            // the search itself failed; then there is no result
	Chips    []chip
	Sorts    []sortLink
	Facets   []facet
	Hits     []hit
	Total    int
	Next     string // path of the next page; empty on the last
	First    string // path of the first page; empty on it
	Saved    []savedSearch
	CSRF     string
	// Narrowed tells that the query leaves anything out. Without it, no hits means that nothing is indexed.
	Narrowed bool
}

func (v searchView) query() string { return v.Text }

// chip is a filter in force, with the path of the same search without it.
type chip struct{ Field, Value, Without string }

// sortLink is an order of hits.
type sortLink struct {
	Sort   search.Sort
	Path   string
	Active bool
}

// facet counts the hits by one field.
type facet struct {
	Field  string
	Values []facetValue
}

type facetValue struct {
	Value  string
	Hits   int
	Path   string // of the search with this filter more, or less if it is in force; empty: cannot be said
	Active bool
}

// hit is one turn found.
type hit struct {
	search.Hit
	Path   string
	Pieces []stretch
	Before *turnLine // what was said before, if anything
	Scores []dimensionScore
}

// turnLine is a turn in one line.
type turnLine struct {
	Speaker tingjian.Speaker
	Text    string
}

type dimensionScore struct {
	Dimension tingjian.Dimension
	Value     float64
}

func (p *Pages) searchPage(w http.ResponseWriter, r *http.Request) {
	text := strings.TrimSpace(r.URL.Query().Get("q"))
	view := searchView{Text: text, Saved: p.saved(r, text), CSRF: nosurf.Token(r)}
	if utf8.RuneCountInString(text) > maxQueryText {
		view.Problems = []problem{{Key: "problem.too_long"}}
		p.show(w, r, http.StatusBadRequest, "search", view)
		return
	}
	q, err := p.options.Parser.Parse(text)
	if err != nil {
		p.refuse(w, r, view, err)
		return
	}
	p.describe(&view, q)
	q.Cursor, q.Counts = r.URL.Query().Get("cursor"), []string{"code", "agent", "merchant"}
	result, err := p.options.Search(r.Context(), q)
	switch {
	case errors.Is(err, search.ErrQuery):
		p.refuse(w, r, view, err)
	case err != nil:
		slog.Error("review: search", "error", err)
		view.Failed = true
		p.show(w, r, http.StatusServiceUnavailable, "search", view)
	default:
		p.fill(r.Context(), &view, q, result)
		p.show(w, r, http.StatusOK, "search", view)
	}
}

// refuse shows what is wrong with a query, and what is known.
func (p *Pages) refuse(w http.ResponseWriter, r *http.Request, view searchView, err error) {
	view.Problems = problems(view.Text, err)
	view.Codes = slices.Sorted(slices.Values(p.options.Parser.Known()))
	p.show(w, r, http.StatusBadRequest, "search", view)
}

// describe fills in what the query alone decides: chips and orders.
func (p *Pages) describe(view *searchView, q search.Query) {
	view.Narrowed = q.Text != ""
	for _, f := range filters() {
		for _, v := range f.values(q) {
			view.Narrowed = true
			without := q
			f.without(&without, v)
			view.Chips = append(view.Chips, chip{Field: f.field, Value: v, Without: searchPath(writeQuery(without), "")})
		}
	}
	in := q.Sort
	if in == "" {
		in = search.Newest
		if q.Text != "" {
			in = search.Relevance
		}
	}
	for _, s := range []search.Sort{search.Relevance, search.Newest} {
		other := q
		other.Sort = s
		view.Sorts = append(view.Sorts, sortLink{Sort: s, Path: searchPath(writeQuery(other), ""), Active: s == in})
	}
	if q.Text == "" {
		view.Sorts = nil // nothing to rank by
	}
}

// fill puts a result on the page.
func (p *Pages) fill(ctx context.Context, view *searchView, q search.Query, result *search.Result) {
	view.Total = result.Total
	for _, field := range q.Counts {
		if f := p.facet(q, field, result.Counts[field]); len(f.Values) > 0 {
			view.Facets = append(view.Facets, f)
		}
	}
	if result.Next != "" {
		view.Next = searchPath(view.Text, result.Next)
	}
	if q.Cursor != "" {
		view.First = searchPath(view.Text, "")
	}
	loaded := map[string]*ledger.Record{}
	for _, h := range result.Hits {
		shown := hit{Hit: h, Pieces: snippet(h.Text, h.Spans), Path: hitPath(h.Transcript, h.Turn, view.Text)}
		shown.Before = p.before(ctx, loaded, h.Transcript, h.Turn)
		for _, d := range tingjian.Dimensions() {
			if v, ok := h.Scores[d]; ok {
				shown.Scores = append(shown.Scores, dimensionScore{d, v})
			}
		}
		view.Hits = append(view.Hits, shown)
	}
}

// maxFacetValues is how many values of a facet are shown.
const maxFacetValues = 12

func (p *Pages) facet(q search.Query, field string, counts []search.Count) facet {
	f := facet{Field: field}
	of := filters()[slices.IndexFunc(filters(), func(f filter) bool { return f.field == field })]
	active := of.values(q)
	for _, c := range counts[:min(len(counts), maxFacetValues)] {
		v := facetValue{Value: c.Value, Hits: c.Hits, Active: slices.Contains(active, c.Value)}
		other := q
		other.Cursor = ""
		if v.Active {
			of.without(&other, c.Value)
		} else {
			with(&other, field, c.Value)
		}
		if s, ok := p.offered(other); ok {
			v.Path = searchPath(s, "")
		}
		f.Values = append(f.Values, v)
	}
	return f
}

// with narrows a query to one more value of a field that is counted. It leaves the lists of the given query alone.
func with(q *search.Query, field, value string) {
	switch field {
	case "code":
		q.Code = append(slices.Clip(slices.Clone(q.Code)), tingjian.Code(value))
	case "agent":
		q.Agent = append(slices.Clip(slices.Clone(q.Agent)), value)
	case "merchant":
		q.Merchant = append(slices.Clip(slices.Clone(q.Merchant)), value)
	}
}

// before is what was said before a turn; nil where nothing was. Failing to read it costs the page no hit.
func (p *Pages) before(ctx context.Context, loaded map[string]*ledger.Record, id string, turn int) *turnLine {
	record, ok := loaded[id]
	if !ok {
		var err error
		if record, err = p.options.Ledger.Load(ctx, id); err != nil && !errors.Is(err, ledger.ErrNotFound) {
			slog.Warn("review: context of a hit", "error", err)
		}
		loaded[id] = record
	}
	if record == nil || turn < 1 || turn > len(record.Transcript.Turns) {
		return nil
	}
	last := &record.Transcript.Turns[turn-1]
	if last.Text == "" {
		return nil
	}
	return &turnLine{last.Speaker, plaintext.Shorten(last.Text, 80)}
}

// searchPath is the path of a search.
func searchPath(query, cursor string) string {
	v := url.Values{}
	if query != "" {
		v.Set("q", query)
	}
	if cursor != "" {
		v.Set("cursor", cursor)
	}
	if len(v) == 0 {
		return "/"
	}
	return "/?" + v.Encode()
}

// hitPath is the path of a turn, with the query to come back to.
func hitPath(transcript string, turn int, query string) string {
	path := transcriptPath(transcript)
	if query != "" {
		sign := "?"
		if strings.Contains(path, "?") {
			sign = "&"
		}
		path += sign + url.Values{"q": {query}}.Encode()
	}
	return path + "#turn-" + strconv.Itoa(turn)
}

// fieldNames lists the fields of the query language as the help shows them.
func fieldNames() []string {
	names := []string{}
	for _, f := range filters() {
		names = append(names, f.field)
	}
	return append(names, "on", "sort")
}

// example is a query that the help offers.
type example struct {
	Name  string // below search.examples of the catalogue
	Query string
	Path  string
}

func examples() []example {
	all := []example{
		{Name: "code", Query: "code:stonewall speaker:agent"},
		{Name: "time", Query: "after:2024-08-01 before:2024-08-08"},
		{Name: "score", Query: "warmth:<40 resolution:<60"},
	}
	for i := range all {
		all[i].Path = searchPath(all[i].Query, "")
	}
	return all
}
