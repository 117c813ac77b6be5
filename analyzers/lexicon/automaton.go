package lexicon

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// automaton finds all literals in one pass over a text (Aho-Corasick), one step a character. Its states lie interleaved
// in one array (double array), 16 bytes each, so that a hundred thousand phrases stay within reach of the processor's
// cache: a table of all states by all bytes takes a hundred times as much.
type automaton struct {
	codes []int32 // of the characters below bmp; 0: in no literal
	far   map[rune]int32
	cells []cell
	first []int32 // by code: the state that it leads to from the initial one
	ends  []int32 // for each output: how many literals end there, then which
}

// cell is a state, by its place in the array. The states that follow it on character code c lies at base+c, if that
// cell's from is this state.
type cell struct {
	base int32
	from int32 // free: no state is here
	fail int32 // the state of the longest proper suffix
	out  int32 // in ends; 0: no literal ends here
}

const (
	bmp     = 1 << 16
	free    = -1
	initial = 0 // the state before the first character
)

// code numbers the characters that stand in literals, from 1.
func (a *automaton) code(r rune) int32 {
	if r < bmp {
		return a.codes[r]
	}
	return a.far[r]
}

// step is the state after the character with code c.
func (a *automaton) step(s, c int32) int32 {
	for s != initial {
		x := &a.cells[s]
		if next := x.base + c; a.cells[next].from == s {
			return next
		}
		s = x.fail
	}
	return a.first[c] // one look, as this is where most characters of a text lead
}

// ending are the literals that end where the automaton came into state s, the longest first.
func (a *automaton) ending(s int32) []int32 {
	out := a.cells[s].out
	if out == 0 {
		return nil
	}
	return a.ends[out+1 : out+1+a.ends[out]]
}

// decode is the character of text, valid UTF-8, at i, and its size in bytes.
func decode(text string, i int) (rune, int) {
	c := rune(text[i])
	switch {
	case c < utf8.RuneSelf:
		return c, 1
	case c >= 0xe0 && c < 0xf0:
		return c&0x0f<<12 | rune(text[i+1]&0x3f)<<6 | rune(text[i+2]&0x3f), 3
	}
	return utf8.DecodeRuneInString(text[i:])
}

// newAutomaton makes the automaton of different literals, none empty.
func newAutomaton(literals []string) *automaton {
	b := automatonBuilder{automaton: &automaton{codes: make([]int32, bmp), ends: []int32{0}}}
	b.number(literals)
	b.first = make([]int32, b.last+1)
	b.keys = make([]key, len(literals))
	for i, text := range literals {
		b.keys[i].literal = int32(i)
		for _, r := range text {
			b.keys[i].codes = append(b.keys[i].codes, b.code(r))
		}
	}
	slices.SortFunc(b.keys, func(x, y key) int { return slices.Compare(x.codes, y.codes) })
	b.grow(1)
	b.take(initial, initial-2) // nobody's next
	todo := []node{{state: initial, to: len(b.keys)}}
	for i := 0; i < len(todo); i++ { // breadth first: what fails leads to is nearer to the start and stands already
		todo = b.branch(todo[i], todo)
	}
	return b.automaton
}

// automatonBuilder is an automaton in the making.
type automatonBuilder struct {
	*automaton
	keys    []key
	last    int32   // the highest code
	crowded int32   // below it only states with a single branch are placed
	next    []int32 // by cell: itself where it is free, else one further on from which to look for a free one
}

// key is a literal as codes.
type key struct {
	codes   []int32
	literal int32
}

// node is a state whose branches are still to be made: the keys from and to share its depth first codes.
type node struct {
	state           int32
	from, to, depth int
}

// number gives every character of the literals a code, the frequent ones the low numbers, which packs the cells densely.
func (b *automatonBuilder) number(literals []string) {
	counts := map[rune]int{}
	for _, text := range literals {
		for _, r := range text {
			counts[r]++
		}
	}
	runes := make([]rune, 0, len(counts))
	for r := range counts {
		runes = append(runes, r)
	}
	slices.SortFunc(runes, func(x, y rune) int { return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y)) })
	for _, r := range runes {
		b.last++
		if r < bmp {
			b.codes[r] = b.last
			continue
		}
		if b.far == nil {
			b.far = map[rune]int32{}
		}
		b.far[r] = b.last
	}
}

// grow makes n cells more than the highest code beyond them, so that no step leaves the array.
func (b *automatonBuilder) grow(n int32) {
	for int32(len(b.cells)) < n+b.last+1 {
		b.next = append(b.next, int32(len(b.cells)))
		b.cells = append(b.cells, cell{from: free})
	}
}

// branch makes the states that follow n and adds them to todo.
func (b *automatonBuilder) branch(n node, todo []node) []node {
	if n.from < n.to && len(b.keys[n.from].codes) == n.depth {
		n.from++ // the literal that ends here
	}
	first := len(todo)
	var codes []int32
	for i := n.from; i < n.to; {
		j, c := i+1, b.keys[i].codes[n.depth]
		for j < n.to && b.keys[j].codes[n.depth] == c {
			j++
		}
		codes = append(codes, c)
		todo = append(todo, node{from: i, to: j, depth: n.depth + 1})
		i = j
	}
	if len(codes) == 0 {
		return todo
	}
	base := b.place(codes)
	b.cells[n.state].base = base
	for i, c := range codes {
		b.take(base+c, n.state)
		todo[first+i].state = base + c
		if n.state == initial {
			b.first[c] = base + c
		}
	}
	for i, c := range codes {
		b.finish(todo[first+i], n.state, c)
	}
	return todo
}

// place finds room for states that follow one another on the given codes, ascending, and gives their base.
func (b *automatonBuilder) place(codes []int32) int32 {
	at := codes[0]
	if len(codes) > 1 {
		at = max(at, b.crowded)
	}
	for tries := 0; ; at, tries = at+1, tries+1 {
		at = b.freeFrom(at)
		if tries == patience {
			b.crowded = at
		}
		base := at - codes[0]
		b.grow(base + b.last + 1)
		if !slices.ContainsFunc(codes, func(c int32) bool { return b.cells[base+c].from != free }) {
			return base
		}
	}
}

// patience is how many free cells are tried for a state with several branches before the part of the array that they lie in is
// left to those with one.
const patience = 32

// take puts a state that follows from into a free cell.
func (b *automatonBuilder) take(cell, from int32) {
	b.cells[cell].from = from
	b.next[cell] = cell + 1
}

// freeFrom is the first free cell at or after at. The way that was gone is made shorter for the next time.
func (b *automatonBuilder) freeFrom(at int32) int32 {
	b.grow(at + 1)
	for b.next[at] != at {
		b.grow(b.next[at] + 1)
		b.next[at] = b.next[b.next[at]]
		at = b.next[at]
		b.grow(at + 1)
	}
	return at
}

// finish fills in where state n, which follows parent on code c, leads when nothing fits, and what ends there.
func (b *automatonBuilder) finish(n node, parent, c int32) {
	x := &b.cells[n.state]
	if parent != initial {
		x.fail = b.step(b.cells[parent].fail, c)
	}
	x.out = b.cells[x.fail].out
	if k := b.keys[n.from]; len(k.codes) == n.depth {
		inherited := b.ending(x.fail)
		x.out = int32(len(b.ends))
		b.ends = append(b.ends, int32(1+len(inherited)), k.literal)
		b.ends = append(b.ends, inherited...)
	}
}
