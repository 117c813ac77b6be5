package lexicon

import "github.com/tingjian/tingjian/analyzers"

// Whole says which lists hit anywhere in a transcript.
type Whole struct{ bits []uint64 }

// whole gathers what the scans of all turns found.
func (l *Lexicon) whole(scans []any) any {
	w := &Whole{make([]uint64, (len(l.names)+63)/64)}
	for _, scan := range scans {
		last := ListID(-1)
		for i := range scan.(*Hits).all {
			if id := scan.(*Hits).all[i].List; id != last {
				w.bits[id/64] |= 1 << (id % 64)
				last = id
			}
		}
	}
	return w
}

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

// Gate is for Analyzer.Gate of a judgement that has nothing to say where none of the lists hits in any turn. Phrases that
// straddle two bubbles count for no list. words is the analyzer of the lexicon that the lists are of; the judgement must
// require it.
func Gate(words *analyzers.Analyzer, ids ...ListID) func(*analyzers.Pass) bool {
	return func(p *analyzers.Pass) bool { return analyzers.Whole[*Whole](p, words).HasAny(ids...) }
}
