package lexicon

// scratch is what one scan remembers of the literals of chains, reused between scans so that a scan without hits
// allocates nothing. A chain is looked at only where all its literals were found: a literal such as 您 may stand in
// thousands of chains, of which a text completes none.
type scratch struct {
	scan    uint32   // number of the present scan
	stamp   []uint32 // by literal of chains: number of the scan that found it last
	spans   []span   // likewise: where that scan found it
	spots   []spot
	telling []stretch // of the chains that the literals found in this scan tell of
	here    []place
	next    []place
	found   []occurrence
	last    int32   // the automaton's state where the last scan ended
	reached []int32 // by phrase, while its hits are settled: where the last one ends; 0 otherwise
	cover   []place
	byList  []int32 // by list, while hits are ordered; 0 otherwise
	lists   []int32 // those that byList counts
	ordered []occurrence
}

// span is the first and the last place of a literal, in spots.
type span struct{ first, last int32 }

// spot is a place and the next place of the same literal, or -1.
type spot struct {
	place
	next int32
}

func (r *scratch) begin() {
	r.spots, r.telling = r.spots[:0], r.telling[:0]
	if r.scan++; r.scan == 0 { // after four billion scans the numbers begin anew
		clear(r.stamp)
		r.scan = 1
	}
}

// add notes a place of a literal. Places of one literal come from left to right.
func (r *scratch) add(link int32, p place, tells stretch) {
	n := int32(len(r.spots))
	r.spots = append(r.spots, spot{p, -1})
	if r.stamp[link] == r.scan {
		s := &r.spans[link]
		r.spots[s.last].next = n
		s.last = n
		return
	}
	r.stamp[link], r.spans[link] = r.scan, span{n, n}
	if tells.from < tells.to {
		r.telling = append(r.telling, tells)
	}
}

// all reports whether every one of the literals was found.
func (r *scratch) all(links []int32) bool {
	for _, link := range links {
		if r.stamp[link] != r.scan {
			return false
		}
	}
	return true
}

// complete gives the places of the chain's first literal, each with the nearest end that the chain has from there. It
// works from the last literal back: a place's end becomes the nearest end of the whole that can be reached from it. The
// result holds until the next call.
func (r *scratch) complete(f *field, links, gaps []int32) []place {
	for k := len(links) - 1; k >= 0; k-- {
		r.here = r.here[:0]
		for n := r.spans[links[k]].first; n >= 0; n = r.spots[n].next {
			r.here = append(r.here, r.spots[n].place)
		}
		if k < len(links)-1 {
			r.here = reach(f, r.here, r.next, gaps[k])
		}
		if len(r.here) == 0 {
			return nil
		}
		r.here, r.next = r.next, r.here
	}
	return r.next
}
