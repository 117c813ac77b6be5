package lexicon

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// automatonBuilder makes the automaton of a graph: first its states, each a set of nodes at which a text may be at once
// (subset construction) unless another one does the same, then the places of their steps in the array.
type automatonBuilder struct {
	*automaton
	graph  *graph
	wanted []wanted
	states []state
	bySet  map[string]int32 // nodes to state
	byWays map[string]int32 // what a state does to its number
	byEnds map[string]int32 // slots to number in outs
	key    []byte           // reused

	place placer
}

// state is a state with the ways on from it, by code.
type state struct {
	out  int32
	base int32
	ways []way
}

type way struct{ code, to int32 }

// newAutomaton makes the automaton of the slots that begin at the given nodes, each wanted by somebody. It fails where they
// are too many.
func newAutomaton(g *graph, firsts []int32, by []wanted) (*automaton, error) {
	b := automatonBuilder{
		automaton: &automaton{codes: make([]int32, bmp), outs: make([]outcome, 1)}, graph: g, wanted: by,
		bySet: map[string]int32{}, byWays: map[string]int32{}, byEnds: map[string]int32{"": 0},
	}
	highest := b.number()
	root := b.state(slices.Clone(firsts))
	b.place.init(highest)
	b.lay(root)
	b.first, b.cells = make([]step, highest+1), b.place.cells
	for _, w := range b.states[root].ways {
		b.first[w.code] = b.stepTo(w)
	}
	if highest >= 1<<codeBits || len(b.cells) >= 1<<baseBits || len(b.outs) >= 1<<outBits {
		return nil, fmt.Errorf("the phrases of all lists are too many for one lexicon: %d characters, %d steps, %d outcomes", highest, len(b.cells), len(b.outs))
	}
	return b.automaton, nil
}

// number gives every character of the graph a code, the frequent ones the low numbers, which packs the cells densely.
func (b *automatonBuilder) number() (highest int32) {
	counts := map[rune]int{}
	for _, e := range b.graph.edges {
		counts[e.char]++
	}
	runes := []rune(normalize.Stops)
	for _, r := range runes {
		delete(counts, r)
	}
	others := make([]rune, 0, len(counts))
	for r := range counts {
		others = append(others, r)
	}
	slices.SortFunc(others, func(x, y rune) int { return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y)) })
	for _, r := range append(runes, others...) {
		highest++
		if r < bmp {
			b.codes[r] = highest
			continue
		}
		if b.far == nil {
			b.far = map[rune]int32{}
		}
		b.far[r] = highest
	}
	return highest
}

// state is the number of the state in which a text may be at any of the nodes.
func (b *automatonBuilder) state(nodes []int32) int32 {
	slices.Sort(nodes)
	nodes = slices.Compact(nodes)
	set := b.keyOf(nodes)
	if known, ok := b.bySet[string(set)]; ok {
		return known
	}
	name := string(set)
	var ends []int32
	var steps []uint64 // code and node, which sorts fast
	for _, n := range nodes {
		if x := &b.graph.nodes[n]; x.ends != none {
			ends = append(ends, x.ends)
		}
		for _, e := range b.graph.edgesOf(n) {
			steps = append(steps, uint64(b.code(e.char))<<32|uint64(e.to))
		}
	}
	slices.Sort(steps)
	s := state{out: b.outcome(ends)}
	for len(steps) > 0 {
		code := steps[0] >> 32
		var to []int32
		for len(steps) > 0 && steps[0]>>32 == code {
			to = append(to, int32(uint32(steps[0])))
			steps = steps[1:]
		}
		s.ways = append(s.ways, way{int32(code), b.state(to)})
	}
	number := b.intern(s)
	b.bySet[name] = number
	return number
}

// intern is the number of the state that does what s does.
func (b *automatonBuilder) intern(s state) int32 {
	key := binary.LittleEndian.AppendUint32(b.key[:0], uint32(s.out))
	for _, w := range s.ways {
		key = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(key, uint32(w.code)), uint32(w.to))
	}
	b.key = key
	if known, ok := b.byWays[string(key)]; ok {
		return known
	}
	number := int32(len(b.states))
	b.states = append(b.states, s)
	b.byWays[string(key)] = number
	return number
}

// outcome is the number of what the end of a spelling of these slots means.
func (b *automatonBuilder) outcome(slots []int32) int32 {
	slices.Sort(slots)
	slots = slices.Compact(slots)
	key := b.keyOf(slots)
	if known, ok := b.byEnds[string(key)]; ok {
		return known
	}
	var chained, phrases []int32
	var tells []told
	some := uint64(0)
	for _, s := range slots {
		w := &b.wanted[s]
		if w.chained {
			chained, some = append(chained, s), some|bit(s)
		}
		phrases, tells = append(phrases, w.phrases...), append(tells, w.tells...)
	}
	slices.Sort(phrases)
	number := int32(len(b.outs))
	b.outs = append(b.outs, outcome{some, extend(&b.lists, chained), extend(&b.lists, slices.Compact(phrases)), extend(&b.tells, tells)})
	b.byEnds[string(key)] = number
	return number
}

func (b *automatonBuilder) keyOf(numbers []int32) []byte {
	key := b.key[:0]
	for _, n := range numbers {
		key = binary.LittleEndian.AppendUint32(key, uint32(n))
	}
	b.key = key
	return key
}

// lay gives the steps from the states that follow the root their places, those nearer to it first: a text needs them most.
func (b *automatonBuilder) lay(root int32) {
	var later []int32
	for here := []int32{root}; len(here) > 0; here, later = later, nil {
		for _, number := range here {
			for _, w := range b.states[number].ways {
				if s := &b.states[w.to]; s.base == 0 && len(s.ways) > 0 {
					s.base = b.place.find(s.ways)
					later = append(later, w.to)
				}
			}
		}
	}
	for i := range b.states {
		s := &b.states[i]
		if int32(i) == root {
			continue
		}
		for _, w := range s.ways {
			b.place.cells[s.base+w.code] = b.stepTo(w)
		}
	}
}

func (b *automatonBuilder) stepTo(w way) step {
	s := &b.states[w.to]
	return newStep(w.code, s.base, s.out)
}
