package lexicon

import (
	"reflect"
	"slices"
	"sort"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian/analyzers/normalize"
)

// naive finds the hits of lists in text by looking for every phrase at every place, without an automaton.
func naive(t *rapid.T, lists []List, text string) []Hit {
	x := normalize.New(text)
	var hits []Hit
	for id, list := range lists {
		var own []Hit
		for i, phrase := range list.Phrases {
			for _, s := range naivePhrase(t, phrase, x) {
				own = append(own, Hit{ListID(id), int32(i), s[0], s[1]})
			}
		}
		for _, phrase := range list.Except {
			for _, s := range naivePhrase(t, phrase, x) {
				var kept []Hit
				for _, h := range own {
					if h.End <= s[0] || s[1] <= h.Start {
						kept = append(kept, h)
					}
				}
				own = kept
			}
		}
		hits = append(hits, own...)
	}
	sort.Slice(hits, func(i, j int) bool {
		a, b := hits[i], hits[j]
		switch {
		case a.List != b.List:
			return a.List < b.List
		case a.Start != b.Start:
			return a.Start < b.Start
		case a.End != b.End:
			return a.End > b.End
		}
		return a.Phrase < b.Phrase
	})
	return hits
}

// naivePhrase gives the outermost places of one phrase in the given text.
func naivePhrase(t *rapid.T, phrase string, x *normalize.Text) [][2]int {
	variants, err := variantsOf(phrase)
	if err != nil {
		t.Fatalf("%q: %v", phrase, err)
	}
	given := func(x *normalize.Text) (all [][2]int) {
		for _, v := range variants {
			for at := range len(x.String()) {
				if end := naiveChain(x, v, at); end >= 0 {
					s, e := x.Span(at, end)
					all = append(all, [2]int{s, e})
				}
			}
		}
		return all
	}
	all := given(x)
	if c := x.Collapsed(); c != nil {
		plain := all
		for _, m := range given(c) {
			touches := false
			for _, p := range plain {
				touches = touches || p[0] < m[1] && m[0] < p[1]
			}
			if !touches {
				all = append(all, m)
			}
		}
	}
	var outer [][2]int
	for i, a := range all {
		inside := false
		for j, b := range all {
			if i != j && b[0] <= a[0] && a[1] <= b[1] && (a != b || j < i) {
				inside = true
			}
		}
		if !inside {
			outer = append(outer, a)
		}
	}
	return outer
}

// naiveChain is the nearest end of v if it begins at offset at, or -1.
func naiveChain(x *normalize.Text, v variant, at int) int {
	s, literal := x.String(), v.literals[0]
	end := at + len(literal)
	if !strings.HasPrefix(s[at:], literal) || sameKind(s, at) || sameKind(s, end) ||
		utf8.RuneCountInString(literal) < 4 && slices.ContainsFunc(x.Pauses(), func(p uint32) bool { return at < int(p) && int(p) < end }) {
		return -1
	}
	if len(v.literals) == 1 {
		return end
	}
	best := -1
	for gapEnd := end; gapEnd <= len(s); gapEnd++ {
		if gapEnd < len(s) && !utf8.RuneStart(s[gapEnd]) {
			continue
		}
		if gap := s[end:gapEnd]; utf8.RuneCountInString(gap) > v.gaps[0] || strings.ContainsAny(gap, "。！？；\n") {
			break
		}
		if e := naiveChain(x, variant{v.literals[1:], v.gaps[1:]}, gapEnd); e >= 0 && (best < 0 || e < best) {
			best = e
		}
	}
	return best
}

// sameKind reports whether offset i lies within a run of letters or of digits.
func sameKind(s string, i int) bool {
	if i == 0 || i == len(s) {
		return false
	}
	within := func(lo, hi byte) bool { return s[i-1] >= lo && s[i-1] <= hi && s[i] >= lo && s[i] <= hi }
	return within('a', 'z') || within('0', '9')
}

func textOf(pieces ...string) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 16).Draw(t, "pieces"), "")
	})
}

// phraseText are phrases of which about half are well formed.
var phraseText = textOf("没", "有", "办", "法", "不", "行", "的", "a", "1", "不", "~", "~2", "(", "|", ")", "好", " ", "，")

// groupedText are well-formed phrases with alternatives in alternatives, optional parts and gaps anywhere, of literals that
// change beside others: equivalent spellings, repeated characters, marks that go or stay.
var groupedText = rapid.Custom(func(t *rapid.T) string { return drawSequence(t, 3) })

func drawSequence(t *rapid.T, depth int) string {
	literal := rapid.SampledFrom([]string{"没", "有", "没有", "办法", "不", "行", "不不", "不行", "木", "木有", "滴", "好", "啥", "a", "1", "24", "*", "7", "，", "。", " ", "咋"})
	var b strings.Builder
	for range rapid.IntRange(1, 3).Draw(t, "elements") {
		switch kind := rapid.IntRange(0, 6).Draw(t, "kind"); {
		case kind < 3 && depth > 0:
			b.WriteByte('(')
			for n := range rapid.IntRange(1, 4).Draw(t, "branches") {
				if n > 0 {
					b.WriteByte('|')
				}
				if rapid.IntRange(0, 4).Draw(t, "empty") > 0 {
					b.WriteString(drawSequence(t, depth-1))
				}
			}
			b.WriteByte(')')
		case kind == 3:
			b.WriteString(rapid.SampledFrom([]string{"~", "~1", "~3"}).Draw(t, "gap"))
		default:
			b.WriteString(literal.Draw(t, "literal"))
		}
	}
	return b.String()
}

func drawLists(t *rapid.T) []List {
	good := rapid.OneOf(phraseText, groupedText).Filter(func(s string) bool { _, err := parse(s); return err == nil })
	n := rapid.IntRange(1, 4).Draw(t, "lists")
	lists := make([]List, n)
	for i := range lists {
		lists[i] = List{Name: string(rune('a' + i)), Phrases: rapid.SliceOfN(good, 1, 5).Draw(t, "phrases"), Except: rapid.SliceOfN(good, 0, 2).Draw(t, "except")}
	}
	return lists
}

var scanned = textOf("没", "有", "办", "法", "不", "行", "的", "a", "1", "不不不不", "好好好", " ", "。", "~", "，", "木", "滴", "🙂", "\n", "Ａ", "2", "没有办法", "木有", "啥", "咋", "24", "*", "7", "不行", "！")

func TestScanEqualsNaive(t *testing.T) { rapid.Check(t, compareWithNaive) }

func compareWithNaive(t *rapid.T) {
	lists := drawLists(t)
	l, err := Compile(lists)
	if err != nil {
		t.Fatal(err)
	}
	text := scanned.Draw(t, "text")
	got, want := l.Scan(text).All(), naive(t, lists, text)
	if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Fatalf("lists %+v\ntext %q\ngot  %+v\nwant %+v", lists, text, got, want)
	}
}
