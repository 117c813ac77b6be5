package tingjian_test

import (
	"testing"

	"github.com/tingjian/tingjian"
)

func TestSays(t *testing.T) {
	for name, c := range map[string]struct {
		turn tingjian.Turn
		want bool
	}{
		"words":                 {tingjian.Turn{Text: "在吗"}, true},
		"a picture alone":       {tingjian.Turn{Media: []tingjian.Media{{Type: "image"}}}, true},
		"an event with words":   {tingjian.Turn{Text: "已转接", Event: &tingjian.Event{Type: tingjian.EventTransfer}}, true},
		"an event and no words": {tingjian.Turn{Event: &tingjian.Event{Type: tingjian.EventTransfer}}, false},
	} {
		if got := c.turn.Says(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
