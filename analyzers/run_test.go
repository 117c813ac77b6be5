package analyzers_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"pgregory.net/rapid"
)

const code = tingjian.Code("test.code")

// marks is an analyzer that marks the whole of every turn whose text holds word.
func marks(name, word string, requires ...*analyzers.Analyzer) *analyzers.Analyzer {
	return &analyzers.Analyzer{Name: name, Codes: []tingjian.Code{code}, Requires: requires, Run: func(p *analyzers.Pass) (any, error) {
		for i, t := range p.Transcript.Turns {
			if strings.Contains(t.Text, word) {
				p.Report(tingjian.Finding{Code: code, Span: p.Span(i, 0, len(t.Text)), Message: word})
			}
		}
		return word, nil
	}}
}

// fails is an analyzer that ends in err, or panics with it.
func fails(name string, panics bool, requires ...*analyzers.Analyzer) *analyzers.Analyzer {
	return &analyzers.Analyzer{Name: name, Requires: requires, Codes: []tingjian.Code{code}, Run: func(p *analyzers.Pass) (any, error) {
		p.Report(tingjian.Finding{Code: code}) // a failing analyzer's findings must not get out
		if panics {
			panic("broken")
		}
		return nil, errors.New("broken")
	}}
}

func driver(t *testing.T, list ...*analyzers.Analyzer) *analyzers.Driver {
	t.Helper()
	d, err := analyzers.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func transcript(texts ...string) *tingjian.Transcript {
	tr := &tingjian.Transcript{ID: "c-1"}
	for i, text := range texts {
		speaker := tingjian.Customer
		if i%2 == 1 {
			speaker = tingjian.Agent
		}
		tr.Turns = append(tr.Turns, tingjian.Turn{Speaker: speaker, Agent: "a-" + string(speaker), Text: text})
	}
	return tr
}

func inspect(d *analyzers.Driver, tr *tingjian.Transcript) analyzers.Outcome {
	return d.Session().Inspect(tr, time.Time{})
}

func TestRequiredRunsFirstAndItsResultIsRead(t *testing.T) {
	var ran []string
	base := &analyzers.Analyzer{Name: "base", Run: func(*analyzers.Pass) (any, error) { ran = append(ran, "base"); return 42, nil }}
	var got int
	middle := &analyzers.Analyzer{Name: "middle", Requires: []*analyzers.Analyzer{base}, Run: func(p *analyzers.Pass) (any, error) {
		ran = append(ran, "middle")
		got = analyzers.Result[int](p, base)
		return nil, nil
	}}
	top := &analyzers.Analyzer{Name: "top", Requires: []*analyzers.Analyzer{middle, base}, Run: func(*analyzers.Pass) (any, error) { ran = append(ran, "top"); return nil, nil }}
	d := driver(t, top, middle)
	if out := inspect(d, transcript("x")); len(out.Failures) > 0 {
		t.Fatal(out.Failures)
	}
	if want := []string{"base", "middle", "top"}; !slices.Equal(ran, want) || got != 42 {
		t.Errorf("ran %v with result %d, want %v with 42", ran, got, want)
	}
}

func TestNewRefuses(t *testing.T) {
	run := func(*analyzers.Pass) (any, error) { return nil, nil }
	turn := func(*tingjian.Turn) (any, error) { return nil, nil }
	turnOf := func(*tingjian.Turn, []any) (any, error) { return nil, nil }
	a := &analyzers.Analyzer{Name: "a", Run: run}
	b := &analyzers.Analyzer{Name: "b", Run: run, Requires: []*analyzers.Analyzer{a}}
	c := &analyzers.Analyzer{Name: "c", Run: run, Requires: []*analyzers.Analyzer{b}}
	a.Requires = []*analyzers.Analyzer{c}
	ok := &analyzers.Analyzer{Name: "ok", Run: run}
	for _, tc := range []struct {
		name string
		list []*analyzers.Analyzer
		want []string
	}{
		{"cycle", []*analyzers.Analyzer{c}, []string{`analyzer "c": requires itself`}},
		{"itself", []*analyzers.Analyzer{selfish()}, []string{`analyzer "selfish": requires itself`}},
		{"two of a name", []*analyzers.Analyzer{ok, {Name: "ok", Run: run}}, []string{`analyzer "ok": two analyzers have this name`}},
		{"neither and both, all at once", []*analyzers.Analyzer{{Name: "neither"}, {Name: "both", Run: run, Turn: turn}},
			[]string{`"neither": want exactly one of Run, Turn, TurnOf and Review`, `"both": want exactly one of Run, Turn, TurnOf and Review`}},
		{"per turn with requirements", []*analyzers.Analyzer{{Name: "turn", Turn: turn, Requires: []*analyzers.Analyzer{{Name: "word", Turn: turn}}}}, []string{`use TurnOf`}},
		{"per turn after the whole", []*analyzers.Analyzer{{Name: "turn", TurnOf: turnOf, Requires: []*analyzers.Analyzer{ok}}}, []string{`can require none but its kind`}},
		{"gate of a turn", []*analyzers.Analyzer{{Name: "turn", Turn: turn, Gate: func(*analyzers.Pass) bool { return true }}}, []string{`Gate goes with Run`}},
		{"whole of a whole", []*analyzers.Analyzer{{Name: "run", Run: run, Whole: func([]any) any { return nil }}}, []string{`Whole with Turn`}},
		{"name", []*analyzers.Analyzer{{Name: "No Way", Run: run}}, []string{`analyzer "No Way": want a name`}},
		{"none at all", []*analyzers.Analyzer{nil}, []string{`nil`}},
		{"requires none at all", []*analyzers.Analyzer{{Name: "x", Run: run, Requires: []*analyzers.Analyzer{nil}}}, []string{`nil`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := analyzers.New(tc.list...)
			for _, want := range tc.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error %v, want %q in it", err, want)
				}
			}
		})
	}
}

func selfish() *analyzers.Analyzer {
	a := &analyzers.Analyzer{Name: "selfish", Run: func(*analyzers.Pass) (any, error) { return nil, nil }}
	a.Requires = []*analyzers.Analyzer{a}
	return a
}

func TestFailureStaysWithItselfAndItsDependents(t *testing.T) {
	for _, panics := range []bool{false, true} {
		broken := fails("broken", panics)
		second := marks("second", "no", broken)
		third := marks("third", "no", second)
		d := driver(t, marks("sound", "no"), third)
		out := inspect(d, transcript("hello", "no way"))
		var failed []string
		for _, f := range out.Failures {
			failed = append(failed, fmt.Sprintf("%s skipped=%v %s", f.Analyzer, f.Skipped, f.Reason))
		}
		reason := "broken"
		if panics {
			reason = "panic: broken"
		}
		want := []string{"broken skipped=false " + reason, "second skipped=true requires broken, which failed", "third skipped=true requires second, which failed"}
		if !slices.Equal(failed, want) {
			t.Errorf("panics %v: failures %q, want %q", panics, failed, want)
		}
		if len(out.Findings) != 1 || out.Findings[0].Rule != "sound" {
			t.Errorf("panics %v: findings %+v, want the sound analyzer's alone", panics, out.Findings)
		}
	}
}

func TestFindingsThatNobodyCouldFollowAreRefused(t *testing.T) {
	text := "没有办法"
	for name, f := range map[string]tingjian.Finding{
		"undeclared code":           {Code: "other", Span: tingjian.Span{End: 3}},
		"turn before the first":     {Code: code, Span: tingjian.Span{Turn: -1}},
		"turn after the last":       {Code: code, Span: tingjian.Span{Turn: 1}},
		"ends after the text":       {Code: code, Span: tingjian.Span{End: len(text) + 1}},
		"ends before it starts":     {Code: code, Span: tingjian.Span{Start: 6, End: 3}},
		"cuts a character":          {Code: code, Span: tingjian.Span{End: 4}},
		"evidence out of range":     {Code: code, Evidence: []tingjian.Span{{Turn: 7}}},
		"confidence above 1":        {Code: code, Confidence: 1.5},
		"negative confidence":       {Code: code, Confidence: -0.1},
		"status that is not known":  {Code: code, Status: "nearly"},
		"speaker that is not known": {Code: code, Speaker: "nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			a := &analyzers.Analyzer{Name: "a", Codes: []tingjian.Code{code}, Run: func(p *analyzers.Pass) (any, error) { p.Report(f); return nil, nil }}
			out := inspect(driver(t, a), transcript(text))
			if len(out.Failures) != 1 || len(out.Findings) != 0 {
				t.Errorf("failures %v, findings %v: want one failure and no finding", out.Failures, out.Findings)
			}
		})
	}
}

// Text that is not UTF-8 is mended before it comes here; if some comes all the same, the whole turn may still be marked.
func TestSpansOfTextThatIsNotUTF8(t *testing.T) {
	text := "\xa2no\x89\x89"
	if out := inspect(driver(t, marks("a", "no")), transcript(text)); len(out.Failures) != 0 || len(out.Findings) != 1 || out.Findings[0].Quote != text {
		t.Errorf("failures %v, findings %+v", out.Failures, out.Findings)
	}
}

func TestDriverCompletesFindings(t *testing.T) {
	a := marks("a", "no")
	a.Version = "v1"
	out := inspect(driver(t, a), transcript("hello", "no way"))
	want := tingjian.Finding{
		ID: tingjian.FindingID("c-1", code, "a", 1, 0, 6), Code: code, Rule: "a", Version: "v1", Status: tingjian.Stable,
		Span: tingjian.Span{Turn: 1, Start: 0, End: 6, Quote: "no way"}, Message: "no", Speaker: tingjian.Agent, Agent: "a-agent",
		Confidence: 1, Clock: tingjian.Stream,
	}
	if len(out.Findings) != 1 || !reflect.DeepEqual(out.Findings[0], want) {
		t.Errorf("got %+v, want %+v", out.Findings, want)
	}
}

func TestOneMarkPerCodeTurnAndStatus(t *testing.T) {
	report := func(all ...tingjian.Finding) *analyzers.Analyzer {
		return &analyzers.Analyzer{Name: "a", Codes: []tingjian.Code{code, "other"}, Run: func(p *analyzers.Pass) (any, error) {
			for _, f := range all {
				p.Report(f)
			}
			return nil, nil
		}}
	}
	at := func(rule string, end int) tingjian.Finding {
		return tingjian.Finding{Code: code, Rule: rule, Span: tingjian.Span{End: end}}
	}
	pending, unsure, shadow, other := at("pending", 1), at("unsure", 1), at("shadow", 1), at("other", 2)
	pending.Pending, unsure.Confidence, shadow.Status, other.Code = true, 0.5, tingjian.Shadow, "other"
	out := inspect(driver(t, report(pending, unsure, shadow, at("long", 3), at("short", 2), other)), transcript("abcdef"))
	var rules []string
	for _, f := range out.Findings {
		rules = append(rules, f.Rule)
	}
	if want := []string{"other", "short", "shadow"}; !slices.Equal(rules, want) {
		t.Errorf("kept %v, want %v", rules, want)
	}
}

func TestPerTurnResultsAreKept(t *testing.T) {
	calls := 0
	length := &analyzers.Analyzer{Name: "length", Turn: func(turn *tingjian.Turn) (any, error) { calls++; return len(turn.Text), nil }}
	var sum int
	total := &analyzers.Analyzer{Name: "total", Requires: []*analyzers.Analyzer{length}, Run: func(p *analyzers.Pass) (any, error) {
		sum = 0
		for i := range p.Transcript.Turns {
			sum += analyzers.TurnResult[int](p, length, i)
		}
		return nil, nil
	}}
	s := driver(t, total).Session()
	tr := transcript("a", "bb", "ccc")
	all := tr.Turns
	step := func(turns []tingjian.Turn, wantCalls, wantSum int) {
		t.Helper()
		tr.Turns, calls = turns, 0
		if out := s.Inspect(tr, time.Time{}); len(out.Failures) > 0 || calls != wantCalls || sum != wantSum {
			t.Errorf("%d turns: %d calls, sum %d, failures %v; want %d calls, sum %d", len(turns), calls, sum, out.Failures, wantCalls, wantSum)
		}
	}
	step(all[:1], 1, 1)
	step(all, 2, 6)
	step(all, 0, 6)
	step(slices.Insert(slices.Clone(all), 1, tingjian.Turn{Speaker: tingjian.Agent, Text: "dddd"}), 3, 10) // out of order: what moved is done again
	step(all[:2], 0, 3)                                                                                    // what was computed twice is remembered
	step(all, 0, 6)
}

func TestPerTurnFailureNamesTheTurn(t *testing.T) {
	picky := &analyzers.Analyzer{Name: "picky", Turn: func(turn *tingjian.Turn) (any, error) {
		if turn.Text == "bad" {
			return nil, errors.New("cannot")
		}
		return nil, nil
	}}
	s := driver(t, picky).Session()
	tr := transcript("good", "bad")
	if out := s.Inspect(tr, time.Time{}); len(out.Failures) != 1 || out.Failures[0].Reason != "turn 1: cannot" {
		t.Errorf("failures %v", out.Failures)
	}
	tr.Turns[1].Text = "better"
	if out := s.Inspect(tr, time.Time{}); len(out.Failures) != 0 {
		t.Errorf("after the turn was mended: %v", out.Failures)
	}
}

func TestWakeAndAsOf(t *testing.T) {
	at := func(minute int) time.Time { return time.Date(2024, 8, 6, 10, minute, 0, 0, time.UTC) }
	var asOf time.Time
	wakes := func(name string, minutes ...int) *analyzers.Analyzer {
		return &analyzers.Analyzer{Name: name, Run: func(p *analyzers.Pass) (any, error) {
			asOf = p.AsOf
			for _, m := range minutes {
				p.WakeAt(at(m))
			}
			return nil, nil
		}}
	}
	d := driver(t, wakes("a", 9, 5), wakes("b", 3, 7), wakes("c", 1))
	tr := transcript("x", "y")
	tr.Turns[0].At, tr.Turns[1].At = at(2), at(1)
	if out := d.Session().Inspect(tr, at(0)); !out.Wake.Equal(at(3)) || !asOf.Equal(at(2)) {
		t.Errorf("woken at %v as of %v, want 10:03 as of 10:02, the latest time in the transcript", out.Wake, asOf)
	}
	if out := d.Session().Inspect(tr, at(9)); !out.Wake.IsZero() {
		t.Errorf("as of 10:09 woken at %v, want never", out.Wake)
	}
}

func TestRulesetDependsOnWhatJudgesOnly(t *testing.T) {
	a, b := marks("a", "x"), marks("b", "y")
	a.Version = "1"
	one, two := driver(t, a, b).Ruleset(), driver(t, b, a).Ruleset()
	a.Version = "2"
	if three := driver(t, a, b).Ruleset(); one != two || one == three || len(one) != 16 {
		t.Errorf("rulesets %s, %s and with another version %s: want two equal, the third different", one, two, three)
	}
}

func TestObserveSeesEveryRun(t *testing.T) {
	seen := map[string]bool{}
	broken := fails("broken", true)
	d := driver(t, marks("sound", "x"), marks("skipped", "x", broken))
	d.Observe(func(name string, took time.Duration, failed bool) { seen[name] = failed })
	inspect(d, transcript("x"))
	if want := map[string]bool{"sound": false, "broken": true}; !reflect.DeepEqual(seen, want) {
		t.Errorf("observed %v, want %v", seen, want)
	}
}

// A session that saw prefixes, in whatever steps, ends in the outcome of a fresh one.
func TestSessionEqualsFreshInspection(t *testing.T) {
	length := &analyzers.Analyzer{Name: "length", Turn: func(turn *tingjian.Turn) (any, error) { return string(turn.Speaker) + turn.Text, nil }}
	long := &analyzers.Analyzer{Name: "long", Codes: []tingjian.Code{code}, Requires: []*analyzers.Analyzer{length}, Run: func(p *analyzers.Pass) (any, error) {
		for i := range p.Transcript.Turns {
			if r := analyzers.TurnResult[string](p, length, i); len(r) > 9 {
				p.Report(tingjian.Finding{Code: code, Message: r, Span: tingjian.Span{Turn: i}})
			}
		}
		return nil, nil
	}}
	d := driver(t, long)
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(rapid.Custom(func(t *rapid.T) tingjian.Turn {
			return tingjian.Turn{Speaker: rapid.SampledFrom([]tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.System}).Draw(t, "speaker"), Text: rapid.String().Draw(t, "text")}
		})).Draw(t, "turns")
		s := d.Session()
		for range rapid.IntRange(0, 4).Draw(t, "steps") {
			n := rapid.IntRange(0, len(all)).Draw(t, "prefix")
			s.Inspect(&tingjian.Transcript{ID: "c", Turns: all[:n]}, time.Time{})
		}
		tr := &tingjian.Transcript{ID: "c", Turns: all}
		if got, want := s.Inspect(tr, time.Time{}), inspect(d, tr); !reflect.DeepEqual(got, want) {
			t.Fatalf("session %+v, fresh %+v", got, want)
		}
	})
}
