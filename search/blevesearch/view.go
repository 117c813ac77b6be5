package blevesearch

import (
	"bytes"
	"context"
	"fmt"
	"runtime"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"golang.org/x/sync/errgroup"
)

// view is the index as it is at one moment. Queries are answered on its segments directly: every condition is a set of
// turns, so that a query is a handful of intersections and no turn is touched that does not matter. bleve's own
// searchers and collectors, which visit hit by hit, took five times as long.
type view struct {
	reader index.IndexReader
	shards []*shard
}

// shard is one segment of a view. Turns are numbered from 0 in each.
type shard struct {
	segment segment.Segment
	deleted *roaring.Bitmap // nil: none
	dicts   map[string]segment.TermDictionary
}

// view opens a view. Close it.
func (x *Index) view() (*view, error) {
	r, err := x.reader()
	if err != nil {
		return nil, err
	}
	snapshot, ok := r.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("the index is a %T: want scorch", r)
	}
	v := &view{reader: r}
	for _, s := range snapshot.Segments() {
		v.shards = append(v.shards, &shard{segment: s.Segment(), deleted: s.Deleted(), dicts: map[string]segment.TermDictionary{}})
	}
	return v, nil
}

func (v *view) close() error { return v.reader.Close() }

// each calls f for every shard, several at once, and stops at the first error.
func (v *view) each(ctx context.Context, f func(ctx context.Context, i int, s *shard) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range v.shards {
		group.Go(func() error { return f(ctx, i, s) })
	}
	return group.Wait()
}

func (s *shard) dict(field string) (segment.TermDictionary, error) {
	if d, ok := s.dicts[field]; ok {
		return d, nil
	}
	d, err := s.segment.Dictionary(field)
	if err != nil {
		return nil, err
	}
	s.dicts[field] = d
	return d, nil
}

// with is the set of turns, deleted ones among them, that carry a term. Read it only: it may be the index's own memory.
func (s *shard) with(field string, term []byte) (*roaring.Bitmap, error) {
	d, err := s.dict(field)
	if err != nil {
		return nil, err
	}
	list, err := d.PostingsList(term, nil, nil)
	if err != nil {
		return nil, err
	}
	return bitmap(list)
}

// bitmap is a postings list as a set.
func bitmap(list segment.PostingsList) (*roaring.Bitmap, error) {
	postings := list.Iterator(false, false, false, nil)
	if set, ok := postings.(segment.OptimizablePostingsIterator); ok {
		if only, ok := set.DocNum1Hit(); ok {
			return roaring.BitmapOf(uint32(only)), nil
		}
		if all := set.ActualBitmap(); all != nil {
			return all, nil
		}
		return roaring.New(), nil
	}
	all := roaring.New()
	for {
		p, err := postings.Next()
		if err != nil || p == nil {
			return all, err
		}
		all.Add(uint32(p.Number()))
	}
}

// withAny is the set of turns that carry one of the terms. Read it only.
func (s *shard) withAny(field string, terms []string) (*roaring.Bitmap, error) {
	sets := make([]*roaring.Bitmap, len(terms))
	for i, t := range terms {
		var err error
		if sets[i], err = s.with(field, []byte(t)); err != nil {
			return nil, err
		}
	}
	if len(sets) == 1 {
		return sets[0], nil
	}
	return roaring.FastOr(sets...), nil
}

// live is the set of all turns that are not deleted.
func (s *shard) live() *roaring.Bitmap {
	all := roaring.New()
	all.AddRange(0, s.segment.Count())
	if s.deleted != nil {
		all.AndNot(s.deleted)
	}
	return all
}

// values visits the values of a field with doc values in the turns of a set, in ascending order of the turns.
func (s *shard) values(of *roaring.Bitmap, field string, visit func(turn uint32, value []byte)) error {
	visitable, ok := s.segment.(segment.DocValueVisitable)
	if !ok {
		return fmt.Errorf("a segment of the index, a %T, has no doc values", s.segment)
	}
	var state segment.DocVisitState
	var err error
	fields := []string{field}
	var turn uint32
	each := func(_ string, value []byte) { visit(turn, value) }
	for it := of.Iterator(); it.HasNext(); {
		turn = it.Next()
		if state, err = visitable.VisitDocValues(uint64(turn), fields, each, state); err != nil {
			return err
		}
	}
	return nil
}

// text hands the text of a turn to use, which must not keep it; not called for a turn without text.
func (s *shard) text(turn uint32, use func(text []byte)) error {
	return s.segment.VisitStoredFields(uint64(turn), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field == fieldText {
			use(value)
		}
		return field != fieldText
	})
}

// stored reads what is stored of a turn.
func (s *shard) stored(turn uint32) (id string, text, rest []byte, err error) {
	err = s.segment.VisitStoredFields(uint64(turn), func(field string, _ byte, value []byte, _ []uint64) bool {
		switch field {
		case "_id":
			id = string(value)
		case fieldText:
			text = bytes.Clone(value)
		case fieldMeta:
			rest = bytes.Clone(value)
		}
		return true
	})
	return id, text, rest, err
}
