package rules

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian"
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
	m := v.Record("name", "turns", "closed", "channel", "merchant", "vendor", "team", "order", "category", "facts", "as_of", "findings", "want")
	closed := m.Get("closed")
	t := Test{Name: m.Get("name").Text(), Open: closed.Given() && !closed.Flag(), place: v.Place()}
	t.Meta = tingjian.Meta{
		Channel: channel(m.Get("channel")), Merchant: m.Get("merchant").Text(), Vendor: m.Get("vendor").Text(),
		Team: m.Get("team").Text(), Order: m.Get("order").Text(), Facts: readFacts(m.Get("facts")),
	}
	if category := m.Get("category"); category.Given() {
		if t.Meta.Facts == nil {
			t.Meta.Facts = map[string]json.RawMessage{}
		}
		t.Meta.Facts["category"] = jsonText(category.Text())
	}
	for _, one := range m.Need("turns", "give the conversation").Each() {
		if turn, ok := readTurn(one); ok {
			t.Turns = append(t.Turns, turn)
		}
	}
	if asOf := m.Get("as_of"); asOf.Given() {
		all, err := dialogue.Parse("", []byte("["+asOf.Text()+"] 系统: 到此"))
		if err != nil {
			asOf.Want("a time such as 10:05:00")
		} else {
			t.AsOf = all[0].Turns[0].At
		}
	}
	for _, one := range m.Get("findings").Each() {
		t.Given = append(t.Given, readGiven(one, t.Turns))
	}
	for _, one := range m.Need("want", "list the findings, or write want: [] for a near miss").List() {
		t.Want = append(t.Want, readWant(one, t.Turns))
	}
	return t
}

// readTurn reads one turn, with its times where it has some; false: there is none, which has been noted.
func readTurn(v yamlfile.Value) (turn tingjian.Turn, ok bool) {
	text := v.Text()
	if text == "" {
		return turn, false
	}
	if !strings.HasPrefix(text, "[") {
		turn, err := dialogue.ParseTurn(text)
		if err != nil {
			v.Fail("%v", err)
		}
		return turn, true
	}
	times, rest, _ := strings.Cut(text, "]")
	said, err := dialogue.ParseTurn(rest)
	if err != nil {
		v.Fail("%v", err)
		return turn, true
	}
	clock, err := dialogue.Parse("", []byte(times+"] 系统: 到此"))
	if err != nil || len(clock) != 1 {
		v.Want("times such as [10:00:05] or, of calls, [10:00:05-10:00:09] before the turn")
		return turn, true
	}
	said.At, said.Until = clock[0].Turns[0].At, clock[0].Turns[0].Until
	return said, true
}

// readFacts reads what is known of the order; a list is one fact with several values.
func readFacts(v yamlfile.Value) map[string]json.RawMessage {
	if !v.Given() {
		return nil
	}
	facts := map[string]json.RawMessage{}
	for _, pair := range v.Pairs() {
		if b, ok := pair.Value.Bool(); ok {
			facts[pair.Name] = json.RawMessage(strconv.FormatBool(b))
			continue
		}
		facts[pair.Name] = jsonText(texts(pair.Value)...)
	}
	return facts
}

// jsonText writes one text, or a list of several.
func jsonText(all ...string) json.RawMessage {
	var value any = all
	if len(all) == 1 {
		value = all[0]
	}
	raw, err := json.Marshal(value)
	if err != nil { // a list of texts always has a form
		return nil
	}
	return raw
}

// readGiven reads what another judgement found: {turn: 1, code: stonewall}.
func readGiven(v yamlfile.Value, turns []tingjian.Turn) tingjian.Finding {
	m := v.Record("turn", "code", "branch", "pending")
	f := tingjian.Finding{Code: tingjian.Code(readName(m.Need("code", "say what was found"))), Clock: tingjian.Stream}
	f.Turn = m.Need("turn", "count from 0").Whole(0, max(0, len(turns)-1))
	if f.Turn < len(turns) {
		f.End = len(turns[f.Turn].Text)
	}
	if branch := m.Get("branch"); branch.Given() {
		f.Branch = branch.Text()
	}
	if pending := m.Get("pending"); pending.Given() {
		f.Pending = pending.Flag()
	}
	return f
}

func readWant(v yamlfile.Value, turns []tingjian.Turn) Want {
	m := v.Record("turn", "match", "pending", "branch", "evidence")
	w := Want{
		Turn:    m.Need("turn", "count from 0").Whole(0, max(0, len(turns)-1)),
		Pending: m.Get("pending").Flag(), Branch: m.Get("branch").Text(),
	}
	if w.Turn >= len(turns) || turns[w.Turn].Text != "" {
		w.Match = m.Need("match", "give the quoted span").Text()
	}
	for _, one := range m.Get("evidence").Each() {
		w.Evidence = append(w.Evidence, one.Text())
	}
	return w
}
