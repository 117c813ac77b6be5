package journey_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/journey"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/segment"
	"github.com/tingjian/tingjian/configs"
)

func inspector(t testing.TB) *journey.Inspector {
	t.Helper()
	lists, err := rules.Lists(configs.FS, "journey")
	if err != nil {
		t.Fatal(err)
	}
	words, err := segment.Shared()
	if err != nil {
		t.Fatal(err)
	}
	j, err := journey.New(lists, words, 0)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// day is a moment of a story: days and hours after it began.
func day(d, h int) time.Time {
	return time.Date(2024, 8, 5, 8, 0, 0, 0, tingjian.Zone).Add(time.Duration(d*24+h) * time.Hour)
}

// talk makes a conversation: each line is who (客 or an agent's id), a colon, and the words.
func talk(id, order string, at time.Time, lines ...[2]string) journey.Conversation {
	t := &tingjian.Transcript{ID: id, Meta: tingjian.Meta{Customer: "u-1", Order: order, Channel: tingjian.Chat, Merchant: "m-1"}, Closed: true}
	for i, l := range lines {
		turn := tingjian.Turn{Speaker: tingjian.Agent, Agent: l[0], Text: l[1]}
		if l[0] == "客" {
			turn = tingjian.Turn{Speaker: tingjian.Customer, Text: l[1]}
		}
		if !at.IsZero() {
			turn.At = at.Add(time.Duration(i) * time.Minute)
		}
		t.Turns = append(t.Turns, turn)
	}
	return journey.Conversation{Transcript: t, Inspection: &tingjian.Inspection{ID: id, Closed: true, Outcome: tingjian.Outcome{Resolution: "unresolved"}}}
}

func members(cases []tingjian.Case) [][]string {
	var out [][]string
	for _, c := range cases {
		out = append(out, c.Transcripts)
	}
	return out
}

func TestWhatBelongsTogether(t *testing.T) {
	router := func(id, order string, at time.Time) journey.Conversation {
		return talk(id, order, at, [2]string{"客", "路由器发烫自动重启,想退货"}, [2]string{"a-1", "您好"})
	}
	for name, c := range map[string]struct {
		all  []journey.Conversation
		want [][]string
	}{
		"one order, whatever is said and however late": {
			[]journey.Conversation{router("a", "o-1", day(0, 0)), talk("b", "o-1", day(90, 0), [2]string{"客", "发票抬头开错了"})},
			[][]string{{"a", "b"}},
		},
		"another order is another matter": {
			[]journey.Conversation{router("a", "o-1", day(0, 0)), router("b", "o-2", day(1, 0))},
			[][]string{{"a"}, {"b"}},
		},
		"the same things within the window": {
			[]journey.Conversation{router("a", "o-1", day(0, 0)), talk("b", "", day(3, 0), [2]string{"客", "我那个路由器还是发烫重启啊"})},
			[][]string{{"a", "b"}},
		},
		"the same things after the window": {
			[]journey.Conversation{router("a", "", day(0, 0)), router("b", "", day(20, 0))},
			[][]string{{"a"}, {"b"}},
		},
		"other things": {
			[]journey.Conversation{router("a", "", day(0, 0)), talk("b", "", day(1, 0), [2]string{"客", "会员积分怎么兑换咖啡杯"})},
			[][]string{{"a"}, {"b"}},
		},
		"refers to the contact before": {
			[]journey.Conversation{router("a", "", day(0, 0)), talk("b", "", day(1, 0), [2]string{"客", "昨天你们客服答应给我回电话的"})},
			[][]string{{"a", "b"}},
		},
		"given in any order": {
			[]journey.Conversation{router("b", "o-1", day(2, 0)), router("a", "o-1", day(1, 0))},
			[][]string{{"a", "b"}},
		},
		"without times": {
			[]journey.Conversation{router("a", "o-1", time.Time{}), router("b", "o-1", time.Time{})},
			[][]string{{"a", "b"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := members(inspector(t).Cases("u-1", c.all)); !slices.EqualFunc(got, c.want, slices.Equal) {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

// TestUnknownTimeBetween: a case begins with its earliest conversation, although one without times stands between.
func TestUnknownTimeBetween(t *testing.T) {
	late := talk("a", "o-1", day(0, 2), [2]string{"客", "发票抬头开错了"}, [2]string{"a-1", "已经重开"})
	none := talk("b", "o-1", time.Time{}, [2]string{"客", "发票呢"})
	early := talk("c", "o-1", day(0, 1), [2]string{"客", "发票抬头开错了"}, [2]string{"a-1", "不行"})
	c := inspector(t).Cases("u-1", []journey.Conversation{late, none, early})[0]
	if !slices.Equal(c.Transcripts, []string{"c", "a", "b"}) || !c.Opened.Equal(day(0, 1)) {
		t.Errorf("%v, opened %v", c.Transcripts, c.Opened)
	}
}

func TestOrderNumberNamed(t *testing.T) {
	a, b := talk("a", "", day(0, 0), [2]string{"客", "鞋子小了"}), talk("b", "", day(1, 0), [2]string{"客", "钱呢"})
	a.Transcript.Turns[0].Keys, b.Transcript.Turns[0].Keys = []string{"k1"}, []string{"k0", "k1"}
	if got := members(inspector(t).Cases("u-1", []journey.Conversation{a, b})); len(got) != 1 {
		t.Errorf("%v: the same number was named in both", got)
	}
}

// promised is a conversation in which a-1 promised a call by due.
func promised(due *time.Time) journey.Conversation {
	a := talk("a", "o-1", day(0, 0), [2]string{"客", "洗衣机漏水"}, [2]string{"a-1", "今晚八点前给您回电话"})
	a.Inspection.Promises = []tingjian.Promise{{
		Turn: 1, End: 12, Text: "今晚八", Speaker: tingjian.Agent, Agent: "a-1", Kind: "callback", Due: due, Status: tingjian.Open,
	}}
	return a
}

func TestWhatBecameOfAPromise(t *testing.T) {
	due := day(0, 12)
	call := func(at time.Time) journey.Conversation {
		c := talk("b", "o-1", at, [2]string{"a-2", "您好,给您回电话说洗衣机的事"}, [2]string{"客", "嗯"})
		c.Transcript.Channel = tingjian.Call
		return c
	}
	again := talk("b", "o-1", day(1, 0), [2]string{"客", "说好昨晚打电话,一个电话都没有"}, [2]string{"a-3", "明早九点前一定回电"})
	renewed := again
	later := day(1, 20)
	inspection := *again.Inspection
	inspection.Promises = []tingjian.Promise{{Turn: 1, Text: "明早九点前一定回电", Kind: "callback", Agent: "a-3", Due: &later, Status: tingjian.Open}}
	renewed.Inspection = &inspection
	for name, c := range map[string]struct {
		next   []journey.Conversation
		want   tingjian.PromiseStatus
		marked bool
	}{
		"nothing more is known":              {nil, tingjian.Open, false},
		"called in time":                     {[]journey.Conversation{call(day(0, 11))}, tingjian.Kept, false},
		"called too late":                    {[]journey.Conversation{call(day(0, 13))}, tingjian.Broken, true},
		"the customer says nobody called":    {[]journey.Conversation{again}, tingjian.Broken, true},
		"another time was named":             {[]journey.Conversation{renewed}, tingjian.RePromised, true},
		"the customer came before it is due": {[]journey.Conversation{talk("b", "o-1", day(0, 5), [2]string{"客", "洗衣机什么型号来着"})}, tingjian.Open, false},
	} {
		t.Run(name, func(t *testing.T) {
			cases := inspector(t).Cases("u-1", append([]journey.Conversation{promised(&due)}, c.next...))
			if len(cases) != 1 || cases[0].Promises[0].Status != c.want {
				t.Fatalf("%+v, want one case with a promise %s", cases, c.want)
			}
			i := slices.IndexFunc(cases[0].Findings, func(f tingjian.CaseFinding) bool { return f.Code == tingjian.PromiseBroken })
			if (i >= 0) != c.marked {
				t.Fatalf("marked %v, want %v", i >= 0, c.marked)
			}
			if c.marked && (cases[0].Findings[i].Agent != "a-1" || cases[0].Findings[i].Transcript != "a" || len(cases[0].Findings[i].From) == 0) {
				t.Errorf("%+v", cases[0].Findings[i])
			}
		})
	}
}

func TestHandoffs(t *testing.T) {
	c := talk("a", "", day(0, 0), [2]string{"客", "转人工"}, [2]string{"a-1", "我帮您转"}, [2]string{"a-2", "您好"}, [2]string{"a-1", "好了吗"})
	bot := tingjian.Turn{Speaker: tingjian.Bot, Text: "您好"}
	transfer := tingjian.Turn{Speaker: tingjian.System, Event: &tingjian.Event{Type: tingjian.EventTransfer, To: "a-2"}}
	turns := c.Transcript.Turns
	c.Transcript.Turns = slices.Concat([]tingjian.Turn{bot}, turns[:2], []tingjian.Turn{transfer}, turns[2:])
	got := inspector(t).Cases("u-1", []journey.Conversation{c})[0].Handoffs
	want := [][2]string{{"bot", "a-1"}, {"a-1", "a-2"}, {"a-2", "a-1"}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestSentRound(t *testing.T) {
	a := talk("a", "o-1", day(0, 0), [2]string{"客", "跑鞋换货"}, [2]string{"a-1", "您联系门店"})
	a.Inspection.Findings = []tingjian.Finding{{Code: tingjian.BuckPass, Status: tingjian.Stable, Span: tingjian.Span{Turn: 1, End: 15, Quote: "您联系门店"}, Speaker: tingjian.Agent, Agent: "a-1"}}
	b := talk("b", "o-1", day(1, 0), [2]string{"客", "跑鞋换货,线上让我来找你们"}, [2]string{"a-9", "嗯"})
	b.Transcript.Channel = tingjian.Store
	c := inspector(t).Cases("u-1", []journey.Conversation{a, b})[0]
	if c.Bounces != 1 || c.Contacts != 2 || !c.Journey[1].Bounced {
		t.Errorf("%d bounces, %d contacts, journey %+v", c.Bounces, c.Contacts, c.Journey)
	}
	for _, code := range []tingjian.Code{tingjian.ChannelBounce, tingjian.RepeatContact} {
		if !slices.ContainsFunc(c.Findings, func(f tingjian.CaseFinding) bool { return f.Code == code && f.Transcript == "b" }) {
			t.Errorf("no %s in %+v", code, c.Findings)
		}
	}
}
