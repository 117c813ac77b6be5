package lexicon

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// occurrence is a place where something was found: a phrase, or an exception of a list.
type occurrence struct{ id, start, end int }

// place is where a literal was found, in the normal form.
type place struct{ start, end int }

// field is what is scanned: a normal form, or the ends of two put together.
type field struct {
	text   string
	paused func(start, end int) bool
	cut    int // offset of the seam between two bubbles; -1: none
}

// Scan finds every phrase of every list in text.
func (l *Lexicon) Scan(text string) *Hits {
	t := normalize.New(text)
	h := &Hits{Text: t}
	r := l.scratch.Get().(*scratch)
	defer l.scratch.Put(r)
	found := l.given(t, r, r.found[:0])
	if c := t.Collapsed(); c != nil {
		found = addNew(found, l.given(c, r, nil))
	}
	h.all = l.settle(found)
	r.found = found
	return h
}

// given finds phrases in one normal form, at bytes of the given text.
func (l *Lexicon) given(t *normalize.Text, r *scratch, found []occurrence) []occurrence {
	found = l.find(field{t.String(), t.Paused, -1}, r, found)
	for i := range found {
		found[i].start, found[i].end = t.Span(found[i].start, found[i].end)
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
			found = l.literal(&f, int(id), end, found, r)
		}
	}
	for _, part := range r.telling {
		for _, t := range l.telling[part.from:part.to] {
			c := &l.chains[t.chain]
			if r.stamp[t.other] != r.scan || !r.all(c.links) {
				continue
			}
			for _, p := range r.complete(&f, c) {
				found = append(found, occurrence{c.phrase, p.start, p.end})
			}
		}
	}
	return found
}

// literal takes note of a literal that ends there.
func (l *Lexicon) literal(f *field, id, end int, found []occurrence, r *scratch) []occurrence {
	x := &l.literals[id]
	start := end - int(x.size)
	if !x.fits(f, start, end) {
		return found
	}
	if x.link >= 0 {
		r.add(x.link, place{start, end}, l.tells[x.link])
	}
	if x.whole >= 0 {
		return append(found, occurrence{int(x.whole), start, end})
	}
	if x.whole < -1 {
		from := ^x.whole
		for _, p := range l.wholes[from+1 : from+1+l.wholes[from]] {
			found = append(found, occurrence{int(p), start, end})
		}
	}
	return found
}

// fits checks what the automaton does not: that no run of letters or digits goes on beyond the literal, and that a short
// one has no pause inside.
func (x *literal) fits(f *field, start, end int) bool {
	if x.head != other && start > 0 && kindOf(f.text[start-1]) == x.head {
		return false
	}
	if x.tail != other && end < len(f.text) && kindOf(f.text[end]) == x.tail {
		return false
	}
	return !x.short || !f.paused(start, end)
}

// reach keeps those of here from which one of next can be reached over the gap, with its end. Only the first of next
// that follows has to be tried: if a stop or too many characters lie before it, they lie before the others too, and ends
// come in the order of starts.
func reach(f *field, here, next []place, gap int) []place {
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
func (f *field) open(start, end, gap int) bool {
	if f.cut >= 0 && start <= f.cut && f.cut <= end {
		return false // a new bubble is a new line
	}
	if end-start > gap*utf8.UTFMax {
		return false
	}
	count := 0
	for i := start; i < end; count++ {
		r, size := decode(f.text, i)
		if normalize.IsStop(r) {
			return false
		}
		i += size
	}
	return count <= gap
}

// settle drops what lies within another hit of its phrase or touches an exception of its list, and orders the rest.
func (l *Lexicon) settle(found []occurrence) []Hit {
	if len(found) == 0 {
		return nil
	}
	slices.SortFunc(found, byPlace)
	hits := make([]Hit, 0, len(found))
	var excepts []occurrence
	last := occurrence{id: -1}
	for _, o := range found {
		if o.id == last.id && o.end <= last.end {
			continue
		}
		last = o
		if p := &l.phrases[o.id]; p.except {
			excepts = append(excepts, occurrence{int(p.list), o.start, o.end})
		} else {
			hits = append(hits, Hit{p.list, p.index, o.start, o.end})
		}
	}
	if len(excepts) > 0 {
		c := coverOf(excepts)
		hits = slices.DeleteFunc(hits, func(h Hit) bool { return c.touches(occurrence{int(h.List), h.Start, h.End}) })
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		switch { // one after the other, as this runs for every turn
		case a.List != b.List:
			return int(a.List - b.List)
		case a.Start != b.Start:
			return a.Start - b.Start
		case a.End != b.End:
			return b.End - a.End
		}
		return a.Phrase - b.Phrase
	})
	return hits
}

func byPlace(a, b occurrence) int {
	switch {
	case a.id != b.id:
		return a.id - b.id
	case a.start != b.start:
		return a.start - b.start
	}
	return b.end - a.end
}

// cover is what some occurrences cover, by id and start, without overlaps within an id.
type cover []occurrence

func coverOf(all []occurrence) cover {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, byPlace)
	c := sorted[:0]
	for _, o := range sorted {
		if n := len(c); n > 0 && c[n-1].id == o.id && o.start < c[n-1].end {
			c[n-1].end = max(c[n-1].end, o.end)
		} else {
			c = append(c, o)
		}
	}
	return c
}

// touches reports whether o overlaps what c covers of the same id.
func (c cover) touches(o occurrence) bool {
	i, _ := slices.BinarySearchFunc(c, o, func(x, o occurrence) int {
		if x.id == o.id && x.end > o.start {
			return 1 // the first that ends behind the start of o is sought
		}
		return cmp.Or(cmp.Compare(x.id, o.id), -1)
	})
	return i < len(c) && c[i].id == o.id && c[i].start < o.end
}
