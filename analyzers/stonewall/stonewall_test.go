package stonewall_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/stonewall"
)

// shipped is the judgement over the shipped lists and the packs of acts and remedies.
func shipped(t testing.TB) *analyzers.Driver {
	t.Helper()
	set := analyzertest.ShippedSet(t)
	a, err := stonewall.New(set.Lexicon(), set.LexiconAnalyzer(), analyzertest.Packs(set, tingjian.Action, tingjian.Remedy)...)
	return analyzertest.Driver(t, a, err)
}

func TestJudgement(t *testing.T) {
	d := shipped(t)
	t.Run("conversations", func(t *testing.T) { analyzertest.Run(t, d, "testdata/*.txt", tingjian.Stonewall) })
	t.Run("window", func(t *testing.T) { testWindow(t, d) })
	t.Run("events clear", func(t *testing.T) { testEventsClear(t, d) })
	t.Run("cut over two bubbles", func(t *testing.T) { testCutOverTwoBubbles(t, d) })
}

func customer(text string) tingjian.Turn {
	return tingjian.Turn{Speaker: tingjian.Customer, Text: text}
}
func agent(text string) tingjian.Turn {
	return tingjian.Turn{Speaker: tingjian.Agent, Agent: "a-1", Text: text}
}

func inspect(t *testing.T, d *analyzers.Driver, closed bool, turns ...tingjian.Turn) []tingjian.Finding {
	t.Helper()
	tr := &tingjian.Transcript{ID: "c-1", Turns: turns, Closed: closed}
	out := d.Session().Inspect(tr, time.Time{})
	if len(out.Failures) > 0 {
		t.Fatal(out.Failures)
	}
	return slices.DeleteFunc(out.Findings, func(f tingjian.Finding) bool { return f.Code != tingjian.Stonewall })
}

func testWindow(t *testing.T, d *analyzers.Driver) {
	ask, no := customer("帮我改下地址"), agent("没办法改的")
	found := inspect(t, d, false, ask, no, agent("抱歉呢"))
	if len(found) != 1 || !found[0].Pending || found[0].Quote != "没办法" {
		t.Fatalf("one message later: %+v, want the refusal, pending", found)
	}
	found = inspect(t, d, false, ask, no, agent("抱歉呢"), agent("感谢您的支持"))
	if len(found) != 1 || found[0].Pending || found[0].Clock != tingjian.Stream {
		t.Errorf("two messages later: %+v, want the refusal, decided as they came", found)
	}
	if len(found) == 1 && (len(found[0].Evidence) != 2 || found[0].ClearedBy == "" || !strings.Contains(found[0].Message, "没办法")) {
		t.Errorf("evidence %+v, cleared by %q, message %q: want the two messages searched, and both told", found[0].Evidence, found[0].ClearedBy, found[0].Message)
	}
	found = inspect(t, d, true, ask, no)
	if len(found) != 1 || found[0].Pending || found[0].Clock != tingjian.Close {
		t.Errorf("closed: %+v, want the refusal, decided by the close", found)
	}
	found = inspect(t, d, true, ask, no, agent("抱歉呢"), agent("感谢您的支持"), agent("要不您拒收,我给您重发"))
	if len(found) != 1 {
		t.Errorf("a way out after the window: %+v, want the refusal all the same", found)
	}
}

func testEventsClear(t *testing.T, d *analyzers.Driver) {
	for _, kind := range []string{tingjian.EventTransfer, tingjian.EventRefund, tingjian.EventRemedy} {
		event := tingjian.Turn{Speaker: tingjian.System, Event: &tingjian.Event{Type: kind}}
		if found := inspect(t, d, true, customer("帮我退一下"), agent("退不了的"), event); len(found) != 0 {
			t.Errorf("event %s: %+v, want nothing", kind, found)
		}
	}
	rating := tingjian.Turn{Speaker: tingjian.System, Event: &tingjian.Event{Type: tingjian.EventRating}}
	if found := inspect(t, d, true, customer("帮我退一下"), agent("退不了的"), rating); len(found) != 1 {
		t.Errorf("a rating: %+v, want the refusal", found)
	}
}

func testCutOverTwoBubbles(t *testing.T, d *analyzers.Driver) {
	note := tingjian.Turn{Speaker: tingjian.System, Text: "对方正在输入"}
	for name, turns := range map[string][]tingjian.Turn{
		"next to each other": {customer("帮我处理一下"), agent("亲这单我们处"), agent("理不了的哦")},
		"a note between":     {customer("帮我处理一下"), agent("亲这单我们处"), note, agent("理不了的哦")},
	} {
		found := inspect(t, d, true, turns...)
		if len(found) != 1 || found[0].Turn != 1 || found[0].Quote != "处" || !strings.Contains(found[0].Message, "处理不了") {
			t.Errorf("%s: %+v, want one mark on the first bubble that tells the whole word", name, found)
			continue
		}
		last := len(turns) - 1
		if !slices.ContainsFunc(found[0].Evidence, func(s tingjian.Span) bool { return s.Turn == last && s.Quote == "理不了" }) {
			t.Errorf("%s: evidence %+v, want the rest of the word", name, found[0].Evidence)
		}
	}
	if found := inspect(t, d, true, customer("帮我处理一下"), agent("亲这单我们处"), customer("嗯"), agent("理不了的哦")); len(found) != 0 {
		t.Errorf("the customer between: %+v, want nothing", found)
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	lex, err := lexicon.Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := stonewall.New(lex, lex.Analyzer()); err == nil || !strings.Contains(err.Error(), "refusal.flat") || !strings.Contains(err.Error(), "refusal.filler") {
		t.Errorf("error %v, want it to name every missing list", err)
	}
	var lists []lexicon.List
	for _, name := range append(stonewall.Lists(), clause.Lists()...) {
		lists = append(lists, lexicon.List{Name: name, Phrases: []string{"甲"}})
	}
	if lex, err = lexicon.Compile(lists); err != nil {
		t.Fatal(err)
	}
	if _, err := stonewall.New(lex, lex.Analyzer(), nil); err == nil || !strings.Contains(err.Error(), "packs of rules") {
		t.Errorf("error %v, want it to ask for the packs", err)
	}
}
