// Package lexicon finds the phrases of all rules and judgements in one pass (词表匹配). Named lists of phrases are
// compiled into one Aho-Corasick automaton over the normal form of package normalize; every turn is scanned once, and
// everyone who looks for wording reads the same Hits.
//
// A phrase is literal text with two additions. (a|b|) is one of several, an empty branch making it optional. ~ is a gap
// of up to 6 characters, ~12 one of up to 12, that crosses no sentence end. A list's Except phrases are the ordinary
// words and harmless turns of speech in which a phrase stands by accident: a hit that touches one is dropped.
//
// A literal edge that is a letter or a digit matches only where the run of letters or digits ends, so that 7天 is not
// found in 17天 nor sb in usb. A literal of fewer than four characters does not match across a pause, so that 不行 is
// not found in 要不 行吗, while 没有办法 is found in 没有 办法.
package lexicon

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/normalize"
)

// List is a named set of phrases that mean the same to whoever asks for it (词表).
type List struct {
	Name    string
	Title   string // how reviewers see it (替代方案); shapes no answer
	Phrases []string
	Except  []string
}

// ListID names a list within one Lexicon: its place among the lists that were compiled.
type ListID int

// Lexicon is a compiled set of lists. It is safe for use by several goroutines.
type Lexicon struct {
	names    []string
	ids      map[string]ListID
	version  string
	analyzer *analyzers.Analyzer

	automaton *automaton // nil: no phrases at all
	literals  []literal  // by their place in what the automaton was made of
	wholes    []int32    // where literals are a spelling of several phrases: how many, then which
	tells     []stretch  // by literal of chains, in telling: the chains that are looked at where it was found
	telling   []told
	phrases   []phrase
	chains    []chain
	links     []int32   // of all chains
	gaps      []int32   // likewise; that of a chain's last literal says nothing
	window    int       // bytes of the normal form that the longest phrase can cover
	longest   int       // bytes of the longest literal
	scratch   sync.Pool // of *scratch
}

// phrase is one line of a list.
type phrase struct {
	list   int32
	index  int32 // in Phrases or Except
	except bool
}

// literal is what the automaton looks for, and who wants it. There are tens of thousands, so they are kept small.
type literal struct {
	size  int32 // bytes
	link  int32 // its number among the literals of chains, -1: it is in none
	whole int32 // the phrase that it is a spelling of; below -1: several, from ^whole on in wholes; -1: none
	short bool
	head  kind
	tail  kind
}

// stretch is the part of a slice from one index up to another.
type stretch struct{ from, to int32 }

// chain is a spelling with gaps. Its literals' numbers, in order, two or more, lie in links from at on, the gaps behind
// each of them in gaps. There are tens of thousands, so none has memory of its own that a collector would look through.
type chain struct{ phrase, at, count int32 }

// told is a chain and the number of another of its literals, which is looked for first.
type told struct{ chain, other int32 }

// kind tells letters and digits from everything else.
type kind uint8

const (
	other kind = iota
	letters
	digits
)

func kindOf(c byte) kind {
	switch {
	case c >= 'a' && c <= 'z':
		return letters
	case c >= '0' && c <= '9':
		return digits
	}
	return other
}

// parts reports whether a pause within text, a literal, parts it.
func parts(text string) bool {
	n := utf8.RuneCountInString(text)
	return n > 1 && n < longWording
}

// longWording is from how many characters on a literal may match across a pause.
const longWording = 4

// Compile builds a lexicon. All mistakes in all lists come back at once, each with list, phrase and place.
func Compile(lists []List) (*Lexicon, error) {
	b := builder{Lexicon: &Lexicon{ids: make(map[string]ListID, len(lists))}, patterns: map[string]int{}}
	for i, list := range lists {
		b.add(ListID(i), list)
	}
	if len(b.errs) > 0 {
		return nil, errors.Join(b.errs...)
	}
	b.finish()
	b.version = versionOf(lists)
	n := b.linked
	b.scratch.New = func() any {
		return &scratch{
			stamp: make([]uint32, n), spans: make([]span, n),
			reached: make([]int32, len(b.phrases)), byList: make([]int32, len(b.names)),
		}
	}
	b.analyzer = b.newAnalyzer()
	return b.Lexicon, nil
}

// builder is a lexicon in the making.
type builder struct {
	*Lexicon
	patterns map[string]int // literal text to its place in literals
	wanted   []wanted       // by literal
	linked   int32          // literals of chains so far
	parts    [][]int        // by chain: its literals
	errs     []error
}

// wanted says who wants a literal.
type wanted struct {
	text  string
	whole []int32 // phrases that it is a spelling of
	parts int     // how often it stands in a chain
	tells []told  // chains that it tells of
}

func (b *builder) add(id ListID, list List) {
	b.names = append(b.names, list.Name)
	switch _, twice := b.ids[list.Name]; {
	case list.Name == "":
		b.errs = append(b.errs, fmt.Errorf("list %d: has no name: give it one", id+1))
	case twice:
		b.errs = append(b.errs, fmt.Errorf("list %q: two lists have this name: rename one", list.Name))
	case len(list.Phrases) == 0:
		b.errs = append(b.errs, fmt.Errorf("list %q: has no phrases and would never match: add some or remove the list", list.Name))
	}
	b.ids[list.Name] = id
	for i, text := range list.Phrases {
		b.addPhrase(list.Name, "phrase", text, phrase{list: int32(id), index: int32(i)})
	}
	for i, text := range list.Except {
		b.addPhrase(list.Name, "except", text, phrase{list: int32(id), index: int32(i), except: true})
	}
}

func (b *builder) addPhrase(list, what, text string, p phrase) {
	variants, err := parse(text)
	if err != nil {
		b.errs = append(b.errs, fmt.Errorf("list %q: %s %q: %w", list, what, text, err))
		return
	}
	n := len(b.phrases)
	b.phrases = append(b.phrases, p)
	for _, v := range variants {
		width, ids := 0, make([]int, len(v.literals))
		for _, gap := range v.gaps {
			width += gap * utf8.UTFMax
		}
		for i, text := range v.literals {
			width += len(text)
			ids[i] = b.pattern(text)
		}
		if len(ids) == 1 {
			b.wanted[ids[0]].whole = append(b.wanted[ids[0]].whole, int32(n))
		} else {
			b.addChain(n, ids, v.gaps)
		}
		b.window = max(b.window, width)
	}
}

func (b *builder) addChain(phrase int, literals, gaps []int) {
	b.chains = append(b.chains, chain{int32(phrase), int32(len(b.links)), int32(len(literals))})
	b.parts = append(b.parts, literals)
	for i, id := range literals {
		x := &b.literals[id]
		if x.link < 0 {
			x.link = b.linked
			b.linked++
		}
		b.wanted[id].parts++
		gap := 0
		if i < len(gaps) {
			gap = gaps[i]
		}
		b.links, b.gaps = append(b.links, x.link), append(b.gaps, int32(gap))
	}
}

// pattern is the place of a literal, made at its first use.
func (b *builder) pattern(text string) int {
	if i, ok := b.patterns[text]; ok {
		return i
	}
	i := len(b.literals)
	b.patterns[text] = i
	b.longest = max(b.longest, len(text))
	b.wanted = append(b.wanted, wanted{text: text})
	b.literals = append(b.literals, literal{
		size: int32(len(text)), link: -1, short: parts(text),
		head: kindOf(text[0]), tail: kindOf(text[len(text)-1]),
	})
	return i
}

// finish lays out what the scan reads. A chain is told of by its longest literal, of equally long ones by that in the
// fewest chains: the scan then looks at hardly any chain that is not there. Literals stand by length, because the short
// ones are found most often and so lie close together in memory.
func (b *builder) finish() {
	for n, literals := range b.parts {
		rare := slices.Clone(literals)
		slices.SortStableFunc(rare, func(x, y int) int {
			return cmp.Or(cmp.Compare(b.literals[y].size, b.literals[x].size), cmp.Compare(b.wanted[x].parts, b.wanted[y].parts))
		})
		w := &b.wanted[rare[0]]
		w.tells = append(w.tells, told{int32(n), b.literals[rare[1]].link})
	}
	order := make([]int, len(b.literals))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(b.literals[x].size, b.literals[y].size) })
	texts := make([]string, len(order))
	literals := make([]literal, len(order))
	b.tells = make([]stretch, b.linked)
	b.wholes = []int32{0} // so that no list begins at 0, whose complement is -1
	for i, from := range order {
		w := &b.wanted[from]
		texts[i], literals[i] = w.text, b.literals[from]
		x := &literals[i]
		switch len(w.whole) {
		case 0:
			x.whole = -1
		case 1:
			x.whole = w.whole[0]
		default:
			x.whole = ^extend(&b.wholes, append([]int32{int32(len(w.whole))}, w.whole...)).from
		}
		if x.link >= 0 {
			b.tells[x.link] = extend(&b.telling, w.tells)
		}
	}
	if b.literals = literals; len(texts) > 0 {
		b.automaton = newAutomaton(texts)
	}
}

// extend appends more and says where it stands.
func extend[T any](all *[]T, more []T) stretch {
	from := int32(len(*all))
	*all = append(*all, more...)
	return stretch{from, int32(len(*all))}
}

// versionOf hashes the lists whatever their order, and what the normal form depends on.
func versionOf(lists []List) string {
	sorted := slices.Clone(lists)
	slices.SortFunc(sorted, func(a, b List) int { return strings.Compare(a.Name, b.Name) })
	h := sha256.New()
	fmt.Fprintln(h, 1, normalize.Version()) // 1: the rules of matching, changed with them
	for _, l := range sorted {
		fmt.Fprintf(h, "%q %q %q\n", l.Name, l.Phrases, l.Except)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// ID is the list of that name.
func (l *Lexicon) ID(name string) (ListID, bool) {
	id, ok := l.ids[name]
	return id, ok
}

// Name is the name of list id, or "" where there is none.
func (l *Lexicon) Name(id ListID) string {
	if id < 0 || int(id) >= len(l.names) {
		return ""
	}
	return l.names[id]
}

// Len is the number of lists.
func (l *Lexicon) Len() int { return len(l.names) }

// Version is a content hash of the lists and of what the normal form depends on, 16 hexadecimal digits. The order of
// the lists does not matter to it.
func (l *Lexicon) Version() string { return l.version }

// Analyzer is the per-turn analyzer named "lexicon", the same one at every call. Its result for a turn is a *Hits,
// for all of them a *Whole.
func (l *Lexicon) Analyzer() *analyzers.Analyzer { return l.analyzer }

func (l *Lexicon) newAnalyzer() *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name:    "lexicon",
		Doc:     "phrases of all lists in each turn\n\nFinds, in one pass, every phrase that a rule or judgement asks for.",
		Version: l.version,
		Turn:    func(turn *tingjian.Turn) (any, error) { return l.Scan(turn.Text), nil },
		Whole:   l.whole,
	}
}
