package lexicon

import "github.com/tingjian/tingjian/analyzers/normalize"

// occurrence is a place where something was found: a phrase of a list, or an exception.
type occurrence struct {
	key         uint64 // its list, then its start, for sorting
	phrase, end int32
}

func (l *Lexicon) occurrence(phrase, start, end int32) occurrence {
	return occurrence{uint64(l.listOf[phrase])<<32 | uint64(start), phrase, end}
}

// moved is the occurrence at another place.
func (o occurrence) moved(start, end int32) occurrence {
	return occurrence{o.key>>32<<32 | uint64(start), o.phrase, end}
}

func (o *occurrence) list() int32  { return int32(o.key >> 32) }
func (o *occurrence) start() int32 { return int32(uint32(o.key)) }

// place is a stretch of a text, in bytes.
type place struct{ start, end int32 }

// field is what is scanned: a normal form, or the ends of two put together.
type field struct {
	text   string
	pauses []uint32 // offsets, ascending
	cut    int32    // offset of the seam between two bubbles; -1: none
}

// Scan finds every phrase of every list in text.
func (l *Lexicon) Scan(text string) *Hits {
	t := normalize.New(text)
	r := l.scratch.Get().(*scratch)
	defer l.scratch.Put(r)
	found := l.given(t, r, r.found[:0])
	open := r.open
	if c := t.Collapsed(); c != nil {
		found = addNew(found, l.given(c, r, nil))
	}
	r.found = found
	return newHits(t, l.settle(found, r), open)
}

// given finds phrases in one normal form, at bytes of the given text.
func (l *Lexicon) given(t *normalize.Text, r *scratch, found []occurrence) []occurrence {
	found = l.find(field{text: t.String(), pauses: t.Pauses(), cut: -1}, r, found)
	if len(found) == 0 {
		return found
	}
	r.starts, r.ends = sized(r.starts, len(r.codes)), sized(r.ends, len(r.codes))
	t.Places(r.at, r.starts, r.ends)
	for i, o := range found {
		found[i] = o.moved(r.starts[o.start()], r.ends[o.end-1])
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

// find adds to found the phrases in f, exceptions included, at characters of f.text and in no particular order.
func (l *Lexicon) find(f field, r *scratch, found []occurrence) []occurrence {
	r.open = int32(len(f.text))
	if l.automaton == nil || f.text == "" {
		return found
	}
	r.read(l.automaton, f)
	found = l.spellings(r, found)
	for _, at := range r.telling {
		found = l.tell(r, at, found)
	}
	for _, t := range r.told {
		r.looked[t] = 0
	}
	return found
}

// spellings goes over the text once: from every character on it follows the automaton as far as that leads. It adds the
// phrases that are one slot, and notes where the slots of the others stand.
func (l *Lexicon) spellings(r *scratch, found []occurrence) []occurrence {
	a, codes := l.automaton, r.codes
	r.stepTwice(a)
	for i, c := range codes {
		r.from[i] = int32(len(r.spots))
		if c == 0 || r.within(i) {
			continue
		}
		x := a.first[c]
		for end := i + 1; x != nowhere; end++ {
			if x.out() != 0 {
				found = l.meet(r, spot{start: int32(i), end: int32(end), out: x.out()}, found)
			}
			if end == len(codes) {
				if x.base() != 0 {
					r.open = min(r.open, r.at[i])
				}
				break
			}
			if end == i+1 {
				x = r.second[i]
			} else {
				x = a.step(x, codes[end])
			}
		}
	}
	r.from[len(codes)] = int32(len(r.spots))
	return found
}

// meet takes note of a spelling.
func (l *Lexicon) meet(r *scratch, s spot, found []occurrence) []occurrence {
	if !r.whole(s) {
		return found
	}
	o := &l.automaton.outs[s.out]
	if o.slots > 0 {
		s.some = o.some
		r.spots = append(r.spots, s)
		if r.met[s.out] != r.scan {
			r.met[s.out] = r.scan
			for _, slot := range l.automaton.slotsOf(o) {
				r.seen[slot] = r.scan
			}
		}
		if o.tells > 0 {
			r.telling = append(r.telling, s)
		}
	}
	for _, p := range l.automaton.phrasesOf(o) {
		found = append(found, l.occurrence(p, s.start, s.end))
	}
	return found
}
