package learned

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/model"
)

// The clauses of a text are the text, each ends with the first mark after a letter, and marks alone are none.
func TestClausesAreTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"好", "ok", "7", "，", "。", " ", "\n", "…", "\xe5"})).Draw(t, "pieces"), "")
		at := 0
		clauses := clausesOf(text)
		for n, q := range clauses {
			part := text[q[0]:q[1]]
			if q[0] != at || q[1] <= q[0] || len(clauses) > 1 && !strings.ContainsFunc(part, unicode.IsLetter) {
				t.Fatalf("%q: clauses %v", text, clauses)
			}
			if first := strings.IndexFunc(part, unicode.IsLetter); n < len(clauses)-1 {
				if k := strings.IndexFunc(part[first:], isMark); first+k+utf8.RuneLen([]rune(part[first+k:])[0]) != len(part) {
					t.Fatalf("%q: clause %q goes on after its mark", text, part)
				}
			}
			at = q[1]
		}
		if at != len(text) {
			t.Fatalf("%q: clauses %v leave something out", text, clauses)
		}
	})
	if all := clausesOf(strings.Repeat("。", 1<<20/3)); len(all) != 1 { // takes minutes unless each mark is looked at once
		t.Errorf("%d clauses of nothing but marks, want 1", len(all))
	}
}

// What is found in long texts is not kept, since what is kept is bounded by number.
func TestLongTextsAreNotKept(t *testing.T) {
	lex := analyzertest.Shipped(t, "act.brief")
	x := NewExtractor(lex, lex.Analyzer(), &Vocabulary{})
	for n, kept := range map[int]bool{model.LongestKept: true, model.LongestKept + 1: false} {
		text := strings.Repeat("x", n)
		if x.scan(text); x.parts.Contains(text) != kept {
			t.Errorf("a text of %d bytes is kept: %v", n, !kept)
		}
	}
}
