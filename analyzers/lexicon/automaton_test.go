package lexicon

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

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
		a := automatonOf(r, literals)
		codes := []uint16{}
		for _, c := range text {
			codes = append(codes, a.code(c))
		}
		at := 0
		for i, c := range text {
			x := a.first[codes[at]]
			for end, rest := i+utf8.RuneLen(c), codes[at+1:]; x != nowhere; rest = rest[1:] {
				for _, slot := range a.slotsOf(&a.outs[x.out()]) {
					got = append(got, [2]int{end, int(slot)})
				}
				if len(rest) == 0 {
					break
				}
				_, size := utf8.DecodeRuneInString(text[end:])
				end += size
				x = a.step(x, rest[0])
			}
			at++
		}
		for _, all := range [][][2]int{want, got} {
			slices.SortFunc(all, func(x, y [2]int) int { return slices.Compare(x[:], y[:]) })
		}
		if !slices.Equal(want, got) {
			r.Fatalf("%q in %q: want %v, got %v", literals, text, want, got)
		}
	})
}

// automatonOf makes an automaton of literals, each a slot of chains.
func automatonOf(t *rapid.T, literals []string) *automaton {
	var g graph
	var firsts []int32
	var by []wanted
	for i, text := range literals {
		firsts, by = append(firsts, g.text(text, g.node(nil, int32(i)))), append(by, wanted{chained: true})
	}
	a, err := newAutomaton(&g, firsts, by)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
