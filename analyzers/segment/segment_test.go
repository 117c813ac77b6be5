package segment

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
)

func shared(t testing.TB) *Segmenter {
	t.Helper()
	s, err := Shared()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func words(s string, tokens []Token) []string {
	out := make([]string, len(tokens))
	for i, k := range tokens {
		out[i] = s[k.Start:k.End]
	}
	return out
}

func TestCut(t *testing.T) {
	const text = "这个订单\x00我们处理不了\xff，联系 门店"
	s := shared(t)
	want := []string{"这个", "订单", "\x00", "我们", "处理", "不了", "\xff", "，", "联系", " ", "门店"}
	if got := words(text, s.Cut(text)); !slices.Equal(got, want) {
		t.Errorf("words %q, want %q", got, want)
	}
	at := len("这个")
	if !s.Bounded(text, at, at+len("订单")) {
		t.Error("订单 is a word and was not found to be one")
	}
	if s.Bounded(text, len("这"), len("这个")) {
		t.Error("个 of 这个 was taken for a word")
	}
	if got := s.Cut(""); got != nil {
		t.Errorf("cut of nothing is %v", got)
	}
}

func TestCutTilesTheText(t *testing.T) {
	s := shared(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("没有办法处理订单，。 a1\x00🙂\n"))), rapid.Custom(func(t *rapid.T) string {
			return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		})).Draw(t, "text")
		at := 0
		for _, k := range s.Cut(text) {
			if k.Start != at || k.End <= k.Start {
				t.Fatalf("%q: token %v after %d", text, k, at)
			}
			if utf8.ValidString(text) && !utf8.ValidString(text[k.Start:k.End]) {
				t.Fatalf("%q: token %v cuts a character", text, k)
			}
			at = k.End
		}
		if at != len(text) {
			t.Fatalf("%q: tokens end at %d of %d", text, at, len(text))
		}
	})
}

func TestCutFromSeveralGoroutines(t *testing.T) {
	s := shared(t)
	const text = "麻烦帮我查一下这个订单什么时候可以发货"
	want := len(s.Cut(text))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got := len(s.Cut(text)); got != want {
					t.Errorf("%d words, want %d", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func BenchmarkCut(b *testing.B) {
	s := shared(b)
	const text = "您好，很抱歉给您带来不便，这个订单我们这边没有办法处理哦，建议您联系一下门店的工作人员核实一下，请问还有其他可以帮到您的吗？"
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s.Cut(text)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		s, err := New()
		if err != nil {
			b.Fatal(err)
		}
		s.jieba.Free()
	}
}

func TestAnalyzerCutsWhenAsked(t *testing.T) {
	loads := 0
	a := Analyzer(func() (*Segmenter, error) { loads++; return Shared() })
	got, err := a.Turn(&tingjian.Turn{Text: "这个订单"})
	if err != nil || loads != 0 {
		t.Fatalf("loaded %d times before anybody asked, error %v", loads, err)
	}
	w := got.(*Words)
	if ok, err := w.Bounded(len("这个"), len("这个订单")); !ok || err != nil {
		t.Errorf("订单 is not bounded: %v", err)
	}
	if ok, _ := w.Bounded(len("这"), len("这个")); ok {
		t.Error("个 of 这个 is bounded")
	}
	if loads != 1 {
		t.Errorf("loaded %d times", loads)
	}
	broken := errors.New("no room")
	w = &Words{text: "x", load: func() (*Segmenter, error) { return nil, broken }}
	if _, err := w.Tokens(); !errors.Is(err, broken) {
		t.Errorf("error %v, want the loader's", err)
	}
}
