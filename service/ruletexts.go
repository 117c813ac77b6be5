package service

import (
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// ruleOf finds a rule in force; nil: there is none of that name.
func (s *Service) ruleOf(id string) *rules.Rule {
	all := s.Rulesets.Current().Rules().Rules()
	if i := slices.IndexFunc(all, func(r *rules.Rule) bool { return r.ID == id }); i >= 0 {
		return all[i]
	}
	return nil
}

// ruleTitle is the title of a rule in force, "" where there is none of that name.
func (s *Service) ruleTitle(id string) string {
	if r := s.ruleOf(id); r != nil {
		return r.Title
	}
	return ""
}

// nearMiss is a reply of the service side that a rule's own examples hold to be in order: the last one of the first near miss in
// which somebody is answered. Empty where there is none.
func (s *Service) nearMiss(id string) string {
	r := s.ruleOf(id)
	if r == nil {
		return ""
	}
	for _, t := range r.Tests {
		if len(t.Want) > 0 || len(t.Given) > 0 || len(t.Turns) < 2 {
			continue
		}
		last := &t.Turns[len(t.Turns)-1]
		asked := slices.ContainsFunc(t.Turns, func(u tingjian.Turn) bool { return u.Speaker == tingjian.Customer })
		if asked && last.Speaker.Serves() {
			return strings.TrimSpace(last.Text)
		}
	}
	return ""
}
