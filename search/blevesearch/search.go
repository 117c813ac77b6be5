package blevesearch

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	bsearch "github.com/blevesearch/bleve/v2/search"

	"github.com/tingjian/tingjian/search"
)

// Search implements search.Index.
func (x *Index) Search(ctx context.Context, q search.Query) (*search.Result, error) {
	q, parts, err := q.Normal()
	if err != nil {
		return nil, err
	}
	after, err := search.ReadCursor(q)
	if err != nil {
		return nil, err
	}
	done, err := x.use(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	p := x.plan(q, parts)
	request := bleve.NewSearchRequestOptions(p, q.Limit+1, 0, false) // one more tells whether there is a next page
	request.Fields = []string{fieldText, fieldMeta}
	byOrder := &bsearch.SortField{Field: fieldOrder, Type: bsearch.SortFieldAsString}
	request.Sort = bsearch.SortOrder{byOrder}
	if q.Sort == search.Relevance {
		request.Sort = bsearch.SortOrder{&bsearch.SortScore{Desc: true}, byOrder}
	}
	if after != nil {
		request.SearchAfter = after
	}
	for _, c := range q.Counts {
		request.AddFacet(c, bleve.NewFacetRequest(c, maxCounts))
	}
	found, err := x.bleve.SearchInContext(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("search index %q: %w", x.options.Dir, err)
	}
	return x.result(q, p, found)
}

// maxCounts is how many values of a field are counted.
const maxCounts = 100

func (x *Index) result(q search.Query, p *plan, found *bleve.SearchResult) (*search.Result, error) {
	result := &search.Result{Hits: []search.Hit{}, Total: int(found.Total)}
	marks := make([]string, len(p.parts))
	for i, one := range p.parts {
		marks[i] = string(one.text)
	}
	for i, match := range found.Hits {
		if i == q.Limit {
			last := found.Hits[i-1]
			after := slices.Clone(last.Sort)
			if q.Sort == search.Relevance {
				after[0] = fmt.Sprint(last.Score)
			}
			result.Next = search.WriteCursor(q, after)
			break
		}
		hit, err := x.hit(match, marks)
		if err != nil {
			return nil, err
		}
		if q.Sort == search.Relevance {
			hit.Relevance = match.Score
		}
		result.Hits = append(result.Hits, hit)
	}
	for name, facet := range found.Facets {
		if result.Counts == nil {
			result.Counts = map[string][]search.Count{}
		}
		counts := []search.Count{}
		if facet.Terms != nil {
			for _, t := range facet.Terms.Terms() {
				counts = append(counts, search.Count{Value: t.Term, Hits: t.Count})
			}
		}
		result.Counts[name] = counts
	}
	return result, nil
}

func (x *Index) hit(match *bsearch.DocumentMatch, marks []string) (search.Hit, error) {
	text, _ := match.Fields[fieldText].(string)
	rest, _ := match.Fields[fieldMeta].(string)
	doc, err := decode(strings.Clone(text), []byte(rest))
	if err != nil {
		return search.Hit{}, fmt.Errorf("search index %q: turn %q: %w", x.options.Dir, match.ID, err)
	}
	return search.Hit{Doc: doc, Spans: x.options.Folder.Spans(doc.Text, marks)}, nil
}
