package rules

import "reflect"

// Phrase is a phrase or, where List is not empty, the reference to a list, as it stands in a rule.
type Phrase struct {
	Text, List string
	Key        string // the keys that lead to it: "near.a"
	Place      string // as path:line:column
	Trigger    bool   // a trigger looks for it, so it may mark a finding
}

// Phrases lists the phrases and list references of a rule in the order in which they were read, those of `except` included.
func (r *Rule) Phrases() (all []Phrase) {
	for _, g := range r.groups {
		for _, it := range g.items {
			all = append(all, Phrase{Text: it.phrase, List: it.list, Key: g.name, Place: it.place, Trigger: g.trigger})
		}
	}
	return all
}

// Place is where the rule begins, as path:line:column.
func (r *Rule) Place() string { return r.place }

// Plain reports whether the rule asks for nothing but wording that one of its triggers finds: no condition, exception,
// scope, mood, limit or override.
func (r *Rule) Plain() bool {
	one := len(r.branches) == 1 && len(r.branches[0].triggers) == 1 && len(r.branches[0].conditions) == 0
	if !one || r.branches[0].triggers[0].name != "any" {
		return false
	}
	free := r.except == nil && !r.words && r.notIn == 0 && len(r.common) == 0 && len(r.overrides) == 0 && r.naWhen == nil
	return free && r.scope == scope{} && reflect.ValueOf(r.limits).IsZero() && reflect.ValueOf(r.cooldown).IsZero()
}

// Place is where the example begins, as path:line:column.
func (t *Test) Place() string { return t.place }
