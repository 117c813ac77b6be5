package platforms_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/scoring/platforms"
)

var day = time.Date(2024, 8, 6, 0, 0, 0, 0, tingjian.Zone)

// said is a turn at a clock time such as 10:10:15.
func said(clock string, speaker tingjian.Speaker, agent, text string) tingjian.Turn {
	at, err := time.ParseInLocation("2006-01-02 15:04:05", "2024-08-06 "+clock, tingjian.Zone)
	if err != nil {
		panic(err)
	}
	return tingjian.Turn{Speaker: speaker, Agent: agent, At: at, Text: text}
}

func asks(clock string) tingjian.Turn { return said(clock, tingjian.Customer, "", "怎么还没到") }
func replies(clock, agent string) tingjian.Turn {
	return said(clock, tingjian.Agent, agent, "帮您查")
}
func botReplies(clock string) tingjian.Turn { return said(clock, tingjian.Bot, "", "请看帮助") }
func handsOver(clock string) tingjian.Turn {
	t := said(clock, tingjian.System, "", "会话已转接")
	t.Event = &tingjian.Event{Type: tingjian.EventTransfer}
	return t
}

// measured gives the parties a-1, a-2 and the bots of a closed chat.
func measured(turns ...tingjian.Turn) []tingjian.Party {
	parties := []tingjian.Party{{Speaker: tingjian.Agent, Agent: "a-1"}, {Speaker: tingjian.Agent, Agent: "a-2"}, {Speaker: tingjian.Bot}}
	platforms.Measure(&tingjian.Transcript{ID: "c", Closed: true, Turns: turns}, parties)
	return parties
}

func show(p tingjian.Party) string {
	out := ""
	for _, h := range p.Replies {
		first := "-"
		if h.First != nil {
			first = fmt.Sprint(*h.First)
		}
		out += fmt.Sprintf("[%s asked %d answered %d in time %d messages %d/%d seconds %g capped %g longest %g first %s]",
			h.Hour[11:], h.Asked, h.Answered, h.InTime, h.MessagesInTime, h.Messages, h.Seconds, h.CappedSeconds, h.Longest, first)
	}
	return out
}

func TestMeasure(t *testing.T) {
	for _, c := range []struct {
		name  string
		turns []tingjian.Turn
		want  [3]string // a-1, a-2, bots
	}{
		{"asking again does not restart the clock", []tingjian.Turn{asks("10:10:15"), asks("10:15:20"), replies("10:18:10", "a-1")},
			[3]string{"[10 asked 1 answered 1 in time 0 messages 1/2 seconds 475 capped 475 longest 475 first 475]"}},
		{"exactly three minutes is in time", []tingjian.Turn{asks("10:00:00"), replies("10:03:00", "a-1")},
			[3]string{"[10 asked 1 answered 1 in time 1 messages 1/1 seconds 180 capped 180 longest 180 first 180]"}},
		{"hours are those of the question, the first reply is one", []tingjian.Turn{asks("10:59:00"), replies("11:00:00", "a-1"), asks("11:10:00"), replies("11:25:00", "a-1")},
			[3]string{"[10 asked 1 answered 1 in time 1 messages 1/1 seconds 60 capped 60 longest 60 first 60]" +
				"[11 asked 1 answered 1 in time 0 messages 0/1 seconds 900 capped 600 longest 900 first -]"}},
		{"whoever replies has the reply", []tingjian.Turn{asks("10:00:00"), replies("10:00:10", "a-1"), asks("10:01:00"), replies("10:01:20", "a-2")},
			[3]string{"[10 asked 1 answered 1 in time 1 messages 1/1 seconds 10 capped 10 longest 10 first 10]",
				"[10 asked 1 answered 1 in time 1 messages 1/1 seconds 20 capped 20 longest 20 first -]"}},
		{"no reply counts against who served last", []tingjian.Turn{asks("10:00:00"), replies("10:00:10", "a-2"), asks("10:01:00"), asks("10:02:00")},
			[3]string{"", "[10 asked 2 answered 1 in time 1 messages 1/3 seconds 10 capped 610 longest 10 first 10]"}},
		{"last words of thanks ask nothing", []tingjian.Turn{asks("10:00:00"), replies("10:00:10", "a-1"), said("10:01:00", tingjian.Customer, "", "好的,谢谢您啦~ 👌")},
			[3]string{"[10 asked 1 answered 1 in time 1 messages 1/1 seconds 10 capped 10 longest 10 first 10]"}},
		{"thanks with a question ask", []tingjian.Turn{asks("10:00:00"), replies("10:00:10", "a-1"), said("10:01:00", tingjian.Customer, "", "好的？")},
			[3]string{"[10 asked 2 answered 1 in time 1 messages 1/2 seconds 10 capped 610 longest 10 first 10]"}},
		{"the bot's replies are the bot's; people's clock begins when it hands over",
			[]tingjian.Turn{asks("10:00:00"), botReplies("10:00:01"), asks("10:01:00"), handsOver("10:02:00"), replies("10:02:30", "a-1")},
			[3]string{"[10 asked 1 answered 1 in time 1 messages 1/1 seconds 30 capped 30 longest 30 first 30]", "",
				"[10 asked 1 answered 1 in time 1 messages 1/1 seconds 1 capped 1 longest 1 first 1]"}},
		{"handed over with nothing open", []tingjian.Turn{asks("10:00:00"), botReplies("10:00:01"), handsOver("10:02:00"), botReplies("10:02:01"), replies("10:07:00", "a-2")},
			[3]string{"", "[10 asked 1 answered 1 in time 0 messages 0/1 seconds 300 capped 300 longest 300 first 300]",
				"[10 asked 1 answered 1 in time 1 messages 1/1 seconds 1 capped 1 longest 1 first 1]"}},
		{"handed over and nobody comes", []tingjian.Turn{asks("10:00:00"), botReplies("10:00:01"), handsOver("10:02:00")},
			[3]string{"[10 asked 1 answered 0 in time 0 messages 0/1 seconds 0 capped 600 longest 0 first -]", "",
				"[10 asked 1 answered 1 in time 1 messages 1/1 seconds 1 capped 1 longest 1 first 1]"}},
		{"passing on between people changes nothing", []tingjian.Turn{asks("10:00:00"), replies("10:00:10", "a-1"), asks("10:01:00"), handsOver("10:03:00"), replies("10:05:00", "a-2")},
			[3]string{"[10 asked 1 answered 1 in time 1 messages 1/1 seconds 10 capped 10 longest 10 first 10]",
				"[10 asked 1 answered 1 in time 0 messages 0/1 seconds 240 capped 240 longest 240 first -]"}},
		{"without times nothing is counted", []tingjian.Turn{{Speaker: tingjian.Customer, Text: "在吗"}, {Speaker: tingjian.Agent, Agent: "a-1", Text: "在"}}, [3]string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, p := range measured(c.turns...) {
				if got := show(p); got != c.want[i] {
					t.Errorf("%s %s: %s\nwant %s", p.Speaker, p.Agent, got, c.want[i])
				}
			}
		})
	}
}

// TestNotMeasured keeps open conversations and other channels without figures.
func TestNotMeasured(t *testing.T) {
	turns := []tingjian.Turn{asks("10:00:00"), replies("10:00:10", "a-1")}
	for _, c := range []*tingjian.Transcript{{Turns: turns}, {Turns: turns, Closed: true, Meta: tingjian.Meta{Channel: tingjian.Call}}} {
		parties := []tingjian.Party{{Speaker: tingjian.Agent, Agent: "a-1", Replies: []tingjian.ReplyHour{{Hour: "2024-08-06T10"}}}}
		platforms.Measure(c, parties)
		if parties[0].Replies != nil {
			t.Errorf("closed %v on channel %q: %v", c.Closed, c.Channel, parties[0].Replies)
		}
	}
	platforms.Measure(&tingjian.Transcript{Closed: true, Turns: turns}, nil)
}

func drawn(t *rapid.T) []tingjian.Turn {
	at := day.Add(9 * time.Hour)
	var turns []tingjian.Turn
	for range rapid.IntRange(0, 30).Draw(t, "turns") {
		at = at.Add(time.Duration(rapid.IntRange(0, 900).Draw(t, "pause")) * time.Second)
		turn := tingjian.Turn{At: at, Text: "好"}
		switch rapid.IntRange(0, 5).Draw(t, "who") {
		case 0, 1, 2:
			turn.Speaker, turn.Text = tingjian.Customer, rapid.SampledFrom([]string{"怎么退", "谢谢", ""}).Draw(t, "text")
		case 3:
			turn.Speaker, turn.Agent = tingjian.Agent, rapid.SampledFrom([]string{"a-1", "a-2", "a-9"}).Draw(t, "agent")
		case 4:
			turn.Speaker = tingjian.Bot
		default:
			turn.Speaker, turn.Text, turn.Event = tingjian.System, "", &tingjian.Event{Type: tingjian.EventTransfer}
		}
		if rapid.IntRange(0, 9).Draw(t, "untimed") == 0 {
			turn.At = time.Time{}
		}
		turns = append(turns, turn)
	}
	return turns
}

// TestCountsHoldTogether holds for any conversation: parts are no more than wholes, no message is counted twice, and there is
// at most one first reply of people and of bots.
func TestCountsHoldTogether(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		turns := drawn(rt)
		messages, transfers := 0, 0
		for i := range turns {
			if turns[i].Speaker == tingjian.Customer && turns[i].Text != "" {
				messages++
			}
			if turns[i].Event != nil {
				transfers++
			}
		}
		counted, first := 0, map[tingjian.Speaker]int{}
		for _, p := range measured(turns...) {
			for _, h := range p.Replies {
				counted += h.Messages
				if h.First != nil {
					first[p.Speaker]++
				}
				switch {
				case h.InTime > h.Answered, h.Answered > h.Asked, h.MessagesInTime > h.Messages, h.Asked > h.Messages, h.InTime > h.MessagesInTime,
					h.Longest > h.Seconds, h.CappedSeconds > h.Seconds+600*float64(h.Asked-h.Answered), math.IsNaN(h.Seconds):
					rt.Fatalf("%s %s: %s", p.Speaker, p.Agent, show(p))
				}
			}
		}
		if counted > messages+transfers || first[tingjian.Agent] > 1 || first[tingjian.Bot] > 1 {
			rt.Fatalf("%d messages counted of %d, first replies %v", counted, messages, first)
		}
	})
}

func BenchmarkMeasure(b *testing.B) {
	var turns []tingjian.Turn
	for i := range 20 {
		at := fmt.Sprintf("10:%02d:00", i)
		if i%2 == 0 {
			turns = append(turns, asks(at))
		} else {
			turns = append(turns, replies(at, "a-1"))
		}
	}
	t := &tingjian.Transcript{Closed: true, Turns: turns}
	parties := []tingjian.Party{{Speaker: tingjian.Agent, Agent: "a-1"}}
	for b.Loop() {
		platforms.Measure(t, parties)
	}
}
