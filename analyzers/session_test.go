package analyzers_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// counted is a per-turn analyzer that counts its calls and returns the speaker and the text in capitals.
func counted(calls *int) *analyzers.Analyzer {
	return &analyzers.Analyzer{Name: "capitals", Turn: func(t *tingjian.Turn) (any, error) {
		*calls++
		return string(t.Speaker) + ":" + strings.ToUpper(t.Text), nil
	}}
}

// What comes for the third time in other conversations costs nothing, unless somebody else says it.
func TestResultsOfFrequentTextsAreShared(t *testing.T) {
	calls := 0
	d := driver(t, counted(&calls))
	for _, tc := range []struct {
		speaker tingjian.Speaker
		want    int
	}{{tingjian.Agent, 1}, {tingjian.Agent, 1}, {tingjian.Agent, 0}, {tingjian.Bot, 1}, {tingjian.Agent, 0}} {
		calls = 0
		tr := transcript("hello")
		tr.Turns[0].Speaker = tc.speaker
		inspect(d, tr)
		if calls != tc.want {
			t.Errorf("%s: %d calls, want %d", tc.speaker, calls, tc.want)
		}
	}
}

func TestFailedTurnsAreNotShared(t *testing.T) {
	broken := true
	a := &analyzers.Analyzer{Name: "a", Turn: func(*tingjian.Turn) (any, error) {
		if broken {
			return nil, errors.New("cannot")
		}
		return 1, nil
	}}
	d := driver(t, a)
	for range 3 {
		if out := inspect(d, transcript("x")); len(out.Failures) != 1 {
			t.Fatalf("failures %v, want one", out.Failures)
		}
	}
	broken = false
	if out := inspect(d, transcript("x")); len(out.Failures) != 0 {
		t.Errorf("once mended: %v", out.Failures)
	}
}

// Whatever was inspected before, by however many at once, a result is the one that would be computed.
func TestSharedResultsAreThoseOfTheTurn(t *testing.T) {
	words := &analyzers.Analyzer{Name: "words", Turn: func(t *tingjian.Turn) (any, error) { return len(strings.Fields(t.Text)), nil }}
	both := &analyzers.Analyzer{Name: "both", Requires: []*analyzers.Analyzer{words}, TurnOf: func(t *tingjian.Turn, required []any) (any, error) {
		return fmt.Sprint(t.Speaker, t.Text, required[0]), nil
	}}
	check := &analyzers.Analyzer{Name: "check", Requires: []*analyzers.Analyzer{both}, Run: func(p *analyzers.Pass) (any, error) {
		for i := range p.Transcript.Turns {
			turn := &p.Transcript.Turns[i]
			if got, want := analyzers.TurnResult[string](p, both, i), fmt.Sprint(turn.Speaker, turn.Text, len(strings.Fields(turn.Text))); got != want {
				return nil, fmt.Errorf("turn %d: %q, want %q", i, got, want)
			}
		}
		return nil, nil
	}}
	d := driver(t, check)
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "a", "a b", "好的 谢谢", strings.Repeat("long ", 500)}), rapid.String())
	turn := rapid.Custom(func(t *rapid.T) tingjian.Turn {
		return tingjian.Turn{Speaker: rapid.SampledFrom([]tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}).Draw(t, "speaker"), Text: text.Draw(t, "text")}
	})
	rapid.Check(t, func(t *rapid.T) {
		var all [2]tingjian.Transcript
		for i := range all {
			all[i] = tingjian.Transcript{ID: "c", Turns: rapid.SliceOfN(turn, 0, 20).Draw(t, "turns")}
		}
		var outs [2]analyzers.Outcome
		var side sync.WaitGroup
		for i := range all {
			side.Go(func() { outs[i] = d.Session().Inspect(&all[i], time.Time{}) })
		}
		side.Wait()
		for i := range outs {
			if len(outs[i].Failures) > 0 {
				t.Fatal(outs[i].Failures)
			}
		}
	})
}

func TestGateAndWhole(t *testing.T) {
	length := &analyzers.Analyzer{
		Name: "length", Turn: func(t *tingjian.Turn) (any, error) { return len(t.Text), nil },
		Whole: func(results []any) (sum any) {
			n := 0
			for _, r := range results {
				n += r.(int)
			}
			return n
		},
	}
	runs := 0
	long := &analyzers.Analyzer{
		Name: "long", Requires: []*analyzers.Analyzer{length},
		Gate: func(p *analyzers.Pass) bool { return analyzers.Whole[int](p, length) > 3 },
		Run:  func(p *analyzers.Pass) (any, error) { runs++; return analyzers.Whole[int](p, length), nil },
	}
	var got int
	after := &analyzers.Analyzer{Name: "after", Requires: []*analyzers.Analyzer{long}, Run: func(p *analyzers.Pass) (any, error) {
		got = analyzers.Result[int](p, long)
		return nil, nil
	}}
	var seen []string
	d := driver(t, after)
	d.Observe(func(name string, _ time.Duration, _ bool) { seen = append(seen, name) })
	for _, tc := range []struct {
		texts     []string
		runs, got int
		seen      []string
	}{
		{[]string{"a", "bb"}, 0, 0, []string{"length", "after"}},
		{[]string{"a", "bb", "c"}, 1, 4, []string{"length", "long", "after"}},
	} {
		runs, got, seen = 0, -1, nil
		if out := inspect(d, transcript(tc.texts...)); len(out.Failures) > 0 || runs != tc.runs || got != tc.got || !reflect.DeepEqual(seen, tc.seen) {
			t.Errorf("%q: %d runs, result %d, observed %q, failures %v; want %d, %d, %q", tc.texts, runs, got, seen, out.Failures, tc.runs, tc.got, tc.seen)
		}
	}
}

// A gate that breaks is its analyzer's failure.
func TestBrokenGate(t *testing.T) {
	a := &analyzers.Analyzer{Name: "a", Gate: func(*analyzers.Pass) bool { panic("no") }, Run: func(*analyzers.Pass) (any, error) { return nil, nil }}
	out := inspect(driver(t, a, marks("sound", "x")), transcript("x"))
	if len(out.Failures) != 1 || out.Failures[0].Analyzer != "a" || len(out.Findings) != 1 {
		t.Errorf("%+v: want a failure of a and the finding of the other", out)
	}
}
