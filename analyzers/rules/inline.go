package rules

import (
	"fmt"
	"slices"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// TestFailure is an example of a rule that does not turn out as its file says.
type TestFailure struct {
	Rule    string // the rule's id
	Test    string // the example's name, else its number from 1
	Place   string // "path:line:col" of the example
	Problem string
}

// Error gives the failure as one line, with its place.
func (f TestFailure) Error() string {
	return fmt.Sprintf("%s: test %q of %s: %s", f.Place, f.Test, f.Rule, f.Problem)
}

// Rules lists the rules of the set in the order in which they were given.
func (s *Set) Rules() []*Rule {
	var all []*Rule
	for _, b := range s.rules {
		if b.override == plainOverride {
			all = append(all, b.Rule)
		}
	}
	return all
}

// Test runs the examples inside rule, which must be one of the set's; no failure: all turn out as they should.
func (s *Set) Test(rule *Rule) []TestFailure {
	only := s.versions(rule.ID)
	if len(only) == 0 || only[0].Rule != rule {
		return []TestFailure{{Rule: rule.ID, Place: rule.Path, Problem: "is not a rule of this set"}}
	}
	var failures []TestFailure
	for i, t := range rule.Tests {
		name := t.Name
		if name == "" {
			name = fmt.Sprint(i + 1)
		}
		d, err := analyzers.New(s.alone(only, t.Given))
		if err != nil {
			return []TestFailure{{Rule: rule.ID, Place: rule.Path, Problem: err.Error()}}
		}
		for _, problem := range t.run(d) {
			failures = append(failures, TestFailure{rule.ID, name, t.place, problem})
		}
	}
	return failures
}

// versions gives the rule of that id as it is and as each override has it.
func (s *Set) versions(id string) (all []*bound) {
	for _, b := range s.rules {
		if b.ID == id {
			all = append(all, b)
		}
	}
	return all
}

// alone makes an analyzer of one rule, with what other judgements are taken to have found.
func (s *Set) alone(rule []*bound, given []tingjian.Finding) *analyzers.Analyzer {
	k := s.pack(rule, nil)
	k.given = given
	return &analyzers.Analyzer{Name: rule[0].Pack, Codes: []tingjian.Code{rule[0].Code}, Requires: k.requires(), Run: k.run}
}

// run inspects the example and says what differs.
func (t *Test) run(d *analyzers.Driver) (problems []string) {
	tr := tingjian.Transcript{ID: "test", Meta: t.Meta, Turns: t.Turns, Closed: !t.Open}
	out := d.Session().Inspect(&tr, t.AsOf)
	for _, f := range out.Failures {
		problems = append(problems, f.Reason)
	}
	met := make([]bool, len(out.Findings))
	for _, w := range t.Want {
		found := false
		for i, f := range out.Findings {
			if !met[i] && w.meets(&f) {
				met[i], found = true, true
				break
			}
		}
		if !found {
			problems = append(problems, "missing "+describe(w.Turn, w.Match, w.Branch, w.Pending))
		}
	}
	for i, f := range out.Findings {
		if !met[i] {
			problems = append(problems, "unexpected "+describe(f.Turn, f.Quote, f.Branch, f.Pending))
		}
	}
	return problems
}

// meets reports whether f is the finding that the example wants.
func (w *Want) meets(f *tingjian.Finding) bool {
	for _, quote := range w.Evidence {
		if !slices.ContainsFunc(f.Evidence, func(s tingjian.Span) bool { return s.Quote == quote }) {
			return false
		}
	}
	return f.Turn == w.Turn && (w.Match == "" || f.Quote == w.Match) && f.Pending == w.Pending && (w.Branch == "" || w.Branch == f.Branch)
}

func describe(turn int, match, branch string, pending bool) string {
	s := fmt.Sprintf("turn %d %q", turn, match)
	if branch != "" {
		s += " by branch " + branch
	}
	if pending {
		s += ", pending"
	}
	return s
}
