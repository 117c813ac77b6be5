package lexicon

import (
	"reflect"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
)

func TestParse(t *testing.T) {
	for phrase, want := range map[string][]variant{
		"沒有辦法":           {{literals: []string{"没有办法"}}},
		"不(行|能|)":        {{literals: []string{"不行"}}, {literals: []string{"不能"}}, {literals: []string{"不"}}},
		"a(b(c|d)|e)":    {{literals: []string{"abc"}}, {literals: []string{"abd"}}, {literals: []string{"ae"}}},
		"没~办法":           {{literals: []string{"没", "办法"}, gaps: []int{6}}},
		"没~12办法~3(3天)":   {{literals: []string{"没", "办法", "3天"}, gaps: []int{12, 3}}},
		"没~(x|)~2办法":     {{literals: []string{"没", "x", "办法"}, gaps: []int{6, 2}}, {literals: []string{"没", "办法"}, gaps: []int{8}}},
		"(您|)~等":         {{literals: []string{"您", "等"}, gaps: []int{6}}, {literals: []string{"等"}}},
		"行(行|行)":         {{literals: []string{"行行"}}},
		"7*24小时, 不好意思~啊": {{literals: []string{"7*24小时，不好意思", "啊"}, gaps: []int{6}}},
	} {
		got, err := variantsOf(phrase)
		if err != nil {
			t.Errorf("%q: %v", phrase, err)
			continue
		}
		if len(got) != len(want) {
			t.Errorf("%q: %+v, want %+v", phrase, got, want)
			continue
		}
		for i := range got {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Errorf("%q: %+v, want %+v", phrase, got[i], want[i])
			}
		}
	}
}

func TestParseErrors(t *testing.T) {
	for phrase, want := range map[string]string{
		"":                            "is empty",
		" ":                           "is empty",
		"没有(办法":                       "character 3: ( is never closed",
		"没有)办法":                       `character 3: ")" closes nothing`,
		"没有|办法":                       "character 3: | stands outside parentheses",
		"~办法":                         "begins or ends with a gap",
		"办法~3":                        "begins or ends with a gap",
		"没~99办法":                      "character 2: a gap of 99 characters: give 1 to 60",
		"没~0办法":                       "a gap of 0 characters",
		"没~99999999999999999999办法":    "a gap of 99999999999999999999 characters",
		"没（有）":                        `character 2: '（' is full width`,
		"没有～办法":                       `type "~"`,
		"没\xff":                       "character 2: is not UTF-8",
		"……":                          "may match the empty text",
		"(a|)":                        "may match the empty text",
		strings.Repeat("(a|b)", 11):   "more than 1024 spellings",
		strings.Repeat("(", 40) + "a": "more than 16 deep",
		"(" + strings.Repeat("|", 990) + "a)(b|c)": "more than 1024 spellings",
		strings.Repeat("没", 334):                   "1002 bytes long",
	} {
		if _, err := parse(phrase); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want it to contain %q", phrase, err, want)
		}
	}
}

func TestCompileReportsEverythingAtOnce(t *testing.T) {
	_, err := Compile([]List{
		{Name: "a", Phrases: []string{"没(有", "行", "~x"}, Except: []string{"|"}},
		{Name: "a", Phrases: []string{"好"}},
		{Name: "b"},
		{Phrases: []string{"x"}},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`list "a": phrase "没(有": character 2: ( is never closed`,
		`list "a": phrase "~x": begins or ends with a gap`,
		`list "a": except "|": character 1: | stands outside`,
		`list "a": two lists have this name`,
		`list "b": has no phrases`,
		`list 4: has no name`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error lacks %q:\n%v", want, err)
		}
	}
}

func TestVersion(t *testing.T) {
	a, b := List{Name: "a", Phrases: []string{"x"}}, List{Name: "b", Phrases: []string{"y"}, Except: []string{"z"}}
	v := compile(t, a, b).Version()
	if v != compile(t, b, a).Version() {
		t.Error("the order of the lists changed the version")
	}
	b.Except = nil
	if v == compile(t, a, b).Version() {
		t.Error("an exception was removed and the version stayed")
	}
	if len(v) != 16 {
		t.Errorf("version %q, want 16 digits", v)
	}
}

func TestAnalyzer(t *testing.T) {
	l := compile(t, List{Name: "a", Phrases: []string{"没办法"}})
	if first, second := l.Analyzer(), l.Analyzer(); first != second {
		t.Error("two analyzers for one lexicon: results would be looked up under the wrong one")
	}
	got, err := l.Analyzer().Turn(&tingjian.Turn{Text: "真没办法"})
	if h, ok := got.(*Hits); err != nil || !ok || !h.Has(0) {
		t.Errorf("analyzer gave %v, %v", got, err)
	}
}

func TestLexiconWithoutLists(t *testing.T) {
	l := compile(t)
	if h := l.Scan("没有办法"); len(h.All()) != 0 || h.Has(0) || h.Of(3) != nil {
		t.Error("hits without lists")
	}
	if got := l.ScanPair(l.Scan("a"), l.Scan("b")); got != nil {
		t.Errorf("straddling hits without lists: %v", got)
	}
}

func TestHits(t *testing.T) {
	l := compile(t, List{Name: "a", Phrases: []string{"有办法", "没有办法", "办法"}}, List{Name: "b", Phrases: []string{"不行"}})
	h := l.Scan("没有办法,没有办法")
	if first, ok := h.First(0); !ok || first.Phrase != 1 || first.Start != 0 || first.End != 12 {
		t.Errorf("first hit %+v", first)
	}
	if _, ok := h.First(1); ok || h.Has(1) || !h.HasAny(1, 0) || h.HasAny(1) || h.HasAny() {
		t.Error("lists confused")
	}
	if len(h.Of(0)) != 6 || h.Count(0) != 2 || h.Count(1) != 0 {
		t.Errorf("%d hits, %d side by side", len(h.Of(0)), h.Count(0))
	}
	if l.Name(1) != "b" || l.Name(2) != "" || l.Name(-1) != "" {
		t.Error("names confused")
	}
}

func TestWhole(t *testing.T) {
	lists := make([]List, 70)
	for i := range lists {
		lists[i] = List{Name: string(rune('案' + i)), Phrases: []string{string(rune('案' + i))}}
	}
	l := compile(t, lists...)
	w := l.whole([]any{l.Scan("退"), l.Scan(lists[3].Name + lists[65].Name)}).(*Whole)
	for _, c := range []struct {
		ids  []ListID
		want bool
	}{{nil, false}, {[]ListID{2, 66}, false}, {[]ListID{3}, true}, {[]ListID{65, 2}, true}, {[]ListID{900}, false}} {
		var s Set
		for _, id := range c.ids {
			s.Add(id)
		}
		if got := w.Meets(s); got != c.want {
			t.Errorf("lists %v: %v, want %v", c.ids, got, c.want)
		}
	}
}
