package lexicon

import "math/bits"

// placer finds room for the steps of states in one array, so that those of different states lie between one another.
type placer struct {
	chars   []uint16  // by place: the code of the step that lies there; 0: it is free
	highest int32     // code
	from    [17]int32 // by the bits that the number of steps has: where states with so many are tried first
	next    []int32   // by place: itself where it is free, else one further on from which to look for a free one
	bases   []bool    // that states have: no two have the same, since a step is told by its base and its code
}

func (p *placer) init(highest int32) {
	p.highest = highest
	p.grow(1)
}

// patience is how many free places are tried for a state before others of its size are no longer tried there.
const patience = 32

// find takes places for steps by codes, in ascending order, and gives their base, above 0.
func (p *placer) find(ways []way) int32 {
	from := &p.from[bits.Len16(uint16(len(ways)))]
	at := max(*from, int32(ways[0].code)+1)
	for tries := 0; ; at, tries = at+1, tries+1 {
		at = p.freeFrom(at)
		base := at - int32(ways[0].code)
		p.grow(base + p.highest + 1)
		if !p.fits(base, ways) {
			continue
		}
		if tries > patience {
			*from = at
		}
		p.bases[base] = true
		for _, w := range ways {
			place := base + int32(w.code)
			p.chars[place], p.next[place] = w.code, place+1
		}
		return base
	}
}

func (p *placer) fits(base int32, ways []way) bool {
	if p.bases[base] {
		return false
	}
	for _, w := range ways {
		if p.chars[base+int32(w.code)] != 0 {
			return false
		}
	}
	return true
}

// grow makes n places and as many more as the highest code says, so that no step leaves the array.
func (p *placer) grow(n int32) {
	for int32(len(p.chars)) < n+p.highest+1 {
		p.next = append(p.next, int32(len(p.chars)))
		p.chars = append(p.chars, 0)
		p.bases = append(p.bases, false)
	}
}

// freeFrom is the first free place at or after at. The way that was gone is made shorter for the next time.
func (p *placer) freeFrom(at int32) int32 {
	p.grow(at + 1)
	for p.next[at] != at {
		p.grow(p.next[at] + 1)
		p.next[at] = p.next[p.next[at]]
		at = p.next[at]
		p.grow(at + 1)
	}
	return at
}
