package lexicon

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// occurrence is a place where something was found: a phrase of a list, or an exception.
type occurrence struct{ list, phrase, start, end int32 }

// place is where a literal was found, in the normal form.
type place struct{ start, end int32 }

// field is what is scanned: a normal form, or the ends of two put together.
type field struct {
	text   string
	paused func(start, end int) bool // nil: nowhere
	cut    int32                     // offset of the seam between two bubbles; -1: none
}

// Scan finds every phrase of every list in text.
func (l *Lexicon) Scan(text string) *Hits {
	t := normalize.New(text)
	r := l.scratch.Get().(*scratch)
	defer l.scratch.Put(r)
	found := l.given(t, r, r.found[:0])
	last := r.last
	if c := t.Collapsed(); c != nil {
		found = addNew(found, l.given(c, r, nil))
	}
	r.found = found
	return newHits(t, l.settle(found, r), last)
}

// given finds phrases in one normal form, at bytes of the given text.
func (l *Lexicon) given(t *normalize.Text, r *scratch, found []occurrence) []occurrence {
	f := field{text: t.String(), cut: -1}
	if t.HasPauses() {
		f.paused = t.Paused
	}
	found = l.find(f, r, found)
	for i := range found {
		start, end := t.Span(int(found[i].start), int(found[i].end))
		found[i].start, found[i].end = int32(start), int32(end)
	}
	return found
}

// addNew adds what was found with stretched characters reduced to one, except where the same phrase was found without.
func addNew(found, more []occurrence) []occurrence {
	had := coverOf(found)
	for _, m := range more {
		if !had.touches(m) {
			found = append(found, m)
		}
	}
	return found
}

// find adds to found the phrases in f, exceptions included, at bytes of f.text and in no particular order.
func (l *Lexicon) find(f field, r *scratch, found []occurrence) []occurrence {
	r.last = initial
	if l.automaton == nil || f.text == "" {
		return found
	}
	r.begin()
	state := int32(initial)
	for end := 0; end < len(f.text); {
		char, size := decode(f.text, end)
		end += size
		code := l.automaton.code(char)
		if code == 0 {
			state = initial
			continue
		}
		state = l.automaton.step(state, code)
		for _, id := range l.automaton.ending(state) {
			found = l.literal(&f, id, int32(end), found, r)
		}
	}
	r.last = state
	for _, part := range r.telling {
		for _, t := range l.telling[part.from:part.to] {
			if r.stamp[t.other] != r.scan {
				continue
			}
			c := l.chains[t.chain]
			links := l.links[c.at : c.at+c.count]
			if !r.all(links) {
				continue
			}
			for _, p := range r.complete(&f, links, l.gaps[c.at:c.at+c.count]) {
				found = append(found, occurrence{l.phrases[c.phrase].list, c.phrase, p.start, p.end})
			}
		}
	}
	return found
}

// literal takes note of a literal that ends there.
func (l *Lexicon) literal(f *field, id, end int32, found []occurrence, r *scratch) []occurrence {
	x := &l.literals[id]
	start := end - x.size
	if !x.fits(f, start, end) {
		return found
	}
	if x.link >= 0 {
		r.add(x.link, place{start, end}, l.tells[x.link])
	}
	if x.whole >= 0 {
		return append(found, occurrence{l.phrases[x.whole].list, x.whole, start, end})
	}
	if x.whole < -1 {
		from := ^x.whole
		for _, p := range l.wholes[from+1 : from+1+l.wholes[from]] {
			found = append(found, occurrence{l.phrases[p].list, p, start, end})
		}
	}
	return found
}

// fits checks what the automaton does not: that no run of letters or digits goes on beyond the literal, and that a short
// one has no pause inside.
func (x *literal) fits(f *field, start, end int32) bool {
	if x.head != other && start > 0 && kindOf(f.text[start-1]) == x.head {
		return false
	}
	if x.tail != other && int(end) < len(f.text) && kindOf(f.text[end]) == x.tail {
		return false
	}
	return !x.short || f.paused == nil || !f.paused(int(start), int(end))
}

// reach keeps those of here from which one of next can be reached over the gap, with its end. Only the first of next
// that follows has to be tried: if a stop or too many characters lie before it, they lie before the others too, and ends
// come in the order of starts.
func reach(f *field, here, next []place, gap int32) []place {
	kept := here[:0]
	for _, p := range here {
		for len(next) > 0 && next[0].start < p.end {
			next = next[1:]
		}
		if len(next) == 0 {
			break
		}
		if f.open(p.end, next[0].start, gap) {
			p.end = next[0].end
			kept = append(kept, p)
		}
	}
	return kept
}

// open reports whether a gap of that many characters may span start to end.
func (f *field) open(start, end, gap int32) bool {
	if f.cut >= 0 && start <= f.cut && f.cut <= end {
		return false // a new bubble is a new line
	}
	if end-start > gap*utf8.UTFMax {
		return false
	}
	count := int32(0)
	for i := int(start); i < int(end); count++ {
		r, size := decode(f.text, i)
		if normalize.IsStop(r) {
			return false
		}
		i += size
	}
	return count <= gap
}

// settle drops what lies within another hit of its phrase or touches an exception of its list, and orders the rest.
func (l *Lexicon) settle(found []occurrence, r *scratch) []Hit {
	if len(found) == 0 {
		return nil
	}
	found = r.order(found)
	hits := make([]Hit, 0, len(found))
	for len(found) > 0 {
		n := 1
		for n < len(found) && found[n].list == found[0].list {
			n++
		}
		hits = l.settleList(found[:n], r, hits)
		found = found[n:]
	}
	return hits
}

// settleList does the work of settle for what was found of one list, by start and the longer first.
func (l *Lexicon) settleList(found []occurrence, r *scratch, hits []Hit) []Hit {
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
		if n := len(r.cover); n > 0 && o.start < r.cover[n-1].end {
			r.cover[n-1].end = max(r.cover[n-1].end, o.end)
		} else {
			r.cover = append(r.cover, place{o.start, o.end})
		}
	}
	cover := r.cover
	for _, o := range kept {
		r.reached[o.phrase] = 0
		for len(cover) > 0 && cover[0].end <= o.start {
			cover = cover[1:]
		}
		p := &l.phrases[o.phrase]
		if !p.except && (len(cover) == 0 || cover[0].start >= o.end) {
			hits = append(hits, Hit{ListID(p.list), int(p.index), int(o.start), int(o.end)})
		}
	}
	return hits
}

// order gives occurrences by list, start, end from far to near, and phrase. It runs for every turn: they are dealt out to
// their lists, of which each has few, nearly in order.
func (r *scratch) order(found []occurrence) []occurrence {
	if len(found) <= fewFound {
		insert(found)
		return found
	}
	r.lists = r.lists[:0]
	for i := range found {
		list := found[i].list
		if r.byList[list] == 0 {
			r.lists = append(r.lists, list)
		}
		r.byList[list]++
	}
	slices.Sort(r.lists)
	at := int32(0)
	for _, list := range r.lists {
		r.byList[list], at = at, at+r.byList[list]
	}
	r.ordered = slices.Grow(r.ordered[:0], len(found))[:len(found)]
	for i := range found {
		to := &r.byList[found[i].list]
		r.ordered[*to] = found[i]
		*to++
	}
	from := int32(0)
	for _, list := range r.lists {
		to := r.byList[list]
		insert(r.ordered[from:to])
		from, r.byList[list] = to, 0
	}
	return r.ordered
}

// fewFound is how many occurrences are put in order one by one.
const fewFound = 12

// insert sorts few occurrences, or such as are nearly in order.
func insert(found []occurrence) {
	if len(found) > 8*fewFound {
		slices.SortFunc(found, func(a, b occurrence) int {
			switch {
			case a == b:
				return 0
			case a.before(&b):
				return -1
			}
			return 1
		})
		return
	}
	for i := 1; i < len(found); i++ {
		if !found[i].before(&found[i-1]) {
			continue
		}
		o, k := found[i], i
		for ; k > 0 && o.before(&found[k-1]); k-- {
			found[k] = found[k-1]
		}
		found[k] = o
	}
}

func (a *occurrence) before(b *occurrence) bool {
	switch {
	case a.list != b.list:
		return a.list < b.list
	case a.start != b.start:
		return a.start < b.start
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
		return cmp.Or(cmp.Compare(a.phrase, b.phrase), cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	c := sorted[:0]
	for _, o := range sorted {
		if n := len(c); n > 0 && c[n-1].phrase == o.phrase && o.start < c[n-1].end {
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
		if x.phrase == o.phrase && x.end > o.start {
			return 1 // the first that ends behind the start of o is sought
		}
		return cmp.Or(cmp.Compare(x.phrase, o.phrase), -1)
	})
	return i < len(c) && c[i].phrase == o.phrase && c[i].start < o.end
}
