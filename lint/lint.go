// Package lint holds rules, phrase lists and rubric against one another (规则检查): what is wrong with their files, and what
// is right in every file but does nothing, costs much, or is missing.
package lint

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/scoring"
)

// Severity says whether rules can be used with the problem.
type Severity string

// The severities of a problem.
const (
	Error   Severity = "error"   // the rules are refused
	Warning Severity = "warning" // the rules work, and probably not as meant
)

// Problem is one thing that is wrong, and what to do about it.
type Problem struct {
	Path     string   `json:"path"` // empty: of no single file
	Line     int      `json:"line"` // from 1; 0 where Path is empty
	Column   int      `json:"column"`
	Severity Severity `json:"severity"`
	Check    string   `json:"check"` // schema, phrases, cost, rubric or examples
	Message  string   `json:"message"`
}

// String gives the problem as one line, `path:line:col: warning: message`; errors have no such word.
func (p Problem) String() string {
	text := p.Message
	if p.Severity == Warning {
		text = "warning: " + text
	}
	if p.Path == "" {
		return text
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.Path, p.Line, p.Column, text)
}

// Input is what is checked.
type Input struct {
	Files      fs.FS  // holds rules/ and lexicons/, and may hold journey/
	RubricName string // for messages
	Rubric     []byte
	// Codes makes the judgements of a set and gives the codes that they report. Nil: the rubric is not held against them.
	Codes func(*rules.Set) ([]tingjian.Code, error)
}

// Check gives everything that is wrong, by file, line and column. Warnings are looked for in the files that have no error,
// because they need rules that can be used; only whether the rubric has a line for a code is said of all.
func Check(in Input) []Problem {
	s, problems := sift(in.Files)
	if _, err := fs.Stat(in.Files, "journey"); err == nil { // lists of what puts cases together
		_, err := rules.Lists(in.Files, "journey")
		problems = append(problems, parsed("schema", err)...)
	}
	_, rubricErr := scoring.ParseRubric(in.RubricName, in.Rubric)
	problems = append(problems, parsed("schema", rubricErr)...)
	if s.set == nil {
		return sorted(problems)
	}
	if in.Codes != nil {
		reported, err := in.Codes(s.set)
		problems = append(problems, parsed("schema", err)...)
		if rubricErr == nil {
			problems = append(problems, checkRubric(in, codesOf(in.Files), reported, err == nil && len(s.broken) == 0)...)
		}
	}
	problems = append(problems, s.only(checkPhrases(s.files, s.all, s.lists))...)
	problems = append(problems, s.only(checkCost(s.files, s.all))...)
	return sorted(problems)
}

// only keeps the warnings of files that were not taken off.
func (s *sound) only(warnings []Problem) []Problem {
	return slices.DeleteFunc(warnings, func(p Problem) bool { return s.broken[p.Path] })
}

var placed = regexp.MustCompile(`^([^:]+):(\d+):(\d+): (.*)$`) // names may hold blanks

// parsed takes the lines of an error apart.
func parsed(check string, err error) (all []Problem) {
	if err == nil {
		return nil
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		p := Problem{Severity: Error, Check: check, Message: line}
		if m := placed.FindStringSubmatch(line); m != nil {
			p.Path, p.Message = m[1], m[4]
			p.Line, _ = strconv.Atoi(m[2]) // digits, by the expression
			p.Column, _ = strconv.Atoi(m[3])
		}
		all = append(all, p)
	}
	return all
}

// warn is a warning about what stands at a place, path:line:column.
func warn(check, place, format string, args ...any) Problem {
	p := Problem{Severity: Warning, Check: check, Message: fmt.Sprintf(format, args...)}
	if m := placed.FindStringSubmatch(place + ": "); m != nil {
		p.Path = m[1]
		p.Line, _ = strconv.Atoi(m[2])
		p.Column, _ = strconv.Atoi(m[3])
	}
	return p
}

func sorted(all []Problem) []Problem {
	slices.SortStableFunc(all, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return all
}
