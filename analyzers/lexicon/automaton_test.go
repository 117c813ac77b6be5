package lexicon

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestAutomatonFindsAll holds the automaton to a search for every literal at every place.
func TestAutomatonFindsAll(t *testing.T) {
	words := rapid.StringOfN(rapid.SampledFrom([]rune("没有办法的a1é😀𠀀")), 1, 5, -1)
	rapid.Check(t, func(r *rapid.T) {
		literals := rapid.SliceOfNDistinct(words, 1, 30, rapid.ID[string]).Draw(r, "literals")
		text := rapid.StringOfN(rapid.SampledFrom([]rune("没有办法的a1é😀𠀀b，")), 0, 60, -1).Draw(r, "text")
		var want, got [][2]int // end, literal
		for i, l := range literals {
			for at := range text {
				if strings.HasPrefix(text[at:], l) {
					want = append(want, [2]int{at + len(l), i})
				}
			}
		}
		a := newAutomaton(literals)
		state := int32(initial)
		for at := 0; at < len(text); {
			c, size := decode(text, at)
			at += size
			if state = initialOr(a, state, c); state != initial {
				ending := a.ending(state)
				for i, id := range ending {
					got = append(got, [2]int{at, int(id)})
					if i > 0 && len(literals[id]) >= len(literals[ending[i-1]]) {
						r.Fatalf("%q ends before %q", literals[ending[i-1]], literals[id])
					}
				}
			}
		}
		for _, all := range [][][2]int{want, got} {
			slices.SortFunc(all, func(x, y [2]int) int { return slices.Compare(x[:], y[:]) })
		}
		if !slices.Equal(want, got) {
			r.Fatalf("%q in %q: want %v, got %v", literals, text, want, got)
		}
	})
}

func initialOr(a *automaton, state int32, c rune) int32 {
	if code := a.code(c); code != 0 {
		return a.step(state, code)
	}
	return initial
}
