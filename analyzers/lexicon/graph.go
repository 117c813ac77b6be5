package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// graph holds the spellings of all slots, letter by letter, each slot as a graph of its own in which alternatives part and
// meet again: (没有|没)(办法|法子) is nine nodes, whatever its spellings multiply to. What follows a node has a lower number.
type graph struct {
	nodes []node
	edges []edge
}

// node is a place between the characters of a slot's spellings.
type node struct {
	edges stretch
	ends  int32   // the slot of which a spelling ends here, or none
	bytes int32   // of the longest spelling from here on
	chars int32   // likewise
	often float64 // how often a place in a text is the beginning of what follows, estimated
}

// edge leads to the next place over one character.
type edge struct {
	char rune
	to   int32
}

// none is the number of no slot.
const none = -1

// commonness is how often a character of a phrase stands at a place in a text, on average.
const commonness = 0.01

// node adds a node.
func (g *graph) node(edges []edge, ends int32) int32 {
	n := node{edges: extend(&g.edges, edges), ends: ends}
	if ends != none {
		n.often = 1
	}
	for _, e := range edges {
		to := &g.nodes[e.to]
		n.bytes = max(n.bytes, to.bytes+int32(utf8.RuneLen(e.char)))
		n.chars = max(n.chars, to.chars+1)
		n.often += commonness * to.often
	}
	g.nodes = append(g.nodes, n)
	return int32(len(g.nodes) - 1)
}

func (g *graph) edgesOf(n int32) []edge {
	s := g.nodes[n].edges
	return g.edges[s.from:s.to]
}

// slot adds the spellings of a sequence without gaps, in normal form, and gives the node that they begin at. The empty one
// is left out, and hasEmpty says that there was one; first is none where there was no other.
func (g *graph) slot(s sequence, slot int32) (first int32, hasEmpty bool) {
	nodes, edges := len(g.nodes), len(g.edges)
	end := g.node(nil, slot)
	first, ok := g.sequence(s, end)
	if !ok || !g.settled(int32(nodes)) {
		g.nodes, g.edges = g.nodes[:nodes], g.edges[:edges]
		first = g.spelled(s, slot)
	}
	start := g.nodes[first]
	switch {
	case start.chars == 0:
		return none, true
	case start.ends != none:
		return g.node(slices.Clone(g.edgesOf(first)), none), true
	}
	return first, false
}

// sequence adds what leads over s to a node. It is not ok where the normal form of a literal depends on its neighbours.
func (g *graph) sequence(s sequence, to int32) (first int32, ok bool) {
	for _, e := range slices.Backward(s) {
		if e.branches == nil {
			form, ok := normalize.Part(e.source)
			if !ok {
				return none, false
			}
			to = g.text(form, to)
			continue
		}
		var starts []int32
		for _, b := range e.branches {
			start, ok := g.sequence(b, to)
			if !ok {
				return none, false
			}
			starts = append(starts, start)
		}
		to = g.either(starts)
	}
	return to, true
}

func (g *graph) text(s string, to int32) int32 {
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		to = g.node([]edge{{r, to}}, none)
		s = s[:len(s)-n]
	}
	return to
}

// either is a node from which everything goes on that goes on from one of the starts.
func (g *graph) either(starts []int32) int32 {
	if len(starts) == 1 {
		return starts[0]
	}
	var edges []edge
	ends := int32(none)
	for _, s := range starts {
		edges = append(edges, g.edgesOf(s)...)
		ends = max(ends, g.nodes[s].ends)
	}
	return g.node(edges, ends)
}

// settled reports whether no spelling over the nodes from first on changes when it is brought into normal form.
func (g *graph) settled(first int32) bool {
	for n := first; n < int32(len(g.nodes)); n++ {
		for _, e := range g.edgesOf(n) {
			if again := normalize.Repeats(e.char); again < maxPhrase && g.holds(e.to, strings.Repeat(string(e.char), again)) {
				return false
			}
			for _, s := range respelt(e.char) {
				if g.holds(n, s) {
					return false
				}
			}
		}
	}
	return true
}

// holds reports whether something that goes on from n begins with s.
func (g *graph) holds(n int32, s string) bool {
	if s == "" {
		return true
	}
	r, size := utf8.DecodeRuneInString(s)
	return slices.ContainsFunc(g.edgesOf(n), func(e edge) bool { return e.char == r && g.holds(e.to, s[size:]) })
}

// respelt are those of normalize.Respelt that begin with r.
func respelt(r rune) []string {
	all := normalize.Respelt()
	from, _ := slices.BinarySearch(all, string(r))
	to := from
	for to < len(all) && strings.HasPrefix(all[to], string(r)) {
		to++
	}
	return all[from:to]
}

// spelled adds the spellings of s one by one.
func (g *graph) spelled(s sequence, slot int32) int32 {
	end := g.node(nil, slot)
	var starts []int32
	for _, way := range s.ways(func(element) bool { return true }) {
		var text strings.Builder
		for _, e := range way {
			text.WriteString(e.source)
		}
		starts = append(starts, g.text(normalize.New(text.String()).String(), end))
	}
	return g.either(starts)
}
