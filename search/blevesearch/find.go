package blevesearch

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/tingjian/tingjian/search"
)

// hits are the turns that answer a query, by shard.
type hits []*roaring.Bitmap

func (h hits) total() int {
	n := uint64(0)
	for _, s := range h {
		n += s.GetCardinality()
	}
	return int(n)
}

// find gives the turns that answer the plan's query.
func (x *Index) find(ctx context.Context, v *view, p *plan) (hits, error) {
	found := make(hits, len(v.shards))
	err := v.each(ctx, func(ctx context.Context, i int, s *shard) error {
		candidates, err := s.candidates(p)
		if err != nil {
			return err
		}
		if err := s.checkTimes(p, candidates); err != nil {
			return err
		}
		c := checker{folder: x.options.Folder, shard: s}
		if err := c.prepare(p); err != nil {
			return err
		}
		found[i], err = c.check(ctx, candidates)
		return err
	})
	return found, err
}

// candidates are the turns in every set that the query names; all hits are among them. The set is the caller's.
func (s *shard) candidates(p *plan) (*roaring.Bitmap, error) {
	var sets []*roaring.Bitmap
	for _, f := range p.filters {
		set, err := s.withAny(f.field, f.terms)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	for _, one := range p.parts {
		set, err := s.withPart(one)
		if err != nil {
			return nil, err
		}
		sets = append(sets, set)
	}
	if len(sets) == 0 {
		return s.live(), nil
	}
	all := intersect(sets)
	if s.deleted != nil {
		all.AndNot(s.deleted)
	}
	return all, nil
}

// intersect gives a new set.
func intersect(sets []*roaring.Bitmap) *roaring.Bitmap {
	if len(sets) == 1 {
		return sets[0].Clone()
	}
	slices.SortFunc(sets, func(a, b *roaring.Bitmap) int { return cmp.Compare(a.GetCardinality(), b.GetCardinality()) })
	all := roaring.And(sets[0], sets[1])
	for _, s := range sets[2:] {
		all.And(s)
	}
	return all
}

// most is how many pairs of a long part are intersected; the check on the stored text does the rest.
const most = 32

// withPart is the set of turns that have every pair of the part, or its hash. Read it only.
func (s *shard) withPart(p part) (*roaring.Bitmap, error) {
	terms := appendGrams(nil, p.text, false)
	if len(terms) > most {
		step := float64(len(terms)) / most
		for i := range most {
			terms[i] = terms[int(float64(i)*step)]
		}
		terms = terms[:most]
	}
	sets := make([]*roaring.Bitmap, len(terms))
	for i, t := range terms {
		var err error
		if sets[i], err = s.with(fieldGrams, t); err != nil {
			return nil, err
		}
		if sets[i].IsEmpty() {
			sets = sets[i : i+1]
			break
		}
	}
	all := sets[0]
	if len(sets) > 1 {
		all = intersect(sets)
	}
	if p.hash == "" {
		return all, nil
	}
	keyed, err := s.with(fieldKey, []byte(p.hash))
	if err != nil {
		return nil, err
	}
	return roaring.Or(all, keyed), nil
}

// checkTimes removes the turns that lie in the first or the last day of the query's time, and yet not in it.
func (s *shard) checkTimes(p *plan, candidates *roaring.Bitmap) error {
	for _, bound := range []time.Time{p.query.From, p.query.To} {
		if bound.IsZero() || bound.Equal(dayOf(bound)) {
			continue
		}
		day, err := s.with(fieldTime, []byte(bound.In(zone).Format(dayForm)))
		if err != nil {
			return err
		}
		from, to := "", "" // as keys of time: hits come after the second and not after the first
		if from = "~"; !p.query.From.IsZero() {
			from = timeKey(p.query.From)
		}
		if !p.query.To.IsZero() {
			to = timeKey(p.query.To)
		}
		var outside []uint32
		err = s.values(roaring.And(day, candidates), fieldOrder, func(turn uint32, order []byte) {
			if at := string(order[:min(timeKeySize, len(order))]); at > from || at <= to {
				outside = append(outside, turn)
			}
		})
		if err != nil {
			return err
		}
		for _, turn := range outside {
			candidates.Remove(turn)
		}
	}
	return nil
}

// checker compares the stored texts of candidates with the long parts of a query.
type checker struct {
	shard  *shard
	folder *search.Folder
	wanted []wanted
	buffer []byte
}

// wanted is a part that must occur in the text, unless the turn is among keyed.
type wanted struct {
	text  []byte          // folded
	raw   []byte          // as it was typed
	keyed *roaring.Bitmap // nil: none
}

func (c *checker) prepare(p *plan) error {
	for _, one := range p.parts {
		if !one.long() {
			continue
		}
		w := wanted{text: one.text, raw: one.raw}
		if one.hash != "" {
			var err error
			if w.keyed, err = c.shard.with(fieldKey, []byte(one.hash)); err != nil {
				return err
			}
		}
		c.wanted = append(c.wanted, w)
	}
	return nil
}

// check gives those of the candidates whose text holds every part.
func (c *checker) check(ctx context.Context, candidates *roaring.Bitmap) (*roaring.Bitmap, error) {
	if len(c.wanted) == 0 || candidates.IsEmpty() {
		return candidates, nil
	}
	var wrong []uint32
	n := 0
	for it := candidates.Iterator(); it.HasNext(); n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		turn := it.Next()
		ok := false
		err := c.shard.text(turn, func(text []byte) { ok = c.holds(turn, text) })
		if err != nil {
			return nil, err
		}
		if !ok {
			wrong = append(wrong, turn)
		}
	}
	if len(wrong) > 0 {
		candidates.AndNot(roaring.BitmapOf(wrong...))
	}
	return candidates, nil
}

func (c *checker) holds(turn uint32, text []byte) bool {
	folded := false
	for _, w := range c.wanted {
		// Most texts hold the part as it was typed or as it is folded, and need not be folded themselves.
		if bytes.Contains(text, w.raw) || bytes.Contains(text, w.text) || w.keyed != nil && w.keyed.Contains(turn) {
			continue
		}
		if !folded {
			c.buffer = c.folder.AppendBytes(c.buffer[:0], text)
			folded = true
		}
		if !bytes.Contains(c.buffer, w.text) {
			return false
		}
	}
	return true
}
