package scoring

import (
	"strings"
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
		{name: "a promise alone", promise: true, want: Partial},
		{name: "put off, politely thanked", findings: []at{{3, "deferral"}, {9, "customer.thanks"}}, want: Partial},
		{name: "put off", findings: []at{{3, "deferral"}}, want: Unresolved},
		{name: "done, complained, kept", findings: []at{{3, "customer.complaint"}, {5, "promise.kept"}, {9, "customer.thanks"}}, want: Resolved},
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

// The promise ledger and what acts are begun or finished decide as well, and the customer's last words.
func TestOutcomeOfPromisesAndActs(t *testing.T) {
	turn := func(s tingjian.Speaker, text string) tingjian.Turn { return tingjian.Turn{Speaker: s, Text: text} }
	at := 3
	promise := func(status tingjian.PromiseStatus, awaits bool) []tingjian.Promise {
		return []tingjian.Promise{{Turn: 1, Status: status, Awaits: awaits, SettledBy: &at}}
	}
	act := func(rule string) tingjian.Finding {
		return tingjian.Finding{Code: tingjian.Action, Rule: rule, Status: tingjian.Stable, Span: tingjian.Span{Turn: 1}}
	}
	thanks := tingjian.Finding{Code: tingjian.CustomerThanks, Status: tingjian.Stable, Span: tingjian.Span{Turn: 4}}
	for _, c := range []struct {
		name     string
		last     string
		findings []tingjian.Finding
		promises []tingjian.Promise
		want     string
	}{
		{"an open promise", "好的", nil, promise(tingjian.Open, false), Partial},
		{"an open promise, thanked", "谢谢", []tingjian.Finding{thanks}, promise(tingjian.Open, false), Partial},
		{"a promise that waits for the customer says nothing", "等我找找照片", nil, promise(tingjian.Open, true), Unknown},
		{"a kept promise, thanked", "谢谢", []tingjian.Finding{thanks}, promise(tingjian.Kept, false), Resolved},
		{"set going, thanked", "谢谢", []tingjian.Finding{act("action/for-you"), thanks}, nil, Partial},
		{"finished, thanked", "谢谢", []tingjian.Finding{act("action/finished"), thanks}, nil, Resolved},
		{"finished, nothing more", "没有了", []tingjian.Finding{act("action/finished")}, nil, Resolved},
		{"answered, nothing more", "好的", nil, nil, Resolved},
		{"answered, goes on asking", "好的吗?", nil, nil, Unknown},
		{"nobody answered much", "", nil, nil, Unknown},
	} {
		tr := &tingjian.Transcript{Closed: true, Turns: []tingjian.Turn{
			turn(tingjian.Customer, "包邮吗"), turn(tingjian.Agent, "包邮的"), turn(tingjian.Customer, "发什么"), turn(tingjian.Agent, "发中通"), turn(tingjian.Customer, c.last),
		}}
		if c.last == "" {
			tr.Turns = tr.Turns[:2]
		}
		if got := Outcome(tr, c.findings, c.promises...).Resolution; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestLastWords: 好慢 and 行程发我 begin like words that take leave; a customer who asks 好了没 has something more to ask.
func TestLastWords(t *testing.T) {
	for _, text := range []string{"好", "好的", "行 谢了", "嗯嗯", "没有了,谢谢", "暂时没有", "知道了。", "可以👌", "好嘞谢谢啊", "ok~", "不用了"} {
		if !takesLeave(text) {
			t.Errorf("%s takes leave", text)
		}
	}
	for _, text := range []string{"好慢", "好烦啊", "好气", "好麻烦", "好多天了", "行程发我", "行不行", "好了没", "好 几点到", "可以退", "知道了还问", "不行", ""} {
		if takesLeave(text) {
			t.Errorf("%s takes no leave", text)
		}
	}
}

// TestNothingMore: who says that there is nothing more was helped, by however few words; whoever answers a question so says nothing of it.
func TestNothingMore(t *testing.T) {
	for _, c := range []struct {
		turns string // customer and agent in turns, the customer first
		want  string
	}{
		{"杯子能微波吗|能的|没有了", Resolved},
		{"杯子能微波吗|能的|没有了|好的,再见", Resolved},
		{"杯子能微波吗|能的,还有其他要问的吗|没有", Resolved},
		{"杯子能微波吗|能的,还有别的可以帮您吗|暂时没有,谢谢", Resolved},
		{"杯子能微波吗|能的|嗯那没有其他问题了", Resolved},
		{"杯子能微波吗|能的|没别的事了,谢谢啊", Resolved},
		{"杯子能微波吗|能的|好的|还有别的吗|没了", Resolved},
		{"少了个杯盖|包装盒里还有吗|没有了", Unknown},
		{"少了个杯盖|有开箱的照片没|没有", Unknown},
		{"杯子能微波吗|能的|还没有到货", Unknown},
		{"杯子能微波吗|能的|杯盖没有了", Unknown},
		{"杯子能微波吗|没有了", Unknown},
		{"没有了", Unknown},
	} {
		tr := &tingjian.Transcript{Closed: true}
		for i, text := range strings.Split(c.turns, "|") {
			tr.Turns = append(tr.Turns, tingjian.Turn{Speaker: []tingjian.Speaker{tingjian.Customer, tingjian.Agent}[i%2], Text: text})
		}
		if got := Outcome(tr, nil).Resolution; got != c.want {
			t.Errorf("%s: %s, want %s", c.turns, got, c.want)
		}
	}
}
