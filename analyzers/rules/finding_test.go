package rules_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/dialogue"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// only inspects one conversation and gives its one finding.
func only(t *testing.T, set *rules.Set, conversation string) tingjian.Finding {
	t.Helper()
	all, err := dialogue.Parse("c", []byte(conversation))
	if err != nil {
		t.Fatal(err)
	}
	out := driver(t, set).Session().Inspect(&all[0].Transcript, time.Time{})
	if len(out.Failures) > 0 || len(out.Findings) != 1 {
		t.Fatalf("failures %v, findings %+v: want one finding", out.Failures, out.Findings)
	}
	return out.Findings[0]
}

func quotes(spans []tingjian.Span) (all []string) {
	for _, s := range spans {
		all = append(all, s.Quote)
	}
	return all
}

func TestFindingCarriesItsReceipt(t *testing.T) {
	set := compile(t, "code: r.other\nany: [没有办法]\nstatus: shadow\nconfidence: 0.7\nunless_followed_by: {within_turns: 2, any_of: ['@offer', 马上处理], events: [transfer]}")
	f := only(t, set, "客户: 退\n客服@a-1: 亲,没有办法的\n客户: 啊\n机器人: 嗯\n客服: 哦\n客服: 啥")
	if f.Version = strings.Repeat("x", len(f.Version)); len(f.Version) != 16 {
		t.Errorf("version %q: want 16 digits", f.Version)
	}
	want := tingjian.Finding{
		ID: f.ID, Code: "r.other", Rule: "r/rule", Version: f.Version, Status: tingjian.Shadow,
		Span:    tingjian.Span{Turn: 1, Start: 6 - 2, End: 16, Quote: "没有办法"},
		Message: "说了“没有办法”", Speaker: tingjian.Agent, Agent: "a-1", Confidence: 0.7, Clock: tingjian.Stream,
		ClearedBy: "替代方案、“马上处理”或转接,其后两条之内",
		Evidence: []tingjian.Span{
			{Turn: 1, Start: 4, End: 19, Quote: "没有办法的"}, {Turn: 3, Start: 0, End: 3, Quote: "嗯"}, {Turn: 4, Start: 0, End: 3, Quote: "哦"},
		},
	}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("got  %+v\nwant %+v", f, want)
	}
}

func TestClockSaysWhatDecided(t *testing.T) {
	window := compile(t, "any: [没有办法]\nunless_followed_by: {within_turns: 1, any_of: ['@offer']}")
	statement := compile(t, "scope: statement\nany: [没有办法]\nunless: ['@offer']")
	last := compile(t, "scope: {last: 1}\nany: [没有办法]")
	for _, tc := range []struct {
		name, conversation string
		set                *rules.Set
		clock              tingjian.Clock
		pending            bool
	}{
		{"window full", "# closed: false\n客服: 没有办法\n客服: 嗯", window, tingjian.Stream, false},
		{"window full before the close", "客服: 没有办法\n客服: 嗯", window, tingjian.Stream, false},
		{"window cut by the close", "客服: 没有办法", window, tingjian.Close, false},
		{"window open", "# closed: false\n客服: 没有办法", window, tingjian.Stream, true},
		{"statement over", "客服: 没有办法\n客户: 啊", statement, tingjian.Stream, false},
		{"statement ended by the close", "客服: 没有办法", statement, tingjian.Close, false},
		{"last turns", "客服: 没有办法\n客户: 啊", last, tingjian.Close, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := only(t, tc.set, tc.conversation)
			if f.Clock != tc.clock || f.Pending != tc.pending || f.DecidesAt.Pending != tc.pending || !f.DecidesAt.At.IsZero() {
				t.Errorf("clock %s, pending %v, decides at %+v; want clock %s, pending %v by the next turns", f.Clock, f.Pending, f.DecidesAt, tc.clock, tc.pending)
			}
		})
	}
}

func TestEvidence(t *testing.T) {
	long := "客服: 没有办法\n" + strings.Repeat("客服: 嗯\n", 40) + "客服: 完"
	for _, tc := range []struct {
		name, rule, conversation string
		want                     []string
	}{
		{"what the other triggers found", "any: [没有办法]\nall: [抱歉, 亲]", "客服: 抱歉亲,没有办法", []string{"抱歉", "亲"}},
		{"what came before", "any: [没有办法]\npreceded_by: {within_turns: 1, any_of: [退货], by: customer}", "客户: 我要退货\n客服: 没有办法", []string{"退货"}},
		{"what did not come before", "any: [没有办法]\nunless_preceded_by: {within_turns: 1, any_of: [退货]}", "客服: 嗯\n客服: 亲没有办法啊", []string{"嗯", "亲没有办法"}},
		{"the other half in the next bubble", "scope: statement\nany: [这个处理不了]", "客服: 这个处\n客服: 理不了哦", []string{"理不了"}},
		{"a long stretch", "any: [没有办法]\nunless_followed_by: {any_of: [退货]}", long, append(append([]string{"没有办法"}, strings.Split(strings.Repeat("嗯 ", 18), " ")[:18]...), "完")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := only(t, compile(t, tc.rule), tc.conversation)
			got := quotes(f.Evidence)
			if tc.name == "a long stretch" { // the mark itself is left out of the evidence, as it is the finding's span
				tc.want = tc.want[1:]
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("evidence %q, want %q", got, tc.want)
			}
		})
	}
}

func TestClearedByIsGenerated(t *testing.T) {
	for _, tc := range []struct{ conditions, want string }{
		{"unless: ['@reason']", "理由,同一条之内"},
		{"scope: statement\nunless: ['@reason', 因此]", "理由或“因此”,同一段话之内"},
		{"scope: conversation\nunless: [甲, 乙, 丙, 丁, 戊]", "“甲”、“乙”、“丙”、“丁”等,整通会话之内"},
		{"none: [甲]", ""},
		{"unless_followed_by: {within_turns: 2, any_of: ['@offer'], by: [customer, system]}", "替代方案,客户或系统其后两条之内"},
		{"unless_followed_by: {within_statements: 12, any_of: ['@offer']}", "替代方案,其后12段话之内"},
		{"unless_followed_by: {within_turns: 0, any_of: ['@offer']}", "替代方案,同一条之内"},
		{"unless_followed_by: {any_of: ['@offer']}", "替代方案,其后"},
		{"unless_preceded_by: {within_turns: 1, events: [remedy, 自定义]}", "补偿或自定义,此前一条之内"},
		{"unless: [甲]\nunless_followed_by: {within_turns: 1, any_of: [乙]}", "“甲”,同一条之内;或:“乙”,其后一条之内"},
		{"unless: [甲]\ncleared_by: 说明白", "说明白"},
	} {
		f := only(t, compile(t, "any: [没有]\n"+tc.conditions), "客服: 没有")
		if f.ClearedBy != tc.want {
			t.Errorf("%s: cleared by %q, want %q", tc.conditions, f.ClearedBy, tc.want)
		}
	}
}

func TestVersionChangesWithTheFileAndTheListsItNames(t *testing.T) {
	versionOf := func(rule string, phrases ...string) string {
		all, err := rules.Load(fstest.MapFS{"rules/r/rule.yaml": {Data: []byte(frame(rule))}}, "rules")
		if err != nil {
			t.Fatal(err)
		}
		lists := testLists()
		lists[0].Phrases = append(lists[0].Phrases, phrases...)
		set, err := rules.Compile(all, lists)
		if err != nil {
			t.Fatal(err)
		}
		f := only(t, set, "客服: 没有,因为")
		if f.Version == set.Analyzers()[0].Version {
			t.Errorf("the pack has its rule's version")
		}
		return f.Version + " " + set.Analyzers()[0].Version
	}
	named, unnamed := "any: [没有, '@reason']", "any: [没有]"
	if versionOf(named) == versionOf(named, "缘于") {
		t.Error("a changed list leaves the version of a rule that names it as it was")
	}
	if versionOf(unnamed) != versionOf(unnamed, "缘于") {
		t.Error("a changed list changes the version of a rule that does not name it")
	}
	if versionOf(unnamed) == versionOf("any: [没有, 缺]") {
		t.Error("another file has the same version")
	}
}
