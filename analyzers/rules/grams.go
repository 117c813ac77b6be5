package rules

import (
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/normalize"
)

// Texts are compared by the pairs of neighbouring characters (字对) of their normal form, a run of Latin letters or digits
// counting as one character. Pairs do not reach over a mark that divides sentences or clauses. The similarity of two texts
// is Dice's coefficient: twice the number of pairs that both have, divided by the sum of the numbers that each has.

// gram is one pair of a text.
type gram struct {
	sum        uint64 // hash of the two characters
	start, end int    // bytes of the normal form
}

// gramSet is what a text is compared by.
type gramSet struct {
	text   *normalize.Text
	inside []gram   // in the order of the text
	sorted []uint64 // the sums, ascending, each once
}

// lazyGrams are the grams of a turn, made when first asked for.
type lazyGrams struct {
	text string
	once sync.Once
	set  *gramSet
}

// newGrams makes the per-turn analyzer of what texts are compared by.
func newGrams() *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name: "grams", Version: "1/" + normalize.Version(),
		Doc:  "what texts are compared by\n\nThe pairs of neighbouring characters of each turn, for rules that ask for similar, repeated or echoed text.",
		Turn: func(turn *tingjian.Turn) (any, error) { return &lazyGrams{text: turn.Text}, nil },
	}
}

// gramsOf gives what a text is compared by; nil: it has no pair.
func gramsOf(text *normalize.Text) *gramSet {
	if text == nil {
		return nil
	}
	g := &gramSet{text: text, inside: pairs(text.String())}
	if len(g.inside) == 0 {
		return nil
	}
	g.sorted = sums(g.inside)
	return g
}

func sums(all []gram) []uint64 {
	sorted := make([]uint64, len(all))
	for i, g := range all {
		sorted[i] = g.sum
	}
	slices.Sort(sorted)
	return slices.Compact(sorted)
}

// pairs gives the pairs of a normal form.
func pairs(s string) (all []gram) {
	var last uint64 // hash of the character before; 0: a clause begins
	from := 0
	for i := 0; i < len(s); {
		size, word := character(s[i:])
		if !word {
			last, i = 0, i+size
			continue
		}
		sum := hash(s[i : i+size])
		if last != 0 {
			all = append(all, gram{last*31 + sum, from, i + size})
		}
		last, from, i = sum, i, i+size
	}
	return all
}

// character is the size of the first character, or run of letters or digits, and whether words are made of it.
func character(s string) (size int, word bool) {
	kind := func(c byte) int {
		switch {
		case c >= 'a' && c <= 'z':
			return 1
		case c >= '0' && c <= '9':
			return 2
		}
		return 0
	}
	if k := kind(s[0]); k > 0 {
		for size = 1; size < len(s) && kind(s[size]) == k; size++ {
		}
		return size, true
	}
	r, size := utf8.DecodeRuneInString(s)
	return size, r >= 0x3400 && r < 0xA000 || r >= 0x20000 && r < 0x32000
}

// hash is FNV-1a, never 0.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h | 1
}

// common counts what two ascending lists both have.
func common(a, b []uint64) (n int) {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			a, b, n = a[1:], b[1:], n+1
		}
	}
	return n
}

// dice is the similarity of two lists of pairs, from 0 to 1.
func dice(a, b []uint64) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	return 2 * float64(common(a, b)) / float64(len(a)+len(b))
}

// reachable reports whether lists of these lengths can be as similar as that.
func reachable(a, b int, similarity float64) bool {
	return 2*float64(min(a, b)) >= similarity*float64(a+b)
}

func (e *evaluation) gramsOf(t int) *gramSet {
	g := e.grams[t].(*lazyGrams)
	g.once.Do(func() { g.set = gramsOf(normalize.New(g.text)) })
	return g.set
}

// sentences gives the sentences of a text with the pairs of each, by bytes of the normal form.
func (g *gramSet) sentences(see func(start, end int, inside []gram) (more bool)) {
	s, from, k := g.text.String(), 0, 0
	for i := 0; i <= len(s); {
		r, size := rune('\n'), 1
		if i < len(s) {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if !normalize.IsStop(r) {
			i += size
			continue
		}
		first := k
		for k < len(g.inside) && g.inside[k].end <= i {
			k++
		}
		if k > first && !see(from, i, g.inside[first:k]) {
			return
		}
		i += size
		from = i
	}
}

// plain are characters that stand in every other sentence, so that a pair of them tells little.
const plain = "的了我你您他是不在有吗呢吧啊呀哦嗯好这那就都也和跟与给把被让请要会能可以到去来个一们么什"

// rare chooses of an example's pairs n that tell most, as phrases for the lexicon: those with the fewest plain characters,
// the earlier first.
func rare(s string, n int) (phrases []string) {
	all := pairs(s)
	slices.SortStableFunc(all, func(a, b gram) int { return plainness(s[a.start:a.end]) - plainness(s[b.start:b.end]) })
	for _, g := range all {
		if text := s[g.start:g.end]; len(phrases) < n && !slices.Contains(phrases, text) && lexicon.Check(text) == nil {
			phrases = append(phrases, text)
		}
	}
	return phrases
}

func plainness(s string) (n int) {
	for _, r := range s {
		for _, p := range plain {
			if r == p {
				n++
			}
		}
	}
	return n
}
