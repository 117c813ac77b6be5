package learned

import (
	"slices"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// A finding about two places shows the other one where a single turn tells it, and nothing is left changed by the search.
func TestCounterpart(t *testing.T) {
	n := NewNetwork(Shape{Features: 2, Hidden: 2, Joined: 1, Related: 1, Codes: 1})
	n.FeatureHidden.Data = []float32{1, 0, 0, 1}
	n.RelationHidden.Data = []float32{0, 0, 0, 0, 1, 0, 0, 1}
	n.RelationJoined.Data[ownEarlier], n.JoinedCode.Data[0] = 1, 1
	said := []tingjian.Turn{{Text: "七天都能退"}, {Text: "好"}, {Text: "拆了就不能退"}, {}}
	talk := func(features ...[]int32) *conversation {
		turns := make([]Turn, len(features))
		for i := range turns {
			turns[i] = Turn{Features: features[i]}
			turns[i].Window[self] = []int{i}
		}
		turns[2].Related[ownEarlier] = []int{0, 1, 3}
		c := &conversation{
			judge: &judge{model: &Model{Decisions: []Decision{{Code: tingjian.Contradiction}}}},
			pass:  &analyzers.Pass{Transcript: &tingjian.Transcript{Turns: said}}, turns: turns, full: newWork(n, turns),
		}
		for i := range turns {
			c.full.hide(i)
		}
		c.full.surround(2)
		return c
	}
	c := talk([]int32{1}, nil, []int32{0}, nil)
	before := slices.Clone(c.full.around[2])
	if turn, found := c.counterpart(2, 0); !found || turn != 0 {
		t.Errorf("counterpart: turn %d, found %v; want turn 0", turn, found)
	}
	if got := c.turns[2].Related[ownEarlier]; !slices.Equal(got, []int{0, 1, 3}) || !slices.Equal(before, c.full.around[2]) {
		t.Errorf("the search left the turn changed: held against %v", got)
	}
	for name, c := range map[string]*conversation{
		"two that say the same":     talk([]int32{1}, []int32{1}, []int32{0}, nil),
		"none that tells":           talk(nil, nil, []int32{0}, nil),
		"one without words to show": talk(nil, nil, []int32{0}, []int32{1}),
	} {
		if turn, found := c.counterpart(2, 0); found {
			t.Errorf("%s: turn %d, want none", name, turn)
		}
	}
}
