package rules

import (
	"github.com/goccy/go-yaml/ast"

	"github.com/tingjian/tingjian/analyzers/dialogue"
)

// tests reads the examples of a rule; at least one hit and one near miss must be there.
func (p *ruleParser) tests(body ast.Node, m map[string]field) {
	f, ok := m["tests"]
	if !ok {
		p.fail(body, "\"tests\" is missing: every rule needs a hit and a near miss (want: [])")
		return
	}
	if _, ok := f.value.(*ast.SequenceNode); !ok {
		p.fail(f.value, "tests: want a list, found %s", kind(f.value))
		return
	}
	hits, misses := 0, 0
	for _, one := range p.list(f) {
		t := p.test(one)
		p.rule.Tests = append(p.rule.Tests, t)
		if len(t.Want) > 0 {
			hits++
		} else {
			misses++
		}
	}
	if hits == 0 {
		p.fail(f.value, "tests: no hit among them: add a conversation that the rule must find")
	}
	if misses == 0 {
		p.fail(f.value, "tests: no near miss among them: add a conversation that the rule must leave alone, with want: []")
	}
}

func (p *ruleParser) test(f field) Test {
	t := Test{pos: p.at(f.value)}
	m := p.mapping(f.value, f.name, "name", "turns", "closed", "channel", "want")
	if m == nil {
		return t
	}
	if n, ok := m["name"]; ok {
		t.Name = p.text(n)
	}
	if c, ok := m["closed"]; ok {
		t.Open = !p.flag(c)
	}
	if c, ok := m["channel"]; ok {
		t.Channel = p.channel(c)
	}
	if turns, ok := m["turns"]; ok {
		p.turns(turns, &t)
	} else {
		p.fail(f.value, "tests: \"turns\" is missing: give the conversation")
	}
	want, ok := m["want"]
	if !ok {
		p.fail(f.value, "tests: \"want\" is missing: list the findings, or write want: [] for a near miss")
		return t
	}
	seq, ok := want.value.(*ast.SequenceNode)
	if !ok {
		p.fail(want.value, "tests.want: want a list, found %s", kind(want.value))
		return t
	}
	for _, w := range seq.Values {
		t.Want = append(t.Want, p.want(field{"tests.want", w}, len(t.Turns)))
	}
	return t
}

func (p *ruleParser) turns(f field, t *Test) {
	for _, one := range p.list(f) {
		text := p.text(one)
		if text == "" {
			continue
		}
		turn, err := dialogue.ParseTurn(text)
		if err != nil {
			p.fail(one.value, "tests.turns: %v", err)
		}
		t.Turns = append(t.Turns, turn)
	}
}

func (p *ruleParser) want(f field, turns int) Want {
	w := Want{pos: p.at(f.value)}
	m := p.mapping(f.value, f.name, "turn", "match", "pending")
	if m == nil {
		return w
	}
	if n, ok := m["turn"]; ok {
		w.Turn = p.number(n, 0, max(0, turns-1))
	} else {
		p.fail(f.value, "%s: \"turn\" is missing: count from 0", f.name)
	}
	if s, ok := m["match"]; ok {
		w.Match = p.text(s)
	} else {
		p.fail(f.value, "%s: \"match\" is missing: give the quoted span", f.name)
	}
	if b, ok := m["pending"]; ok {
		w.Pending = p.flag(b)
	}
	return w
}
