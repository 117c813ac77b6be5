package ruletext

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/journey"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/offtopic"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/suite"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/configs/policies"
	"github.com/tingjian/tingjian/ingest/sample"
)

var (
	han    = regexp.MustCompile(`\p{Han}`)
	quoted = regexp.MustCompile(`“[^”]*”`)
)

// shippedRules are the rules that come with the program, and the judgements that run with them.
func shippedRules(t *testing.T) ([]*rules.Rule, []*analyzers.Analyzer) {
	t.Helper()
	shipped, err := rules.Load(configs.FS, "rules")
	check(t, err)
	lists, err := rules.Lists(configs.FS, "lexicons")
	check(t, err)
	set, err := rules.Compile(shipped, lists)
	check(t, err)
	list, err := suite.New(set, suite.Options{})
	check(t, err)
	return shipped, list
}

// TestRuleTextsAreWhole holds the English texts of rules against the shipped rules and judgements: all are there, none is left over,
// and what quotes in Chinese quotes in English.
func TestRuleTextsAreWhole(t *testing.T) {
	en, err := Read("en")
	check(t, err)
	zh, err := Read("zh")
	check(t, err)
	shipped, list := shippedRules(t)
	known := map[string]bool{journey.Rule: true}
	packs := map[string]bool{}
	for _, r := range shipped {
		known[r.ID], packs[r.Pack] = true, true
		text := en[r.ID]
		if text == nil || text.Title == "" || text.Message == "" {
			t.Errorf("en.yaml lacks title or message of %s (%s: %s)", r.ID, r.Title, r.Message)
			continue
		}
		if strings.Contains(r.Message, "{match}") != strings.Contains(text.Message, "{match}") {
			t.Errorf("%s: %q and %q: only one of them quotes", r.ID, r.Message, text.Message)
		}
	}
	for _, a := range list {
		if len(a.Codes) > 0 && !packs[a.Name] {
			known[a.Name] = true
		}
	}
	model, err := learned.Shipped()
	check(t, err)
	for _, code := range model.Codes() {
		known[learned.Name+"/"+string(code)] = true
	}
	for rule := range known {
		if _, there := en[rule]; !there {
			t.Errorf("en.yaml lacks %s", rule)
		}
		if zh.Title(rule) == "" && !slices.ContainsFunc(shipped, func(r *rules.Rule) bool { return r.ID == rule }) {
			t.Errorf("zh.yaml lacks the title of %s", rule)
		}
	}
	for rule, text := range en {
		if !known[rule] {
			t.Errorf("en.yaml: no rule is called %s", rule)
		}
		if han.MatchString(text.Title + text.Message + text.ClearedBy + strings.Join(slices.Collect(maps.Values(text.Says)), "") + strings.Join(slices.Collect(maps.Values(text.Values)), "")) {
			t.Errorf("en.yaml: %s is not in English", rule)
		}
		for chinese, english := range text.Says {
			a, b := blank.FindAllString(chinese, -1), blank.FindAllString(english, -1)
			slices.Sort(a)
			slices.Sort(b)
			if !slices.Equal(a, b) {
				t.Errorf("%s: %q and %q have different blanks", rule, chinese, english)
			}
		}
	}
}

// TestSayingsAreSaid fails for a sentence of the English texts that its judgement does not have any more.
func TestSayingsAreSaid(t *testing.T) {
	en, err := Read("en")
	check(t, err)
	for rule, text := range en {
		if len(text.Says) == 0 {
			continue
		}
		folder, _, _ := strings.Cut(rule, "/")
		names, err := filepath.Glob("../../analyzers/" + folder + "/*.go")
		check(t, err)
		if strings.HasSuffix(rule, offtopic.Name) {
			more, err := filepath.Glob("../../analyzers/offtopic/asking/*.go")
			check(t, err)
			names = append(names, more...)
		}
		var code strings.Builder
		for _, name := range names {
			content, err := os.ReadFile(name)
			check(t, err)
			code.Write(content)
		}
		for sentence := range text.Says {
			for _, words := range strings.Split(strings.Join(blank.Split(sentence, -1), "("), "(") { // some are put together
				if !strings.Contains(code.String(), words) {
					t.Errorf("%s: %q is said nowhere below analyzers/%s", rule, sentence, rule)
				}
			}
		}
		for word := range text.Values {
			if !strings.Contains(code.String(), word) && !policyTitle(t, word) {
				t.Errorf("%s: the value %q is said nowhere below analyzers/%s", rule, word, rule)
			}
		}
	}
}

// policyTitle reports whether a right of the policies is called so.
func policyTitle(t *testing.T, title string) bool {
	t.Helper()
	names, err := fs.Glob(policies.FS, "*.yaml")
	check(t, err)
	return slices.ContainsFunc(names, func(name string) bool {
		content, err := fs.ReadFile(policies.FS, name)
		check(t, err)
		return strings.Contains(string(content), "\ntitle: "+title+"\n")
	})
}

// TestJudgementsSpeakEnglish inspects the written conversations, in progress and closed: what is said of each finding is in English
// but for what is quoted, and keeps its figures.
func TestJudgementsSpeakEnglish(t *testing.T) {
	en, err := Read("en")
	check(t, err)
	_, list := shippedRules(t)
	driver, err := analyzers.New(list...)
	check(t, err)
	conversations, err := sample.Conversations()
	check(t, err)
	digits := regexp.MustCompile(`\d+`)
	said := map[string]bool{}
	look := func(findings []tingjian.Finding) {
		for _, f := range findings {
			said[f.Rule] = true
			var text, words strings.Builder
			for _, p := range en.Message(&f) {
				text.WriteString(p.Text)
				if !p.Chinese {
					words.WriteString(p.Text)
				}
			}
			if strings.TrimSpace(words.String()) == "" {
				t.Errorf("%s says %q in English", f.Rule, f.Message)
			}
			for _, n := range digits.FindAllString(quoted.ReplaceAllString(f.Message, ""), -1) {
				if !strings.Contains(text.String(), n) && en[f.Rule].Says != nil {
					t.Errorf("%s: %q loses the figure %s: %q", f.Rule, f.Message, n, text.String())
				}
			}
			if cleared := en.Cleared(&f); cleared.Chinese && cleared.Text != "" {
				t.Errorf("%s: what clears it stays in Chinese: %q", f.Rule, cleared.Text)
			}
		}
	}
	for _, f := range conversations {
		whole := &tingjian.Transcript{ID: f.ID, Meta: f.Meta, Turns: f.Turns}
		open := *whole
		open.Turns = whole.Turns[:(len(whole.Turns)+1)/2]
		whole.Closed = true
		for _, c := range []*tingjian.Transcript{&open, whole} {
			look(driver.Session().Inspect(c, c.Latest()).Findings)
		}
	}
	if len(said) < 40 {
		t.Errorf("only %d rules and judgements said something", len(said))
	}
}

func TestRuleMessage(t *testing.T) {
	texts := Texts{"a/b": {Message: "Said {evidence}, then {match}", ClearedBy: "Sorry"}, "waits": {
		Message: "Waited", Says: map[string]string{"等了{time}(上限{limit})": "Waited {time}, limit {limit}", "说“{match}”": "Said “{match}”"},
		Values: map[string]string{"分": " min ", "分半": " and a half min"},
	}, "named": {Title: "Named"}}
	for _, text := range texts {
		check(t, text.compile())
	}
	f := &tingjian.Finding{Rule: "a/b", Span: tingjian.Span{Quote: "{evidence}"}, Evidence: []tingjian.Span{{Quote: "甲"}}, Message: "中", ClearedBy: "致歉"}
	for _, test := range []struct {
		rule, message string
		want          []Part
	}{
		{"a/b", "中", []Part{{"Said ", false}, {"甲", true}, {", then ", false}, {"{evidence}", false}}},
		{"waits", "等了3分半(上限3分)", []Part{{"Waited ", false}, {"3 and a half min", false}, {", limit ", false}, {"3 min", false}}},
		{"waits", "说“等{limit}\n分”", []Part{{"Said “", false}, {"等{limit}\n分", true}, {"”", false}}},
		{"waits", "没人理", []Part{{"Waited", false}}},
		{"named", "说", []Part{{"说", true}}},
		{"own/rule", "说", []Part{{"说", true}}},
	} {
		f.Rule, f.Message = test.rule, test.message
		if got := texts.Message(f); !slices.Equal(got, test.want) {
			t.Errorf("%s says %q as %+v, want %+v", test.rule, test.message, got, test.want)
		}
	}
	f.Rule = "a/b"
	if got := texts.Cleared(f); got != (Part{"Sorry", false}) {
		t.Errorf("cleared by %+v", got)
	}
	f.Rule = "own/rule"
	if got := texts.Cleared(f); got != (Part{"致歉", true}) {
		t.Errorf("a rule of the house is cleared by %+v", got)
	}
	if texts.Title("named") != "Named" || texts.Title("own/rule") != "" {
		t.Error("titles")
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
