package clause_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/clause"
)

// clauses are written with the span in braces.
func clauses() map[string]string {
	return map[string]string{
		// questions
		"这个{能退}吗":        "question",
		"{可以退}吗？":        "question",
		"能不能{退}":         "question",
		"{能不能退}？":        "question",
		"我是不是{退不了}":      "question",
		"{退不退}":          "plain",
		"{退}不退":          "plain",
		"到底退{不退}":        "question",
		"为什么{没办法}":       "question",
		"怎么就{处理不了}了":     "question",
		"有没有{办法}":        "question",
		"{没有办法}，对吧？":     "question",
		"这单{退不了}了，是不是":   "question",
		"钱{退了}没":         "question",
		"{没有办法}么":        "question",
		"{退款}多久能到账":      "question",
		"请问什么时候{发货}":     "question",
		"{没办法}什么的":       "plain",
		"{没办法}，您看换一个行吗":  "plain",
		"怎么问都{没有办法}":     "plain",
		"{处理不了}。您还有问题吗？": "plain",
		"可以退吗 我{没拆}过":    "plain",
		// suppositions
		"{没办法}的话我给您换":      "condition",
		"如果{没有办法}，我给您换":    "condition",
		"如果物流不动，就{没有办法}了":  "consequence",
		"要是坏了，{给您换}新的":     "consequence",
		"坏了的话，{给您换}新的":     "consequence",
		"退不了的话{给您换}":       "consequence",
		"{修不好}就给您换":        "condition",
		"{修不好}再联系我":        "condition",
		"万一{退不了}我来赔":       "condition",
		"您早点申请，以免{退不了}":    "condition",
		"除非{主管同意}":         "condition",
		"担心{处理不了}所以先问":     "condition",
		"{没办法}就是没办法":       "plain",
		"{没办法}再给您优惠了":      "plain",
		"{退不了}的时候您找我":      "condition",
		"如果还有问题您说。{退不了}的":  "plain",
		"不用担心，{退款}今天到":     "plain",
		"只要没拆，{可以退}":       "consequence",
		"{给您换}一个，如果您愿意":    "plain",
		"他急着用，我{给您加急}了":    "plain",
		"我给您{换}，如果不行再退":    "plain",
		"查到结果{我再}联系您":      "plain",
		"就算到期了也{没有办法}":     "plain",
		"哪怕{退不了}":          "condition",
		"{没货}就给您调":         "condition",
		"遇到{退不了}的情况您找我":    "condition",
		"{没货}了就没货了，没有别的说法": "plain",
		// negation
		"不是{不能退}":       "negation",
		"也不是{没有办法}":     "negation",
		"我们不会{不管}您":     "negation",
		"{没有办法}不帮您":     "negation",
		"总{不能}不退您":      "negation",
		"没有{处理不了}的":     "negation",
		"没有什么{处理不了}的":   "negation",
		"不给您{退}":        "negation",
		"没{退}":          "negation",
		"还没有给您{退款}":     "negation",
		"不能直接给您{退款}":    "negation",
		"怎么会{不管}您呢":     "question+negation",
		"不是不能{退}":       "double_negation",
		"没有说不{退}":       "double_negation",
		"不会不给您{退}":      "double_negation",
		"特别{好}":         "plain",
		"要不{退}一半给您":     "plain",
		"不好意思给您{退}晚了":   "plain",
		"不是质量问题，{退不了}":  "plain",
		"没错，{退}您三十":     "plain",
		"不但{退}，还送券":     "plain",
		"沒{退}":          "negation",
		"别{生气}":         "negation",
		"並不是{沒有辦法}":     "negation",
		"谁说{处理不了}":      "negation",
		"{没.有.办.法}不给您办": "negation",
		// quotation and report
		"您说的“{没办法}”是哪位说的":       "quotation",
		"你刚才说{处理不了}":            "quotation+past",
		"您反映{登录不了}":             "quotation",
		"您刚才说，{没有办法}":           "quotation",
		"您说的问题我们{处理不了}":         "plain",
		"跟您说了{没有办法}":            "plain",
		"您说一下，{退}三十":            "plain",
		"你们客服跟我说{没办法}":          "quotation+report",
		"快递说{没办法}":              "report",
		"商家那边表示{不能退}":           "report",
		"刚问了仓库，仓库回复，{没有}货了":     "report",
		"快递说明天到，我{给您催}了":        "plain",
		"我跟快递说{给您加急}":           "plain",
		"他说{退不了}":               "report",
		"页面上写着「{不支持退}」":         "quotation",
		"你说\"{没办法}\"就没办法？":      "question+quotation",
		"商家拒绝了，我{给您申请}":         "plain",
		"听说{退不了}":               "report",
		"快递刚回我电话说：{送不到}，路封了":    "report",
		"快递说他{送不到}，我们这边{}给您改自提": "report",
		// general and past
		"一般{退不了}":         "general",
		"通常情况下{没有办法}":     "general",
		"之前{没有办法}，现在可以了":  "past",
		"昨天{处理不了}":        "past",
		"昨天的单子，{处理不了}":    "plain",
		"有的店{退不了}":        "general",
		"发货之前{不能改}":       "plain",
		"抱歉，{没有办法}":       "plain",
		"这个订单我们{没 有 办 法}": "plain",
		"亲～真的{没有办法}哦～":    "plain",
	}
}

func TestRead(t *testing.T) {
	lex := analyzertest.Shipped(t, clause.Lists()...)
	r, err := clause.New(lex, lex.Analyzer())
	if err != nil {
		t.Fatal(err)
	}
	for written, want := range clauses() {
		head, rest, _ := strings.Cut(strings.ReplaceAll(written, "{}", ""), "{")
		marked, tail, _ := strings.Cut(rest, "}")
		text := head + marked + tail
		if got := r.Read(text, lex.Scan(text), len(head), len(head)+len(marked)); got.String() != want {
			t.Errorf("%s: %s, want %s", written, got, want)
		}
	}
}

func TestBounds(t *testing.T) {
	for written, want := range map[string]string{
		"好的，这单{没有办法}。您看":    "这单没有办法",
		"没货了 {没有} 呢":        "没有 呢",
		"亲 {没 有 办 法} 呢":     "亲 没 有 办 法 呢",
		"可以退吗 我{没}拆":        "我没拆",
		"一共1,200元{退}您":      "一共1,200元退您",
		"您说“{没}办法”是吗":       "您说“没办法”是吗",
		"{退}":               "退",
		"好的~~~马上{退}给您~~~谢谢": "马上退给您",
	} {
		head, rest, _ := strings.Cut(written, "{")
		marked, tail, _ := strings.Cut(rest, "}")
		text := head + marked + tail
		from, to := clause.Bounds(text, len(head), len(head)+len(marked))
		if text[from:to] != want {
			t.Errorf("%s: %q, want %q", written, text[from:to], want)
		}
	}
}

func TestMood(t *testing.T) {
	for _, name := range clause.Names() {
		m, ok := clause.Named(name)
		if !ok || m.String() != name || !m.Any(m) {
			t.Errorf("%s is %v, %v", name, m, ok)
		}
	}
	if _, ok := clause.Named("mood"); ok {
		t.Error("an unknown mood has a name")
	}
	if m := clause.Question | clause.Report; !m.Any(clause.Report) || m.Any(clause.Past) {
		t.Errorf("a question and a report are %s", m)
	}
}

// Any span of any text has a mood, and its clause holds it.
func TestAnyText(t *testing.T) {
	lex := analyzertest.Shipped(t, clause.Lists()...)
	r, err := clause.New(lex, lex.Analyzer())
	if err != nil {
		t.Fatal(err)
	}
	pieces := rapid.SampledFrom([]string{"如果", "没办法", "不", "退", "的话", "，", "。", "“", "”", "\"", "您说的", "快递说", "吗", "？", "能不能", " ", "\xff", "就", "a", "1", "没", "一般", "之前", "🙂"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(pieces, 0, 12).Draw(t, "pieces"), "")
		runes := []int{0}
		for i := range text {
			runes = append(runes, i)
		}
		runes = append(runes, len(text))
		start := rapid.SampledFrom(runes).Draw(t, "start")
		end := rapid.SampledFrom(runes).Draw(t, "end")
		if end < start {
			start, end = end, start
		}
		r.Read(text, lex.Scan(text), start, end)
		if from, to := clause.Bounds(text, start, end); from > start || to < end {
			t.Fatalf("%q: %d to %d lies in clause %d to %d", text, start, end, from, to)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	lex := analyzertest.Shipped(b, clause.Lists()...)
	r, err := clause.New(lex, lex.Analyzer())
	if err != nil {
		b.Fatal(err)
	}
	text := "您好，如果这个订单的物流还是没有动，我们这边也没有办法直接给您退款的呢，您看可以吗？"
	h, start := lex.Scan(text), strings.Index(text, "没有办法")
	b.ReportAllocs()
	for b.Loop() {
		r.Read(text, h, start, start+len("没有办法"))
	}
}

// Is answers as Read does, for every mood and for all of them together.
func TestIsEqualsRead(t *testing.T) {
	lex := analyzertest.Shipped(t, clause.Lists()...)
	r, err := clause.New(lex, lex.Analyzer())
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"如果", "一般", "之前", "您说的", "快递说", "不能", "没有办法", "能不能", "退", "吗", "，", "。", "“", "”", "\"", "的话", "就", "再", "给您换", "不是", "对吗", "时"})
		text := strings.Join(rapid.SliceOfN(piece, 1, 10).Draw(t, "text"), "")
		h := lex.Scan(text)
		start := rapid.IntRange(0, utf8.RuneCountInString(text)-1).Draw(t, "start")
		end := rapid.IntRange(start+1, utf8.RuneCountInString(text)).Draw(t, "end")
		from, to := len(string([]rune(text)[:start])), len(string([]rune(text)[:end]))
		want := r.Read(text, h, from, to)
		for moods := clause.Question; moods <= clause.Past; moods <<= 1 {
			if got := r.Is(text, h, from, to, moods); got != want.Any(moods) {
				t.Fatalf("%q[%d:%d]: is %s: %v, read %s", text, from, to, moods, got, want)
			}
		}
		const some = clause.Question | clause.Condition | clause.Consequence | clause.Negation | clause.Quotation | clause.Report
		if got := r.Is(text, h, from, to, some); got != want.Any(some) {
			t.Fatalf("%q[%d:%d]: is one of %s: %v, read %s", text, from, to, some, got, want)
		}
	})
}
