package rules_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/dialogue"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// files loads and compiles rule files.
func files(t *testing.T, models []rules.Model, all map[string]string) *rules.Set {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, data := range all {
		fsys["rules/"+name] = &fstest.MapFile{Data: []byte(data)}
	}
	loaded, err := rules.Load(fsys, "rules")
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Compile(loaded, testLists(), models...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// says marks every turn of an agent in which a word stands, pending where the conversation is open.
func says(code tingjian.Code, word string) *analyzers.Analyzer {
	return &analyzers.Analyzer{Name: string(code), Codes: []tingjian.Code{code}, Run: func(p *analyzers.Pass) (any, error) {
		for i, turn := range p.Transcript.Turns {
			if at := strings.Index(turn.Text, word); at >= 0 && turn.Speaker == tingjian.Agent {
				p.Report(tingjian.Finding{Code: code, Branch: "plain", Span: p.Span(i, at, at+len(word)), Pending: !p.Transcript.Closed})
			}
		}
		return nil, nil
	}}
}

func TestRulesBuildOnJudgements(t *testing.T) {
	set := files(t, nil, map[string]string{
		"r/rule.yaml": frame("finding: {code: [stonewall, canned], branch: plain}\nunless_followed_by: {within_turns: 1, any_of: [抱歉]}"),
		"q/off.yaml":  frame("off_topic: true\npreceded_by: {within_turns: 1, any_of: [退], by: customer}"),
		"p/own.yaml":  frame("any: [不行]"),
	})
	if list := set.Analyzers(); len(list) != 1 || list[0].Name != "p" {
		t.Errorf("without judgements there are %d packs, want p alone", len(list))
	}
	judgements := append(set.Analyzers(), says("stonewall", "没门"), says("canned", "话术"), says("offtopic", "天气"))
	upon, err := set.Upon(judgements)
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(append(judgements, upon...)...)
	if err != nil {
		t.Fatal(err)
	}
	all, err := analyzertest.Parse("c", []byte(`
客户: 退
客服: 没门 // want r:"没门"
客服: 话术
客服: 抱歉
客户: 退吗
客服: 天气好 // want q:"天气"
客服: 天气 // want q:"天气"
---
# closed: false
客服: 没门 // want pending r:"没门"
客服: 啊`))
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		for _, problem := range analyzertest.Check(d, &all[i], "r", "q") {
			t.Error(problem)
		}
	}
	if _, err := set.Upon(set.Analyzers()); err == nil || !strings.Contains(err.Error(), `rules/r/rule.yaml:1:1: finding "stonewall": no judgement reports it`) {
		t.Errorf("without the judgements: %v", err)
	}
	x, err := set.Explain("r/rule", &all[0].Transcript, time.Time{}, judgements...)
	if err != nil || !slices.ContainsFunc(x.Units, func(u rules.Unit) bool { return u.Outcome == rules.Hit && u.Finding.Quote == "没门" }) {
		t.Errorf("explained as %+v, %v", x, err)
	}
}

func TestInlineTestsMayStateFindings(t *testing.T) {
	set := files(t, nil, map[string]string{"r/rule.yaml": strings.Replace(frame("finding: stonewall"), "tests:", `tests:
  - {turns: ['客服: 没门'], findings: [{turn: 0, code: stonewall}], want: [{turn: 0, match: 没门}]}
  - {turns: ['客服: 没门'], findings: [{turn: 0, code: stonewall, pending: true}], closed: false, want: [{turn: 0, match: 没门, pending: true}]}`, 1)})
	for _, f := range set.Test(set.Rules()[0]) {
		if f.Test != "3" { // the frame's own
			t.Error(f)
		}
	}
}

func TestInlineTestsMayGiveTimesAndFacts(t *testing.T) {
	set := files(t, nil, map[string]string{"r/rule.yaml": strings.Replace(frame("branches:\n  late: {reply_gap: {over: 1m}}\nwhen: {category: 手机}\nmeta: {facts: {new: true}}"), "tests:", `tests:
  - {turns: ['[10:00:00] 客户: 在', '[10:02:00] 客服: 在'], category: 手机, facts: {new: true}, want: [{turn: 1, match: 在, branch: late}]}
  - {turns: ['[10:00:00] 客户: 在'], category: 手机, facts: {new: true}, as_of: 10:05:00, want: [{turn: 0, match: 在}]}
  - {turns: ['[10:00:00] 客户: 在', '[10:02:00] 客服: 在'], category: 电脑, facts: {new: true}, want: []}`, 1)})
	for _, f := range set.Test(set.Rules()[0]) {
		if f.Test != "4" {
			t.Error(f)
		}
	}
}

func TestModels(t *testing.T) {
	model := rules.Model{Version: "v1", Labels: []string{"brushoff"}, Analyzer: &analyzers.Analyzer{
		Name: "model", Version: "v1", Turn: func(turn *tingjian.Turn) (any, error) {
			return rules.Confidences{"brushoff": float64(strings.Count(turn.Text, "哦")) / 4}, nil
		},
	}}
	rule := frame("model: {label: brushoff, min_confidence: 0.5, version: v1}\nunless: [抱歉]")
	check(t, files(t, []rules.Model{model}, map[string]string{"r/rule.yaml": rule}), `
客服: 哦哦 // want r:"哦哦"
客服: 哦
客户: 哦哦
客服: 哦哦,抱歉`)
	loaded, err := rules.Load(fstest.MapFS{"rules/r/rule.yaml": {Data: []byte(rule)}}, "rules")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		change func(*rules.Model)
		want   string
	}{
		{func(m *rules.Model) { m.Version = "v2" }, `model.label "brushoff": the rule is pinned to version "v1" and the model is of "v2"`},
		{func(m *rules.Model) { m.Labels = []string{"brushof"} }, `model.label "brushoff": no model gives it: did you mean "brushof"?`},
	} {
		other := model
		tc.change(&other)
		if _, err := rules.Compile(loaded, nil, other); err == nil || !strings.HasPrefix(err.Error(), "rules/r/rule.yaml:") || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%v, want %s", err, tc.want)
		}
	}
}

func TestPacksAreSwitchedOnByWhatIsKnown(t *testing.T) {
	set := files(t, nil, map[string]string{"r/rule.yaml": frame("any: [不行]\nwhen: {channel: chat}"), "r/pack.yaml": "when: {category: [手机]}"})
	check(t, set, `
# channel: chat
# fact: category = "手机"
客服: 不行 // want r:"不行"
---
# channel: chat
# fact: category = "电视"
客服: 不行
---
# channel: call
# fact: category = "手机"
客服: 不行`)
	without := files(t, nil, map[string]string{"r/rule.yaml": frame("any: [不行]\nwhen: {channel: chat}")})
	if set.Analyzers()[0].Version == without.Analyzers()[0].Version {
		t.Error("the pack's file does not shape the version")
	}
	_, err := rules.Load(fstest.MapFS{"rules/r/pack.yaml": {Data: []byte("whe: 1")}}, "rules")
	if err == nil || !strings.Contains(err.Error(), `rules/r/pack.yaml:1:1: unknown key "whe": did you mean "when"?`) {
		t.Errorf("bad pack file: %v", err)
	}
}

func TestNotApplicableLeavesTheDenominator(t *testing.T) {
	set := files(t, nil, map[string]string{"r/rule.yaml": frame("any: [不行]\nna_when: {any: [算了], meta: {merchant: m-1}}")})
	pack := set.Analyzers()[0]
	var got *rules.Judged
	d, err := analyzers.New(&analyzers.Analyzer{Name: "reader", Requires: []*analyzers.Analyzer{pack}, Run: func(p *analyzers.Pass) (any, error) {
		got = analyzers.Result[*rules.Judged](p, pack)
		return nil, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		conversation string
		want         bool
	}{
		{"# merchant: m-1\n客户: 算了", true}, {"客户: 算了", false}, {"# merchant: m-1\n客户: 不行", false},
	} {
		all, err := dialogue.Parse("c", []byte(tc.conversation))
		if err != nil {
			t.Fatal(err)
		}
		d.Session().Inspect(&all[0].Transcript, time.Time{})
		if applies := got == nil; applies == tc.want {
			t.Errorf("%s: %+v", tc.conversation, got)
		}
	}
	if got != nil {
		t.Errorf("applies, and says %+v", got)
	}
}

func TestClockOfARule(t *testing.T) {
	for rule, want := range map[string]tingjian.Clock{
		"any: [甲]": tingjian.Stream,
		"any: [甲]\nunless_followed_by: {within_turns: 2, any_of: [乙]}":                               tingjian.Stream,
		"any: [甲]\nunless_followed_by: {within: 2m, any_of: [乙]}":                                    tingjian.Timer,
		"any: [甲]\nfollowed_by: {within: 2m, any_of: [乙]}":                                           tingjian.Stream,
		"any: [甲]\nnot: {followed_by: {within: 2m, any_of: [乙]}}":                                    tingjian.Timer,
		"any: [甲]\nunless_followed_by: {any_of: [乙]}":                                                tingjian.Close,
		"scope: statement\nany: [甲]\nunless: [乙]":                                                    tingjian.Stream,
		"scope: conversation\nany: [甲]\nunless: [乙]":                                                 tingjian.Close,
		"scope: conversation\nany: [甲]\nnot: {any: [乙]}":                                             tingjian.Close,
		"scope: conversation\nat_least: {n: 2, of: [甲, 乙]}":                                          tingjian.Stream,
		"scope: {last: 1}\nany: [甲]":                                                                 tingjian.Close,
		"reply_gap: {over: 3m}":                                                                      tingjian.Timer,
		"promise_unkept: {phrases: [甲], within: 3m}":                                                 tingjian.Timer,
		"missing_after: {anchor: [甲], any_of: [乙], within_turns: 3}":                                 tingjian.Stream,
		"missing_before: {anchor: end, any_of: [乙], within_turns: 3}":                                tingjian.Close,
		"sequence: {steps: [{any_of: [甲]}, {any_of: [乙]}]}":                                          tingjian.Stream,
		"sequence: {steps: [{any_of: [甲]}, {any_of: [乙]}], broken: true}":                            tingjian.Close,
		"sequence: {steps: [{any_of: [甲]}, {any_of: [乙]}], broken: true, max_gap: 5m}":               tingjian.Timer,
		"count: {of: turns, at_least: 3}":                                                            tingjian.Stream,
		"count: {of: turns, at_most: 3}":                                                             tingjian.Close,
		"speed: {above: 300}":                                                                        tingjian.Stream,
		"duration: {over: 3m}":                                                                       tingjian.Stream,
		"any: [甲]\nna_when: {any: [乙]}":                                                              tingjian.Close,
		"any: [甲]\nna_when: {meta: {merchant: m}}":                                                   tingjian.Stream,
		"branches:\n  a: {any: [甲]}\n  b: {any: [乙], unless_followed_by: {within: 1m, any_of: [丙]}}": tingjian.Timer,
	} {
		if got := compile(t, rule).Rules()[0].Clock(); got != want {
			t.Errorf("%s: clock %s, want %s", rule, got, want)
		}
	}
}
