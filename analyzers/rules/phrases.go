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

// Version is the content hash of the rule of that id with its overrides and all lists that it names, 16 hexadecimal digits
// for each; empty: there is no such rule.
func (s *Set) Version(id string) (version string) {
	for _, b := range s.versions(id) {
		version += b.version
	}
	return version
}

// Wording lists what the triggers of the rule of that id look for, with what its overrides add to it.
func (s *Set) Wording(id string) (all []Phrase) {
	for _, b := range s.versions(id) {
		for _, g := range b.groups {
			for _, it := range g.items {
				if !g.trigger {
					continue
				}
				all = append(all, Phrase{Text: it.phrase, List: it.list, Key: g.name, Place: it.place, Trigger: true})
				for _, text := range it.extra {
					all = append(all, Phrase{Text: text, Key: g.name, Place: it.place, Trigger: true})
				}
			}
		}
	}
	return all
}

// NeedsWording reports whether the rule of that id finds something only in conversations in which one of its triggers'
// phrases stands. Rules that look at the clock, at numbers or at what other judgements found may do without.
func (s *Set) NeedsWording(id string) bool {
	for _, b := range s.versions(id) {
		if len(b.gate.sweep) > 0 {
			return false
		}
	}
	return true
}
