package lexicon

import "slices"

// tell adds the places of the chains that the spot tells of.
func (l *Lexicon) tell(r *scratch, s spot, found []occurrence) []occurrence {
	for _, t := range l.automaton.tellsOf(&l.automaton.outs[s.out]) {
		if r.seen[t.other] != r.scan {
			continue
		}
		c := &l.chains[t.chain]
		if slots := l.slots[c.at : c.at+c.count]; r.all(slots) {
			begin := max(r.looked[t.chain], s.start-c.reach)
			r.looked[t.chain] = s.start + 1
			r.told = append(r.told, t.chain)
			for _, p := range l.look(r, begin, s.start, slots, l.gaps[c.at:c.at+c.count]) {
				found = append(found, l.occurrence(c.phrase, p.start, p.end))
			}
		}
	}
	return found
}

// look gives the places of a chain that begin at a character from begin to last. They hold until the next call.
func (l *Lexicon) look(r *scratch, begin, last int32, slots, gaps []int32) []place {
	r.places = r.places[:0]
	spots := r.spots[r.from[begin]:r.from[last+1]]
	for i := range spots {
		if !l.is(&spots[i], slots[0]) {
			continue
		}
		p := place{spots[i].start, l.furthest(r, spots[i:i+1], slots, gaps)}
		if n := len(r.places); p.end != none && n > 0 && r.places[n-1].start == p.start {
			r.places[n-1].end = max(r.places[n-1].end, p.end)
		} else if p.end != none {
			r.places = append(r.places, p)
		}
	}
	return r.places
}

// is reports whether what stands at the spot is a spelling of the slot.
func (l *Lexicon) is(s *spot, slot int32) bool {
	if s.some&bit(slot) == 0 {
		return false // as nearly always
	}
	return slices.Contains(l.automaton.slotsOf(&l.automaton.outs[s.out]), slot)
}

// bit is the bit of a slot in outcome.some.
func bit(slot int32) uint64 { return 1 << (slot % 64) }

// furthest is the end of a chain whose first slot stands at each of the spots, in the same spelling. Each way to spell the
// slots that follow has its nearest end; of these it is the furthest, since a place within a longer one says nothing more.
// It is none where the chain is nowhere complete.
func (l *Lexicon) furthest(r *scratch, here []spot, slots, gaps []int32) int32 {
	if len(slots) == 1 {
		return here[0].end
	}
	mark := len(r.next)
	l.follow(r, here, slots[1], gaps[0])
	end := int32(none)
	for rest := r.next[mark:]; len(rest) > 0; {
		text, others, same := r.quote(rest[0]), rest[:0], len(r.next)
		for _, s := range rest {
			if r.quote(s) == text {
				r.next = append(r.next, s)
			} else {
				others = append(others, s)
			}
		}
		rest = others
		end = max(end, l.furthest(r, r.next[same:], slots[1:], gaps[1:]))
		r.next = r.next[:same]
	}
	r.next = r.next[:mark]
	return end
}

// follow adds to next where the slot stands behind one of the spots, over a gap.
func (l *Lexicon) follow(r *scratch, here []spot, slot, gap int32) {
	seen := int32(0)
	for _, h := range here {
		seen = max(seen, r.from[h.end])
		for int(seen) < len(r.spots) && r.spans(h.end, r.spots[seen].start, gap) {
			if l.is(&r.spots[seen], slot) {
				r.next = append(r.next, r.spots[seen])
			}
			seen++
		}
	}
}
