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
type ruleParser struct{ rule *Rule }

// names of packs, rules and lists become analyzer names, metric labels and anchors.
var validName = regexp.MustCompile(`^[a-z][a-z0-9_.-]*$`)

// parseRule reads the rest of a rule from its file. Where something is wrong with the file the rule is not to be used.
func parseRule(v yamlfile.Value, r *Rule) *Rule {
	keys := []string{"title", "code", "speaker", "scope", "boundary", "except", "not_in", "message", "cleared_by", "confidence", "status", "tests"}
	for _, w := range triggerWords() {
		keys = append(keys, w.name)
	}
	for _, w := range conditionWords() {
		keys = append(keys, w.name)
	}
	p, m := &ruleParser{r}, v.Record(keys...)
	p.header(m)
	p.where(m)
	p.operators(v, m)
	p.tests(m.Need("tests", "every rule needs a hit and a near miss (want: [])"))
	return r
}

const needed = "every rule needs one"

// header reads what the rule says about itself.
func (p *ruleParser) header(m yamlfile.Record) {
	r := p.rule
	r.Title = m.Need("title", needed).Text()
	r.Code = tingjian.Code(cmp.Or(readName(m.Get("code")), r.Pack))
	message := m.Need("message", needed)
	r.Message = message.Text()
	if rest := strings.ReplaceAll(r.Message, "{match}", ""); strings.ContainsAny(rest, "{}") {
		message.Fail("only {match} may stand in braces")
	}
	r.ClearedBy = m.Get("cleared_by").Text()
	r.Confidence = cmp.Or(fraction(m.Get("confidence")), 1)
	status := m.Need("status", needed)
	r.Status = tingjian.Status(status.OneOf(string(tingjian.Experimental), string(tingjian.Shadow), string(tingjian.Stable)))
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
	scope := m.Get("scope")
	if !scope.Mapping() {
		r.scope.unit = readUnit(scope)
		return
	}
	s := scope.Record("unit", "first", "last", "channel")
	r.scope.unit = readUnit(s.Get("unit"))
	r.scope.first = s.Get("first").Whole(1, 1000)
	last := s.Get("last")
	r.scope.last = last.Whole(1, 1000)
	if s.Get("first").Given() {
		last.Fail("stands beside scope.first: keep one of the two")
	}
	for _, one := range s.Get("channel").Each() {
		r.scope.channels = append(r.scope.channels, channel(one))
	}
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
	g := &group{index: len(p.rule.groups), split: split}
	for _, one := range v.Each() {
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

// operators reads the triggers and conditions.
func (p *ruleParser) operators(v yamlfile.Value, m yamlfile.Record) {
	r := p.rule
	var names []string
	given, gated := false, false
	for _, w := range triggerWords() {
		names = append(names, w.name)
		value := m.Get(w.name)
		if !value.Given() {
			continue
		}
		given = true
		before := len(r.groups)
		t := w.parse(p, value)
		for _, g := range r.groups[before:] {
			g.trigger = true
		}
		if t != nil {
			r.triggers = append(r.triggers, t)
			e, isExpression := t.(*expression)
			gated = gated || !isExpression || e.ifAny != nil
		}
	}
	switch {
	case !given && v.Mapping():
		v.Fail("no trigger: give one or more of %s", strings.Join(names, ", "))
	case !gated && len(r.triggers) > 0:
		m.Get("regex").Fail("would run on every turn: give if_any with phrases that stand wherever it matches, or another trigger")
	}
	for _, w := range conditionWords() {
		value := m.Get(w.name)
		if !value.Given() {
			continue
		}
		r.conditions = append(r.conditions, w.parse(p, value)...)
		if r.scope.unit == perConversation && strings.HasSuffix(w.name, "ed_by") {
			value.Fail("the scope is the whole conversation, nothing comes before or after it: use unless or none")
		}
	}
}
