package lexicon

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// variant is one spelling of a phrase with the alternatives resolved: literals with a gap between each two, the literals
// in normal form and not empty.
type variant struct {
	literals []string
	gaps     []int // gaps[i] lies between literals i and i+1
}

// Spellings gives texts in normal form that the phrase matches: one for each way through its alternatives, with nothing in
// the gaps, and where it has gaps another one with as much in them as they may hold. It fails as Check does.
func Spellings(phrase string) ([]string, error) {
	variants, err := variantsOf(phrase)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, v := range variants {
		all = append(all, strings.Join(v.literals, ""))
		if len(v.gaps) == 0 {
			continue
		}
		wide := strings.Builder{}
		for i, literal := range v.literals {
			if i > 0 {
				wide.WriteString(strings.Repeat(filler, v.gaps[i-1]))
			}
			wide.WriteString(literal)
		}
		all = append(all, wide.String())
	}
	return all, nil
}

// filler is a character of no phrase, which joins no others to a word.
const filler = "〇"

// variantsOf gives the spellings of a phrase, each once. A phrase may have a thousand: what matches it does without them.
func variantsOf(phrase string) (all []variant, err error) {
	seq, err := parse(phrase)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, way := range seq.ways(func(element) bool { return true }) {
		v := way.resolve()
		if key := fmt.Sprintf("%q %v", v.literals, v.gaps); !seen[key] {
			seen[key] = true
			all = append(all, v)
		}
	}
	return all, nil
}

// ways are the sequences that s stands for with the groups for which open is true resolved.
func (s sequence) ways(open func(group element) bool) []sequence {
	all := []sequence{nil}
	for _, e := range s {
		next := []sequence{{e}}
		if e.branches != nil && open(e) {
			next = nil
			for _, b := range e.branches {
				next = append(next, b.ways(open)...)
			}
		}
		heads := all
		all = make([]sequence, 0, len(heads)*len(next))
		for _, head := range heads {
			for _, tail := range next {
				all = append(all, slices.Concat(head, tail))
			}
		}
	}
	return all
}

// resolve joins what stands side by side in a sequence without groups, brings literals into normal form and drops gaps at
// the ends.
func (s sequence) resolve() (v variant) {
	var text strings.Builder
	gap := 0
	end := func() {
		literal := normalize.New(text.String()).String()
		text.Reset()
		if literal == "" {
			return
		}
		if len(v.literals) > 0 {
			v.gaps = append(v.gaps, gap)
		}
		v.literals = append(v.literals, literal)
		gap = 0
	}
	for _, e := range s {
		if e.gap == 0 {
			text.WriteString(e.source)
			continue
		}
		end()
		gap = min(gap+e.gap, widestGap)
	}
	end()
	return v
}
