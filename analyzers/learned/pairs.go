package learned

import (
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// pairSet is the pairs of neighbouring characters of a text in matching form, ascending, each once.
type pairSet []uint64

// newPairs makes the per-turn analyzer that finds them.
func newPairs(words *analyzers.Analyzer) *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name: "pairs", Doc: "pairs: the pairs of neighbouring characters, for telling how much of a turn was said before", Version: "1",
		Requires: []*analyzers.Analyzer{words},
		TurnOf: func(_ *tingjian.Turn, required []any) (any, error) {
			return pairsOf(required[0].(*lexicon.Hits).Text.String()), nil
		},
	}
}

func pairsOf(text string) pairSet {
	var all pairSet
	last := rune(-1)
	for _, r := range text {
		if last >= 0 {
			all = append(all, uint64(last)<<32|uint64(r))
		}
		last = r
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// share is how much of the smaller set is in the other, 0 to 1; 0 where either has fewer than three pairs.
func (a pairSet) share(b pairSet) float32 {
	if len(a) < 3 || len(b) < 3 {
		return 0
	}
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both, i, j = both+1, i+1, j+1
		}
	}
	return float32(both) / float32(min(len(a), len(b)))
}
