package normalize

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestForms(t *testing.T) {
	for given, want := range map[string]string{
		"没有办法": "没有办法", "没.有.办.法": "没有办法", "没 有 办 法": "没有办法", "沒有辦法": "没有办法",
		"没有办珐": "没有办法", "没有。办法是": "没有。办法是", "没🙂有\u200b办*法": "没有办法",
		"好好好好好的": "好好好的", "ＶＩＰ　１２": "vip 12", "没办法~~~~": "没办法", "木有": "没有", "什么有": "什么有",
		"1,000元": "1，000元", "好,的": "好，的", "7*24 小时": "7*24小时", "mei you ban fa": "没有办法",
	} {
		if got := New(given).String(); got != want {
			t.Errorf("New(%q) is %q, want %q", given, got, want)
		}
	}
}

func alphabet() *rapid.Generator[string] {
	pieces := []string{"没", "有", "办", "法", "木", "么", "什", "好", "滴", "好好好好", "啊", "~", ".", " ", "。", "！", "!", "，", ",", "、", "1", "0", "a", "A", "mei", "you", "ban", "fa",
		"🙂", "\u200b", "\x00", "\xff", "é", "e\u0301", "℃", "ⅲ", "…", "\n", "\r\n", "ﷺ", "麼", "冇", "咋", "啥", "①", "㎏", "が", "ｶﾞ", "한", "𠮷", "帐", "号", "紫", "酱", "*", "＊", "　", "行", "谢", "谢谢谢", "\xe6\xb2"}
	return rapid.Custom(func(t *rapid.T) string {
		s := ""
		for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 24).Draw(t, "pieces") {
			s += p
		}
		return s
	})
}

func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(alphabet(), rapid.String()).Draw(t, "s")
		check(t, New(s))
		if c := New(s).Collapsed(); c != nil {
			check(t, c)
		}
		n := New(s).String()
		if again := New(n).String(); again != n {
			t.Fatalf("New(%q) is %q, and New of that %q", s, n, again)
		}
	})
}

// fataler is what a test, a fuzz run and a property run have in common.
type fataler interface {
	Fatalf(format string, args ...any)
}

// check verifies the map of one text: in range, on character boundaries, monotone, and true to the characters.
func check(t fataler, x *Text) {
	if !utf8.ValidString(x.String()) {
		t.Fatalf("normal form of %q is not UTF-8: %q", x.Given(), x.String())
	}
	boundary := map[int]bool{len(x.Given()): true}
	for i := 0; i < len(x.Given()); {
		boundary[i] = true
		_, n := utf8.DecodeRuneInString(x.Given()[i:])
		i += n
	}
	last, lastEnd := 0, 0
	for i, r := range x.String() {
		start, end := x.Span(i, i+utf8.RuneLen(r))
		if start < last || end < lastEnd || start >= end || end > len(x.Given()) || !boundary[start] || !boundary[end] {
			t.Fatalf("%q to %q: %q at %d comes from %d to %d, the one before from %d to %d", x.Given(), x.String(), r, i, start, end, last, lastEnd)
		}
		last, lastEnd = start, end
	}
}

func FuzzNew(f *testing.F) {
	for _, s := range []string{"", "没.有.办.法", "好好好好好", "木有\x00\xff", "1,000。", "a\u0301 b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x := New(s)
		check(t, x)
		if again := New(x.String()).String(); again != x.String() {
			t.Fatalf("New(%q) is %q, and New of that %q", s, x.String(), again)
		}
		if c := x.Collapsed(); c != nil {
			check(t, c)
		}
	})
}

const sample = "您好，很抱歉给您带来不便，这个订单我们这边没有办法处理哦，建议您联系一下门店的工作人员核实一下，请问还有其他可以帮到您的吗？" +
	"我都不敢从京东买东西了,你们客服说今天下午3点之前给我回电话,到现在都没有人联系我!!! 是的亲 稍等哈~"

func BenchmarkNew(b *testing.B) {
	b.SetBytes(int64(len(sample)))
	b.ReportAllocs()
	for b.Loop() {
		New(sample)
	}
}
