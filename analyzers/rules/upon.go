package rules

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/nearest"
)

// Upon gives the analyzers of the packs whose rules build on the findings of other judgements (`finding`, `off_topic`),
// which are taken from list. The error names every rule for whose codes list has no judgement.
func (s *Set) Upon(list []*analyzers.Analyzer) ([]*analyzers.Analyzer, error) {
	var all []*analyzers.Analyzer
	var errs []error
	for _, name := range s.packNames() {
		rules := s.ofPack(name)
		if !buildsOnOthers(rules) {
			continue
		}
		var on []*analyzers.Analyzer
		for _, r := range rules {
			more, err := judging(list, r)
			errs = append(errs, err)
			for _, a := range more {
				if !slices.Contains(on, a) {
					on = append(on, a)
				}
			}
		}
		all = append(all, s.newPack(name, rules, on))
	}
	return all, errors.Join(errs...)
}

func buildsOnOthers(rules []*bound) bool {
	return slices.ContainsFunc(rules, func(r *bound) bool { return len(r.uses.codes) > 0 })
}

// judging gives those of list that may report a code on which rule builds.
func judging(list []*analyzers.Analyzer, rule *bound) (on []*analyzers.Analyzer, err error) {
	var codes []string
	for _, code := range rule.uses.codes {
		had := len(on)
		for _, a := range list {
			for _, c := range a.Codes {
				codes = append(codes, string(c))
			}
			if a.Name != rule.Pack && slices.Contains(a.Codes, code) {
				on = append(on, a)
			}
		}
		if len(on) == had {
			slices.Sort(codes)
			err = errors.Join(err, fmt.Errorf("%s: finding %q: no judgement reports it: %s", rule.place, code, nearest.Hint(string(code), slices.Compact(codes))))
		}
	}
	return on, err
}

// packNames lists the packs by name.
func (s *Set) packNames() (names []string) {
	for _, r := range s.rules {
		names = append(names, r.Pack)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (s *Set) ofPack(name string) (rules []*bound) {
	for _, r := range s.rules {
		if r.Pack == name {
			rules = append(rules, r)
		}
	}
	return rules
}
