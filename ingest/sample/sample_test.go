package sample

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

func written(t testing.TB) []tingjian.Fragment {
	t.Helper()
	all, err := Conversations()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func textOf(f *tingjian.Fragment) string {
	var b strings.Builder
	for i := range f.Turns {
		fmt.Fprintf(&b, "%s: %s\n", f.Turns[i].Speaker, f.Turns[i].Text)
	}
	return b.String()
}

// TestConversationsAreValid holds every written conversation to the published schema and to the decoder, which must have
// nothing to repair.
func TestConversationsAreValid(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(wire.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("fragment.json", doc); err != nil {
		t.Fatal(err)
	}
	schema := c.MustCompile("fragment.json")
	for _, f := range written(t) {
		b, err := wire.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%s: %v", f.ID, err)
		}
		if _, repairs, err := wire.Decode(b, wire.DefaultLimits()); err != nil || len(repairs) > 0 {
			t.Errorf("%s: repairs %v, error %v", f.ID, repairs, err)
		}
	}
}

func TestConversationsDiffer(t *testing.T) {
	ids, texts := map[string]bool{}, map[string]string{}
	merchants, vendors, agents, teams, channels := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}, map[tingjian.Channel]int{}
	all := written(t)
	for i := range all {
		f := &all[i]
		if ids[f.ID] {
			t.Errorf("%s: a second conversation has this id", f.ID)
		}
		ids[f.ID] = true
		text := textOf(f)
		if other := texts[text]; other != "" {
			t.Errorf("%s says the same as %s", f.ID, other)
		}
		texts[text] = f.ID
		merchants[f.Merchant], vendors[f.Vendor], teams[f.Team] = true, true, true
		channels[f.Channel]++
		for _, turn := range f.Turns {
			agents[turn.Agent] = true
		}
	}
	if len(all) < 80 || len(merchants) < 6 || len(vendors) < 3 || len(agents) < 12 || len(teams) < 3 {
		t.Errorf("%d conversations of %d merchants, %d vendors, %d agents, %d teams: too few",
			len(all), len(merchants), len(vendors), len(agents), len(teams))
	}
	if channels[tingjian.Chat] < 40 || channels[tingjian.Call] < 12 || channels[tingjian.Store] < 1 {
		t.Errorf("channels %v: too few", channels)
	}
}

func TestTimesFitTheChannel(t *testing.T) {
	for _, f := range written(t) {
		for i, turn := range f.Turns {
			if i > 0 && turn.At.Before(f.Turns[i-1].At) {
				t.Errorf("%s turn %d: starts before the turn before it", f.ID, i)
			}
			spoken := f.Channel == tingjian.Call && turn.Text != "" && turn.Speaker != tingjian.System
			if spoken != !turn.Until.IsZero() {
				t.Errorf("%s turn %d: until %v in a %s", f.ID, i, turn.Until, f.Channel)
			}
		}
	}
}

// TestNothingReadsTwice: templates are said again and again, but no customer says the same long sentence in two places.
func TestNothingReadsTwice(t *testing.T) {
	first := map[string]string{}
	for _, f := range written(t) {
		for _, turn := range f.Turns {
			if turn.Speaker != tingjian.Customer || len(turn.Text) < 45 {
				continue
			}
			if other := first[turn.Text]; other != "" {
				t.Errorf("%s says %q as %s does", f.ID, turn.Text, other)
			}
			first[turn.Text] = f.ID
		}
	}
}

var contractCodes = []tingjian.Code{"stonewall", "deferral", "buckpass", "offtopic", "handoff.denied", "promise.broken", "contradiction",
	"asks_again", "waiting", "comfort.only", "canned", "rude", "policy.refusal", "risk.offsite", "risk.privacy", "risk.review_bribe",
	"risk.overpromise", "flow.missing", "empathy", "action", "remedy", "alternative", "escalated", "proactive", "promise", "promise.kept",
	"customer.human_request", "customer.complaint", "customer.repeat", "customer.thanks", "customer.escalation", "platform.intervened",
	"speech.silence", "speech.overtalk", "speech.fast"}

func TestExpectations(t *testing.T) {
	expected, err := Expected()
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]*tingjian.Fragment{}
	all := written(t)
	for i := range all {
		byID[all[i].ID] = &all[i]
	}
	marked, found, near := map[string]bool{}, map[tingjian.Code]int{}, map[tingjian.Code]int{}
	for _, e := range expected {
		turn := &byID[e.Conversation].Turns[e.Turn]
		marked[e.Conversation] = true
		if e.Absent {
			near[e.Code]++
		} else {
			found[e.Code]++
		}
		if !slices.Contains(contractCodes, e.Code) {
			t.Errorf("%s turn %d: code %q is not in the contract", e.Conversation, e.Turn, e.Code)
		}
		customers := e.Code.Signal()
		if customers != (turn.Speaker == tingjian.Customer) && e.Code != tingjian.Waiting && turn.Speaker != tingjian.System {
			t.Errorf("%s turn %d: %s on a turn of the %s", e.Conversation, e.Turn, e.Code, turn.Speaker)
		}
	}
	if len(marked) < 60 {
		t.Errorf("%d conversations carry expectations, want 60", len(marked))
	}
	for _, c := range []tingjian.Code{tingjian.Stonewall, tingjian.OffTopic, tingjian.Waiting, tingjian.HandoffDenied, tingjian.Empathy,
		tingjian.Remedy, tingjian.Action} {
		if found[c] < 8 || near[c] < 4 {
			t.Errorf("%s: %d found and %d near misses, want 8 and 4", c, found[c], near[c])
		}
	}
	for _, c := range []tingjian.Code{tingjian.CustomerHuman, tingjian.CustomerComplaint, tingjian.CustomerRepeat, tingjian.CustomerThanks,
		tingjian.CustomerEscalation} {
		if found[c] < 8 {
			t.Errorf("%s: %d found, want 8", c, found[c])
		}
	}
}

func TestParseReportsAllMistakesWithTheirPlace(t *testing.T) {
	_, err := parse("x.txt", "hello\n== a title\nshop: m-1\ncustomer: u-1\ntheme: t\nsize: 4\nat: late\n\n+x 客户: 在\n+1 谁: 在\n+1 客服: 在\n+1 客户:\n+1 客户: 在 // must x\n== b\n")
	for _, want := range []string{`x.txt:1:1: line "hello"`, `x.txt:6:1: header "size"`, `x.txt:7:1: at "late"`, `x.txt:9:1: time "+x"`,
		`x.txt:10:1: turn`, `x.txt:11:1: turn`, `x.txt:12:1: turn`, `x.txt:13:1: marks`, `x.txt:14:1: conversation "b"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
}

// TestNamedStoriesAreTold: the cases that everybody who works on this knows are there, in the words they are known by.
func TestNamedStoriesAreTold(t *testing.T) {
	all := written(t)
	for story, words := range map[string][]string{
		"exchange-": {"不会取消", "没法处理", "没有办法", "联系门店", "处理不了", "不好意思", "16点"},
		"router-":   {"你上次是自己找的品牌更换", "和我有什么关系", "200元优惠券"},
		"fashion-":  {"要好好的呀", "请你吃早茶"},
		"digital-":  {"我要怎么贴", "好的。"},
	} {
		var told strings.Builder
		for i := range all {
			if strings.HasPrefix(all[i].ID, story) {
				told.WriteString(textOf(&all[i]))
			}
		}
		for _, w := range words {
			if !strings.Contains(told.String(), w) {
				t.Errorf("%s: %q is not said", story, w)
			}
		}
	}
	contacts, customers, orders, channels := 0, map[string]bool{}, map[string]bool{}, map[tingjian.Channel]bool{}
	for _, f := range all {
		if strings.HasPrefix(f.ID, "exchange-") {
			contacts++
			customers[f.Customer], orders[f.Order], channels[f.Channel] = true, true, true
		}
	}
	if contacts != 10 || len(customers) != 1 || len(orders) != 1 || len(channels) != 3 {
		t.Errorf("%d contacts of %d customers about %d orders by %d channels, want 10, 1, 1, 3", contacts, len(customers), len(orders), len(channels))
	}
}

// TestEverySituationOccurs: what the later parts rely on to be somewhere in the sample.
func TestEverySituationOccurs(t *testing.T) {
	events, media, shapes := map[string]int{}, map[string]int{}, map[string]int{}
	for _, f := range written(t) {
		n := len(f.Turns)
		switch {
		case n <= 2:
			shapes["short"]++
		case n >= 35:
			shapes["long"]++
		}
		if !*f.Closed {
			shapes["open"]++
		}
		if f.Rating != nil {
			shapes["rating"]++
		}
		if f.Facts != nil {
			shapes["facts"]++
		}
		for i, turn := range f.Turns {
			if turn.Event != nil {
				events[turn.Event.Type]++
				if turn.Event.Type == tingjian.EventClose && i < n-1 {
					shapes["reopened"]++
				}
			}
			for _, m := range turn.Media {
				media[m.Type]++
			}
		}
	}
	for _, e := range []string{tingjian.EventTransfer, tingjian.EventClose, tingjian.EventRating, tingjian.EventCallback, tingjian.EventRefund,
		tingjian.EventOrderCancelled, tingjian.EventRemedy, tingjian.EventPlatformIntervened} {
		if events[e] == 0 {
			t.Errorf("no event %q", e)
		}
	}
	for _, m := range []string{"image", "voice", "video", "card", "file"} {
		if media[m] == 0 {
			t.Errorf("no %s", m)
		}
	}
	for _, s := range []string{"short", "long", "open", "rating", "facts", "reopened"} {
		if shapes[s] == 0 {
			t.Errorf("no conversation is %s", s)
		}
	}
}
