package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/segment"
)

// Lexicon is the automaton over the phrases of all rules and lists.
func (s *Set) Lexicon() *lexicon.Lexicon { return s.lexicon }

// LexiconAnalyzer is the per-turn analyzer that scans each turn once for all phrases. It is the same value on every
// call, so that all judgements that require it share one scan.
func (s *Set) LexiconAnalyzer() *analyzers.Analyzer { return s.scan }

// Analyzers gives one analyzer a pack, by name.
func (s *Set) Analyzers() []*analyzers.Analyzer { return slices.Clone(s.packs) }

func (s *Set) makePacks() (all []*analyzers.Analyzer) {
	byPack := map[string][]*bound{}
	var names []string
	for _, r := range s.rules {
		if byPack[r.Pack] == nil {
			names = append(names, r.Pack)
		}
		byPack[r.Pack] = append(byPack[r.Pack], r)
	}
	slices.Sort(names)
	for _, name := range names {
		all = append(all, s.newPack(name, byPack[name]))
	}
	return all
}

// language is the version of the rule language's meaning; it changes whenever the same file would judge otherwise.
const language = 1

// pack evaluates the rules of one folder.
type pack struct {
	rules   []*bound
	byList  [][]int32 // by list: the rules to look at where it hits
	scan    *analyzers.Analyzer
	seams   *analyzers.Analyzer // nil: no rule sees statements as one
	words   *segment.Segmenter
	scratch sync.Pool // of *scratch
}

// scratch is what a pass needs, kept between passes so that a conversation without hits allocates nothing.
type scratch struct {
	evaluation
	// judged remembers by rule on which unit it was judged last, so that several hits in one unit judge it once. A
	// pass begins to number its units where the one before ended.
	judged []uint64
	base   uint64
}

func (s *Set) newPack(name string, rules []*bound) *analyzers.Analyzer {
	k := &pack{rules: rules, byList: make([][]int32, s.lexicon.Len()), scan: s.scan, words: s.words}
	k.scratch.New = func() any { return &scratch{judged: make([]uint64, len(rules)), base: 1} }
	h := sha256.New()
	fmt.Fprintln(h, language)
	var codes []tingjian.Code
	doc := strings.Builder{}
	fmt.Fprintf(&doc, "rules of the pack %s\n", name)
	for i, r := range rules {
		for _, id := range r.gate {
			k.byList[id] = append(k.byList[id], int32(i))
		}
		fmt.Fprintf(h, "%s %s\n", r.ID, r.version)
		codes = append(codes, r.Code)
		if r.scope.unit == perStatement {
			k.seams = s.seams
		}
		fmt.Fprintf(&doc, "\n%s: %s", r.ID, r.Title)
	}
	slices.Sort(codes)
	requires := []*analyzers.Analyzer{s.scan}
	if k.seams != nil {
		requires = append(requires, k.seams)
	}
	return &analyzers.Analyzer{
		Name: name, Doc: doc.String(), Version: hex.EncodeToString(h.Sum(nil)[:8]), Codes: slices.Compact(codes),
		Requires: requires, Run: k.run,
	}
}

// run looks at the turns in which a phrase of some rule's gate stands, and at nothing else.
func (k *pack) run(p *analyzers.Pass) (any, error) {
	s := k.scratch.Get().(*scratch)
	s.evaluation = evaluation{pass: p, scans: analyzers.TurnResults(p, k.scan), words: k.words}
	defer func() {
		s.evaluation = evaluation{}
		s.base += uint64(len(p.Transcript.Turns)) + 1
		k.scratch.Put(s)
	}()
	if k.seams != nil {
		s.seams = analyzers.Result[seams](p, k.seams)
	}
	for t := range p.Transcript.Turns {
		last := lexicon.ListID(-1)
		for _, h := range s.hits(t).All() { // ordered by list
			if h.List != last {
				k.look(s, h.List, t, false)
			}
			last = h.List
		}
		for _, x := range s.seams[t] {
			k.look(s, x.list, t, true)
		}
	}
	return nil, nil
}

// look judges the rules for whose gate a hit of list in turn t opens; a straddling hit only those that can see it.
func (k *pack) look(s *scratch, list lexicon.ListID, t int, straddling bool) {
	for _, r := range k.byList[list] {
		if !straddling || k.rules[r].scope.unit == perStatement {
			k.judge(s, int(r), t)
		}
	}
}

// judge evaluates rule r on the unit that turn t belongs to, unless it did so already.
func (k *pack) judge(s *scratch, r, t int) {
	rule := k.rules[r]
	if !slices.Contains(rule.Speakers, s.turn(t).Speaker) {
		return
	}
	key := s.base
	switch rule.scope.unit {
	case perTurn:
		key += uint64(t)
	case perStatement:
		key += uint64(s.pass.StatementOf[t])
	}
	if s.judged[r] == key {
		return
	}
	s.judged[r] = key
	if f, ok := s.finding(rule, t); ok {
		s.pass.Report(f)
	}
}
