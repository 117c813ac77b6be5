package lexicon

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// occurrence is a place where a phrase was found.
type occurrence struct{ phrase, start, end int }

// place is where a literal of a chain was found, in the normal form.
type place struct {
	part
	start, end int
}

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
	found := l.given(t, nil)
	if c := t.Collapsed(); c != nil {
		found = addNew(found, l.given(c, nil))
	}
	h.all = l.settle(found)
	return h
}

// given finds phrases in one normal form, at bytes of the given text.
func (l *Lexicon) given(t *normalize.Text, found []occurrence) []occurrence {
	found = l.find(field{t.String(), t.Paused, -1}, found)
	for i := range found {
		found[i].start, found[i].end = t.Span(found[i].start, found[i].end)
	}
	return found
}

// addNew adds what was found with stretched characters reduced to one, except where the same phrase was found without.
func addNew(found, more []occurrence) []occurrence {
	had := len(found)
	for _, m := range more {
		same := func(f occurrence) bool { return f.phrase == m.phrase && f.start < m.end && m.start < f.end }
		if !slices.ContainsFunc(found[:had], same) {
			found = append(found, m)
		}
	}
	return found
}

// find finds phrases in f, exceptions included, at bytes of f.text and in no particular order.
func (l *Lexicon) find(f field, found []occurrence) []occurrence {
	if l.automaton == nil || f.text == "" {
		return found
	}
	var places []place
	for _, m := range l.automaton.FindAllOverlapping(unsafe.Slice(unsafe.StringData(f.text), len(f.text))) {
		x := &l.literals[m.PatternID]
		if !x.fits(&f, m.Start, m.End) {
			continue
		}
		for _, p := range x.whole {
			found = append(found, occurrence{p, m.Start, m.End})
		}
		for _, p := range x.parts {
			places = append(places, place{p, m.Start, m.End})
		}
	}
	if len(places) > 1 {
		found = l.join(&f, places, found)
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

// join puts the literals of chains together. For each place of a chain's first literal the nearest completion counts.
func (l *Lexicon) join(f *field, places []place, found []occurrence) []occurrence {
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.chain, b.chain), cmp.Compare(a.part.place, b.part.place), cmp.Compare(a.start, b.start))
	})
	for len(places) > 0 {
		n := 1
		for n < len(places) && places[n].chain == places[0].chain {
			n++
		}
		c := &l.chains[places[0].chain]
		if places[n-1].part.place == len(c.gaps) && places[0].part.place == 0 {
			for _, p := range complete(f, c, places[:n]) {
				found = append(found, occurrence{c.phrase, p.start, p.end})
			}
		}
		places = places[n:]
	}
	return found
}

// complete gives the places of the first literal, each with the end that the chain has from there. It works from the
// last literal back: a place's end becomes the nearest end of the whole that can be reached from it.
func complete(f *field, c *chain, places []place) []place {
	next := places[len(places):] // complete from the literal after the present one
	end := len(places)
	for k := len(c.gaps); k >= 0; k-- {
		start := end
		for start > 0 && places[start-1].part.place == k {
			start--
		}
		here := places[start:end]
		if k < len(c.gaps) {
			here = reach(f, here, next, c.gaps[k])
		}
		if len(here) == 0 {
			return nil
		}
		next, end = here, start
	}
	return next
}

// reach keeps those of here from which one of next can be reached over the gap, with the nearest end.
func reach(f *field, here, next []place, gap int) []place {
	kept := here[:0]
	for _, p := range here {
		best := -1
		for _, q := range next {
			if q.start < p.end {
				continue
			}
			if q.start-p.end > gap*utf8.UTFMax {
				break
			}
			if (best < 0 || q.end < best) && f.open(p.end, q.start, gap) {
				best = q.end
			}
		}
		if best >= 0 {
			p.end = best
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
	between := f.text[start:end]
	return utf8.RuneCountInString(between) <= gap && !strings.ContainsAny(between, normalize.Stops)
}

// settle drops what lies within another hit of its phrase or touches an exception of its list, and orders the rest.
func (l *Lexicon) settle(found []occurrence) []Hit {
	if len(found) == 0 {
		return nil
	}
	slices.SortFunc(found, func(a, b occurrence) int {
		return cmp.Or(cmp.Compare(a.phrase, b.phrase), cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	var hits, excepts []Hit
	last := occurrence{phrase: -1}
	for _, o := range found {
		if o.phrase == last.phrase && o.end <= last.end {
			continue
		}
		last = o
		p := &l.phrases[o.phrase]
		hit := Hit{p.list, p.index, o.start, o.end}
		if p.except {
			excepts = append(excepts, hit)
		} else {
			hits = append(hits, hit)
		}
	}
	if len(excepts) > 0 {
		hits = slices.DeleteFunc(hits, func(h Hit) bool {
			return slices.ContainsFunc(excepts, func(x Hit) bool { return x.List == h.List && x.Start < h.End && h.Start < x.End })
		})
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(a.List, b.List), cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(a.Phrase, b.Phrase))
	})
	return hits
}
