package lint

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/yamlfile"
)

// Examples runs the examples inside the rules: an error for each that comes out otherwise than its file says. Then it mutates
// the rules and runs the examples again, since examples that hold for a rule which does less hold for no reason. It warns where
//
//   - a rule with its triggers emptied still passes all of its near misses for want of anything that it looks for: no near
//     miss holds any of its wording;
//   - a rule without one of its conditions passes all of its examples: none shows what the condition is for;
//   - no example reaches one of a rule's branches.
//
// The rules must be free of errors, see Check.
func Examples(files fs.FS) ([]Problem, error) {
	all, lists, set, err := compile(files)
	if err != nil {
		return nil, err
	}
	var problems []Problem
	for _, r := range all {
		for _, f := range set.Test(r) {
			problems = append(problems, parsed("examples", f)...)
		}
	}
	if len(problems) > 0 {
		return sorted(problems), nil // what is wrong already says nothing when it is mutated
	}
	mutants := makeMutants(files, all, lists)
	texts := map[string][]byte{}
	for _, m := range mutants {
		texts[m.path()] = m.text
	}
	mutated, err := Overlay(files, texts)
	if err != nil {
		return nil, err
	}
	changed, _, set, err := compile(mutated)
	if err != nil {
		return nil, fmt.Errorf("mutated rules: %w", err)
	}
	for _, r := range changed {
		if m := mutants[r.ID]; m != nil {
			problems = append(problems, m.judge(set, r)...)
		}
	}
	return sorted(problems), nil
}

func compile(files fs.FS) (all []*rules.Rule, lists []lexicon.List, set *rules.Set, err error) {
	all, ruleErr := rules.Load(files, "rules")
	lists, listErr := rules.Lists(files, "lexicons")
	if err := errors.Join(ruleErr, listErr); err != nil {
		return nil, nil, nil, err
	}
	set, err = rules.Compile(all, lists)
	return all, lists, set, err
}

// mutant is a rule changed in one respect.
type mutant struct {
	id    string // of the changed rule
	text  []byte // its file, as JSON, which YAML includes
	judge func(set *rules.Set, r *rules.Rule) []Problem
}

func (m *mutant) path() string { return path.Join("rules", m.id+".yaml") }

// mutation makes a mutant of a rule and its file; nil where that does not make a rule.
type mutation func(r *rules.Rule, tree yaml.MapSlice) *mutant

// makeMutants changes every rule in every respect in which that leaves a rule, by the id of the changed rule.
func makeMutants(files fs.FS, all []*rules.Rule, lists []lexicon.List) map[string]*mutant {
	mutants := map[string]*mutant{}
	for _, r := range all {
		data, err := fs.ReadFile(files, r.Path)
		if err != nil {
			continue // it has been read just now
		}
		var tree yaml.MapSlice
		if yaml.UnmarshalWithOptions(data, &tree, yaml.UseOrderedMap()) != nil {
			continue
		}
		for n, mutate := range slices.Concat([]mutation{bared(lists)}, withoutEach(r, data)) {
			m := mutate(r, tree)
			if m == nil {
				continue
			}
			m.id = fmt.Sprintf("%s.mutant-%d", r.ID, n)
			if usable(m) {
				mutants[m.id] = m
			}
		}
	}
	return mutants
}

// bared makes a rule that finds all the wording of the rule's triggers, whoever says it and under no condition, exceptions
// of lists included. A near miss on which it finds nothing passes for want of anything to find.
func bared(lists []lexicon.List) mutation {
	return func(r *rules.Rule, tree yaml.MapSlice) *mutant { return bare(r, tree, lists) }
}

func bare(r *rules.Rule, tree yaml.MapSlice, lists []lexicon.List) *mutant {
	var wording []string
	for _, p := range r.Phrases() {
		if p.Trigger && p.List == "" {
			wording = append(wording, p.Text)
		}
		for _, l := range lists {
			if p.Trigger && l.Name == p.List {
				wording = append(wording, l.Phrases...)
			}
		}
	}
	if len(wording) == 0 {
		return nil // it looks for no wording
	}
	bare := yaml.MapSlice{
		{Key: "speaker", Value: []string{"agent", "bot", "customer", "system"}}, {Key: "any", Value: wording},
		{Key: "message", Value: "-"}, {Key: "status", Value: "stable"},
	}
	for _, item := range tree {
		if item.Key == "title" || item.Key == "tests" {
			bare = append(bare, item)
		}
	}
	m := &mutant{text: toJSON(bare)}
	m.judge = func(set *rules.Set, mutated *rules.Rule) []Problem {
		for i, fails := range failures(set, mutated) {
			if fails && len(r.Tests[i].Want) == 0 {
				return nil // it finds something there, which the rule leaves alone
			}
		}
		return []Problem{warn("examples", r.Place(), "rule %s: no near miss holds anything that it looks for, so they pass with the rule emptied as well: add one that it must leave alone for a reason", r.ID)}
	}
	return m
}

// notConditions are keys that a rule cannot do without, or that say nothing about what it finds.
var notConditions = []string{"title", "code", "speaker", "message", "cleared_by", "confidence", "status", "tests", "overrides", "branches"}

// withoutEach gives a mutation for each condition of a rule, and of each of its branches: the rule without it. With a trigger
// taken away a rule finds more as well, if it has others.
func withoutEach(r *rules.Rule, data []byte) (all []mutation) {
	v := yamlfile.New(r.Path).Parse(data)
	for _, p := range v.Pairs() {
		if p.Name == "branches" && p.Value.Mapping() {
			for _, branch := range p.Value.Pairs() {
				if !branch.Value.Mapping() {
					continue
				}
				for _, q := range branch.Value.Pairs() {
					all = append(all, without(q.Key.Place(), "branches", branch.Name, q.Name))
				}
				all = append(all, without(branch.Key.Place(), "branches", branch.Name))
			}
		}
		all = append(all, without(p.Key.Place(), p.Name))
	}
	return all
}

// without takes one key away.
func without(place string, keys ...string) mutation {
	return func(r *rules.Rule, tree yaml.MapSlice) *mutant {
		last := keys[len(keys)-1]
		if len(keys) != 2 && slices.Contains(notConditions, last) {
			return nil
		}
		m := &mutant{text: toJSON(cut(tree, keys))}
		m.judge = func(set *rules.Set, mutated *rules.Rule) []Problem {
			switch {
			case slices.Contains(failures(set, mutated), true):
				return nil
			case len(keys) == 2:
				return []Problem{warn("examples", place, "branch %q: no example reaches it: add one", last)}
			}
			return []Problem{warn("examples", place, "%s: every example comes out the same without it: add one that shows what it is for", strings.Join(keys, "."))}
		}
		return m
	}
}

// cut gives the mapping without what stands under the keys.
func cut(tree yaml.MapSlice, keys []string) (out yaml.MapSlice) {
	for _, item := range tree {
		below, mapping := item.Value.(yaml.MapSlice)
		switch {
		case item.Key != keys[0]:
			out = append(out, item)
		case len(keys) > 1 && mapping:
			out = append(out, yaml.MapItem{Key: item.Key, Value: cut(below, keys[1:])})
		}
	}
	return out
}

// toJSON writes a mapping in its own order, which for branches is that in which they are tried.
func toJSON(tree yaml.MapSlice) []byte {
	text, err := yaml.MarshalWithOptions(tree, yaml.JSON())
	if err != nil || !json.Valid(text) {
		return nil
	}
	return text
}

// failures says for each example of a rule whether it comes out otherwise than it should.
func failures(set *rules.Set, r *rules.Rule) []bool {
	places := map[string]bool{}
	for _, f := range set.Test(r) {
		places[f.Place] = true
	}
	all := make([]bool, len(r.Tests))
	for i := range r.Tests {
		all[i] = places[r.Tests[i].Place()]
	}
	return all
}

// usable reports whether what is left of a rule is one.
func usable(m *mutant) bool {
	files, err := packed(map[string][]byte{m.path(): m.text})
	if err != nil {
		return false
	}
	_, err = rules.Load(files, "rules")
	return err == nil
}
