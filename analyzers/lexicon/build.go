package lexicon

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
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
	byEnds map[string]int32 // slots to number in ends
	ends   []ending
	key    []byte // reused
	place  placer
}

// state is a state with the ways on from it, by code.
type state struct {
	end  int32 // in ends; 0: nothing ends here
	base int32
	ways []way
}

type way struct {
	code uint16
	to   int32
}

// ending is a set of slots, and the number in outs of what it means; 0: it has none yet.
type ending struct {
	slots []int32
	out   int32
}

// newAutomaton makes the automaton of the slots that begin at the given nodes, each wanted by somebody. It fails where they
// have too many different characters.
func newAutomaton(g *graph, firsts []int32, by []wanted) (*automaton, error) {
	b := automatonBuilder{
		automaton: &automaton{codes: make([]uint16, bmp), outs: make([]outcome, 1)}, graph: g, wanted: by,
		bySet: map[string]int32{}, byWays: map[string]int32{}, byEnds: map[string]int32{"": 0}, ends: make([]ending, 1),
	}
	highest, err := b.number()
	if err != nil {
		return nil, err
	}
	root := b.state(slices.Clone(firsts))
	b.place.init(int32(highest))
	b.lay(root)
	if len(b.steps) > 1<<baseBits || len(b.outs) > 1<<outBits {
		return nil, fmt.Errorf("the phrases of all lists have %d steps and %d endings: %d and %d are possible", len(b.steps), len(b.outs), 1<<baseBits, 1<<outBits)
	}
	return b.automaton, nil
}

// number gives every character of the graph a code, the frequent ones the low numbers, which packs the steps densely.
func (b *automatonBuilder) number() (highest uint16, err error) {
	counts := map[rune]int{}
	for _, e := range b.graph.edges {
		counts[e.char]++
	}
	runes := []rune(normalize.Stops)
	for _, r := range runes {
		delete(counts, r)
	}
	others := slices.SortedFunc(maps.Keys(counts), func(x, y rune) int { return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y)) })
	runes = append(runes, others...)
	if len(runes) > highestCode {
		return 0, fmt.Errorf("the phrases of all lists have %d different characters: %d are possible", len(runes), highestCode)
	}
	b.far = map[rune]uint16{}
	for _, r := range runes {
		highest++
		if r < bmp {
			b.codes[r] = highest
		} else {
			b.far[r] = highest
		}
	}
	return highest, nil
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
	s := state{end: b.ending(ends)}
	for len(steps) > 0 {
		code := steps[0] >> 32
		var to []int32
		for len(steps) > 0 && steps[0]>>32 == code {
			to = append(to, int32(uint32(steps[0])))
			steps = steps[1:]
		}
		s.ways = append(s.ways, way{uint16(code), b.state(to)})
	}
	number := b.intern(s)
	b.bySet[name] = number
	return number
}

// intern is the number of the state that does what s does.
func (b *automatonBuilder) intern(s state) int32 {
	key := binary.LittleEndian.AppendUint32(b.key[:0], uint32(s.end))
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

// ending is the number of a set of slots of which a spelling ends.
func (b *automatonBuilder) ending(slots []int32) int32 {
	slices.Sort(slots)
	slots = slices.Compact(slots)
	key := b.keyOf(slots)
	if known, ok := b.byEnds[string(key)]; ok {
		return known
	}
	number := int32(len(b.ends))
	b.ends = append(b.ends, ending{slots: slots})
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

// lay gives the steps from the root, and from all that follow it, their places, those nearer to it first.
func (b *automatonBuilder) lay(root int32) {
	var later []int32
	for here := []int32{root}; len(here) > 0; here, later = later, nil {
		for _, number := range here {
			for _, w := range b.states[number].ways {
				s := &b.states[w.to]
				b.outcome(&b.ends[s.end])
				if s.base == 0 && len(s.ways) > 0 {
					s.base = b.place.find(s.ways)
					later = append(later, w.to)
				}
			}
		}
	}
	b.steps, b.first = make([]step, len(b.place.chars)), make([]step, b.place.highest+1)
	for i := range b.states {
		steps := b.first
		if int32(i) != root {
			steps = b.steps[b.states[i].base:]
		}
		for _, w := range b.states[i].ways {
			to := &b.states[w.to]
			steps[w.code] = newStep(w.code, to.base, b.ends[to.end].out)
		}
	}
}

// outcome notes what an ending means, those that are met first in front.
func (b *automatonBuilder) outcome(e *ending) {
	if e.out > 0 || len(e.slots) == 0 {
		return
	}
	o := outcome{at: int32(len(b.lists)), tell: int32(len(b.tells))}
	var phrases []int32
	for _, s := range e.slots {
		w := &b.wanted[s]
		if w.chained {
			b.lists = append(b.lists, s)
			o.slots++
			o.some |= bit(s)
		}
		phrases = append(phrases, w.phrases...)
		b.tells = append(b.tells, w.tells...)
	}
	slices.Sort(phrases)
	phrases = slices.Compact(phrases)
	b.lists = append(b.lists, phrases...)
	o.phrases, o.tells = int32(len(phrases)), int32(len(b.tells))-o.tell
	e.out = int32(len(b.outs))
	b.outs = append(b.outs, o)
}
