package review

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/journey"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/suite"
	"github.com/tingjian/tingjian/configs"
)

// TestRuleTextsAreWhole holds the English texts of rules against the shipped rules and judgements: all are there, none is left over,
// and what quotes in Chinese quotes in English.
func TestRuleTextsAreWhole(t *testing.T) {
	en, err := readRuleTexts(files, english)
	check(t, err)
	zh, err := readRuleTexts(files, chinese)
	check(t, err)
	shipped, err := rules.Load(configs.FS, "rules")
	check(t, err)
	lists, err := rules.Lists(configs.FS, "lexicons")
	check(t, err)
	set, err := rules.Compile(shipped, lists)
	check(t, err)
	known := map[string]bool{journey.Rule: true}
	packs := map[string]bool{}
	for _, r := range shipped {
		known[r.ID], packs[r.Pack] = true, true
		text := en[r.ID]
		if text.Title == "" || text.Message == "" {
			t.Errorf("rules.en.yaml lacks title or message of %s (%s: %s)", r.ID, r.Title, r.Message)
		}
		if strings.Contains(r.Message, "{match}") != strings.Contains(text.Message, "{match}") {
			t.Errorf("%s: %q and %q: only one of them quotes", r.ID, r.Message, text.Message)
		}
	}
	list, err := suite.New(set, suite.Options{})
	check(t, err)
	for _, a := range list {
		if len(a.Codes) > 0 && !packs[a.Name] {
			known[a.Name] = true
		}
	}
	for rule := range known {
		if _, isFile := en[rule]; !isFile {
			t.Errorf("rules.en.yaml lacks %s", rule)
		}
		if zh[rule].Title == "" && !slices.ContainsFunc(shipped, func(r *rules.Rule) bool { return r.ID == rule }) {
			t.Errorf("rules.zh.yaml lacks the title of %s", rule)
		}
	}
	han := regexp.MustCompile(`\p{Han}`)
	for rule, text := range en {
		if !known[rule] {
			t.Errorf("rules.en.yaml: no rule is called %s", rule)
		}
		if han.MatchString(text.Title + text.Message + text.ClearedBy) {
			t.Errorf("rules.en.yaml: %s is not in English", rule)
		}
	}
}

func TestRuleMessage(t *testing.T) {
	texts := ruleTexts{"a/b": {Message: "Said {evidence}, then {match}", ClearedBy: "Sorry"}}
	f := &tingjian.Finding{Rule: "a/b", Span: tingjian.Span{Quote: "{evidence}"}, Evidence: []tingjian.Span{{Quote: "甲"}}, Message: "中", ClearedBy: "致歉"}
	if got := texts.message(f); got != "Said 甲, then {evidence}" {
		t.Errorf("message %q", got)
	}
	if texts.cleared(f) != "Sorry" || texts.language("a/b", "en") != "en" {
		t.Error("the texts of a known rule are not taken")
	}
	f.Rule = "own/rule"
	if texts.message(f) != "中" || texts.cleared(f) != "致歉" || texts.language(f.Rule, "en") != "zh-CN" {
		t.Error("a rule of the house does not speak for itself")
	}
}
