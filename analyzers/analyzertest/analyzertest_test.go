package analyzertest_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
)

// finds marks a word wherever it stands, pending on the last turn of an open conversation.
func finds(code tingjian.Code, word string) *analyzers.Analyzer {
	return &analyzers.Analyzer{Name: string(code), Codes: []tingjian.Code{code}, Run: func(p *analyzers.Pass) (any, error) {
		for i, turn := range p.Transcript.Turns {
			if at := strings.Index(turn.Text, word); at >= 0 {
				pending := !p.Transcript.Closed && i == len(p.Transcript.Turns)-1
				p.Report(tingjian.Finding{Code: code, Pending: pending, Span: p.Span(i, at, at+len(word))})
			}
		}
		return nil, nil
	}}
}

// recorder stands in for the test that Run reports to.
type recorder struct {
	testing.TB
	problems []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.problems = append(r.problems, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) { r.Errorf(format, args...); panic(r) }

func problems(t *testing.T, text string, d *analyzers.Driver, codes ...tingjian.Code) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.txt")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	r := &recorder{TB: t}
	analyzertest.Run(r, d, file, codes...)
	for i := range r.problems {
		r.problems[i] = strings.TrimPrefix(r.problems[i], file)
	}
	return r.problems
}

func TestRunComparesFindingsWithWants(t *testing.T) {
	d, err := analyzers.New(finds("a", "甲"), finds("b", "乙"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, text string
		codes      []tingjian.Code
		want       []string
	}{
		{"as wanted", "客户: 甲乙 // want a:\"甲\" b\n---\n# closed: false\n客户: 甲 // want pending a:\"甲\"", nil, nil},
		{"unexpected", "客户: 在\n客户: 甲", nil, []string{`:2: unexpected a:"甲" by rule a`}},
		{"missing", "客户: 在 // want a:\"甲\"", nil, []string{`:1: missing a:"甲"`}},
		{"wrong span", "客户: 甲 // want a:\"乙\"", nil, []string{`:1: unexpected a:"甲" by rule a`, `:1: missing a:"乙"`}},
		{"pending is told apart", "客户: 甲 // want pending a", nil, []string{`:1: unexpected a:"甲" by rule a`, `:1: missing pending a`}},
		{"only the codes given", "客户: 甲乙 // want c", []tingjian.Code{"b"}, []string{`:1: unexpected b:"乙" by rule b`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := problems(t, tc.text, d, tc.codes...); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestRunReportsFailedAnalyzers(t *testing.T) {
	d, err := analyzers.New(&analyzers.Analyzer{Name: "broken", Run: func(*analyzers.Pass) (any, error) { return nil, errors.New("no answer") }})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := problems(t, "客户: 在", d), []string{`:1: analyzer "broken" gave no answer: no answer`}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// An analyzer that remembers what it saw before answers otherwise turn by turn, which Run notices.
func TestRunNoticesMemory(t *testing.T) {
	runs := 0
	d, err := analyzers.New(&analyzers.Analyzer{Name: "a", Codes: []tingjian.Code{"a"}, Run: func(p *analyzers.Pass) (any, error) {
		if runs++; runs > 1 && len(p.Transcript.Turns) > 0 {
			p.Report(tingjian.Finding{Code: "a", Span: p.Span(0, 0, 3)})
		}
		return nil, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got := problems(t, "客户: 在", d); len(got) != 1 || !strings.HasPrefix(got[0], ":1: turn by turn the outcome is another") {
		t.Errorf("got %q", got)
	}
}

func TestRunNeedsFiles(t *testing.T) {
	d, err := analyzers.New(finds("a", "甲"))
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{TB: t}
	func() {
		defer func() { _ = recover() }()
		analyzertest.Run(r, d, "nowhere/*.txt")
	}()
	if len(r.problems) != 1 || !strings.Contains(r.problems[0], "no file matches") {
		t.Errorf("got %q", r.problems)
	}
}
