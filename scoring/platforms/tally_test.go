package platforms_test

import (
	"fmt"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/scoring/platforms"
)

// figures adds up conversations, each of one customer, and gives every metric as "n value".
func figures(conversations ...[]tingjian.Turn) map[string]string {
	t := platforms.NewTally()
	for i, turns := range conversations {
		for _, p := range measured(turns...) {
			t.Add(fmt.Sprint("c-", i), "u-1", &p)
		}
	}
	out := map[string]string{}
	for _, f := range t.Figures() {
		out[f.ID] = "none"
		if f.Value != nil {
			out[f.ID] = fmt.Sprintf("%d %.4g", f.N, *f.Value)
		}
	}
	return out
}

// TestWorkedExamples: the definitions differ on the same conversations.
func TestWorkedExamples(t *testing.T) {
	late := []tingjian.Turn{asks("10:10:15"), asks("10:15:20"), replies("10:18:10", "a-1")} // the example of 淘宝: 0/1
	prompt := []tingjian.Turn{asks("14:00:00"), replies("14:00:20", "a-1"), asks("14:05:00"), replies("14:05:40", "a-2")}
	night := []tingjian.Turn{asks("23:30:00"), replies("23:31:00", "a-1")}
	early := []tingjian.Turn{asks("08:56:00"), replies("09:01:00", "a-1")} // of 京东: out
	for _, c := range []struct {
		name  string
		turns [][]tingjian.Turn
		want  map[string]string
	}{
		{"a late reply", [][]tingjian.Turn{late}, map[string]string{
			"taobao.reply_3min": "1 0", "tingjian.reply_3min": "1 0", "douyin.reply_3min.messages": "2 0.5", "douyin.reply_3min.sessions": "1 0",
			"douyin.first_reply": "1 475", "taobao.mean_reply": "1 475", "jd.first_30s": "1 0"}},
		{"prompt ones", [][]tingjian.Turn{prompt}, map[string]string{
			"tingjian.reply_3min": "2 1", "tingjian.first_reply": "1 20", "tingjian.mean_reply": "2 30", "jd.first_30s": "1 1", "douyin.reply_3min.sessions": "1 1"}},
		{"one late question spoils the customer's day", [][]tingjian.Turn{prompt, late}, map[string]string{
			"tingjian.reply_3min": "3 0.6667", "pinduoduo.reply_3min": "1 0", "douyin.reply_3min.dialogues": "2 0.5", "xiaohongshu.reply_3min": "2 0.5"}},
		{"outside the assessed hours", [][]tingjian.Turn{night}, map[string]string{
			"tingjian.reply_3min": "1 1", "douyin.first_reply": "none", "pinduoduo.reply_3min": "none", "kuaishou.reply_3min": "1 1", "kuaishou.reply_3min.2023": "none"}},
		{"begun before the assessed hours", [][]tingjian.Turn{early}, map[string]string{"jd.first_30s": "none", "douyin.first_reply": "1 300"}},
		{"never answered", [][]tingjian.Turn{{replies("12:00:00", "a-1"), asks("12:00:05")}}, map[string]string{
			"taobao.mean_reply": "1 600", "tingjian.mean_reply": "none", "tingjian.reply_3min": "1 0", "jd.first_30s": "1 0", "tingjian.first_reply": "none"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := figures(c.turns...)
			for id, want := range c.want {
				if got[id] != want {
					t.Errorf("%s: %q, want %q", id, got[id], want)
				}
			}
		})
	}
}

// TestDefinitionsAreWhole: every definition says all that a reader needs to judge it.
func TestDefinitionsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range platforms.Definitions() {
		if d.ID == "" || seen[d.ID] || d.Platform == "" || d.TitleZH == "" || d.TitleEN == "" || d.Unit == "" || d.Note == "" || d.NoteEN == "" || d.Source == "" || d.Recorded == "" {
			t.Errorf("incomplete or repeated: %+v", d)
		}
		if d.FromHour < 0 || d.ToHour <= d.FromHour || d.ToHour > 24 {
			t.Errorf("%s: hours %d to %d", d.ID, d.FromHour, d.ToHour)
		}
		if d.Target != nil && d.Rate != (*d.Target <= 1) {
			t.Errorf("%s: target %g of a rate: %v", d.ID, *d.Target, d.Rate)
		}
		seen[d.ID] = true
	}
	d := platforms.Definitions()[0]
	if !d.Good(0.8) || d.Good(0.79) {
		t.Errorf("%s: 80%% is the line", d.ID)
	}
}

// TestBotsAreLeftOut: no platform counts what bots reply.
func TestBotsAreLeftOut(t *testing.T) {
	for id, got := range figures([]tingjian.Turn{asks("10:00:00"), botReplies("10:00:01")}) {
		if got != "none" {
			t.Errorf("%s: %s", id, got)
		}
	}
}
