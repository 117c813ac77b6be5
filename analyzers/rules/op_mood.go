package rules

import (
	"fmt"

	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/yamlfile"
)

// moods reads `not_in`: the moods in which a trigger's hit does not count.
func moods(v yamlfile.Value) (m clause.Mood) {
	for _, name := range yamlfile.Words(v.Each(), clause.Names()...) {
		one, _ := clause.Named(name)
		m |= one
	}
	return m
}

// meant reports whether p is meant as the rule asks: in none of the moods that it names.
func (c *candidate) meant(p place) bool {
	if c.rule.notIn == 0 {
		return true
	}
	return !c.rule.moods.Is(c.turn(p.turn).Text, c.hits(p.turn), p.start, p.end, c.rule.notIn)
}

// readMoods gives the rules that ask for moods what reads them.
func (s *Set) readMoods() error {
	for _, r := range s.rules {
		if r.notIn == 0 {
			continue
		}
		reader, err := clause.New(s.lexicon, s.scan)
		if err != nil {
			return fmt.Errorf("%s: not_in: %w", r.Path, err)
		}
		for _, b := range s.rules {
			b.moods = reader
		}
		return nil
	}
	return nil
}

// moodLists notes that the rule reads the lists of moods, so that its version tells of them.
func (c *compiler) moodLists(r *Rule, used map[string]*lexicon.List) {
	if r.notIn == 0 {
		return
	}
	for _, name := range clause.Lists() {
		if l := c.named[name]; l != nil {
			used[name] = l
		}
	}
}
