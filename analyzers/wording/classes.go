package wording

import (
	"maps"
	"regexp/syntax"
	"slices"
	"sort"
	"unicode"
)

// classes put characters that an expression does not tell apart into one class.
type classes struct {
	pages [0x10000 / pageSize]*page // of the characters below 0x10000, nearly all that are written
	from  []rune                    // where stretches of one class begin, ascending
	class []uint16                  // of these stretches
	some  []rune                    // of each class one character
}

const pageSize = 64

// page are the classes of neighbouring characters.
type page [pageSize]uint16

func newClasses(prog *syntax.Prog) *classes {
	insts := distinct(prog)
	c := &classes{from: borders(insts)}
	known := map[string]uint16{} // by what matches a character
	for _, r := range c.from {
		matches := make([]byte, len(insts))
		for k, inst := range insts {
			if inst.MatchRune(r) {
				matches[k] = 1
			}
		}
		id, ok := known[string(matches)]
		if !ok {
			id = uint16(len(c.some))
			known[string(matches)], c.some = id, append(c.some, r)
		}
		c.class = append(c.class, id)
	}
	whole := make([]*page, len(c.some)) // the pages of which all characters are of one class
	for p := range c.pages {
		c.pages[p] = c.page(rune(p*pageSize), whole)
	}
	return c
}

// page is the one that begins with the character r.
func (c *classes) page(r rune, whole []*page) *page {
	one := c.search(r)
	if one == c.search(r+pageSize-1) && (one+1 == len(c.from) || c.from[one+1] >= r+pageSize) && whole[c.class[one]] != nil {
		return whole[c.class[one]]
	}
	p, same := &page{}, true
	for i := range p {
		p[i] = c.class[c.search(r+rune(i))]
		same = same && p[i] == p[0]
	}
	if same {
		whole[p[0]] = p
	}
	return p
}

// of is the class of a character.
func (c *classes) of(r rune) uint16 {
	if r < 0x10000 {
		return c.pages[r/pageSize][r%pageSize]
	}
	return c.class[c.search(r)]
}

// search is the place of the stretch that r lies in.
func (c *classes) search(r rune) int {
	return sort.Search(len(c.from), func(i int) bool { return c.from[i] > r }) - 1
}

// distinct are the instructions that match characters, one of those that match the same.
func distinct(prog *syntax.Prog) (all []*syntax.Inst) {
	type what struct {
		op    syntax.InstOp
		arg   uint32
		runes string
	}
	seen := map[what]bool{}
	for i := range prog.Inst {
		inst := &prog.Inst[i]
		switch inst.Op {
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			if w := (what{inst.Op, inst.Arg, string(inst.Rune)}); !seen[w] {
				seen[w] = true
				all = append(all, inst)
			}
		}
	}
	return all
}

// borders are the characters before which some instruction may change its mind.
func borders(insts []*syntax.Inst) []rune {
	all := map[rune]bool{0: true, '\n': true, '\n' + 1: true}
	for _, inst := range insts {
		for i, r := range inst.Rune {
			if len(inst.Rune) == 1 { // and what differs from it in case only
				for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
					all[f], all[f+1] = true, true
				}
				all[r], all[r+1] = true, true
				continue
			}
			all[r+rune(i%2)] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}
