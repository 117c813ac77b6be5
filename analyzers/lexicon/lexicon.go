// Package lexicon finds the phrases of all rules and judgements in one pass (词表匹配). Named lists of phrases are
// compiled into one automaton over the normal form of package normalize, in which alternatives cost their sum and not their
// product; every turn is scanned once, and everyone who looks for wording reads the same Hits.
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
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

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
type ListID int32

// Lexicon is a compiled set of lists. It is safe for use by several goroutines.
type Lexicon struct {
	names    []string
	ids      map[string]ListID
	version  string
	analyzer *analyzers.Analyzer

	automaton *automaton // nil: no phrases at all
	phrases   []phrase
	listOf    []int32 // by phrase, like their own list, close together
	chains    []chain
	slots     []int32   // of all chains
	gaps      []int32   // likewise; that of a chain's last slot says nothing
	window    int       // bytes of the normal form that the longest phrase can cover
	scratch   sync.Pool // of *scratch
}

// phrase is one line of a list.
type phrase struct {
	list   int32
	index  int32 // in Phrases or Except
	except bool
}

// stretch is the part of a slice from one index up to another.
type stretch struct{ from, to int32 }

// chain is a phrase with gaps, or one way through its optional parts. Its slots, two or more, lie in slots from at on, the
// gaps behind each of them in gaps. It is looked at only where its rarest slot stands, which begins at most reach
// characters after it.
type chain struct{ phrase, at, count, reach int32 }

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

// longWording is from how many characters on a literal may match across a pause.
const longWording = 4

// Compile builds a lexicon. All mistakes in all lists come back at once, each with list, phrase and place.
func Compile(lists []List) (*Lexicon, error) {
	b := builder{Lexicon: &Lexicon{ids: make(map[string]ListID, len(lists))}, known: map[string]slot{}}
	for i, list := range lists {
		b.add(ListID(i), list)
	}
	if err := errors.Join(b.errs...); err != nil {
		return nil, err
	}
	if len(b.firsts) > 0 {
		var err error
		if b.automaton, err = newAutomaton(&b.graph, b.firsts, b.wanted); err != nil {
			return nil, err
		}
	}
	b.version = versionOf(lists)
	slots := len(b.firsts)
	b.scratch.New = func() any {
		outs := 0
		if b.automaton != nil {
			outs = len(b.automaton.outs)
		}
		return &scratch{seen: make([]uint32, slots), met: make([]uint32, outs), looked: make([]int32, len(b.chains)), reached: make([]int32, len(b.phrases))}
	}
	b.analyzer = b.newAnalyzer()
	return b.Lexicon, nil
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
