package rules

import (
	"strings"

	"github.com/tingjian/tingjian/nearest"
	"github.com/tingjian/tingjian/yamlfile"
)

// blockKeys are the keys under which operators stand.
func blockKeys() []string {
	keys := []string{"hit", "and", "or", "not"}
	for _, w := range triggerWords() {
		keys = append(keys, w.name)
	}
	for _, w := range conditionWords() {
		keys = append(keys, w.name)
	}
	return keys
}

// block reads the operators of v, whose record is m.
func (p *ruleParser) block(v yamlfile.Value, m yamlfile.Record) *block {
	b := &block{place: v.Place()}
	was := p.trigger
	p.trigger = true
	for _, w := range triggerWords() {
		if value := m.Get(w.name); value.Given() {
			if t := w.parse(p, value); t != nil {
				b.triggers = append(b.triggers, step{w.name, value.Place(), t})
			}
		}
	}
	for _, name := range []string{"and", "or"} {
		if value := m.Get(name); value.Given() {
			o := p.operands(name, value)
			if s := (step{name, value.Place(), o}); o.marks() {
				s.operator = &marking{o}
				b.triggers = append(b.triggers, s)
			} else {
				b.conditions = append(b.conditions, s)
			}
		}
	}
	p.trigger = false
	if value := m.Get("not"); value.Given() {
		b.conditions = append(b.conditions, step{"not", value.Place(), p.operands("not", value)})
	}
	for _, w := range conditionWords() {
		value := m.Get(w.name)
		if !value.Given() {
			continue
		}
		for _, o := range w.parse(p, value) {
			b.conditions = append(b.conditions, step{w.name, value.Place(), o})
		}
		if p.scope.unit == perConversation && strings.HasSuffix(w.name, "ed_by") {
			value.Fail("the scope is the whole conversation, nothing comes before or after it: use unless or none")
		}
	}
	p.trigger = was
	b.hit = p.hit(m.Get("hit"), b)
	return b
}

// marks notes where a block has nothing that could mark a finding, or would have to be looked at on every turn.
func (p *ruleParser) marks(v yamlfile.Value, b *block) {
	if !v.Mapping() {
		return
	}
	if len(b.triggers) == 0 {
		var names []string
		for _, w := range triggerWords() {
			names = append(names, w.name)
		}
		v.Fail("no trigger: give one or more of %s", strings.Join(names, ", "))
		return
	}
	for _, t := range b.triggers {
		if gated(t.operator) {
			return
		}
	}
	for _, pair := range v.Pairs() {
		if pair.Name == b.triggers[0].name {
			pair.Value.Fail("would run on every turn: give if_any with phrases that stand wherever it matches, or another trigger")
		}
	}
}

// gated reports whether a trigger says where it is worth a look.
func gated(o operator) bool {
	switch o := o.(type) {
	case *expression:
		return o.ifAny != nil
	case *marking:
		return o.gated()
	}
	return true
}

// hit reads which hit of the marking trigger counts.
func (p *ruleParser) hit(v yamlfile.Value, b *block) hit {
	if !v.Given() {
		return hit{}
	}
	h := hit{}
	if v.Mapping() {
		h = hit{nthHit, v.Record("nth").Need("nth", "say which").Whole(1, 100)}
	} else if word := v.Text(); word != "" {
		modes := map[string]hitMode{"first": firstHit, "any": anyHit, "every": everyHit}
		mode, known := modes[word]
		if !known {
			v.Fail("%s", nearest.Hint(word, []string{"first", "any", "every", "{nth: n}"}))
		}
		h.mode = mode
	}
	if h.mode == firstHit || len(b.triggers) == 0 {
		return h
	}
	if _, ok := b.triggers[0].operator.(lister); !ok {
		v.Fail("%s marks one place only: every hit is told by any or regex, give one of them", b.triggers[0].name)
		return hit{}
	}
	return h
}
