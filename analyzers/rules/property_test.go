package rules

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
)

// variety are rules that between them use every operator in every scope, each with a code of its own.
func variety(t testing.TB) *Set {
	t.Helper()
	fsys := fstest.MapFS{}
	for i, lines := range []string{
		"any: [甲, 甲乙]",
		"speaker: [agent, customer]\nscope: statement\nany: [甲, 乙丙丁戊]\nunless: [丁]",
		"all: [甲, 乙]\nexcept: [甲乙]",
		"scope: statement\nat_least: {n: 2, of: [甲, 乙]}\nnone: [丁]",
		"scope: conversation\nat_least: {n: 2, of: [甲, 乙], distinct: true}",
		"scope: conversation\nany: [甲]\nunless: [丁]",
		"near: {a: [甲], b: [乙], within: 2}",
		"scope: statement\nnear: {a: [甲, 乙丙丁戊], b: [乙], within: 2, ordered: true}",
		"regex: {match: '甲.?乙', unless: '丁', if_any: [乙]}",
		"any: [甲]\nunless_followed_by: {within_turns: 2, any_of: [丁], events: [transfer]}",
		"scope: statement\nany: [甲, 乙丙丁戊]\nunless_followed_by: {within_statements: 1, any_of: [丁], by: customer}",
		"scope: statement\nany: [甲]\nunless_followed_by: {within_turns: 0, any_of: [丁]}",
		"any: [甲]\nunless_followed_by: {any_of: [丁]}",
		"any: [甲]\nfollowed_by: {within_turns: 1, any_of: [乙]}\nunless_preceded_by: {within_statements: 2, any_of: [丁]}",
		"speaker: [customer, agent, bot]\nany: [甲]\npreceded_by: {any_of: [乙]}",
		"scope: {first: 2}\nany: [甲]",
		"scope: {unit: statement, last: 2}\nany: [甲]",
	} {
		if !strings.Contains(lines, "speaker:") {
			lines = "speaker: [agent, bot]\n" + lines
		}
		fsys[fmt.Sprintf("rules/r%02d/rule.yaml", i)] = &fstest.MapFile{Data: []byte("title: 规则\nmessage: 话\nstatus: stable\n" + lines +
			"\ntests:\n  - {turns: ['客户: 甲'], want: [{turn: 0, match: 甲}]}\n  - {turns: ['客户: 乙'], want: []}\n")}
	}
	all, err := Load(fsys, "rules")
	if err != nil {
		t.Fatal(err)
	}
	set, err := Compile(all, []lexicon.List{{Name: "unused", Phrases: []string{"戊"}}})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// conversations of few words, so that rules hit, miss and are cleared often.
func conversation() *rapid.Generator[*tingjian.Transcript] {
	turn := rapid.Custom(func(t *rapid.T) tingjian.Turn {
		turn := tingjian.Turn{
			Speaker: rapid.SampledFrom([]tingjian.Speaker{tingjian.Agent, tingjian.Agent, tingjian.Agent, tingjian.Customer, tingjian.Bot, tingjian.System}).Draw(t, "speaker"),
			Text:    strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"甲", "乙", "丙", "丁", "戊", "己", "乙丙", "丁戊", " ", "。"}), 0, 5).Draw(t, "text"), ""),
		}
		if turn.Text == "" || turn.Speaker == tingjian.System {
			turn.Event = &tingjian.Event{Type: rapid.SampledFrom([]string{"transfer", "other"}).Draw(t, "event")}
		}
		return turn
	})
	return rapid.Custom(func(t *rapid.T) *tingjian.Transcript {
		return &tingjian.Transcript{ID: "c", Turns: rapid.SliceOfN(turn, 0, 12).Draw(t, "turns")}
	})
}

func inspected(t interface{ Fatalf(string, ...any) }, s *analyzers.Session, tr tingjian.Transcript, turns int, closed bool) []tingjian.Finding {
	tr.Turns, tr.Closed = tr.Turns[:turns], closed
	out := s.Inspect(&tr, time.Time{})
	if len(out.Failures) > 0 {
		t.Fatalf("failures: %v", out.Failures)
	}
	return out.Findings
}

// The same prefix judged live and judged as closed gives the same findings, but that the close decides what is pending;
// what is decided live stays decided, to the letter, whatever follows; and a session equals a fresh inspection.
func TestLiveEqualsClose(t *testing.T) {
	set := variety(t)
	d, err := analyzers.New(set.Analyzers()...)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		tr := conversation().Draw(t, "conversation")
		live := d.Session()
		decided := map[string]tingjian.Finding{}
		for n := range len(tr.Turns) + 1 {
			now := inspected(t, live, *tr, n, false)
			if fresh := inspected(t, d.Session(), *tr, n, false); !reflect.DeepEqual(now, fresh) {
				t.Fatalf("prefix %d: live %+v\nfresh %+v", n, now, fresh)
			}
			closed := inspected(t, d.Session(), *tr, n, true)
			if len(closed) != len(now) {
				t.Fatalf("prefix %d: live %+v\nclosed %+v", n, now, closed)
			}
			seen := map[string]bool{}
			for i, f := range now {
				seen[f.ID] = true
				if was, ok := decided[f.ID]; ok && !reflect.DeepEqual(was, f) {
					t.Fatalf("prefix %d: decided as %+v\nnow %+v", n, was, f)
				}
				if !f.Pending {
					decided[f.ID] = f
				} else {
					f.Pending, f.DecidesAt, f.Clock = false, tingjian.Deadline{}, closed[i].Clock
				}
				if !reflect.DeepEqual(f, closed[i]) {
					t.Fatalf("prefix %d: live %+v\nclosed %+v", n, now[i], closed[i])
				}
			}
			for id, f := range decided {
				if !seen[id] {
					t.Fatalf("prefix %d: decided before and now gone: %+v", n, f)
				}
			}
		}
	})
}

// The index from lists to rules loses nothing: judging every rule on every turn finds the same.
func TestIndexLosesNothing(t *testing.T) {
	set := variety(t)
	var brute []*analyzers.Analyzer
	for _, r := range set.rules {
		brute = append(brute, bruteForce(set, r))
	}
	indexed, err := analyzers.New(set.Analyzers()...)
	if err != nil {
		t.Fatal(err)
	}
	every, err := analyzers.New(brute...)
	if err != nil {
		t.Fatal(err)
	}
	hits := 0
	rapid.Check(t, func(t *rapid.T) {
		tr := conversation().Draw(t, "conversation")
		closed := rapid.Bool().Draw(t, "closed")
		want := inspected(t, every.Session(), *tr, len(tr.Turns), closed)
		if got := inspected(t, indexed.Session(), *tr, len(tr.Turns), closed); !reflect.DeepEqual(got, want) {
			t.Fatalf("with index %+v\nwithout %+v", got, want)
		}
		hits += len(want)
	})
	if hits == 0 {
		t.Error("no conversation had a finding")
	}
}

// One set serves many goroutines: each gets what it would get alone.
func TestSetIsSharedByGoroutines(t *testing.T) {
	d, err := analyzers.New(variety(t).Analyzers()...)
	if err != nil {
		t.Fatal(err)
	}
	var all []*tingjian.Transcript
	var want [][]tingjian.Finding
	for seed := range 50 {
		all = append(all, conversation().Example(seed))
		want = append(want, inspected(t, d.Session(), *all[seed], len(all[seed].Turns), true))
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for i, tr := range all {
				closed := *tr
				closed.Closed = true
				if got := d.Session().Inspect(&closed, time.Time{}).Findings; !reflect.DeepEqual(got, want[i]) {
					t.Errorf("conversation %d: beside others %+v, alone %+v", i, got, want[i])
				}
			}
		})
	}
	group.Wait()
}

func bruteForce(set *Set, r *bound) *analyzers.Analyzer {
	return &analyzers.Analyzer{
		Name: r.Pack, Codes: []tingjian.Code{r.Code}, Requires: []*analyzers.Analyzer{set.scan, set.seams},
		Run: func(p *analyzers.Pass) (any, error) {
			e := evaluation{pass: p, scans: analyzers.TurnResults(p, set.scan), words: set.words, seams: analyzers.Result[seams](p, set.seams)}
			for i := range p.Transcript.Turns {
				if slices.Contains(r.Speakers, e.turn(i).Speaker) {
					if ruling, c := e.rule(r, i); ruling.state.yes() {
						p.Report(c.finding(ruling))
					}
				}
			}
			return nil, nil
		},
	}
}

// A file of any content is refused with a place or loads, and then its examples run.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"stonewall/no-way", "customer.thanks/plain", "risk.overpromise/guarantee", "flow.missing/comfort-only"} {
		data, err := os.ReadFile("testdata/rules/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, lines := range timely {
		f.Add([]byte("title: 规则\nmessage: 话\nstatus: stable\nspeaker: agent\n" + lines +
			"\ntests:\n  - {turns: ['[10:00:00-10:00:04] 客户: 甲', '事件: transfer'], want: [{turn: 0, match: 甲}]}\n  - {turns: ['客户: 乙'], as_of: 10:00:00, want: []}\n"))
	}
	f.Add([]byte("when: {facts: {a: {at_least: 1}}}\noverrides: [{merchant: m, add: {any: [甲]}}]\neffective: {from: 2024-08-06}"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("? a\n: b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4<<10 {
			return
		}
		fsys := fstest.MapFS{"rules/p/x.yaml": {Data: data}, "lexicons/x.yaml": {Data: data}}
		lists, err := Lists(fsys, "lexicons")
		placed(t, err, "lexicons/x.yaml:")
		all, err := Load(fsys, "rules")
		placed(t, err, "rules/p/x.yaml:")
		for _, name := range []string{"reason", "alternative", "escalation"} {
			lists = append(lists, lexicon.List{Name: name, Phrases: []string{"甲"}})
		}
		set, err := Compile(all, lists)
		if err != nil {
			return
		}
		for _, r := range set.Rules() {
			set.Test(r)
			r.Clock()
			for i := range r.Tests {
				if _, err := set.Explain(r.ID, &tingjian.Transcript{ID: "c", Turns: r.Tests[i].Turns}, time.Time{}); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

func placed(t *testing.T, err error, file string) {
	if err != nil && !strings.HasPrefix(err.Error(), file) {
		t.Errorf("error without a place: %v", err)
	}
}

// Any text in any turns is judged without a failure, and live equals close.
func FuzzMatch(f *testing.F) {
	set := variety(f)
	d, err := analyzers.New(set.Analyzers()...)
	if err != nil {
		f.Fatal(err)
	}
	timed, err := analyzers.New(timelySet(f).Analyzers()...)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("客服甲\n客服乙丙\n甲 乙\n丁")
	f.Add("a甲乙\xff甲\x00乙\nb甲乙丙\na丁戊")
	f.Fuzz(func(t *testing.T, text string) {
		tr := tingjian.Transcript{ID: "c"}
		speakers := []tingjian.Speaker{tingjian.Agent, tingjian.Customer, tingjian.Bot, tingjian.System}
		for i, line := range strings.Split(text, "\n") {
			if i == 50 {
				break
			}
			speaker := tingjian.Agent
			if line != "" {
				speaker = speakers[line[0]%4]
			}
			turn := tingjian.Turn{Speaker: speaker, Text: line}
			if len(line) > 1 {
				turn.At = time.Unix(1_700_000_000+int64(line[1])*int64(i), 0)
				turn.Until = turn.At.Add(time.Duration(line[len(line)-1]) * time.Second)
			}
			tr.Turns = append(tr.Turns, turn)
		}
		inspected(t, timed.Session(), tr, len(tr.Turns), true)
		live := inspected(t, d.Session(), tr, len(tr.Turns), false)
		if closed := inspected(t, d.Session(), tr, len(tr.Turns), true); len(live) != len(closed) {
			t.Errorf("live %+v\nclosed %+v", live, closed)
		}
	})
}
