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
	"github.com/tingjian/tingjian/nearest"
)

// Set is a compiled set of rules with the phrases of all rules and lists in one automaton. It never changes and is safe
// for use by several goroutines.
type Set struct {
	rules   []*bound
	lexicon *lexicon.Lexicon
	scan    *analyzers.Analyzer // the lexicon's, one shared value
	seams   *analyzers.Analyzer
	packs   []*analyzers.Analyzer
	words   *segment.Segmenter // nil: no rule asks for word boundaries
}

// bound is a rule whose groups are bound to lists of the lexicon.
type bound struct {
	*Rule
	version   string
	moods     *clause.Reader // nil: no rule of the set asks for moods
	clearedBy string
	lists     [][]lexicon.ListID // by group index; of a split group, one list an item
	gate      []lexicon.ListID   // the rule is looked at only where one of these hits
}

// Compile puts the phrases of rules and lists into one automaton and makes the packs' analyzers. It reports all unknown
// lists and malformed phrases at once. Where a rule asks for word boundaries it loads the shared segmenter.
func Compile(rules []*Rule, lists []lexicon.List) (*Set, error) {
	s := &Set{}
	c := compiler{named: map[string]*lexicon.List{}, titles: map[string]string{}, all: slices.Clone(lists)}
	for i := range lists {
		c.named[lists[i].Name], c.titles[lists[i].Name] = &lists[i], lists[i].Title
	}
	for _, r := range rules {
		s.rules = append(s.rules, c.bind(r))
	}
	if slices.ContainsFunc(rules, func(r *Rule) bool { return r.words }) {
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
	s.seams = newSeams(s.lexicon)
	s.packs = s.makePacks()
	return s, nil
}

// compiler gathers the lists of all rules.
type compiler struct {
	named  map[string]*lexicon.List
	titles map[string]string
	all    []lexicon.List
	names  [][][]string // by rule and group: names of the lists in all
	errs   []error
}

// bind notes the lists of one rule.
func (c *compiler) bind(r *Rule) *bound {
	b := &bound{Rule: r, lists: make([][]lexicon.ListID, len(r.groups))}
	used := map[string]*lexicon.List{}
	for _, g := range r.groups {
		for _, it := range g.items {
			if it.list == "" {
				continue
			}
			if l := c.named[it.list]; l != nil {
				used[it.list] = l
			} else {
				c.errs = append(c.errs, fmt.Errorf("%s: list %q: is not defined: %s", it.place, "@"+it.list, nearest.Hint(it.list, slices.Sorted(maps.Keys(c.named)))))
			}
		}
	}
	groups := make([][]string, len(r.groups))
	for _, g := range r.groups {
		groups[g.index] = c.group(r, g)
	}
	c.names = append(c.names, groups)
	c.moodLists(r, used)
	b.version = version(r, used)
	b.clearedBy = cmp.Or(r.ClearedBy, generated(r, c.titles))
	return b
}

// group names the lists that a group looks for: those it refers to, and lists of their own for its phrases.
func (c *compiler) group(r *Rule, g *group) (names []string) {
	except := c.exceptions(r, g)
	own := lexicon.List{Name: fmt.Sprintf("%s#%d", r.ID, g.index), Except: except}
	for i, it := range g.items {
		switch l := c.named[it.list]; {
		case it.list != "" && l == nil: // noted already
		case it.list != "" && except == nil:
			names = append(names, it.list)
		case it.list != "":
			copied := lexicon.List{Name: fmt.Sprintf("%s#%d.%d", r.ID, g.index, i), Phrases: l.Phrases, Except: slices.Concat(l.Except, except)}
			c.all = append(c.all, copied)
			names = append(names, copied.Name)
		case g.split:
			c.all = append(c.all, lexicon.List{Name: fmt.Sprintf("%s#%d.%d", r.ID, g.index, i), Phrases: []string{it.phrase}, Except: except})
			names = append(names, c.all[len(c.all)-1].Name)
		default:
			own.Phrases = append(own.Phrases, it.phrase)
		}
	}
	if len(own.Phrases) > 0 {
		c.all = append(c.all, own)
		names = append(names, own.Name)
	}
	return names
}

// exceptions are the phrases that a hit of g must not overlap, where g is a trigger's: a copy of the list with more
// exceptions costs the automaton nothing, whereas comparing at every hit would.
func (c *compiler) exceptions(r *Rule, g *group) (phrases []string) {
	if r.except == nil || !g.trigger {
		return nil
	}
	for _, it := range r.except.items {
		if l := c.named[it.list]; l != nil {
			phrases = append(phrases, l.Phrases...)
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

func generated(r *Rule, list map[string]string) string {
	t := titles{r, list}
	var parts []string
	for _, o := range r.conditions {
		if c, ok := o.(clearer); ok {
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
			}
		}
	}
	for _, t := range b.triggers {
		if b.gate = t.gate(b); len(b.gate) > 0 {
			return
		}
	}
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
