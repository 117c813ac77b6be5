package rules

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/segment"
	"github.com/tingjian/tingjian/analyzers/wording"
	"github.com/tingjian/tingjian/nearest"
)

// Set is a compiled set of rules with the phrases of all rules and lists in one automaton. It never changes and is safe
// for use by several goroutines.
type Set struct {
	rules   []*bound
	lexicon *lexicon.Lexicon
	scan    *analyzers.Analyzer // the lexicon's, one shared value
	seams   *analyzers.Analyzer
	packs   []*analyzers.Analyzer // those that build on no other judgement
	words   *segment.Segmenter    // nil: no rule asks for word boundaries
	models  []Model

	grams, entities *analyzers.Analyzer
}

// bound is a rule whose groups are bound to lists of the lexicon.
type bound struct {
	*Rule
	base      *Rule // as its file has it
	override  int   // which of its overrides this is, or plainOverride
	version   string
	moods     *clause.Reader                   // nil: no rule of the set asks for moods
	clearedBy []string                         // by branch
	lists     [][]lexicon.ListID               // by group index; of a split group, one list an item
	tokens    []lexicon.ListID                 // hits of these must stand on word boundaries
	gate      gate                             // the rule is looked at only where this opens
	limited   bool                             // it does not work on every conversation
	spelt     map[*expression]*wording.Pattern // those whose text names lists, with these spelt out
}

// Compile puts the phrases of rules and lists into one automaton and makes the packs' analyzers. It reports all unknown
// lists, unknown models and malformed phrases at once. Where a rule asks for word boundaries it loads the shared segmenter.
func Compile(rules []*Rule, lists []lexicon.List, models ...Model) (*Set, error) {
	s := &Set{models: models}
	c := compiler{named: map[string]*lexicon.List{}, titles: map[string]string{}, all: slices.Clone(lists)}
	for i := range lists {
		c.named[lists[i].Name], c.titles[lists[i].Name] = &lists[i], lists[i].Title
	}
	for _, r := range rules {
		s.rules = append(s.rules, c.bind(r, r, plainOverride))
		for i := range r.overrides {
			if !r.overrides[i].off {
				s.rules = append(s.rules, c.bind(r.variant(i), r, i))
			}
		}
		c.errs = append(c.errs, unscored(r, models)...)
	}
	if slices.ContainsFunc(rules, (*Rule).asksForWords) {
		words, err := segment.Shared()
		if err != nil {
			c.errs = append(c.errs, err)
		}
		s.words = words
	}
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	var err error
	if s.lexicon, err = lexicon.Compile(c.all); err != nil {
		return nil, cmp.Or(malformed(rules), err)
	}
	for i, names := range c.names {
		s.rules[i].resolve(s.lexicon, names)
	}
	s.scan = s.lexicon.Analyzer()
	if err := s.readMoods(); err != nil {
		return nil, err
	}
	s.seams, s.grams, s.entities = newSeams(s.lexicon, slices.ContainsFunc(s.rules, func(r *bound) bool { return r.scope.unit == perStatement })), newGrams(), newEntities()
	s.packs = s.makePacks()
	return s, nil
}

// asksForWords reports whether word boundaries matter to the rule.
func (r *Rule) asksForWords() bool {
	return r.words || slices.ContainsFunc(r.groups, func(g *group) bool {
		return slices.ContainsFunc(g.items, func(it item) bool { return it.token })
	})
}

// compiler gathers the lists of all rules.
type compiler struct {
	named  map[string]*lexicon.List
	titles map[string]string
	all    []lexicon.List
	names  [][][]string // by rule and group: names of the lists in all
	errs   []error
}

// bind notes the lists of one version of a rule.
func (c *compiler) bind(r, base *Rule, override int) *bound {
	b := &bound{Rule: r, base: base, override: override, lists: make([][]lexicon.ListID, len(r.groups))}
	l := &r.limits
	b.limited = len(l.channels)+len(l.when)+len(r.overrides) > 0 || !l.from.IsZero() || !l.to.IsZero()
	used := map[string]*lexicon.List{}
	for _, g := range r.groups {
		for _, it := range g.items {
			if it.list == "" {
				continue
			}
			if l := c.named[it.list]; l != nil {
				used[it.list] = l
			} else if override == plainOverride {
				c.errs = append(c.errs, fmt.Errorf("%s: list %q: is not defined: %s", it.place, "@"+it.list, nearest.Hint(it.list, slices.Sorted(maps.Keys(c.named)))))
			}
		}
	}
	groups := make([][]string, len(r.groups))
	prefix := r.ID
	if override != plainOverride {
		prefix = fmt.Sprintf("%s@%d", r.ID, override)
	}
	for _, g := range r.groups {
		groups[g.index] = c.group(r, prefix, g)
	}
	c.names = append(c.names, groups)
	b.spelt = c.spell(r, override)
	c.moodLists(r, used)
	b.version = version(r, used)
	for _, one := range r.branches {
		b.clearedBy = append(b.clearedBy, cmp.Or(one.clearedBy, r.ClearedBy, generated(r, one, c.titles)))
	}
	return b
}

// group names the lists that a group looks for: those it refers to, and lists of their own for its phrases.
func (c *compiler) group(r *Rule, prefix string, g *group) (names []string) {
	except := c.exceptions(r, g)
	name := fmt.Sprintf("%s#%d", prefix, g.index)
	own := lexicon.List{Name: name, Except: except}
	tokens := lexicon.List{Name: name + tokenMark, Except: except}
	single := func(i int, mark string, l lexicon.List) {
		l.Name = fmt.Sprintf("%s.%d%s", name, i, mark)
		c.all = append(c.all, l)
		names = append(names, l.Name)
	}
	for i, it := range g.items {
		switch l := c.named[it.list]; {
		case it.list != "" && l == nil: // noted already
		case it.list != "" && except == nil && len(it.extra) == 0:
			names = append(names, it.list)
		case it.list != "":
			single(i, "", lexicon.List{Phrases: slices.Concat(l.Phrases, it.extra), Except: slices.Concat(l.Except, except)})
		case g.split && it.token:
			single(i, tokenMark, lexicon.List{Phrases: []string{it.phrase}, Except: except})
		case g.split:
			single(i, "", lexicon.List{Phrases: []string{it.phrase}, Except: except})
		case it.token:
			tokens.Phrases = append(tokens.Phrases, it.phrase)
		default:
			own.Phrases = append(own.Phrases, it.phrase)
		}
	}
	for _, l := range []lexicon.List{own, tokens} {
		if len(l.Phrases) > 0 {
			c.all = append(c.all, l)
			names = append(names, l.Name)
		}
	}
	return names
}

// tokenMark ends the names of lists whose hits must stand on word boundaries.
const tokenMark = "#token"

// exceptions are the phrases that a hit of g must not overlap, where g is a trigger's: a copy of the list with more
// exceptions costs the automaton nothing, whereas comparing at every hit would.
func (c *compiler) exceptions(r *Rule, g *group) (phrases []string) {
	if r.except == nil || !g.trigger {
		return nil
	}
	for _, it := range r.except.items {
		if l := c.named[it.list]; l != nil {
			phrases = append(append(phrases, l.Phrases...), it.extra...)
		} else if it.list == "" {
			phrases = append(phrases, it.phrase)
		}
	}
	return phrases
}

// version is the content hash of a rule's file and the lists that it names, 16 hexadecimal digits.
func version(r *Rule, used map[string]*lexicon.List) string {
	h := sha256.New()
	h.Write(r.sum[:])
	for _, name := range slices.Sorted(maps.Keys(used)) {
		l := used[name]
		fmt.Fprintf(h, "%q %q %q\n", l.Name, l.Phrases, l.Except)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func generated(r *Rule, b *block, list map[string]string) string {
	t := titles{r, list}
	var parts []string
	for _, s := range slices.Concat(b.triggers, b.conditions, r.common) {
		if c, ok := s.operator.(clearer); ok {
			if text := c.clearedBy(t); text != "" {
				parts = append(parts, text)
			}
		}
	}
	return strings.Join(parts, ";或:")
}

// resolve puts the lists' numbers in the places of their names.
func (b *bound) resolve(lex *lexicon.Lexicon, names [][]string) {
	for g, of := range names {
		for _, name := range of {
			if id, ok := lex.ID(name); ok {
				b.lists[g] = append(b.lists[g], id)
				if strings.HasSuffix(name, tokenMark) {
					b.tokens = append(b.tokens, id)
				}
			}
		}
	}
	for _, one := range b.branches {
		g := one.gate(b)
		b.gate.lists, b.gate.sweep = append(b.gate.lists, g.lists...), append(b.gate.sweep, g.sweep...)
	}
	slices.Sort(b.gate.lists)
	b.gate.lists = slices.Compact(b.gate.lists)
}

// malformed finds the phrases that the lexicon refuses, with their places. It is slow and only called when one does.
func malformed(rules []*Rule) error {
	var errs []error
	for _, r := range rules {
		for _, g := range r.groups {
			for _, it := range g.items {
				if err := lexicon.Check(it.phrase); it.list == "" && err != nil {
					errs = append(errs, fmt.Errorf("%s: phrase %q: %w", it.place, it.phrase, err))
				}
			}
		}
	}
	return errors.Join(errs...)
}
