package lexicon

import (
	"cmp"
	"math/bits"
	"slices"
)

// settle drops what lies within another hit of its phrase or touches an exception of its list, and orders the rest.
func (l *Lexicon) settle(found []occurrence, r *scratch) []Hit {
	if len(found) == 0 {
		return nil
	}
	hits := r.hits[:0]
	for all := r.deal(found, len(l.names)); len(all) > 0; {
		n := 1
		for n < len(all) && all[n].list() == all[0].list() {
			n++
		}
		order(all[:n])
		hits = l.settleList(all[:n], r, hits)
		all = all[n:]
	}
	r.hits = hits
	return slices.Clone(hits)
}

// deal puts occurrences in the order of their lists, of which there are so many, and leaves those of a list in the order in which
// they were found, mostly that of the text. What it gives holds until the next call.
func (r *scratch) deal(found []occurrence, lists int) []occurrence {
	if r.counts == nil {
		r.counts, r.some = make([]int32, lists), make([]uint64, (lists+63)/64)
	}
	for i := range found {
		list := found[i].list()
		r.counts[list]++
		r.some[list/64] |= 1 << (list % 64)
	}
	at := int32(0)
	for n, some := range r.some {
		for ; some != 0; some &= some - 1 {
			count := &r.counts[64*n+bits.TrailingZeros64(some)]
			at, *count = at+*count, at
		}
	}
	r.dealt = sized(r.dealt, len(found))
	for _, o := range found {
		place := &r.counts[o.list()]
		r.dealt[*place] = o
		*place++
	}
	for i := range found {
		r.counts[found[i].list()] = 0
	}
	clear(r.some)
	return r.dealt
}

// settleList does the work of settle for what was found of one list, by start and the longer first.
func (l *Lexicon) settleList(found []occurrence, r *scratch, hits []Hit) []Hit {
	if len(found) == 1 { // as mostly
		o := &found[0]
		if p := &l.phrases[o.phrase]; !p.except {
			hits = append(hits, Hit{ListID(p.list), p.index, int(o.start()), int(o.end)})
		}
		return hits
	}
	kept := found[:0]
	r.cover = r.cover[:0]
	for _, o := range found {
		if o.end <= r.reached[o.phrase] {
			continue
		}
		r.reached[o.phrase] = o.end
		kept = append(kept, o)
		if !l.phrases[o.phrase].except {
			continue
		}
		if n := len(r.cover); n > 0 && o.start() < r.cover[n-1].end {
			r.cover[n-1].end = max(r.cover[n-1].end, o.end)
		} else {
			r.cover = append(r.cover, place{o.start(), o.end})
		}
	}
	cover := r.cover
	for _, o := range kept {
		r.reached[o.phrase] = 0
		for len(cover) > 0 && cover[0].end <= o.start() {
			cover = cover[1:]
		}
		p := &l.phrases[o.phrase]
		if !p.except && (len(cover) == 0 || cover[0].start >= o.end) {
			hits = append(hits, Hit{ListID(p.list), p.index, int(o.start()), int(o.end)})
		}
	}
	return hits
}

// order sorts occurrences by list, start, end from far to near, and phrase. It runs for every list that hits, mostly on few.
func order(found []occurrence) {
	if len(found) > fewFound {
		slices.SortFunc(found, func(a, b occurrence) int {
			return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(b.end, a.end), cmp.Compare(a.phrase, b.phrase))
		})
		return
	}
	for i := 1; i < len(found); i++ {
		o, k := found[i], i
		for ; k > 0 && o.before(&found[k-1]); k-- {
			found[k] = found[k-1]
		}
		found[k] = o
	}
}

// fewFound is how many occurrences are put in order one by one.
const fewFound = 32

func (a *occurrence) before(b *occurrence) bool {
	switch {
	case a.key != b.key:
		return a.key < b.key
	case a.end != b.end:
		return a.end > b.end
	}
	return a.phrase < b.phrase
}

// cover is what some occurrences cover, by phrase and start, without overlaps within a phrase.
type cover []occurrence

func coverOf(all []occurrence) cover {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b occurrence) int {
		return cmp.Or(cmp.Compare(a.phrase, b.phrase), cmp.Compare(a.key, b.key), cmp.Compare(b.end, a.end))
	})
	c := sorted[:0]
	for _, o := range sorted {
		if n := len(c); n > 0 && c[n-1].phrase == o.phrase && o.start() < c[n-1].end {
			c[n-1].end = max(c[n-1].end, o.end)
		} else {
			c = append(c, o)
		}
	}
	return c
}

// touches reports whether o overlaps what c covers of the same phrase.
func (c cover) touches(o occurrence) bool {
	i, _ := slices.BinarySearchFunc(c, o, func(x, o occurrence) int {
		if x.phrase == o.phrase && x.end > o.start() {
			return 1 // the first that ends behind the start of o is sought
		}
		return cmp.Or(cmp.Compare(x.phrase, o.phrase), -1)
	})
	return i < len(c) && c[i].phrase == o.phrase && c[i].start() < o.end
}
