package blevesearch

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/tingjian/tingjian/search"
)

// ranked is a turn with what it is sorted by: its group, where hits are sorted by relevance, then order.
type ranked struct {
	shard int
	turn  uint32
	group int
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

// groups is how many groups of like relevance there are: by how many of the query's words a turn has as words, all
// first, and within that by length, short ones first. A turn's group depends on nothing but the turn, so that a page
// stays where it is while other turns come in.
func (p *plan) groups() int { return (len(p.words) + 1) * len(lengths()) }

// relevance is what a group counts for, 1 the best one.
func (p *plan) relevance(group int) float64 {
	if p.query.Sort != search.Relevance {
		return 0
	}
	return 1 - float64(group)/float64(p.groups())
}

// best gives the first n of a set by group and order, those after the given one only; nil: all.
func (v *view) best(ctx context.Context, p *plan, of hits, after *ranked, n int) ([]ranked, error) {
	levels, err := v.levels(ctx, p, of)
	if err != nil {
		return nil, err
	}
	var page []ranked
	from, order := 0, ""
	if after != nil {
		from, order = max(0, after.group), after.order
	}
	for group := from; group < p.groups() && len(page) < n; group++ {
		members, err := v.group(levels, group)
		if err != nil {
			return nil, err
		}
		some, err := v.newest(ctx, members, order, n-len(page))
		if err != nil {
			return nil, err
		}
		for i := range some {
			some[i].group = group
		}
		page, order = append(page, some...), ""
	}
	return page, nil
}

// levels parts a set by how many of the query's words a turn has, by shard; all of them first.
func (v *view) levels(ctx context.Context, p *plan, of hits) ([]hits, error) {
	levels := make([]hits, len(p.words)+1)
	for i := range levels {
		levels[i] = make(hits, len(of))
	}
	err := v.each(ctx, func(_ context.Context, i int, s *shard) error {
		has := make([]*roaring.Bitmap, len(p.words)+1) // has[n]: n words or more
		has[0] = of[i]
		for n := 1; n < len(has); n++ {
			has[n] = roaring.New()
		}
		for seen, w := range p.words {
			with, err := s.with(fieldWords, []byte(w))
			if err != nil {
				return err
			}
			for n := seen + 1; n > 0; n-- {
				has[n].Or(roaring.And(has[n-1], with))
			}
		}
		for n := range has {
			level := has[n]
			if n+1 < len(has) {
				level = roaring.AndNot(has[n], has[n+1])
			}
			levels[len(p.words)-n][i] = level
		}
		return nil
	})
	return levels, err
}

// group is the set of the turns of one group.
func (v *view) group(levels []hits, group int) (hits, error) {
	level, length := levels[group/len(lengths())], strconv.Itoa(group%len(lengths()))
	members := make(hits, len(level))
	for i, s := range v.shards {
		set, err := s.with(fieldLength, []byte(length))
		if err != nil {
			return nil, err
		}
		members[i] = roaring.And(set, level[i])
	}
	return members, nil
}
