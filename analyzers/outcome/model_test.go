package outcome_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/outcome"
	"github.com/tingjian/tingjian/wire"
)

func shared(t testing.TB) *outcome.Model {
	t.Helper()
	m, err := outcome.Shared()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// chat makes a closed conversation of texts, the customer beginning.
func chat(texts ...string) *tingjian.Transcript {
	t := &tingjian.Transcript{ID: "c", Closed: true}
	for i, text := range texts {
		speaker := tingjian.Customer
		if i%2 == 1 {
			speaker = tingjian.Agent
		}
		t.Turns = append(t.Turns, tingjian.Turn{Speaker: speaker, Text: text})
	}
	return t
}

func predict(t testing.TB, tr *tingjian.Transcript) *tingjian.Outcome {
	t.Helper()
	c, err := outcome.Read(tr)
	if err != nil {
		t.Fatal(err)
	}
	if c == nil {
		return nil
	}
	return shared(t).Predict(c)
}

func expected(shares []float64) float64 {
	var sum float64
	for i, v := range shares {
		sum += float64(i-2) * v
	}
	return sum
}

// What nobody would doubt comes out in the right order.
func TestPlainCases(t *testing.T) {
	good := predict(t, chat("宽带连不上了,能帮忙看看吗", "您好,已经为您重置了端口,请您重启一下再试", "好了,可以上网了,太谢谢你们了", "不客气,祝您生活愉快"))
	bad := predict(t, chat("宽带连不上了,能帮忙看看吗", "您好,您的问题已反馈,请耐心等待", "都等了三天了还是没人处理！！你们就会敷衍,我要投诉", "请您耐心等待"))
	for name, pair := range map[string][2][]float64{
		"solved": {good.Solved, bad.Solved}, "satisfied": {good.Satisfied, bad.Satisfied}, "effective": {good.Effective, bad.Effective},
	} {
		if a, b := expected(pair[0]), expected(pair[1]); !(a > b+.5) {
			t.Errorf("%s: %.2f where all is well, %.2f where nothing is", name, a, b)
		}
	}
	if !(*bad.Unhappy > *good.Unhappy+.3) {
		t.Errorf("unhappy %.2f where all is well, %.2f where nothing is", *good.Unhappy, *bad.Unhappy)
	}
	if g, b := good.Moods[1], bad.Moods[1]; g.Turn != 2 || !(g.Shares[2] > b.Shares[2]) || !(b.Shares[0] > g.Shares[0]) {
		t.Errorf("moods %+v where all is well, %+v where nothing is", g, b)
	}
}

func TestNothingToGoBy(t *testing.T) {
	for name, tr := range map[string]*tingjian.Transcript{
		"no turns":     {Closed: true},
		"agent alone":  {Closed: true, Turns: []tingjian.Turn{{Speaker: tingjian.Agent, Text: "您好"}}},
		"blank":        chat(" ", "您好"),
		"picture":      {Closed: true, Turns: []tingjian.Turn{{Speaker: tingjian.Customer, Media: []tingjian.Media{{Type: "image"}}}}},
		"event":        {Closed: true, Turns: []tingjian.Turn{{Speaker: tingjian.Customer, Event: &tingjian.Event{Type: tingjian.EventClose}}}},
		"system alone": {Closed: true, Turns: []tingjian.Turn{{Speaker: tingjian.System, Text: "会话开始"}}},
	} {
		if p := predict(t, tr); p != nil {
			t.Errorf("%s: predicted %+v", name, p)
		}
	}
}

// transcripts draws conversations of anything.
func transcripts() *rapid.Generator[*tingjian.Transcript] {
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[您好没办法退款谢谢投诉0-9a-z*!?，。 ]{0,80}`))
	return rapid.Custom(func(t *rapid.T) *tingjian.Transcript {
		tr := &tingjian.Transcript{ID: "c", Closed: true}
		for range rapid.IntRange(0, 12).Draw(t, "turns") {
			turn := tingjian.Turn{
				Speaker: rapid.SampledFrom([]tingjian.Speaker{tingjian.Customer, tingjian.Agent, tingjian.Bot, tingjian.System}).Draw(t, "speaker"),
				Text:    text.Draw(t, "text"),
			}
			if rapid.IntRange(0, 9).Draw(t, "event") == 0 {
				turn.Event = &tingjian.Event{Type: tingjian.EventTransfer}
			}
			tr.Turns = append(tr.Turns, turn)
		}
		return tr
	})
}

// Whatever is said, the shares are shares, and saying it again gives the same.
func TestSharesAreShares(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tr := transcripts().Draw(rt, "transcript")
		p := predict(t, tr)
		if p == nil {
			return
		}
		all := [][]float64{p.Solved, p.Satisfied, p.Effective}
		for i, m := range p.Moods {
			all = append(all, m.Shares)
			if m.Class < 0 || m.Class >= outcome.Moods || tr.Turns[m.Turn].Speaker != tingjian.Customer || i > 0 && m.Turn <= p.Moods[i-1].Turn {
				rt.Fatalf("mood %+v", m)
			}
		}
		for _, shares := range all {
			sum := 0.0
			for _, v := range shares {
				if !(v >= 0 && v <= 1) {
					rt.Fatalf("shares %v", shares)
				}
				sum += v
			}
			if math.Abs(sum-1) > 1e-9 {
				rt.Fatalf("shares %v sum to %v", shares, sum)
			}
		}
		if !(*p.Unhappy >= 0 && *p.Unhappy <= 1) {
			rt.Fatalf("unhappy %v", *p.Unhappy)
		}
		if again := predict(t, tr); !reflect.DeepEqual(p, again) {
			rt.Fatalf("%+v, then %+v", p, again)
		}
	})
}

// The mood at a turn does not depend on what came after it, nor on what the system says.
func TestMoodsOfPrefixes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tr := transcripts().Draw(rt, "transcript")
		whole := predict(t, tr)
		prefix := *tr
		prefix.Turns = tr.Turns[:rapid.IntRange(0, len(tr.Turns)).Draw(rt, "cut")]
		p := predict(t, &prefix)
		if p == nil {
			return
		}
		for i, m := range p.Moods {
			if !reflect.DeepEqual(m, whole.Moods[i]) {
				rt.Fatalf("turn %d: %+v, with what follows %+v", m.Turn, m, whole.Moods[i])
			}
		}
	})
}

func TestSystemTurnsSayNothing(t *testing.T) {
	plain := chat("宽带连不上了", "请您重启一下", "好了,谢谢")
	with := chat("宽带连不上了", "请您重启一下", "好了,谢谢")
	with.Turns = append(with.Turns, tingjian.Turn{Speaker: tingjian.System, Text: "客户已离开,投诉"})
	if a, b := predict(t, plain), predict(t, with); !reflect.DeepEqual(a, b) {
		t.Errorf("%+v, with a word of the system %+v", a, b)
	}
}

func TestCardIsOfTheShippedModel(t *testing.T) {
	model, err := os.ReadFile("outcome.bin")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("outcome.json")
	if err != nil {
		t.Fatal(err)
	}
	var card struct {
		SHA256 string `json:"sha256"`
		Bytes  int    `json:"bytes"`
	}
	if err := wire.Unmarshal(text, &card); err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(model); card.SHA256 != hex.EncodeToString(sum[:]) || card.Bytes != len(model) {
		t.Error("outcome.json is the card of another model: make both with tingjian train outcome")
	}
}

func TestModelsComeBackAsWritten(t *testing.T) {
	var file, again bytes.Buffer
	if err := shared(t).Write(&file); err != nil {
		t.Fatal(err)
	}
	first := bytes.Clone(file.Bytes())
	m, err := outcome.ReadModel(&file)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Write(&again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, again.Bytes()) {
		t.Error("a model that was read writes another file")
	}
}

func TestBrokenModels(t *testing.T) {
	var small bytes.Buffer
	if err := (&outcome.Model{}).Write(&small); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ data, want string }{
		"empty":                {"", "none of version 2"},
		"something else":       {"hello, this is no model", "none of version 2"},
		"cut":                  {small.String()[:small.Len()/2], "damaged"},
		"of another programme": {small.String(), "another version"},
	} {
		if _, err := outcome.ReadModel(strings.NewReader(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// The analyzer keeps silent while a conversation is open, and gives what the model gives once it is closed.
func TestAnalyzer(t *testing.T) {
	d := driver(t)
	tr := chat("宽带连不上了", "请您重启一下", "好了,谢谢")
	closed := d.Session().Inspect(tr, tr.Latest())
	if len(closed.Failures) > 0 || len(closed.Findings) > 0 || !reflect.DeepEqual(closed.Predicted, predict(t, tr)) {
		t.Errorf("closed: %+v", closed)
	}
	tr.Closed = false
	if open := d.Session().Inspect(tr, tr.Latest()); open.Predicted != nil || len(open.Failures) > 0 {
		t.Errorf("open: %+v", open)
	}
}

// A conversation that came turn by turn ends like one that came whole.
func TestStreamEqualsWhole(t *testing.T) {
	d := driver(t)
	rapid.Check(t, func(rt *rapid.T) {
		tr := transcripts().Draw(rt, "transcript")
		live := d.Session()
		for n := range tr.Turns {
			prefix := *tr
			prefix.Turns, prefix.Closed = tr.Turns[:n], false
			live.Inspect(&prefix, tr.Latest())
		}
		if a, b := live.Inspect(tr, tr.Latest()), d.Session().Inspect(tr, tr.Latest()); !reflect.DeepEqual(a.Predicted, b.Predicted) {
			rt.Fatalf("%+v turn by turn, %+v as a whole", a.Predicted, b.Predicted)
		}
	})
}

func driver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex, err := lexicon.Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(outcome.New(lex.Analyzer(), nil))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// BenchmarkPredict is a conversation of six turns of some thirty characters, from text to prediction.
func BenchmarkPredict(b *testing.B) {
	tr := chat("我上周买的耳机左边没有声音了,才用了三天,能帮我换一个吗", "您好,非常抱歉给您带来不便,请您提供一下订单号,我帮您核实", "订单号是发票上那个吧,我找找,20240806123",
		"好的,已经为您登记了换新申请,快递员明天上门取件,请您保持电话畅通", "那新的什么时候能寄到,我急着用", "取件后两天内发出,单号会短信发给您,请问还有其他可以帮您的吗")
	b.ReportAllocs()
	for b.Loop() {
		predict(b, tr)
	}
}
