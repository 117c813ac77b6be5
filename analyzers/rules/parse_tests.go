package rules

import (
	"github.com/tingjian/tingjian/analyzers/dialogue"
	"github.com/tingjian/tingjian/yamlfile"
)

// tests reads the examples of a rule; at least one hit and one near miss must be there.
func (p *ruleParser) tests(v yamlfile.Value) {
	all := v.List()
	if all == nil { // not a list, which has been noted
		return
	}
	hits, misses := 0, 0
	for _, one := range all {
		t := readTest(one)
		p.rule.Tests = append(p.rule.Tests, t)
		if len(t.Want) > 0 {
			hits++
		} else {
			misses++
		}
	}
	if hits == 0 {
		v.Fail("no hit among them: add a conversation that the rule must find")
	}
	if misses == 0 {
		v.Fail("no near miss among them: add a conversation that the rule must leave alone, with want: []")
	}
}

func readTest(v yamlfile.Value) Test {
	m := v.Record("name", "turns", "closed", "channel", "want")
	closed := m.Get("closed")
	t := Test{
		Name: m.Get("name").Text(), Open: closed.Given() && !closed.Flag(), Channel: channel(m.Get("channel")), place: v.Place(),
	}
	for _, one := range m.Need("turns", "give the conversation").Each() {
		text := one.Text()
		if text == "" {
			continue
		}
		turn, err := dialogue.ParseTurn(text)
		if err != nil {
			one.Fail("%v", err)
		}
		t.Turns = append(t.Turns, turn)
	}
	for _, one := range m.Need("want", "list the findings, or write want: [] for a near miss").List() {
		t.Want = append(t.Want, readWant(one, len(t.Turns)))
	}
	return t
}

func readWant(v yamlfile.Value, turns int) Want {
	m := v.Record("turn", "match", "pending")
	return Want{
		Turn:    m.Need("turn", "count from 0").Whole(0, max(0, turns-1)),
		Match:   m.Need("match", "give the quoted span").Text(),
		Pending: m.Get("pending").Flag(),
	}
}
