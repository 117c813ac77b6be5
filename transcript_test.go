package tingjian_test

import (
	"testing"
	"time"

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

// A day begins in Shanghai, wherever the time was noted.
func TestMidnight(t *testing.T) {
	for given, want := range map[string]string{
		"2024-08-06T15:59:59Z":      "2024-08-06T00:00:00+08:00",
		"2024-08-06T16:00:00Z":      "2024-08-07T00:00:00+08:00",
		"2024-08-06T23:30:00-05:00": "2024-08-07T00:00:00+08:00",
		"2025-01-01T00:00:00+08:00": "2025-01-01T00:00:00+08:00",
	} {
		at, err := time.Parse(time.RFC3339, given)
		if err != nil {
			t.Fatal(err)
		}
		if got := tingjian.Midnight(at).Format(time.RFC3339); got != want {
			t.Errorf("midnight before %s is %s, want %s", given, got, want)
		}
	}
}
