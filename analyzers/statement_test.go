package analyzers_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"pgregory.net/rapid"
)

func TestStatementsJoinBubbles(t *testing.T) {
	turn := func(s tingjian.Speaker, agent string) tingjian.Turn { return tingjian.Turn{Speaker: s, Agent: agent} }
	tr := &tingjian.Transcript{Turns: []tingjian.Turn{
		turn(tingjian.Customer, ""), turn(tingjian.Customer, ""), turn(tingjian.Agent, "a"), turn(tingjian.System, ""),
		turn(tingjian.Agent, "a"), turn(tingjian.Agent, "b"), turn(tingjian.Bot, ""), turn(tingjian.System, ""), turn(tingjian.System, ""),
	}}
	all, of := analyzers.Statements(tr)
	want := []analyzers.Statement{
		{Speaker: tingjian.Customer, First: 0, Last: 1, Turns: []int{0, 1}},
		{Speaker: tingjian.Agent, Agent: "a", First: 2, Last: 4, Turns: []int{2, 4}},
		{Speaker: tingjian.System, First: 3, Last: 3, Turns: []int{3}},
		{Speaker: tingjian.Agent, Agent: "b", First: 5, Last: 5, Turns: []int{5}},
		{Speaker: tingjian.Bot, First: 6, Last: 6, Turns: []int{6}},
		{Speaker: tingjian.System, First: 7, Last: 7, Turns: []int{7}},
		{Speaker: tingjian.System, First: 8, Last: 8, Turns: []int{8}},
	}
	if !reflect.DeepEqual(all, want) {
		t.Errorf("got %+v, want %+v", all, want)
	}
	if want := []int{0, 0, 1, 2, 1, 3, 4, 5, 6}; !slices.Equal(of, want) {
		t.Errorf("statements of turns %v, want %v", of, want)
	}
}

// Every turn belongs to exactly one statement of its own speaker and agent, and neighbours of one speaker never differ.
func TestStatementsCoverAllTurns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tr := &tingjian.Transcript{Turns: rapid.SliceOf(rapid.Custom(func(t *rapid.T) tingjian.Turn {
			return tingjian.Turn{
				Speaker: rapid.SampledFrom([]tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}).Draw(t, "speaker"),
				Agent:   rapid.SampledFrom([]string{"", "a"}).Draw(t, "agent"),
			}
		})).Draw(t, "turns")}
		all, of := analyzers.Statements(tr)
		seen := 0
		for i, s := range all {
			seen += len(s.Turns)
			if s.First != s.Turns[0] || s.Last != s.Turns[len(s.Turns)-1] || !slices.IsSorted(s.Turns) {
				t.Fatalf("statement %+v", s)
			}
			for _, n := range s.Turns {
				if of[n] != i || tr.Turns[n].Speaker != s.Speaker {
					t.Fatalf("turn %d of %q is in statement %d %+v", n, tr.Turns[n].Speaker, of[n], s)
				}
			}
		}
		if seen != len(tr.Turns) || len(of) != len(tr.Turns) {
			t.Fatalf("%d of %d turns are in a statement", seen, len(tr.Turns))
		}
	})
}
