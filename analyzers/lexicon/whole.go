package lexicon

import (
	"math/bits"

	"github.com/tingjian/tingjian/analyzers"
)

// Whole says which lists hit anywhere in a transcript.
type Whole struct {
	bits  []uint64
	lists []ListID // ascending
}

// whole gathers what the scans of all turns found.
func (l *Lexicon) whole(scans []any) any {
	w := &Whole{bits: make([]uint64, (len(l.names)+63)/64)}
	for _, scan := range scans {
		h := scan.(*Hits)
		if len(w.bits) <= len(h.may) { // each list has a bit of its own
			for i := range w.bits {
				w.bits[i] |= h.may[i]
			}
			continue
		}
		for i := range h.all {
			id := h.all[i].List
			w.bits[id/64] |= 1 << (id % 64)
		}
	}
	count := 0
	for _, some := range w.bits {
		count += bits.OnesCount64(some)
	}
	w.lists = make([]ListID, 0, count)
	for n, some := range w.bits {
		for ; some != 0; some &= some - 1 {
			w.lists = append(w.lists, ListID(64*n+bits.TrailingZeros64(some)))
		}
	}
	return w
}

// Lists are those that have hits, ascending. Do not change them.
func (w *Whole) Lists() []ListID { return w.lists }

// Has reports whether the list has a hit in some turn.
func (w *Whole) Has(id ListID) bool { return w.bits[id/64]>>(id%64)&1 != 0 }

// HasAny reports whether one of the lists has a hit in some turn.
func (w *Whole) HasAny(ids ...ListID) bool {
	for _, id := range ids {
		if w.Has(id) {
			return true
		}
	}
	return false
}

// Set is a set of lists, which Meets looks for all at once.
type Set []uint64

// Add makes id one of the set.
func (s *Set) Add(id ListID) {
	for len(*s) <= int(id/64) {
		*s = append(*s, 0)
	}
	(*s)[id/64] |= 1 << (id % 64)
}

// Meets reports whether a list of the set has a hit in some turn.
func (w *Whole) Meets(s Set) bool {
	for i, some := range s[:min(len(s), len(w.bits))] {
		if some&w.bits[i] != 0 {
			return true
		}
	}
	return false
}

// Gate is for Analyzer.Gate of a judgement that has nothing to say where none of the lists hits in any turn. Phrases that
// straddle two bubbles count for no list. words is the analyzer of the lexicon that the lists are of; the judgement must
// require it.
func Gate(words *analyzers.Analyzer, ids ...ListID) func(*analyzers.Pass) bool {
	return func(p *analyzers.Pass) bool { return analyzers.Whole[*Whole](p, words).HasAny(ids...) }
}
