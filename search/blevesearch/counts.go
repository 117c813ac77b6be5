package blevesearch

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/tingjian/tingjian/search"
)

// maxCounts is how many values of a field are counted.
const maxCounts = 100

// counts gives the most frequent values of a field among hits.
func (v *view) counts(ctx context.Context, of hits, field string) ([]search.Count, error) {
	sums := map[string]int{}
	for i, s := range v.shards {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := s.count(of[i], field, sums); err != nil {
			return nil, err
		}
	}
	all := make([]search.Count, 0, len(sums))
	for value, n := range sums {
		all = append(all, search.Count{Value: value, Hits: n})
	}
	slices.SortFunc(all, func(a, b search.Count) int {
		return cmp.Or(cmp.Compare(b.Hits, a.Hits), strings.Compare(a.Value, b.Value))
	})
	return all[:min(len(all), maxCounts)], nil
}

// count adds up values, either by looking at every hit or by intersecting with every value, which costs about ten times
// as much each.
func (s *shard) count(of *roaring.Bitmap, field string, sums map[string]int) error {
	if of.IsEmpty() {
		return nil
	}
	d, err := s.dict(field)
	if err != nil {
		return err
	}
	if of.GetCardinality() > 10*uint64(d.Cardinality()) {
		return s.countValues(d, of, field, sums)
	}
	counters := map[string]*int{} // spares a string for each hit
	err = s.values(of, field, func(_ uint32, value []byte) {
		n := counters[string(value)]
		if n == nil {
			n = new(int)
			counters[string(value)] = n
		}
		*n++
	})
	for value, n := range counters {
		sums[value] += *n
	}
	return err
}

func (s *shard) countValues(d segment.TermDictionary, of *roaring.Bitmap, field string, sums map[string]int) error {
	for entries := d.AutomatonIterator(nil, nil, nil); ; {
		entry, err := entries.Next()
		if err != nil || entry == nil {
			return err
		}
		set, err := s.with(field, []byte(entry.Term))
		if err != nil {
			return err
		}
		if n := set.AndCardinality(of); n > 0 {
			sums[entry.Term] += int(n)
		}
	}
}
