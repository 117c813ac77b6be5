// Package analyzertest tests judgements on conversations written as text with `// want` annotations, in the manner of
// golang.org/x/tools/go/analysis/analysistest:
//
//	客户: 能帮我追回货品吗
//	客服: 不好意思,没有办法 // want stonewall:"没有办法"
//	---
//
// Package dialogue describes the format. Both a finding that nobody wants and a want that nothing meets fail the test.
package analyzertest

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/dialogue"
)

// Read gives the conversations of a file in testdata; one that cannot be read ends the test.
func Read(t testing.TB, file string) []dialogue.Conversation {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Parse(file, data)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Parse reads the conversations of one file; see package dialogue.
func Parse(name string, data []byte) ([]dialogue.Conversation, error) {
	return dialogue.Parse(name, data)
}

// Run inspects every conversation of the files that match pattern (as filepath.Glob has it) and compares the findings
// with the annotations. Where codes are given, findings and wants of other codes are left aside. Every conversation
// also streams through one session turn by turn, which must end in the same outcome. A failed analyzer fails the test.
func Run(t testing.TB, d *analyzers.Driver, pattern string, codes ...tingjian.Code) {
	t.Helper()
	for file, all := range conversations(t, pattern) {
		for i := range all {
			for _, problem := range Check(d, &all[i], codes...) {
				t.Errorf("%s:%s", file, problem)
			}
		}
	}
}

// conversations reads the files that match pattern.
func conversations(t testing.TB, pattern string) iter.Seq2[string, []dialogue.Conversation] {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("pattern %q: no file matches (%v)", pattern, err)
	}
	return func(yield func(string, []dialogue.Conversation) bool) {
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all, err := dialogue.Parse(file, data)
			if err != nil {
				t.Fatal(err)
			}
			if !yield(file, all) {
				return
			}
		}
	}
}

// Check inspects one conversation and says what differs from its wants, each as `line: …`; nothing: all is as wanted.
func Check(d *analyzers.Driver, c *dialogue.Conversation, codes ...tingjian.Code) []string {
	out := d.Session().Inspect(&c.Transcript, c.AsOf)
	var problems []string
	for _, f := range out.Failures {
		problems = append(problems, fmt.Sprintf("%d: analyzer %q gave no answer: %s", c.Line, f.Analyzer, f.Reason))
	}
	concerned := func(code tingjian.Code) bool { return len(codes) == 0 || slices.Contains(codes, code) }
	wants := slices.DeleteFunc(slices.Clone(c.Wants), func(w dialogue.Want) bool { return !concerned(w.Code) })
	for _, f := range out.Findings {
		if !concerned(f.Code) {
			continue
		}
		i := slices.IndexFunc(wants, func(w dialogue.Want) bool { return meets(&f, w) })
		if i < 0 {
			problems = append(problems, fmt.Sprintf("%d: unexpected %s", c.Lines[f.Turn], show(f.Code, f.Quote, f.Pending)+" by rule "+f.Rule))
			continue
		}
		wants = slices.Delete(wants, i, i+1)
	}
	for _, w := range wants {
		problems = append(problems, fmt.Sprintf("%d: missing %s", c.Lines[w.Turn], show(w.Code, w.Quote, w.Pending)))
	}
	if live := stream(d, c); !reflect.DeepEqual(live, out) {
		problems = append(problems, fmt.Sprintf("%d: turn by turn the outcome is another: %+v instead of %+v", c.Line, live, out))
	}
	return problems
}

func meets(f *tingjian.Finding, w dialogue.Want) bool {
	return f.Turn == w.Turn && f.Code == w.Code && f.Pending == w.Pending && (w.Quote == "" || w.Quote == f.Quote)
}

func show(code tingjian.Code, quote string, pending bool) string {
	s := string(code)
	if quote != "" {
		s += fmt.Sprintf(":%q", quote)
	}
	if pending {
		s = "pending " + s
	}
	return s
}

// stream inspects every prefix of the conversation in one session and returns the last outcome.
func stream(d *analyzers.Driver, c *dialogue.Conversation) analyzers.Outcome {
	s := d.Session()
	prefix := c.Transcript
	prefix.Closed = false
	for n := range c.Turns {
		prefix.Turns = c.Turns[:n]
		s.Inspect(&prefix, prefix.Latest())
	}
	return s.Inspect(&c.Transcript, c.AsOf)
}
