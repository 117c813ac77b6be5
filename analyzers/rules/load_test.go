package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// loadAll loads and compiles the rules and lists of files, and gives whatever errors come.
func loadAll(files map[string]string) string {
	fsys := fstest.MapFS{"rules": {Mode: 0o755 | 1<<31}, "lexicons": {Mode: 0o755 | 1<<31}}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	var texts []string
	all, err := rules.Load(fsys, "rules")
	if err != nil {
		texts = append(texts, err.Error())
	}
	lists, err := rules.Lists(fsys, "lexicons")
	if err != nil {
		texts = append(texts, err.Error())
	}
	if _, err := rules.Compile(all, lists); err != nil {
		texts = append(texts, err.Error())
	}
	return strings.Join(texts, "\n")
}

const tests = "\ntests:\n  - {turns: ['客户: 甲'], want: [{turn: 0, match: 甲}]}\n  - {turns: ['客户: 乙'], want: []}\n"

func TestRuleFilesAreRefusedWithPlaceAndReason(t *testing.T) {
	head := "title: 规则\nspeaker: agent\nmessage: 话\nstatus: stable\n" // 4 lines
	for _, tc := range []struct{ name, file, want string }{
		{"unknown key", head + "any: [甲]\nunles: [乙]" + tests, `:6:1: unknown key "unles": did you mean "unless"?`},
		{"unknown key inside", head + "any: [甲]\nunless_followed_by: {turns: 2, any_of: [乙]}" + tests, `:6:22: unless_followed_by: unknown key "turns": `},
		{"twice", head + "any: [甲]\nany: [乙]" + tests, `:6:1: `},
		{"missing", "any: [甲]" + tests, `:1:1: "title" is missing`},
		{"no trigger", head + "unless: [甲]" + tests, `:1:1: no trigger: give one or more of any, near, regex, all, at_least`},
		{"not a mapping", "- a", `:1:1: this file: want keys and values, or {} for none, found a list`},
		{"nothing", "", `:1:1: `},
		{"two documents", head + "any: [甲]" + tests + "---\na: b", `:9:1: a second document begins: want one a file`},
		{"syntax", head + "any: [甲", `not readable as YAML`},
		{"list without quotes", head + "any: [@reason]" + tests, `:5:7: not readable as YAML: '@' is a reserved character: put it in quotes, as in '@name'`},
		{"tab", head + "any:\n\t- 甲", `:6:1: not readable as YAML`},
		{"not UTF-8", head + "any: [\xff]" + tests, `:1:1: not UTF-8`},
		{"status", strings.Replace(head, "stable", "stabel", 1) + "any: [甲]" + tests, `:4:9: status "stabel": did you mean "stable"?`},
		{"speaker", strings.Replace(head, "agent", "clerk", 1) + "any: [甲]" + tests, `:2:10: speaker "clerk": want one of agent, bot, customer, system`},
		{"speaker twice", strings.Replace(head, "agent", "[agent, agent]", 1) + "any: [甲]" + tests, `:2:18: speaker "agent": is given twice`},
		{"confidence", head + "any: [甲]\nconfidence: 1.5" + tests, `:6:13: confidence "1.5": want a number from 0 to 1`},
		{"placeholder", strings.Replace(head, "话", "“{math}”", 1) + "any: [甲]" + tests, `:3:10: message "“{math}”": only {match} may stand in braces`},
		{"boolean phrase", head + "any: [true]" + tests, `:5:7: any "true": want text: put it in quotes`},
		{"null phrase", head + "any: [甲, ~]" + tests, `:5:10: any: want text, found nothing`},
		{"empty list", head + "any: []" + tests, `:5:6: any: is empty`},
		{"anchor", head + "any: [&a 甲, *a]" + tests, `:5:7: any: want text, found an anchor, alias or tag, which is not used here`},
		{"phrase syntax", head + "any: [甲, (乙]" + tests, `:5:10: phrase "(乙": `},
		{"unknown list", head + "any: ['@reson']" + tests, `:5:7: list "@reson": is not defined: did you mean "reason"?`},
		{"list name", head + "any: ['@理由']" + tests, `:5:7: any "@理由": want '@' and the name of a list`},
		{"at_least without n", head + "at_least: {of: [甲, 乙]}" + tests, `:5:11: at_least: "n" is missing`},
		{"at_least, too few", head + "at_least: {n: 3, of: [甲, 乙], distinct: true}" + tests, `:5:22: at_least.of: 3 different items are asked for and 2 given`},
		{"near without within", head + "near: {a: [甲], b: [乙]}" + tests, `:5:7: near: "within" is missing`},
		{"near, not a number", head + "near: {a: [甲], b: [乙], within: few}" + tests, `:5:32: near.within "few": want a whole number from 0 to 200`},
		{"regex", head + "regex: {match: '[', if_any: [甲]}" + tests, `:5:16: regex.match "[": error parsing regexp`},
		{"regex on everything", head + "regex: {match: 甲}" + tests, `:5:8: regex: would run on every turn`},
		{"regex that is no text", head + "regex: {match: [甲], if_any: [甲]}" + tests, `:5:16: regex.match: want text, found a list`},
		{"regex of nothing", head + "regex: {match: 甲*, if_any: [甲]}" + tests, `:5:16: regex.match "甲*": matches nothing at all`},
		{"list in a regex and not in its gate", head + "regex: {match: (@reason)甲, if_any: [甲]}" + tests, `:5:16: regex.match "(@reason)甲": names the list @reason, which if_any does not`},
		{"list in a regex that has a gap", head + "regex: {match: 甲(@gap), if_any: ['@gap']}" + tests, `:5:16: phrase "若~是" of list @gap: an expression takes only`},
		{"regex that a list breaks", head + "regex: {match: '[(@reason)', if_any: ['@reason']}" + tests, `:5:16: match: error parsing regexp`},
		{"window of nothing", head + "any: [甲]\nfollowed_by: {within_turns: 2}" + tests, `:6:14: followed_by: "any_of" and "events" are missing`},
		{"window of two kinds", head + "any: [甲]\nfollowed_by: {within_turns: 2, within_statements: 1, any_of: [甲]}" + tests, `followed_by.within_statements "1": stands beside within_turns`},
		{"window in a conversation", head + "scope: conversation\nany: [甲]\nfollowed_by: {any_of: [甲]}" + tests, `:7:14: followed_by: the scope is the whole conversation`},
		{"scope", head + "scope: sentence\nany: [甲]" + tests, `:5:8: scope "sentence": want one of turn, statement, conversation`},
		{"first and last", head + "scope: {first: 1, last: 2}\nany: [甲]" + tests, `:5:25: scope.last "2": stands beside scope.first`},
		{"tests missing", head + "any: [甲]", `:1:1: "tests" is missing`},
		{"no near miss", head + "any: [甲]\ntests: [{turns: ['客户: 甲'], want: [{turn: 0, match: 甲}]}]", `:6:8: tests: no near miss among them`},
		{"no hit", head + "any: [甲]\ntests: [{turns: ['客户: 甲'], want: []}]", `:6:8: tests: no hit among them`},
		{"want missing", head + "any: [甲]\ntests: [{turns: ['客户: 甲']}]", `:6:9: tests: "want" is missing`},
		{"turn without speaker", head + "any: [甲]\ntests: [{turns: [甲], want: []}]", `:6:18: tests.turns "甲": turn "甲": want a speaker and a colon first`},
		{"turn out of range", head + "any: [甲]\ntests: [{turns: ['客户: 甲'], want: [{turn: 1, match: 甲}]}]", `tests.want.turn "1": want a whole number from 0 to 0`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := loadAll(map[string]string{"rules/p/x.yaml": tc.file, "lexicons/reason.yaml": "name: reason\ntitle: 理由\nphrases: [因为]", "lexicons/gap.yaml": "name: gap\ntitle: 隔\nphrases: [若~是]"})
			if !strings.Contains(got, tc.want) || !strings.HasPrefix(got, "rules/p/x.yaml:") {
				t.Errorf("got  %s\nwant %s in it", got, tc.want)
			}
		})
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	got := loadAll(map[string]string{
		"rules/p/a.yaml":         "title: 规则\nany: [甲]\nstatus: no",
		"rules/p/b.yaml":         "any: 3\nfoo: 1",
		"rules/loose.yaml":       "a: b",
		"rules/p/deep/c.yaml":    "a: b",
		"rules/P/d.yaml":         "a: b",
		"rules/p/README.md":      "left alone",
		"rules/q/old.yml":        "a: b",
		"rules/q/LOUD.YAML":      "a: b",
		"lexicons/loud.Yml":      "a: b",
		"lexicons/one.yaml":      "name: one\ntitle: 一\nphrases: [甲, (乙, '@two']\nexcept: ['~']",
		"lexicons/two.yaml":      "name: One\nphrases: []",
		"lexicons/three.yaml":    "name: one\ntitle: 又一\nphrases: [甲]",
		"lexicons/unrelated.txt": "left alone",
	})
	for _, want := range []string{
		`rules/p/a.yaml:1:1: "speaker" is missing`, `rules/p/a.yaml:1:1: "message" is missing`, `rules/p/a.yaml:3:9: status "no"`, `rules/p/a.yaml:1:1: "tests" is missing`,
		`rules/p/b.yaml:2:1: unknown key "foo"`, `rules/p/b.yaml:1:1: "title" is missing`,
		`rules/loose.yaml:1:1: a rule belongs to a pack: move it to rules/<pack>/loose.yaml`,
		`rules/p/deep/c.yaml:1:1: packs have no folders in them: move it to rules/p/c.yaml`,
		`rules/P/d.yaml:1:1: name "P/d"`, `rules/q/old.yml:1:1: rule and list files end in .yaml`,
		`rules/q/LOUD.YAML:1:1: rule and list files end in .yaml`, `lexicons/loud.Yml:1:1: rule and list files end in .yaml`,
		`lexicons/one.yaml:3:14: phrases "(乙"`, `lexicons/one.yaml:3:18: phrases "@two": a list holds phrases only`, `lexicons/one.yaml:4:10: except "~"`,
		`lexicons/two.yaml:1:7: name "One"`, `lexicons/two.yaml:1:1: "title" is missing`, `lexicons/two.yaml:2:10: phrases: is empty`,
		`lexicons/three.yaml:1:1: list "one": lexicons/one.yaml has a list of this name too`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing: %s", want)
		}
	}
	if strings.Contains(got, "README") || strings.Contains(got, "unrelated") {
		t.Errorf("files of other names are not left alone")
	}
	if t.Failed() {
		t.Log(got)
	}
}

func TestMissingFolderIsAnError(t *testing.T) {
	if _, err := rules.Load(fstest.MapFS{}, "rules"); err == nil {
		t.Error("no folder, no error")
	}
}

func TestInlineTestsSayWhatDiffers(t *testing.T) {
	file := `title: 规则
speaker: agent
any: [没有]
message: 话
status: stable
tests:
  - turns: ["客服: 没有", "客服: 有"]
    want: [{turn: 1, match: 有}]
  - name: 漏网
    turns: ["客服: 没有"]
    want: []
`
	all, err := rules.Load(fstest.MapFS{"rules/p/x.yaml": {Data: []byte(file)}}, "rules")
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Compile(all, []lexicon.List{{Name: "a", Phrases: []string{"甲"}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range set.Test(all[0]) {
		got = append(got, f.Error())
	}
	want := `rules/p/x.yaml:7:5: test "1" of p/x: missing turn 1 "有"
rules/p/x.yaml:7:5: test "1" of p/x: unexpected turn 0 "没有"
rules/p/x.yaml:9:5: test "漏网" of p/x: unexpected turn 0 "没有"`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
}
