package learned

import (
	"slices"
	"testing"

	"github.com/tingjian/tingjian/analyzers/lexicon"
)

func TestGrams(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", []string{"\u0002\u0002"}},
		{"好的。", []string{"\u0002好", "好的", "的。", "。\u0002"}},
		{"哈哈哈", []string{"\u0002哈", "哈哈", "哈\u0002"}},
		{"ＡＢ 12", []string{"\u0002a", "ab", "b ", " 0", "00", "0\u0002"}}, // folded
	} {
		if got := Grams(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// Every gram of a vocabulary is a feature of the texts it stands in, once, after lists and marks; without is without them.
func TestGramsAreFeatures(t *testing.T) {
	v := &Vocabulary{Lists: []string{"a"}, Marks: []string{"b", "c"}, Grams: []string{"好的", "哈哈"}}
	x := &Extractor{firstMark: 1, firstGram: 3, grams: map[gram]int32{{'好', '的'}: 3, {'哈', '哈'}: 4}}
	if v.FirstGram() != 3 || v.Size() != 5 {
		t.Fatalf("first gram %d of %d features, want 3 of 5", v.FirstGram(), v.Size())
	}
	lex, err := lexicon.Compile([]lexicon.List{{Name: "a", Phrases: []string{"不行"}}})
	if err != nil {
		t.Fatal(err)
	}
	got := x.characters(lex.Scan("哈哈哈,好的好的"))
	if want := []int32{4, 3}; !slices.Equal(got, want) {
		t.Errorf("features %v, want %v", got, want)
	}
	if kept := x.marksOf(append([]int32{0, 2}, got...)); !slices.Equal(kept, []int32{2}) {
		t.Errorf("marks %v, want [2]", kept)
	}
}
