package hanzi

import (
	"slices"
	"testing"

	"github.com/tingjian/tingjian/analyzers/wording"
)

var grammar = wording.Characters(Grammar)

func TestPairs(t *testing.T) {
	for text, want := range map[string][]string{
		"":        nil,
		"退款":      {"退款"},
		"我要退押金了":  {"要退", "退押", "押金"},
		"发货ok快递":  {"发货", "快递"},
		"快的递":     nil, // no neighbours: 的 stands between
		"货\xff到付": {"到付"},
	} {
		if got := Pairs(text, grammar); !slices.Equal(got, want) {
			t.Errorf("Pairs(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestLast(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "😀", 2: "a😀", 3: "款a😀", 4: "退款a😀", 9: "退款a😀"} {
		if got := Last("退款a😀", n); got != want {
			t.Errorf("last %d: %q, want %q", n, got, want)
		}
	}
}

func TestSharePair(t *testing.T) {
	for _, c := range []struct {
		text, other string
		want        bool
	}{
		{"押金还没退", "我的押金呢", true},
		{"押金还没退", "退一下押的金", false},
		{"他们的", "他们的", false}, // grammar alone
		{"", "押金", false},
	} {
		if got := SharePair(c.text, c.other, grammar); got != c.want {
			t.Errorf("SharePair(%s, %s) = %v, want %v", c.text, c.other, got, c.want)
		}
	}
}
