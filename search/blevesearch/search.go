package blevesearch

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/tingjian/tingjian/search"
)

// Search implements search.Index.
func (x *Index) Search(ctx context.Context, q search.Query) (*search.Result, error) {
	q, parts, err := q.Normal()
	if err != nil {
		return nil, err
	}
	after, err := readAfter(q)
	if err != nil {
		return nil, err
	}
	done, err := x.use(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	result, err := x.answer(ctx, v, q, parts, after)
	if err = errors.Join(err, v.close()); err != nil {
		return nil, fmt.Errorf("search index %q: %w", x.options.Dir, err)
	}
	return result, nil
}

// readAfter is the last hit of the page before, nil on the first page.
func readAfter(q search.Query) (*ranked, error) {
	values, err := search.ReadCursor(q)
	if err != nil || values == nil {
		return nil, err
	}
	r := &ranked{order: values[len(values)-1]}
	if q.Sort == search.Relevance {
		if r.group, err = strconv.Atoi(values[0]); err != nil {
			return nil, fmt.Errorf("%w: cursor: is damaged: leave it out to start anew", search.ErrQuery)
		}
	}
	return r, nil
}

func writeAfter(q search.Query, r ranked) string {
	if q.Sort == search.Relevance {
		return search.WriteCursor(q, []string{strconv.Itoa(r.group), r.order})
	}
	return search.WriteCursor(q, []string{r.order})
}

func (x *Index) answer(ctx context.Context, v *view, q search.Query, parts []string, after *ranked) (*search.Result, error) {
	p, err := x.plan(v, q, parts)
	if err != nil {
		return nil, err
	}
	found, err := x.find(ctx, v, p)
	if err != nil {
		return nil, err
	}
	page, err := v.page(ctx, p, found, after, q.Limit+1) // one more tells whether there is a next page
	if err != nil {
		return nil, err
	}
	result := &search.Result{Hits: make([]search.Hit, 0, len(page)), Total: found.total()}
	if len(page) > q.Limit {
		page = page[:q.Limit]
		result.Next = writeAfter(q, page[q.Limit-1])
	}
	for _, r := range page {
		hit, err := x.hit(v, p, r)
		if err != nil {
			return nil, err
		}
		result.Hits = append(result.Hits, hit)
	}
	for _, field := range q.Counts {
		if result.Counts == nil {
			result.Counts = map[string][]search.Count{}
		}
		if result.Counts[field], err = v.counts(ctx, found, field); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func (v *view) page(ctx context.Context, p *plan, of hits, after *ranked, n int) ([]ranked, error) {
	if p.query.Sort == search.Relevance {
		return v.best(ctx, p, of, after, n)
	}
	key := ""
	if after != nil {
		key = after.order
	}
	return v.newest(ctx, of, key, n)
}

func (x *Index) hit(v *view, p *plan, r ranked) (search.Hit, error) {
	id, text, rest, err := v.shards[r.shard].stored(r.turn)
	if err != nil {
		return search.Hit{}, err
	}
	doc, err := decode(id, text, rest)
	if err != nil {
		return search.Hit{}, err
	}
	marks := make([]string, len(p.parts))
	for i, one := range p.parts {
		marks[i] = string(one.text)
	}
	return search.Hit{Doc: doc, Spans: x.options.Folder.Spans(doc.Text, marks), Relevance: p.relevance(r.group)}, nil
}
