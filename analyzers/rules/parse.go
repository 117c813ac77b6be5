package rules

import (
	"crypto/sha256"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/tingjian/tingjian"
)

// ruleParser reads one rule file.
type ruleParser struct {
	*source
	rule *Rule
}

// names of packs, rules and lists become analyzer names, metric labels and anchors.
var validName = regexp.MustCompile(`^[a-z][a-z0-9_.-]*$`)

// parseRule reads a rule's file. What is wrong is noted in s, and the rule is then not to be used.
func parseRule(s *source, pack, name string, data []byte) *Rule {
	p := &ruleParser{s, &Rule{ID: pack + "/" + name, Pack: pack, Path: s.file, Code: tingjian.Code(pack), Confidence: 1, sum: sha256.Sum256(data)}}
	body := s.parse(data)
	if body == nil {
		return p.rule
	}
	keys := []string{"title", "code", "speaker", "scope", "boundary", "except", "message", "cleared_by", "confidence", "status", "tests"}
	for _, w := range triggerWords() {
		keys = append(keys, w.name)
	}
	for _, w := range conditionWords() {
		keys = append(keys, w.name)
	}
	m := p.mapping(body, "", keys...)
	if m == nil {
		return p.rule
	}
	p.header(body, m)
	p.where(m)
	p.operators(body, m)
	p.tests(body, m)
	return p.rule
}

// header reads what the rule says about itself.
func (p *ruleParser) header(body ast.Node, m map[string]field) {
	r := p.rule
	for _, key := range []string{"title", "speaker", "message", "status"} {
		if _, ok := m[key]; !ok {
			p.fail(body, "%q is missing: every rule needs one", key)
		}
	}
	if f, ok := m["title"]; ok {
		r.Title = p.text(f)
	}
	if f, ok := m["code"]; ok {
		r.Code = tingjian.Code(p.text(f))
		if r.Code != "" && !validName.MatchString(string(r.Code)) {
			p.fail(f.value, "code %q: want lower-case letters, digits, '.', '_' and '-'", r.Code)
		}
	}
	if f, ok := m["message"]; ok {
		r.Message = p.text(f)
		if rest := strings.ReplaceAll(r.Message, "{match}", ""); strings.ContainsAny(rest, "{}") {
			p.fail(f.value, "message %q: only {match} may stand in braces", r.Message)
		}
	}
	if f, ok := m["cleared_by"]; ok {
		r.ClearedBy = p.text(f)
	}
	if f, ok := m["confidence"]; ok {
		r.Confidence = p.fraction(f)
	}
	if f, ok := m["status"]; ok {
		r.Status = tingjian.Status(p.oneOf(f, string(tingjian.Experimental), string(tingjian.Shadow), string(tingjian.Stable)))
	}
}

// where reads whose and which turns the rule looks at.
func (p *ruleParser) where(m map[string]field) {
	if f, ok := m["speaker"]; ok {
		p.rule.Speakers = p.speakers(f)
	}
	if f, ok := m["boundary"]; ok {
		p.rule.words = p.oneOf(f, "raw", "token") == "token"
	}
	if f, ok := m["except"]; ok {
		p.rule.except = p.group(f, false)
	}
	f, ok := m["scope"]
	if !ok {
		return
	}
	if _, plain := scalar(f.value); plain {
		p.rule.scope.unit = p.unit(f)
		return
	}
	s := p.mapping(f.value, f.name, "unit", "first", "last", "channel")
	if u, ok := s["unit"]; ok {
		p.rule.scope.unit = p.unit(u)
	}
	if n, ok := s["first"]; ok {
		p.rule.scope.first = p.number(n, 1, 1000)
	}
	if n, ok := s["last"]; ok {
		p.rule.scope.last = p.number(n, 1, 1000)
		if p.rule.scope.first > 0 {
			p.fail(n.value, "%s: stands beside scope.first: keep one of the two", n.name)
		}
	}
	if c, ok := s["channel"]; ok {
		for _, one := range p.list(c) {
			p.rule.scope.channels = append(p.rule.scope.channels, p.channel(one))
		}
	}
}

func (p *ruleParser) unit(f field) unit {
	return unit(max(0, slices.Index(unitNames, p.oneOf(f, unitNames...))))
}

// unitNames are the units in the order of their constants.
var unitNames = []string{"turn", "statement", "conversation"}

func (p *ruleParser) channel(f field) tingjian.Channel {
	return tingjian.Channel(p.oneOf(f, "chat", "call", "store", "email", "ticket"))
}

func (p *ruleParser) speakers(f field) (all []tingjian.Speaker) {
	for _, one := range p.list(f) {
		s := tingjian.Speaker(p.oneOf(one, "agent", "bot", "customer", "system"))
		if slices.Contains(all, s) {
			p.fail(one.value, "%s %q: stands here a second time: keep one", f.name, s)
		}
		all = append(all, s)
	}
	return all
}

// group reads phrases and list references.
func (p *ruleParser) group(f field, split bool) *group {
	g := &group{index: len(p.rule.groups), split: split}
	for _, one := range p.list(f) {
		text := p.text(one)
		it := item{phrase: text, pos: p.at(one.value)}
		if name, ok := strings.CutPrefix(text, "@"); ok {
			it = item{list: name, pos: it.pos}
			if !validName.MatchString(name) {
				p.fail(one.value, "%s %q: want '@' and the name of a list", f.name, text)
			}
		}
		g.items = append(g.items, it)
	}
	p.rule.groups = append(p.rule.groups, g)
	return g
}

// operators reads the triggers and conditions.
func (p *ruleParser) operators(body ast.Node, m map[string]field) {
	r := p.rule
	var names []string
	gated := false
	for _, w := range triggerWords() {
		names = append(names, w.name)
		if f, ok := m[w.name]; ok {
			before := len(r.groups)
			t := w.parse(p, f)
			for _, g := range r.groups[before:] {
				g.trigger = true
			}
			if t != nil {
				r.triggers = append(r.triggers, t)
				e, isExpression := t.(*expression)
				gated = gated || !isExpression || e.ifAny != nil
			}
		}
	}
	switch f, ok := m["regex"]; {
	case len(r.triggers) == 0 && !slices.ContainsFunc(names, func(n string) bool { _, ok := m[n]; return ok }):
		p.fail(body, "no trigger: give one or more of %s", strings.Join(names, ", "))
	case ok && !gated && len(r.triggers) > 0:
		p.fail(f.value, "regex: would run on every turn: give if_any with phrases that stand wherever it matches, or another trigger")
	}
	for _, w := range conditionWords() {
		f, ok := m[w.name]
		if !ok {
			continue
		}
		r.conditions = append(r.conditions, w.parse(p, f)...)
		if r.scope.unit == perConversation && strings.HasSuffix(w.name, "ed_by") {
			p.fail(f.value, "%s: the scope is the whole conversation, nothing comes before or after it: use unless or none", w.name)
		}
	}
}
