package lexicon

import (
	"reflect"
	"testing"
)

func compile(t testing.TB, lists ...List) *Lexicon {
	t.Helper()
	l, err := Compile(lists)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// quotes are the texts of a list's hits.
func quotes(h *Hits, id ListID) []string {
	var out []string
	for _, x := range h.Of(id) {
		out = append(out, h.Text.Given()[x.Start:x.End])
	}
	return out
}

func TestScan(t *testing.T) {
	for _, c := range []struct {
		phrases, except []string
		text            string
		want            []string
	}{
		{[]string{"没有办法"}, nil, "真的没.有.办.法。", []string{"没.有.办.法"}},
		{[]string{"没有办法"}, nil, "没有。办法是有的", nil},
		{[]string{"没有办法"}, nil, "沒有 辦法~", []string{"沒有 辦法"}},
		{[]string{"没有办法"}, nil, "没有有有有办法", []string{"没有有有有办法"}},
		{[]string{"不行"}, nil, "要不 行吗", nil},
		{[]string{"不行"}, nil, "不 行", []string{"不 行"}},
		{[]string{"(处理|解决)不了"}, nil, "处理不了,也解决不了", []string{"处理不了", "解决不了"}},
		{[]string{"没(有|)办法"}, nil, "没办法没有办法", []string{"没办法", "没有办法"}},
		{[]string{"没~办法"}, nil, "没有什么好办法", []string{"没有什么好办法"}},
		{[]string{"没~办法"}, nil, "没有。什么办法", nil},
		{[]string{"没~2办法"}, nil, "没有什么好办法", nil},
		{[]string{"您~等~回"}, nil, "请您稍等,马上回复", []string{"您稍等,马上回"}},
		{[]string{"不好"}, []string{"不好意思"}, "不好意思,这样不好", []string{"不好"}},
		{[]string{"7天"}, nil, "17天或7天", []string{"7天"}},
		{[]string{"sb"}, nil, "USB SB", []string{"SB"}},
		{[]string{"行行行"}, nil, "行行行行行,各行各业", []string{"行行行行行"}},
		{[]string{"谢谢你"}, nil, "谢谢谢谢你", []string{"谢谢你"}},
		{[]string{"好的"}, nil, "好好好好好的", []string{"好的"}},
		{[]string{"没~(办|办法)"}, nil, "没个办公办法", []string{"没个办公办法"}},         // each spelling ends where it is nearest
		{[]string{"没~3有~1办"}, nil, "没有好有办", []string{"没有好有办"}},            // the nearest 有 leads nowhere
		{[]string{"没~(有办法|办)~法"}, nil, "没有办法好法", []string{"没有办法好法"}},      // the spelling that begins first ends last
		{[]string{"没(~(好|坏)~|的|)法(子|)"}, nil, "没坏办法子", []string{"没坏办法子"}}, // gaps in alternatives
		{[]string{"没(的|)(办法|法子)(了|啊|)"}, nil, "没法子啊", []string{"没法子啊"}},   // alternatives side by side
		{[]string{"木(有|)办法"}, nil, "没有办法,没办法", []string{"没有办法", "没办法"}},   // equal to others only as a whole
		{[]string{"好好(好|)好吗"}, nil, "好好好好好吗", []string{"好好好好好吗"}},         // repeated beyond what a normal form keeps
		{[]string{"24( |*)7"}, nil, "24*7", []string{"24*7"}},             // a mark that stays between digits
		{[]string{"(亲|)您好"}, nil, "亲您好", []string{"亲您好"}},
	} {
		l := compile(t, List{Name: "a", Phrases: c.phrases, Except: c.except})
		if got := quotes(l.Scan(c.text), 0); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q except %q in %q: %q, want %q", c.phrases, c.except, c.text, got, c.want)
		}
	}
}

func TestScanPair(t *testing.T) {
	l := compile(t, List{Name: "a", Phrases: []string{"处理不了", "不行", "我们~处理不了"}}, List{Name: "b", Phrases: []string{"没办法", "这单没办法"}})
	for _, c := range []struct {
		a, b string
		want []Straddle
	}{
		{"这单我们处~", "😂理不了的", []Straddle{{0, 2, 6, 15, 4, 13}, {0, 0, 12, 15, 4, 13}}},
		{"要不", "行吗", nil},
		{"不", "行", []Straddle{{0, 1, 0, 3, 0, 3}}},
		{"处理不了", "处理不了", nil},
		{"处。", "理不了", nil},
	} {
		if got := l.ScanPair(l.Scan(c.a), l.Scan(c.b)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q and %q: %+v, want %+v", c.a, c.b, got, c.want)
		}
	}
}

func TestScanWithoutHitsAllocatesLittle(t *testing.T) {
	l := compile(t, List{Name: "a", Phrases: []string{"没有办法", "不~行"}})
	const text = "您好，请问这个订单什么时候可以发货？"
	if got := testing.AllocsPerRun(1000, func() { l.Scan(text) }); got > 2 {
		t.Errorf("%v allocations for a text in normal form without hits, want the text's and the hits' own", got)
	}
}

// TestAlternativesCostTheirSum compiles 1,000 spellings that thirty characters tell apart.
func TestAlternativesCostTheirSum(t *testing.T) {
	const ten = "(一|二|三|四|五|六|七|八|九|十)"
	l := compile(t, List{Name: "a", Phrases: []string{ten + ten + ten}})
	steps := 0
	for _, x := range append(l.automaton.first, l.automaton.steps...) {
		if x != nowhere {
			steps++
		}
	}
	if steps != 30 {
		t.Errorf("%d steps, want 30", steps)
	}
	if !l.Scan("说了三五七").Has(0) {
		t.Error("三五七 is not found")
	}
}
