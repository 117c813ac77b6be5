package wording

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Groups are sets of words with a name each, up to mostGroups, that are looked for together, in one way through a text.
type Groups struct {
	names []string
	all   *Words
	of    map[string]uint64 // a bit for each group that has the word
}

// mostGroups is how many groups there may be: a bit each.
const mostGroups = 64

// GroupsOf is the groups by name. It panics where there are more than 64, or one has an empty word: groups are constants of the program.
func GroupsOf(sets map[string][]string) *Groups {
	if len(sets) > mostGroups {
		panic(fmt.Sprintf("wording: %d groups, of which only %d can be told apart", len(sets), mostGroups))
	}
	g := &Groups{names: slices.Sorted(maps.Keys(sets)), of: map[string]uint64{}}
	for i, name := range g.names {
		for _, word := range sets[name] {
			if word == "" {
				panic(fmt.Sprintf("wording: group %q has an empty word, which stands everywhere", name))
			}
			g.of[word] |= 1 << i
		}
	}
	g.all = Of(slices.Sorted(maps.Keys(g.of))...)
	return g
}

// In goes over the names of the groups of which a word stands in text.
func (g *Groups) In(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for found, i := g.found(text), 0; found != 0; found, i = found>>1, i+1 {
			if found&1 != 0 && !yield(g.names[i]) {
				return
			}
		}
	}
}

func (g *Groups) found(text string) (found uint64) {
	for i := 0; i < len(text); {
		k, size := key(text, i)
		if g.all.first[k/64]>>(k%64)&1 != 0 {
			for _, word := range g.all.groups[k%groups] {
				if strings.HasPrefix(text[i:], word) {
					found |= g.of[word]
				}
			}
		}
		i += size
	}
	return found
}

// Names are the names of the groups, in order.
func (g *Groups) Names() []string { return g.names }
