package rules

import (
	"fmt"
	"time"

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
	all := make([]*Rule, len(s.rules))
	for i, b := range s.rules {
		all[i] = b.Rule
	}
	return all
}

// Test runs the examples inside rule, which must be one of the set's; no failure: all turn out as they should.
func (s *Set) Test(rule *Rule) []TestFailure {
	var only *bound
	for _, b := range s.rules {
		if b.Rule == rule {
			only = b
		}
	}
	if only == nil {
		return []TestFailure{{Rule: rule.ID, Place: rule.Path, Problem: "is not a rule of this set"}}
	}
	d, err := analyzers.New(s.newPack(rule.Pack, []*bound{only}))
	if err != nil {
		return []TestFailure{{Rule: rule.ID, Place: rule.Path, Problem: err.Error()}}
	}
	var failures []TestFailure
	for i, t := range rule.Tests {
		name := t.Name
		if name == "" {
			name = fmt.Sprint(i + 1)
		}
		for _, problem := range t.run(d) {
			failures = append(failures, TestFailure{rule.ID, name, t.place, problem})
		}
	}
	return failures
}

// run inspects the example and says what differs.
func (t *Test) run(d *analyzers.Driver) (problems []string) {
	tr := tingjian.Transcript{ID: "test", Turns: t.Turns, Closed: !t.Open}
	tr.Channel = t.Channel
	out := d.Session().Inspect(&tr, time.Time{})
	for _, f := range out.Failures {
		problems = append(problems, f.Reason)
	}
	met := make([]bool, len(out.Findings))
	for _, w := range t.Want {
		found := false
		for i, f := range out.Findings {
			if !met[i] && f.Turn == w.Turn && f.Quote == w.Match && f.Pending == w.Pending {
				met[i], found = true, true
				break
			}
		}
		if !found {
			problems = append(problems, "missing "+describe(w.Turn, w.Match, w.Pending))
		}
	}
	for i, f := range out.Findings {
		if !met[i] {
			problems = append(problems, "unexpected "+describe(f.Turn, f.Quote, f.Pending))
		}
	}
	return problems
}

func describe(turn int, match string, pending bool) string {
	s := fmt.Sprintf("turn %d %q", turn, match)
	if pending {
		s += ", pending"
	}
	return s
}
