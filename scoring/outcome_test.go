package scoring

import (
	"testing"

	"github.com/tingjian/tingjian"
)

func TestOutcome(t *testing.T) {
	type at struct {
		turn int
		code tingjian.Code
	}
	refund, stepped := &tingjian.Event{Type: tingjian.EventRefund}, &tingjian.Event{Type: tingjian.EventPlatformIntervened}
	for _, tt := range []struct {
		name     string
		findings []at
		event    *tingjian.Event // on turn 5
		promise  bool
		rating   *tingjian.Rating
		open     bool
		want     string
	}{
		{name: "nothing shows", want: Unknown},
		{name: "still open", findings: []at{{1, "action"}, {9, "customer.thanks"}}, open: true, want: Unknown},
		{name: "thanked", findings: []at{{9, "customer.thanks"}}, want: Resolved},
		{name: "done and thanked", findings: []at{{3, "action"}, {9, "customer.thanks"}}, want: Resolved},
		{name: "thanked, rated low", findings: []at{{9, "customer.thanks"}}, rating: &tingjian.Rating{Score: 2, Scale: 5}, want: Partial},
		{name: "thanked, rated well", findings: []at{{9, "customer.thanks"}}, rating: &tingjian.Rating{Score: 3, Scale: 5}, want: Resolved},
		{name: "rating without a scale says nothing", findings: []at{{9, "customer.thanks"}}, rating: &tingjian.Rating{}, want: Resolved},
		{name: "thanked for a promise", findings: []at{{9, "customer.thanks"}}, promise: true, want: Partial},
		{name: "a promise alone", promise: true, want: Unknown},
		{name: "done", findings: []at{{3, "action"}}, want: Partial},
		{name: "refused", findings: []at{{3, "stonewall"}}, want: Unresolved},
		{name: "refused, politely thanked", findings: []at{{3, "stonewall"}, {9, "customer.thanks"}}, want: Unresolved},
		{name: "refused, made good, thanked", findings: []at{{3, "stonewall"}, {5, "remedy"}, {9, "customer.thanks"}}, want: Resolved},
		{name: "refused, made good", findings: []at{{3, "stonewall"}, {5, "alternative"}}, want: Partial},
		{name: "made good, refused again", findings: []at{{3, "action"}, {5, "handoff.denied"}}, want: Unresolved},
		{name: "done and refused in one breath", findings: []at{{3, "action"}, {3, "stonewall"}}, want: Unresolved},
		{name: "complained", findings: []at{{3, "customer.complaint"}}, want: Unresolved},
		{name: "done, still complains", findings: []at{{3, "action"}, {5, "customer.complaint"}}, want: Partial},
		{name: "thanked, then came back", findings: []at{{3, "customer.thanks"}, {5, "customer.repeat"}}, want: Unresolved},
		{name: "refunded", event: refund, findings: []at{{3, "customer.complaint"}}, want: Resolved},
		{name: "refunded, still complains", event: refund, findings: []at{{7, "customer.complaint"}}, want: Partial},
		{name: "platform stepped in", event: stepped, findings: []at{{3, "action"}}, want: Unresolved},
		{name: "platform stepped in, then settled", event: stepped, findings: []at{{7, "remedy"}, {9, "customer.thanks"}}, want: Resolved},
		{name: "a wish for a person says nothing", findings: []at{{3, "customer.human_request"}}, want: Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			transcript := &tingjian.Transcript{Closed: !tt.open, Turns: make([]tingjian.Turn, 10)}
			transcript.Turns[5].Event = tt.event
			transcript.Rating = tt.rating
			var all []tingjian.Finding
			for _, a := range tt.findings {
				f := finding("", a.code, "", "")
				f.Turn = a.turn
				all = append(all, f)
				f.Turn, f.Code, f.Status = 9, "stonewall", tingjian.Shadow // never counts
				all = append(all, f)
			}
			if tt.promise {
				f := finding("", "promise.broken", "agent", "a")
				f.Pending = true
				all = append(all, f)
			}
			if got := Outcome(transcript, all); got.Resolution != tt.want || got.Solved != nil || got.Satisfied != nil || got.Effective != nil {
				t.Errorf("got %+v, want %s", got, tt.want)
			}
		})
	}
}
