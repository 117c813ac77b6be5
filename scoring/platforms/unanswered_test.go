package platforms_test

import (
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/scoring/platforms"
)

// TestUnanswered: who asked and never heard from anybody, decided by the turns alone.
func TestUnanswered(t *testing.T) {
	says := func(at, text string) tingjian.Turn {
		turn := asks(at)
		turn.Text = text
		return turn
	}
	system := func(at string, event *tingjian.Event) tingjian.Turn {
		turn := asks(at)
		turn.Speaker, turn.Text, turn.Event = tingjian.System, "", event
		return turn
	}
	ended := &tingjian.Event{Type: tingjian.EventClose}
	note := system("10:00:01", nil)
	note.Text = "正在为您接入客服"
	silent := replies("10:01:00", "a-1")
	silent.Text, silent.Event = "", &tingjian.Event{Type: tingjian.EventTransfer}
	untimed := tingjian.Turn{Speaker: tingjian.Customer, Text: "怎么退"}
	for _, c := range []struct {
		name  string
		turns []tingjian.Turn
		turn  int
		want  bool
	}{
		{"asked, and nothing came", []tingjian.Turn{note, asks("10:00:02"), asks("10:09:00")}, 1, true},
		{"called, and nothing came", []tingjian.Turn{says("10:00:00", "在吗")}, 0, true},
		{"somebody took it and never spoke", []tingjian.Turn{asks("10:00:00"), silent}, 0, true},
		{"closed much later", []tingjian.Turn{asks("10:00:00"), system("10:30:00", ended)}, 0, true},
		{"closed before a reply was due", []tingjian.Turn{asks("10:00:00"), system("10:03:00", ended)}, 0, false},
		{"a person greeted and then kept silent", []tingjian.Turn{replies("10:00:00", "a-1"), asks("10:00:05")}, 0, false},
		{"a bot answered", []tingjian.Turn{asks("10:00:00"), botReplies("10:00:01")}, 0, false},
		{"thanks alone", []tingjian.Turn{says("10:00:00", "谢谢师傅"), says("10:00:09", "👍")}, 0, false},
		{"without times", []tingjian.Turn{untimed}, 0, false},
		{"nobody asked", []tingjian.Turn{note}, 0, false},
		{"nothing at all", nil, 0, false},
	} {
		turn, ok := platforms.Unanswered(&tingjian.Transcript{Closed: true, Turns: c.turns})
		if ok != c.want || ok && turn != c.turn {
			t.Errorf("%s: %v at %d", c.name, ok, turn)
		}
	}
	asked := []tingjian.Turn{asks("10:00:00")}
	for what, transcript := range map[string]*tingjian.Transcript{
		"still open": {Turns: asked}, "a call": {Closed: true, Turns: asked, Meta: tingjian.Meta{Channel: tingjian.Call}},
	} {
		if _, ok := platforms.Unanswered(transcript); ok {
			t.Errorf("%s: nobody owed a reply in a chat", what)
		}
	}
}
