package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/nearest"
)

// Explanation says what a rule made of a conversation: on which words which of its conditions held or failed.
type Explanation struct {
	Rule   string // its id
	Title  string
	Status tingjian.Status
	Clock  tingjian.Clock // what the rule waits for at the latest, see Rule.Clock
	// Applies is false where the rule does not work on the conversation at all; Why then says why not: its channel, `when`,
	// `effective` or `overrides`. The rest is empty.
	Applies bool
	Why     string
	// NotApplicable is true where `na_when` takes the conversation out of what the rule is counted over (不适用).
	NotApplicable bool
	Units         []Unit // everything the rule could be judged on, in the order of the turns
}

// Unit is one message, statement or conversation, as the rule's scope has it, and how the rule was judged on it.
type Unit struct {
	Turns   []int // what was looked at; empty: the scope leaves nothing of it
	Outcome Outcome
	Finding *tingjian.Finding // nil unless Outcome is Hit or Pending; without ID, Speaker and Agent
	Steps   []Step            // what was asked, in order; what is not here was not asked, because one before it failed
}

// Step is one operator as it was asked.
type Step struct {
	Operator string // its keyword, or "branches." and the name of the branch that begins here
	Place    string // of its value in the file, as path:line:column
	Depth    int    // how many `and`, `or` and `not` it stands in; what it joins comes before it
	Outcome  Outcome
	// Spans are the words that it found, or that kept it from holding; of an absence, the stretch searched.
	Spans []tingjian.Span
}

// Outcome is what became of a condition, or of a rule on one unit.
type Outcome string

// The outcomes, from no to yes.
const (
	Missed  Outcome = "no"      // it does not hold
	NotYet  Outcome = "not yet" // it does not hold so far, and what follows may make it hold
	Cooled  Outcome = "cooled"  // the rule holds, and had a finding shortly before
	Pending Outcome = "pending" // it holds so far, and what follows may undo it
	Hit     Outcome = "yes"     // it holds
	Begins  Outcome = ""        // of the step that names a branch
)

var outcomes = []Outcome{fails: Missed, unripe: NotYet, open: Pending, holds: Hit}

// Explain judges the rule of that id on t as of asOf, and says step by step what came of it. Rules that build on the
// findings of other judgements need these in judgements; without them nobody found anything.
func (s *Set) Explain(ruleID string, t *tingjian.Transcript, asOf time.Time, judgements ...*analyzers.Analyzer) (*Explanation, error) {
	versions := s.versions(ruleID)
	if len(versions) == 0 {
		var ids []string
		for _, r := range s.Rules() {
			ids = append(ids, r.ID)
		}
		return nil, fmt.Errorf("rule %q: there is none: %s", ruleID, nearest.Hint(ruleID, ids))
	}
	rule := versions[0]
	for _, v := range versions[1:] {
		if v.override == rule.overrideOf(t) {
			rule = v
		}
	}
	var on []*analyzers.Analyzer
	for _, a := range judgements {
		if a.Name != rule.Pack && slices.ContainsFunc(rule.uses.codes, func(c tingjian.Code) bool { return slices.Contains(a.Codes, c) }) {
			on = append(on, a)
		}
	}
	k := s.pack([]*bound{rule}, on)
	var told *Explanation
	d, err := analyzers.New(&analyzers.Analyzer{Name: rule.Pack, Requires: k.requires(), Run: func(p *analyzers.Pass) (any, error) {
		told = k.explain(p, rule)
		return nil, nil
	}})
	if err != nil {
		return nil, fmt.Errorf("rule %q: %w", ruleID, err)
	}
	for _, f := range d.Session().Inspect(t, asOf).Failures {
		return nil, fmt.Errorf("rule %q: analyzer %q gave no answer: %s", ruleID, f.Analyzer, f.Reason)
	}
	return told, nil
}

// explain judges one rule on everything there is.
func (k *pack) explain(p *analyzers.Pass, rule *bound) *Explanation {
	x := &Explanation{Rule: rule.ID, Title: rule.Title, Status: rule.Status, Clock: rule.Clock()}
	e := k.begin(p)
	if x.Why, x.Applies = e.applies(rule); !x.Applies {
		return x
	}
	x.NotApplicable = rule.naWhen != nil && rule.naWhen.verdict(&e, rule).state == holds
	cool := cooling{held: -1, maybe: -1}
	seen := map[int]bool{}
	for _, t := range e.explained(rule) {
		unit := t
		switch rule.scope.unit {
		case perStatement:
			unit = p.StatementOf[t]
		case perConversation:
			unit = 0
		}
		if !seen[unit] {
			seen[unit] = true
			x.Units = append(x.Units, e.unit(rule, t, &cool))
		}
	}
	return x
}

// explained are the turns that an explanation goes over: those of the rule's speakers and those that it names itself.
func (e *evaluation) explained(rule *bound) (turns []int) {
	for t := range e.pass.Transcript.Turns {
		if slices.Contains(rule.Speakers, e.turn(t).Speaker) {
			turns = append(turns, t)
		}
	}
	for _, one := range rule.gate.sweep {
		turns = append(turns, one.turns(e, rule)...)
	}
	slices.Sort(turns)
	return slices.Compact(turns)
}

// unit judges the rule on the unit of turn t.
func (e *evaluation) unit(rule *bound, t int, cool *cooling) (u Unit) {
	e.trace = func(s step, c *candidate, v verdict) {
		one := Step{Operator: s.name, Place: s.place, Depth: c.depth, Outcome: outcomes[v.state]}
		if s.operator == nil {
			one.Outcome = Begins
		}
		for _, p := range v.evidence() {
			one.Spans = append(one.Spans, c.pass.Span(p.turn, p.start, p.end))
		}
		u.Steps = append(u.Steps, one)
	}
	ruling, c := e.rule(rule, t)
	e.trace = nil
	u.Turns = slices.Clone(c.turns)
	state := ruling.state
	if rule.cooldown.given() {
		at := t
		if state.yes() {
			at = ruling.mark.turn
		}
		state = cool.cool(e, rule, at, state)
	}
	u.Outcome = outcomes[state]
	if ruling.state.yes() && !state.yes() {
		u.Outcome = Cooled
	}
	if state.yes() {
		ruling.state = state
		f := c.finding(ruling)
		u.Finding = &f
	}
	return u
}
