package learned

import (
	"fmt"
	"slices"
	"testing"

	"github.com/tingjian/tingjian"
)

// A turn is held against those of either side before and after it, not against the system's, nor against what is far away.
func TestRelate(t *testing.T) {
	c, a, s := tingjian.Customer, tingjian.Agent, tingjian.System
	talk := &tingjian.Transcript{}
	for i, who := range []tingjian.Speaker{c, a, s, c, tingjian.Bot, c} {
		talk.Turns = append(talk.Turns, tingjian.Turn{Speaker: who, Text: fmt.Sprint("第", i)})
	}
	turns := make([]Turn, len(talk.Turns))
	surround(talk, turns)
	want := [Relations][]int{ownEarlier: {1}, otherEarlier: {0, 3}, otherLater: {5}}
	for relation := range want {
		if got := turns[4].Related[relation]; !slices.Equal(got, want[relation]) {
			t.Errorf("relation %d of the bot's turn: %v, want %v", relation, got, want[relation])
		}
	}
	if got := slices.Concat(turns[2].Related[:]...); len(got) > 0 {
		t.Errorf("the system's turn is held against %v, want nothing", got)
	}

	long := &tingjian.Transcript{Turns: slices.Repeat([]tingjian.Turn{{Speaker: c, Text: "在吗"}}, 3*farthest)}
	turns = make([]Turn, len(long.Turns))
	surround(long, turns)
	if got := turns[farthest+3].Related; len(got[ownEarlier]) != farthest || len(got[ownLater]) != farthest || got[ownEarlier][0] != 3 {
		t.Errorf("in the middle of many turns: %v, want %d before and as many after", got, farthest)
	}
}

// Of all turns in one relation the strongest counts, value by value, and nothing below 0.
func TestPairsTakeTheStrongest(t *testing.T) {
	n := NewNetwork(Shape{Features: 3, Hidden: 2, Joined: 1, Related: 1, Codes: 1})
	n.FeatureHidden.Data = []float32{1, 0, 0, 1, 0, 2} // feature 0 speaks of the first hidden value, 1 and 2 of the second
	n.RelationHidden.Data = []float32{0, 0, 0, 0, 1, 0, 0, 1}
	n.RelationJoined.Data[ownEarlier], n.JoinedCode.Data[0] = 1, 1
	turns := []Turn{{Features: []int32{1}}, {Features: []int32{2}}, {Features: []int32{0}}, {Features: []int32{0}}}
	for i := range turns {
		turns[i].Window[self] = []int{i}
	}
	turns[2].Related[ownEarlier] = []int{0, 1}
	turns[3].Related[otherEarlier] = []int{0, 1}
	for i, want := range []float32{0, 0, 2, 0} {
		if got := n.Score(turns)[i][0]; got != want {
			t.Errorf("turn %d: %v, want %v", i, got, want)
		}
	}
}
