package lint_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/lint"
)

// files are rules of the pack trial, and lists, by name.
func files(named map[string]string) fstest.MapFS {
	all := fstest.MapFS{"lexicons/polite.yaml": {Data: []byte("name: polite\ntitle: 客气\nphrases: [麻烦您]\n")}}
	for name, text := range named {
		if !strings.Contains(name, "/") {
			name = "rules/trial/" + name
		}
		all[name+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	return all
}

// rule is a rule with the given lines between its head and its examples.
func rule(lines string, tests ...string) string {
	return "title: 试用\ncode: empathy\nspeaker: agent\n" + lines + "\nmessage: 提到“{match}”\nstatus: stable\ntests:\n  - " + strings.Join(tests, "\n  - ") + "\n"
}

const (
	hit  = `{turns: ["客服: 青苹果"], want: [{turn: 0, match: 青苹果}]}`
	miss = `{turns: ["客户: 青苹果"], want: []}`
)

func check(in fstest.MapFS) []string {
	var all []string
	for _, p := range lint.Check(lint.Input{Files: in, RubricName: "rubric.yaml", Rubric: configs.Rubric}) {
		all = append(all, p.String())
	}
	return all
}

func TestWhatWorksAndIsHardlyMeant(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"nothing": {map[string]string{"a": rule("any: [青苹果]", hit, miss)}, nil},
		"a shorter phrase finds it": {map[string]string{"a": rule("any: [青苹果, 大青苹果, 青(苹果|梨子)]", hit, miss)},
			[]string{`rules/trial/a.yaml:4:7: warning: phrase "青苹果": "青(苹果|梨子)" finds it already (rules/trial/a.yaml:4:18)`,
				`rules/trial/a.yaml:4:12: warning: phrase "大青苹果": "青苹果" finds it already`}},
		"the same twice, through gaps": {map[string]string{"lexicons/fruit": "name: fruit\ntitle: 果\nphrases: [苹果~梨子, 苹果~3梨子]\n", "a": rule("any: [青苹果]", hit, miss)},
			[]string{`lexicons/fruit.yaml:3:18: warning: phrase "苹果~3梨子": "苹果~梨子" finds it already (lexicons/fruit.yaml:3:11)`}},
		"a wider gap finds more": {map[string]string{"lexicons/fruit": "name: fruit\ntitle: 果\nphrases: [苹果~3梨子, 苹果梨子甜]\n", "a": rule("any: [青苹果]", hit, miss)},
			[]string{`lexicons/fruit.yaml:3:19: warning: phrase "苹果梨子甜": "苹果~3梨子" finds it already`}},
		"its list excepts it": {map[string]string{"lexicons/fruit": "name: fruit\ntitle: 果\nphrases: [苹果核]\nexcept: [苹果]\n", "a": rule("any: [青苹果]", hit, miss)},
			[]string{`lexicons/fruit.yaml:3:11: warning: phrase "苹果核": never counts, because what fruit leaves out stands in it`}},
		"its rule bars it": {map[string]string{"a": rule("any: [青苹果, 麻烦您吃梨]\nunless: ['@polite']", hit, miss)},
			[]string{`rules/trial/a.yaml:4:12: warning: phrase "麻烦您吃梨": never counts, because what trial/a any leaves out stands in it`}},
		"another rule finds it": {map[string]string{"a": rule("any: [青苹果]", hit, miss), "b": rule("any: [大青苹果, 梨子]\nunless: [不]", `{turns: ["客服: 梨子"], want: [{turn: 0, match: 梨子}]}`, miss)},
			[]string{`rules/trial/b.yaml:4:7: warning: phrase "大青苹果": trial/a reports empathy wherever it stands`}},
		"two plain rules, the later one finds more": {map[string]string{"a": rule("any: [大青苹果]", `{turns: ["客服: 大青苹果"], want: [{turn: 0, match: 大青苹果}]}`, miss), "b": rule("any: [青苹果]", hit, miss)},
			[]string{`rules/trial/a.yaml:4:7: warning: phrase "大青苹果": trial/b reports empathy wherever it stands`}},
		"two plain rules that find the same": {map[string]string{"a": rule("any: [青苹果]", hit, miss), "b": rule("any: [青苹果]", hit, miss)},
			[]string{`rules/trial/b.yaml:4:7: warning: phrase "青苹果": trial/a reports empathy wherever it stands`}},
		"another rule of another speaker": {map[string]string{"a": strings.Replace(rule("any: [青苹果]", hit, miss), "speaker: agent", "speaker: bot", 1), "b": rule("any: [大青苹果]", hit, miss)}, nil},
		"another rule with a condition":   {map[string]string{"a": rule("any: [青苹果]\nnone: [不]", hit, miss), "b": rule("any: [大青苹果]", hit, miss)}, nil},
		"costly expressions": {map[string]string{"a": rule("regex: {match: '.*苹果.{1,900}', if_any: [果]}", hit, miss)},
			[]string{"rules/trial/a.yaml:4:16: warning: expression: compiles to ", `rules/trial/a.yaml:4:16: warning: expression: begins with ".*"`, `rules/trial/a.yaml:4:41: warning: if_any "果": stands on so many turns`}},
	} {
		t.Run(name, func(t *testing.T) {
			got := check(files(c.files))
			for i, want := range c.want {
				if i >= len(got) || !strings.Contains(got[i], want) {
					t.Errorf("want %s", want)
				}
			}
			if len(got) != len(c.want) {
				t.Errorf("%d problems, want %d", len(got), len(c.want))
			}
			if t.Failed() {
				t.Log(strings.Join(got, "\n"))
			}
		})
	}
}

func TestErrorsComeAtOnce(t *testing.T) {
	got := check(files(map[string]string{"a": "title: 没写完\n", "b": rule("any: [青苹果, 青苹果]", hit), "lexicons/c": "name: c\n",
		"d": rule("any: ['@nowhere', '@c', 青苹果]", hit, miss), // its list c is there, broken as it is
		"e": rule("any: [大青苹果, 青苹果]", hit, miss)}))
	for _, want := range []string{"lexicons/c.yaml:1:1: ", "rules/trial/a.yaml:1:1: ", "rules/trial/b.yaml:8:3: ", `rules/trial/d.yaml:4:7: list "@nowhere": is not defined`,
		`rules/trial/e.yaml:4:7: warning: phrase "大青苹果"`} {
		if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, want) }) {
			t.Errorf("nothing at %s", want)
		}
	}
	for _, line := range got {
		if strings.Contains(line, `"@c"`) || strings.Contains(line, "warning") && !strings.HasPrefix(line, "rules/trial/e.yaml") {
			t.Errorf("of what is broken elsewhere: %s", line)
		}
	}
	if t.Failed() {
		t.Log(strings.Join(got, "\n"))
	}
}

func TestFolderWithoutLists(t *testing.T) {
	got := check(fstest.MapFS{"rules/trial/a.yaml": {Data: []byte(rule("any: [大青苹果, 青苹果]", hit, miss))}, "rules/trial/b.yaml": {Data: []byte("title: 没写完\n")}})
	if text := strings.Join(got, "\n"); strings.Count(text, "lexicons") != 1 || !strings.Contains(text, "b.yaml:1:1: ") || !strings.Contains(text, `a.yaml:4:7: warning: phrase`) {
		t.Errorf("want the folder once, and what is wrong with both rules:\n%s", text)
	}
}

// A file that is taken off by its name, blanks in it or not, is told of once, and the others are looked at.
func TestNamesWithBlanks(t *testing.T) {
	got := check(files(map[string]string{"my rule": rule("any: [青苹果]", hit, miss), "b": rule("any: [大青苹果, 青苹果]", hit, miss)}))
	if text := strings.Join(got, "\n"); strings.Count(text, "rules/trial/my rule.yaml:1:1: ") != 1 || !strings.Contains(text, "b.yaml:4:7: warning: phrase") {
		t.Errorf("want the name once, and what is wrong with the other rule:\n%s", text)
	}
}

// A code without a line in the rubric is told of a rule that cannot be used for something else; that no rule reports a line's code is
// not, because the broken one may.
func TestCodesOfBrokenRules(t *testing.T) {
	in := lint.Input{Files: files(map[string]string{"a": strings.Replace(rule("any: []", hit), "code: empathy", "code: empaty", 1)}), RubricName: "rubric.yaml", Rubric: configs.Rubric}
	in.Codes = func(*rules.Set) ([]tingjian.Code, error) { return []tingjian.Code{"empathy"}, nil }
	problems := lint.Check(in)
	errors, warnings := 0, 0
	for _, p := range problems {
		if p.Severity == lint.Error {
			errors++
		} else if warnings++; !strings.HasPrefix(p.String(), `rules/trial/a.yaml:2:7: warning: code "empaty": is reported and has no line`) {
			t.Errorf("unexpected: %s", p)
		}
	}
	if errors < 2 || warnings != 1 {
		t.Errorf("%d errors and %d warnings, want two and one: %v", errors, warnings, problems)
	}
}

func TestRubricAndRules(t *testing.T) {
	in := lint.Input{Files: files(map[string]string{"a": rule("any: [青苹果]", hit, miss)}), RubricName: "rubric.yaml", Rubric: configs.Rubric}
	in.Codes = func(*rules.Set) ([]tingjian.Code, error) { return []tingjian.Code{"empathy", "fruit"}, nil }
	var all []string
	for _, p := range lint.Check(in) {
		all = append(all, p.String())
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{`warning: code "stonewall": no rule and no judgement reports it`, `warning: code "fruit": is reported and has no line in the rubric`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	for _, not := range []string{`"empathy"`, `"customer.thanks"`, `"journey.`} {
		if strings.Contains(text, not) {
			t.Errorf("%s in\n%s", not, text)
		}
	}
}

func TestExamplesHoldForAReason(t *testing.T) {
	const excused = `{turns: ["客服: 青苹果,麻烦您"], want: []}`
	for name, c := range map[string]struct {
		rule string
		want []string
	}{
		"a near miss by the speaker":   {rule("any: [青苹果]", hit, miss), nil},
		"a near miss without anything": {rule("any: [青苹果]", hit, `{turns: ["客服: 梨子"], want: []}`), []string{`rules/trial/a.yaml:1:1: warning: rule trial/a: no near miss holds anything`}},
		"a condition shown":            {rule("any: [青苹果]\nunless: ['@polite']", hit, excused), nil},
		"a condition not shown":        {rule("any: [青苹果]\nunless: ['@polite']", hit, miss), []string{`rules/trial/a.yaml:5:1: warning: unless: every example comes out the same without it`}},
		"a second trigger not shown":   {rule("any: [青苹果]\nall: [苹果]", hit, miss), []string{`rules/trial/a.yaml:5:1: warning: all: every example comes out the same`}},
		"branches": {rule("branches:\n  green: {any: [青苹果]}\n  red: {any: [红苹果], none: [不]}", hit, miss),
			[]string{`rules/trial/a.yaml:6:3: warning: branch "red": no example reaches it`, `rules/trial/a.yaml:6:21: warning: branches.red.none: every example`}},
		"an example that comes out otherwise": {rule("any: [青苹果]\nunless: ['@polite']", strings.Replace(hit, "match: 青苹果", "match: 苹果", 1), miss),
			[]string{`rules/trial/a.yaml:9:5: test "1" of trial/a: missing turn 0 "苹果"`, `unexpected turn 0 "青苹果"`}},
	} {
		t.Run(name, func(t *testing.T) {
			problems, err := lint.Examples(files(map[string]string{"a": c.rule}))
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range c.want {
				if i >= len(problems) || !strings.Contains(problems[i].String(), want) {
					t.Errorf("want %s", want)
				}
			}
			if len(problems) != len(c.want) || t.Failed() {
				t.Errorf("%d problems, want %d: %v", len(problems), len(c.want), problems)
			}
		})
	}
}

// TestShippedRules: they have no errors, and their examples come out as they say.
func TestShippedRules(t *testing.T) {
	examples, err := lint.Examples(configs.FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range append(lint.Check(lint.Input{Files: configs.FS, RubricName: "rubric.yaml", Rubric: configs.Rubric}), examples...) {
		if p.Severity == lint.Error {
			t.Error(p)
		}
	}
}
