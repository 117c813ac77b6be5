package rules

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// timely are rules that between them use every operator and modifier beyond phrases and windows by turns.
var timely = []string{
	"any: [甲]\nunless_followed_by: {within: 20s, any_of: [丁], events: [transfer]}",
	"any: [甲]\nfollowed_by: {within: 20s, any_of: [乙]}\nunless_preceded_by: {within: 30s, any_of: [丁]}",
	"any: [甲]\nnot: {followed_by: {within: 20s, any_of: [乙]}}",
	"or: [{any: [乙], unless_followed_by: {within_turns: 1, any_of: [丁]}}, {any: [甲]}]",
	"scope: statement\nand: [{any: [甲]}, {any: [乙]}]\nnot: [{any: [丁]}, {all: [丙, 己]}]",
	"scope: conversation\nany: [甲]\nhit: {nth: 3}",
	"scope: statement\nany: [甲, 乙]\nhit: any\nunless_followed_by: {within_turns: 1, any_of: [丁]}",
	"scope: statement\nany: [甲, 乙]\nhit: every\npreceded_by: {within_turns: 2, any_of: [丙]}",
	"any: [甲]\ncooldown: {turns: 2}\nunless_followed_by: {within: 20s, any_of: [丁]}",
	"any: [甲]\ncooldown: 30s\nfollowed_by: {within_turns: 2, any_of: [乙]}",
	"any: [甲]\nna_when: {any: [戊]}",
	"branches:\n  a: {any: [甲], followed_by: {within_turns: 1, any_of: [丁]}}\n  b: {any: [乙]}",
	"scope: {after: {any_of: [丁], within: 20s}, before: {any_of: [乙], within_turns: 2}}\nany: [甲]",
	"scope: {unit: statement, around: {any_of: [丁], within: 20s}}\nany: [甲]",
	"scope: {current: {any_of: [丁]}, turns: {from: 2, to: 5}}\nany: [甲]",
	"scope: {time: {from: 5s, to: 1m}}\nany: [甲]",
	"similar: {to: [甲乙丙丁], threshold: 0.5}",
	"entity: [amount, date]",
	"repeat: {within_turns: 3, min_length: 2, similarity: 0.4}",
	"scope: statement\necho: {share: 0.6, min_length: 2}",
	"scope: statement\necho: {of: [甲乙, 丙丁], ignores: true}",
	"promise_unkept: {phrases: [甲], within: 20s}",
	"scope: statement\npromise_unkept: {phrases: [甲, 乙丙], within: 20s, kept_by: [丁]}",
	"reply_gap: {over: 10s, ignore: [甲], idle: [乙]}",
	"scope: conversation\nreply_gap: {over: 10s}\nnone: [丁]",
	"speaker: [agent, bot]\nreply_gap: {over: 10s, since: transfer, first: true}",
	"missing_after: {anchor: [甲], any_of: [丁], within: 20s}",
	"missing_after: {anchor: [甲], anchor_by: customer, any_of: [丁], within_statements: 1}",
	"missing_after: {anchor: start, any_of: [丁], within_turns: 2}",
	"missing_before: {anchor: end, any_of: [丁], within_turns: 2}",
	"missing_before: {anchor: [甲], any_of: [丁], within: 20s}",
	"sequence: {steps: [{any_of: [甲]}, {any_of: [丁], optional: true, by: customer}, {any_of: [乙]}], max_gap: {turns: 3}}",
	"sequence: {steps: [{any_of: [甲]}, {any_of: [乙]}, {any_of: [丁]}], max_gap: 20s, broken: true}",
	"sequence: {steps: [{any_of: [甲]}, {any_of: [乙]}], broken: true}",
	"count: {of: phrases, phrases: [甲], at_least: 2}",
	"any: [甲]\ncount: {of: turns, by: [agent, customer], at_least: 2, at_most: 4}",
	"ratio: {of: {of: turns}, to: {of: turns, by: [agent, customer]}, at_least: 0.5}",
	"trend: {positive: [甲], negative: [丁], first: 1, last: 1, change: 1, to: worse}",
	"duration: {over: 30s}",
	"duration: {under: 30s}",
	"silence: {over: 5s}",
	"overtalk: {at_least: 1s}",
	"speed: {above: 60, min_length: 2}",
	"speed: {above: 60, min_length: 2, average: true}",
	"any: [甲]\nmeta: {channel: call}\nevidence: [乙, 丁]",
	"scope: statement\nevent: [transfer]\nunless: [丁]",
	"finding: r00\nunless: [丙]",
	"scope: statement\nfinding: {code: [r11, r03], branch: [a]}",
	"any: [甲]\nnot: {finding: r01}",
}

func timelySet(t testing.TB) *Set {
	t.Helper()
	fsys := fstest.MapFS{}
	for i, lines := range timely {
		if !strings.Contains(lines, "speaker:") {
			lines = "speaker: agent\n" + lines
		}
		fsys[fmt.Sprintf("rules/r%02d/rule.yaml", i)] = &fstest.MapFile{Data: []byte("title: 规则\nmessage: 话\nstatus: stable\n" + lines +
			"\ntests:\n  - {turns: ['客户: 甲'], want: [{turn: 0, match: 甲}]}\n  - {turns: ['客户: 乙'], want: []}\n")}
	}
	all, err := Load(fsys, "rules")
	if err != nil {
		t.Fatal(err)
	}
	set, err := Compile(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// timelyDriver runs them all.
func timelyDriver(t testing.TB) (*Set, *analyzers.Driver) {
	t.Helper()
	set := timelySet(t)
	upon, err := set.Upon(set.Analyzers())
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(append(set.Analyzers(), upon...)...)
	if err != nil {
		t.Fatal(err)
	}
	return set, d
}

// call is a conversation whose turns carry times.
func call() *rapid.Generator[*tingjian.Transcript] {
	return rapid.Custom(func(t *rapid.T) *tingjian.Transcript {
		tr := conversation().Draw(t, "conversation")
		tr.Channel = tingjian.Call
		at := time.Date(2024, 8, 6, 10, 0, 0, 0, tingjian.Zone)
		for i := range tr.Turns {
			at = at.Add(time.Duration(rapid.IntRange(0, 15).Draw(t, "pause")) * time.Second)
			if rapid.IntRange(0, 9).Draw(t, "timed") == 0 {
				continue
			}
			tr.Turns[i].At = at
			tr.Turns[i].Until = at.Add(time.Duration(rapid.IntRange(0, 6).Draw(t, "speech")) * time.Second)
			if rapid.IntRange(0, 9).Draw(t, "amount") == 0 {
				tr.Turns[i].Text += "退5元"
			}
		}
		return tr
	})
}

// short writes findings so that one can read them.
func short(all []tingjian.Finding) string {
	var b strings.Builder
	for _, f := range all {
		fmt.Fprintf(&b, "  %s %s turn %d %q pending %v at %v clock %s evidence %v\n", f.Code, f.Branch, f.Turn, f.Quote, f.Pending, f.DecidesAt.At, f.Clock, f.Evidence)
	}
	return b.String()
}

// at inspects the first turns of tr as of a time.
func at(t *rapid.T, d *analyzers.Driver, tr tingjian.Transcript, turns int, closed bool, asOf time.Time) analyzers.Outcome {
	tr.Turns, tr.Closed = tr.Turns[:turns], closed
	out := d.Session().Inspect(&tr, asOf)
	if len(out.Failures) > 0 {
		t.Fatalf("failures: %v", out.Failures)
	}
	return out
}

// Findings change at the moments asked for by timers and at no other, unless a turn comes; a conversation that closed asks
// for no timer.
func TestTimersFireAtTheirMoment(t *testing.T) {
	_, d := timelyDriver(t)
	rapid.Check(t, func(t *rapid.T) {
		tr := call().Draw(t, "call")
		n := rapid.IntRange(0, len(tr.Turns)).Draw(t, "prefix")
		if out := at(t, d, *tr, n, true, time.Time{}); !out.Wake.IsZero() {
			t.Fatalf("closed, and still asks for %s", out.Wake)
		}
		out := at(t, d, *tr, n, false, time.Time{})
		for range 50 {
			until := out.Wake.Add(-time.Millisecond)
			if out.Wake.IsZero() {
				until = time.Date(2024, 9, 6, 10, 0, 0, 0, tingjian.Zone)
			}
			if len(tr.Turns[:n]) == 0 {
				return
			}
			before := at(t, d, *tr, n, false, until)
			if !reflect.DeepEqual(before.Findings, out.Findings) {
				t.Fatalf("prefix %d, timer %s: before it\n%s\nand at first\n%s", n, out.Wake, short(before.Findings), short(out.Findings))
			}
			if out.Wake.IsZero() {
				return
			}
			out = at(t, d, *tr, n, false, out.Wake)
		}
		t.Fatalf("timers without end: %s", out.Wake)
	})
}

// moves are the rules whose finding moves on purpose: while no reply has come it sits on the customer's turn.
func moves(lines string) bool { return strings.Contains(lines, "reply_gap") }

// What is decided stays decided to the letter when turns come, judged as of any moment before the next one; a session gives
// what a fresh inspection gives.
func TestDecidedStaysDecided(t *testing.T) {
	_, d := timelyDriver(t)
	rapid.Check(t, func(t *rapid.T) {
		tr := call().Draw(t, "call")
		live := d.Session()
		decided := map[string]tingjian.Finding{}
		for n := range len(tr.Turns) + 1 {
			prefix := *tr
			prefix.Turns = tr.Turns[:n]
			asOf, inOrder := prefix.Latest(), true
			if rapid.Bool().Draw(t, "later") && n < len(tr.Turns) {
				next := *tr
				next.Turns = tr.Turns[:n+1]
				if !next.Turns[n].At.IsZero() && next.Turns[n].At.After(asOf) {
					asOf = next.Turns[n].At
				}
			}
			if n < len(tr.Turns) { // who talks over another comes later with an earlier time
				inOrder = !tr.Turns[n].At.Before(asOf)
			}
			out := live.Inspect(&prefix, asOf)
			if fresh := at(t, d, *tr, n, false, asOf); !reflect.DeepEqual(out, fresh) {
				t.Fatalf("prefix %d: live %s\nfresh %s", n, short(out.Findings), short(fresh.Findings))
			}
			seen := map[string]bool{}
			for _, f := range out.Findings {
				var i int
				if _, err := fmt.Sscanf(string(f.Code), "r%d", &i); err != nil {
					t.Fatal(err)
				}
				if moves(timely[i]) {
					continue
				}
				seen[f.ID] = true
				if was, ok := decided[f.ID]; ok && !reflect.DeepEqual(was, f) {
					t.Fatalf("prefix %d: %s\ndecided as %s\nnow %s", n, timely[i], short([]tingjian.Finding{was}), short([]tingjian.Finding{f}))
				}
				if !f.Pending && (inOrder || f.Clock != tingjian.Timer) {
					decided[f.ID] = f
				}
			}
			for id, f := range decided {
				if !seen[id] {
					t.Fatalf("prefix %d: decided before and now gone: %s", n, short([]tingjian.Finding{f}))
				}
			}
		}
	})
}

// Every rule of the properties finds something, so that they say something about it.
func TestEveryOperatorFinds(t *testing.T) {
	_, d := timelyDriver(t)
	found := map[tingjian.Code]bool{}
	for seed := range 1000 {
		tr := call().Example(seed)
		tr.Closed = true
		for _, f := range d.Session().Inspect(tr, time.Time{}).Findings {
			found[f.Code] = true
		}
	}
	for i, lines := range timely {
		if !found[tingjian.Code(fmt.Sprintf("r%02d", i))] {
			t.Errorf("no conversation had a finding of: %s", lines)
		}
	}
}

// The gates of rules lose nothing: judging every rule on every turn finds the same.
func TestGatesLoseNothing(t *testing.T) {
	set, d := timelyDriver(t)
	rapid.Check(t, func(t *rapid.T) {
		tr := call().Draw(t, "call")
		tr.Closed = rapid.Bool().Draw(t, "closed")
		var got []tingjian.Finding
		for _, r := range set.Rules() {
			x, err := set.Explain(r.ID, tr, time.Time{}, set.Analyzers()...)
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range x.Units {
				if u.Finding != nil {
					got = append(got, *u.Finding)
				}
			}
		}
		want := at(t, d, *tr, len(tr.Turns), tr.Closed, time.Time{}).Findings
		if len(got) != len(want) {
			t.Fatalf("explained %s\nfound %s", short(got), short(want))
		}
	})
}
