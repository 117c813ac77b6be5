package dialogue_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/dialogue"
)

func TestParse(t *testing.T) {
	all, err := dialogue.Parse("f", []byte(`// a comment
# id: c-17
# channel: call
# merchant: m-1
# vendor: v-1
# team: night
# customer: u-1
# order: o-1
# fact: customized = false
# rating: 2/5
# closed: false
# as-of: 10:05:00
[10:00:05] 客户: 时间：三点 // want a:"三点" pending b.c:"时\"" d
[10:00:30-10:00:34] 客服 @a-17： 第一行\n第二行

[2024-08-07T00:00:01+08:00] 机器人: 您好
[00:00:02] # event: transfer @a-18
系统: 已转接
# event: refund
事件: close
---
---
客户: 另一通
`))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 {
		t.Fatalf("%d conversations, want 2", len(all))
	}
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s+"+08:00")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	want := dialogue.Conversation{
		Transcript: tingjian.Transcript{ID: "c-17", Meta: tingjian.Meta{
			Channel: tingjian.Call, Merchant: "m-1", Vendor: "v-1", Team: "night", Customer: "u-1", Order: "o-1",
			Facts: map[string]json.RawMessage{"customized": json.RawMessage("false")}, Rating: &tingjian.Rating{Score: 2, Scale: 5},
		}, Turns: []tingjian.Turn{
			{Speaker: tingjian.Customer, At: at("2024-08-06T10:00:05"), Text: "时间：三点"},
			{Speaker: tingjian.Agent, Agent: "a-17", At: at("2024-08-06T10:00:30"), Until: at("2024-08-06T10:00:34"), Text: "第一行\n第二行"},
			{Speaker: tingjian.Bot, At: at("2024-08-07T00:00:01"), Text: "您好"},
			{Speaker: tingjian.System, At: at("2024-08-07T00:00:02"), Event: &tingjian.Event{Type: "transfer", To: "a-18"}},
			{Speaker: tingjian.System, Text: "已转接"},
			{Speaker: tingjian.System, Event: &tingjian.Event{Type: "refund"}},
			{Speaker: tingjian.System, Event: &tingjian.Event{Type: "close"}},
		}},
		AsOf: at("2024-08-06T10:05:00"), Line: 2, Lines: []int{13, 14, 16, 17, 18, 19, 20},
		Wants: []dialogue.Want{{Code: "a", Quote: "三点"}, {Code: "b.c", Quote: `时"`, Pending: true}, {Code: "d"}},
	}
	if got := all[0]; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if second := all[1]; second.ID != "f:23" || !second.Closed || len(second.Turns) != 1 {
		t.Errorf("second conversation %+v", second)
	}
}

func TestProblemsHaveTheirPlace(t *testing.T) {
	_, err := dialogue.Parse("f", []byte(`没有冒号
顾客: 不认得
# nothing
# chanel: chat
# channel: fax
# closed: perhaps
# rating: two
# fact: 1
# as-of: noon
# day: today
[10:00 客户: 在
[25:00:00] 客户: 在
客户: 在 // want :"x"
客户: 在 // want a:x
[9] # event: transfer
  事件:
`))
	if err == nil {
		t.Fatal("no error")
	}
	got := strings.Split(err.Error(), "\n")
	want := []string{
		`f:1:1: turn "没有冒号"`, `f:2:1: speaker "顾客"`, `f:3:3: directive "nothing"`, `f:4:3: directive "chanel": unknown`, `f:5:3: directive "channel": channel "fax"`,
		`f:6:3: directive "closed"`, `f:7:3: directive "rating"`, `f:8:3: directive "fact"`, `f:9:3: directive "as-of": time "noon"`, `f:10:3: directive "day"`,
		`f:11:1: time "[10:00 客户: 在": closing`, `f:12:1: time "25:00:00"`, `f:13:15: want ":\"x\""`, `f:14:15: want "a:x"`, `f:15:1: time "9"`, `f:16:3: event`,
	}
	if len(got) != len(want) {
		t.Fatalf("got %d problems, want %d:\n%s", len(got), len(want), err)
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}

// Any text parses or is refused with its place; what parses has one line for each turn and wants on turns that exist.
func FuzzParse(f *testing.F) {
	f.Add("客户: 在吗\n[10:00:00] 客服@a: 在 // want a:\"在\"\n---\n# event: transfer")
	f.Add("[10:00:00~")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := dialogue.Parse("f", []byte(text))
		if err != nil && !strings.HasPrefix(err.Error(), "f:") {
			t.Errorf("error without a place: %v", err)
		}
		for _, c := range all {
			if len(c.Lines) != len(c.Turns) {
				t.Errorf("%d lines for %d turns", len(c.Lines), len(c.Turns))
			}
			for _, w := range c.Wants {
				if w.Turn < 0 || w.Turn >= len(c.Turns) || w.Code == "" {
					t.Errorf("want %+v of %d turns", w, len(c.Turns))
				}
			}
		}
	})
}
