package asking_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/offtopic/asking"
)

func TestLast(t *testing.T) {
	lex := analyzertest.Shipped(t, asking.Lists()...)
	r, err := asking.New(lex)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		text, words string
		kind        asking.Kind
	}{
		{"你好,我上周买的,什么时候能到", "什么时候能到", asking.When},
		{"能告诉我什么时候到吗", "能告诉我什么时候到吗", asking.When},
		{"退货要运费吗?入口在哪里", "入口在哪里", asking.Where},
		{"入口在哪里 退货运费多少钱", "退货运费多少钱", asking.Money},
		{"从哪个月开始算,周几能来", "周几能来", asking.When},
		{"从哪个月开始算", "从哪个月开始算", asking.When},
		{"怎么还没发货!!", "怎么还没发货", asking.Why},
		{"这个怎么安装", "这个怎么安装", asking.How},
		{"哪个颜色更耐脏", "哪个颜色更耐脏", asking.Choice},
		{"单做一份行吗,麻烦了", "单做一份行吗", asking.YesNo},
		{"好的谢谢", "", asking.None},
		{"", "", asking.None},
	} {
		got := r.Last(c.text, lex.Scan(c.text))
		if got.Kind != c.kind || c.text[got.Start:got.End] != c.words {
			t.Errorf("%s: kind %d, %q, want kind %d, %q", c.text, got.Kind, c.text[got.Start:got.End], c.kind, c.words)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("什么时候能到吗在哪里多少钱,。? a1\u00a0怎么办"))).Draw(t, "text")
		if got := r.Last(text, lex.Scan(text)); got.Start < 0 || got.End > len(text) || got.Start > got.End || (got.Kind == asking.None) != (got.Start == got.End) {
			t.Errorf("%q: %+v", text, got)
		}
	})
}

// Only what lacks every trace of an answer is told that one is missing.
func TestMissing(t *testing.T) {
	for _, c := range []struct {
		kind        asking.Kind
		reply, want string
	}{
		{asking.When, "洗好了通知您~", "没有说时间"},
		{asking.When, "明早", ""},
		{asking.Money, "亲,感谢您的喜欢哦", "没有说价钱"},
		{asking.Money, "免费的", ""},
		{asking.Where, "您好,请放心", "没有说在哪里"},
		{asking.Where, "首页右上角", ""},
		{asking.Why, "亲,请耐心等待", "没有说原因"},
		{asking.How, "嗯嗯", "没有说怎么办"},
		{asking.YesNo, "亲亲抱抱您", "没有说是或否"},
		{asking.YesNo, "能", ""},
		{asking.Choice, "嗯嗯", ""},
		{asking.None, "嗯嗯", ""},
	} {
		if got := c.kind.Missing(c.reply); got != c.want {
			t.Errorf("kind %d, %s: %q, want %q", c.kind, c.reply, got, c.want)
		}
	}
}
