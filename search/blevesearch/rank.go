package blevesearch

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// ranked is a turn with what it is sorted by: score, highest first, then order.
type ranked struct {
	shard int
	turn  uint32
	score float64
	order string
}

// fewHits is up to how many hits are sorted without a look at their days.
const fewHits = 2000

// newest gives the first n of a set by order, those after the given key only. It goes through the days backward, so that
// a page costs what is on it and not what was found in all.
func (v *view) newest(ctx context.Context, of hits, after string, n int) ([]ranked, error) {
	if n == 0 {
		return nil, nil
	}
	if of.total() <= fewHits {
		return v.first(of, after, n)
	}
	days, err := v.days()
	if err != nil {
		return nil, err
	}
	slices.Reverse(days)
	var page []ranked
	for _, day := range append(days, timeless) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if t, err := time.ParseInLocation(dayForm, day, zone); err == nil && after != "" && timeKey(t) < after[:min(timeKeySize, len(after))] {
			continue // the whole day was on the pages before
		}
		today := make(hits, len(of))
		for i, s := range v.shards {
			set, err := s.with(fieldTime, []byte(day))
			if err != nil {
				return nil, err
			}
			today[i] = roaring.And(set, of[i])
		}
		some, err := v.first(today, after, n-len(page))
		if err != nil {
			return nil, err
		}
		if page = append(page, some...); len(page) == n {
			break
		}
	}
	return page, nil
}

// first gives the first n of a set by order, those after the given key only. It looks at all of them.
func (v *view) first(of hits, after string, n int) ([]ranked, error) {
	if n == 0 {
		return nil, nil
	}
	var page []ranked
	last := "" // the order of the last of n; empty: there are not n yet
	settle := func() {
		slices.SortFunc(page, func(a, b ranked) int { return strings.Compare(a.order, b.order) })
		if len(page) >= n {
			page = page[:n]
			last = page[n-1].order
		}
	}
	for i, s := range v.shards {
		err := s.values(of[i], fieldOrder, func(turn uint32, order []byte) {
			if string(order) <= after || last != "" && string(order) >= last {
				return
			}
			page = append(page, ranked{shard: i, turn: turn, order: string(order)})
			if len(page) >= 2*n+64 {
				settle()
			}
		})
		if err != nil {
			return nil, err
		}
	}
	settle()
	return page, nil
}

// best gives the first n of a set by score and order, those after the given one only; nil: all.
func (v *view) best(ctx context.Context, p *plan, of hits, after *ranked, n int) ([]ranked, error) {
	all, err := v.scored(ctx, p, of)
	if err != nil {
		return nil, err
	}
	var page []ranked
	if after != nil { // first the rest of those that score as much as the last one of the page before
		same := v.set(all, func(score float64) bool { return score == after.score })
		if page, err = v.newest(ctx, same, after.order, n); err != nil {
			return nil, err
		}
		for i := range page {
			page[i].score = after.score
		}
		all = slices.DeleteFunc(all, func(r ranked) bool { return r.score >= after.score })
	}
	rest, err := v.top(ctx, all, n-len(page))
	return append(page, rest...), err
}

// top gives the first n of all by score and order. Only those that may be among them are looked up.
func (v *view) top(ctx context.Context, all []ranked, n int) ([]ranked, error) {
	if n == 0 || len(all) == 0 {
		return nil, nil
	}
	scores := make([]float64, len(all))
	for i, r := range all {
		scores[i] = r.score
	}
	slices.Sort(scores)
	last := scores[max(0, len(scores)-n)] // what the last of the page scores
	above := v.set(all, func(score float64) bool { return score > last })
	page, err := v.first(above, "", above.total())
	if err != nil {
		return nil, err
	}
	for i := range page {
		at, _ := slices.BinarySearchFunc(all, page[i], func(a, b ranked) int {
			return cmp.Or(cmp.Compare(a.shard, b.shard), cmp.Compare(a.turn, b.turn))
		})
		page[i].score = all[at].score
	}
	slices.SortFunc(page, compare)
	ties, err := v.newest(ctx, v.set(all, func(score float64) bool { return score == last }), "", n-len(page))
	for i := range ties {
		ties[i].score = last
	}
	return append(page, ties...), err
}

func compare(a, b ranked) int {
	return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.order, b.order))
}

// set is the set of those whose score is wanted.
func (v *view) set(all []ranked, wanted func(score float64) bool) hits {
	of := make(hits, len(v.shards))
	for i := range of {
		of[i] = roaring.New()
	}
	for _, r := range all {
		if wanted(r.score) {
			of[r.shard].Add(r.turn)
		}
	}
	return of
}

// scored gives the turns of a set with their scores, by shard and turn.
func (v *view) scored(ctx context.Context, p *plan, of hits) ([]ranked, error) {
	shards := make([][]ranked, len(v.shards))
	err := v.each(ctx, func(_ context.Context, i int, s *shard) error {
		shards[i] = make([]ranked, 0, of[i].GetCardinality())
		for it := of[i].Iterator(); it.HasNext(); {
			shards[i] = append(shards[i], ranked{shard: i, turn: it.Next()})
		}
		for _, w := range p.words {
			if err := s.score(w, of[i], shards[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return slices.Concat(shards...), err
}

// The weight of a word in a turn grows with its frequency, less and less, and falls with the turn's length. It depends on
// nothing but the turn, so that a page stays where it is while other turns come in.
const (
	saturation = 1.2
	usual      = 20.0 // words in a turn
)

func weight(frequency, length float64) float64 {
	return frequency / (frequency + saturation*(0.25+0.75*length/usual))
}

// score adds the weight of a word to the turns of a set, which to lists in ascending order.
func (s *shard) score(word string, of *roaring.Bitmap, to []ranked) error {
	if len(to) == 0 {
		return nil
	}
	d, err := s.dict(fieldWords)
	if err != nil {
		return err
	}
	list, err := d.PostingsList([]byte(word), nil, nil)
	if err != nil {
		return err
	}
	postings := list.Iterator(true, true, false, nil)
	if set, ok := postings.(segment.OptimizablePostingsIterator); ok && set.ActualBitmap() != nil {
		set.ReplaceActual(roaring.And(set.ActualBitmap(), of))
	}
	for {
		posting, err := postings.Next()
		if err != nil || posting == nil {
			return err
		}
		at, ok := slices.BinarySearchFunc(to, uint32(posting.Number()), func(r ranked, turn uint32) int { return cmp.Compare(r.turn, turn) })
		if ok {
			norm := posting.Norm() // one by the root of the length
			to[at].score += weight(float64(posting.Frequency()), 1/(norm*norm))
		}
		to = to[at:]
	}
}
