package rules

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/yamlfile"
)

// ruleParser reads one rule file.
type ruleParser struct {
	rule    *Rule
	trigger bool  // a trigger is being read, so its phrases heed `except`
	scope   scope // that what is being read looks at: the rule's, or the whole conversation's
}

// names of packs, rules and lists become analyzer names, metric labels and anchors.
var validName = regexp.MustCompile(`^[a-z][a-z0-9_.-]*$`)

// parseRule reads the rest of a rule from its file. Where something is wrong with the file the rule is not to be used.
func parseRule(v yamlfile.Value, r *Rule) *Rule {
	r.place = v.Place()
	p, m := &ruleParser{rule: r}, v.Record(slices.Concat(blockKeys(), []string{
		"title", "code", "speaker", "scope", "boundary", "except", "not_in", "message", "cleared_by", "confidence", "status", "tests",
		"branches", "when", "effective", "na_when", "cooldown", "overrides",
		"severity", "score", "alert",
	})...)
	p.elsewhere(m)
	p.header(m)
	p.where(m)
	p.operators(v, m)
	p.limits(m)
	p.overrides(m.Get("overrides"))
	p.tests(m.Need("tests", "every rule needs a hit and a near miss (want: [])"))
	return r
}

// elsewhere notes what other systems put into a rule and what has its place elsewhere here.
func (p *ruleParser) elsewhere(m yamlfile.Record) {
	for _, key := range []string{"severity", "score"} {
		m.Get(key).Fail("how much a finding weighs is said in the rubric, by its code (docs/scoring.md), so that weighing never touches a rule")
	}
	m.Get("alert").Fail("who is told of a finding is configuration, not part of the rule: findings go out on the topic findings")
}

const needed = "every rule needs one"

// header reads what the rule says about itself.
func (p *ruleParser) header(m yamlfile.Record) {
	r := p.rule
	r.Title = m.Need("title", needed).Text()
	r.Code = tingjian.Code(cmp.Or(readName(m.Get("code")), r.Pack))
	message := m.Need("message", needed)
	r.Message = readMessage(message)
	r.ClearedBy = m.Get("cleared_by").Text()
	r.Confidence = cmp.Or(fraction(m.Get("confidence")), 1)
	r.Status = readStatus(m.Need("status", needed))
}

func readStatus(v yamlfile.Value) tingjian.Status {
	return tingjian.Status(v.OneOf(string(tingjian.Experimental), string(tingjian.Shadow), string(tingjian.Stable)))
}

func readMessage(v yamlfile.Value) string {
	text := v.Text()
	if rest := strings.ReplaceAll(text, "{match}", ""); strings.ContainsAny(rest, "{}") {
		v.Fail("only {match} may stand in braces")
	}
	return text
}

// fraction reads a number above 0, up to 1; it is 0 where it is none.
func fraction(v yamlfile.Value) float64 {
	x, ok := v.Decimal(0, 1)
	if ok && x == 0 {
		v.Want("a number above 0, up to 1")
	}
	return x
}

// where reads whose and which turns the rule looks at.
func (p *ruleParser) where(m yamlfile.Record) {
	r := p.rule
	r.Speakers = speakers(m.Need("speaker", needed))
	r.words = m.Get("boundary").OneOf("raw", "token") == "token"
	if except := m.Get("except"); except.Given() {
		r.except = p.group(except, false)
	}
	r.notIn = moods(m.Get("not_in"))
	p.readScope(m.Get("scope"))
	p.scope = r.scope
}

func readUnit(v yamlfile.Value) unit {
	return unit(max(0, slices.Index(unitNames, v.OneOf(unitNames...))))
}

// unitNames are the units in the order of their constants.
var unitNames = []string{"turn", "statement", "conversation"}

func channel(v yamlfile.Value) tingjian.Channel {
	return tingjian.Channel(v.OneOf("chat", "call", "store", "email", "ticket"))
}

func speakers(v yamlfile.Value) (all []tingjian.Speaker) {
	for _, word := range yamlfile.Words(v.Each(), "agent", "bot", "customer", "system") {
		all = append(all, tingjian.Speaker(word))
	}
	return all
}

// group reads phrases and list references.
func (p *ruleParser) group(v yamlfile.Value, split bool) *group {
	g := &group{index: len(p.rule.groups), split: split, trigger: p.trigger, name: v.Name()}
	for _, one := range v.Each() {
		if one.Mapping() {
			g.items = append(g.items, variants(one)...)
			continue
		}
		it := item{phrase: one.Text(), place: one.Place()}
		if list, ok := strings.CutPrefix(it.phrase, "@"); ok {
			it = item{list: list, place: it.place}
			if !validName.MatchString(list) {
				one.Fail("want '@' and the name of a list")
			}
		}
		g.items = append(g.items, it)
	}
	p.rule.groups = append(p.rule.groups, g)
	return g
}

// variants reads a phrase written with its variants and a boundary of its own: {phrase: 大麻, variants: [麻叶], boundary: token}.
func variants(v yamlfile.Value) (items []item) {
	m := v.Record("phrase", "variants", "boundary")
	token := m.Get("boundary").OneOf("raw", "token") == "token"
	all := append([]yamlfile.Value{m.Need("phrase", "give it")}, m.Get("variants").Each()...)
	for _, one := range all {
		text := one.Text()
		if strings.HasPrefix(text, "@") {
			one.Fail("want a phrase; a list stands beside it by itself")
		}
		if text != "" {
			items = append(items, item{phrase: text, token: token, place: one.Place()})
		}
	}
	return items
}

// operators reads the triggers and conditions, in branches where the rule has some.
func (p *ruleParser) operators(v yamlfile.Value, m yamlfile.Record) {
	branches := m.Get("branches")
	b := p.block(v, m)
	if !branches.Given() {
		p.rule.branches = []*block{b}
		p.marks(v, b)
		return
	}
	for _, t := range b.triggers {
		m.Get(t.name).Fail("stands beside branches: move it into the branch that it belongs to")
	}
	if b.hit.mode != firstHit {
		m.Get("hit").Fail("stands beside branches: move it into the branch that it belongs to")
	}
	p.rule.common = append(p.rule.common, b.conditions...)
	for _, pair := range branches.Pairs() {
		if !validName.MatchString(pair.Name) {
			pair.Key.Fail("want lower-case letters, digits, '.', '_' and '-' in the name of a branch")
		}
		m := pair.Value.Record(append(blockKeys(), "message", "cleared_by")...)
		b := p.block(pair.Value, m)
		b.name, b.clearedBy = pair.Name, m.Get("cleared_by").Text()
		if message := m.Get("message"); message.Given() {
			b.message = readMessage(message)
		}
		p.marks(pair.Value, b)
		p.rule.branches = append(p.rule.branches, b)
	}
	if len(p.rule.branches) == 0 {
		branches.Fail("is empty: name a branch or leave the key out")
	}
}
