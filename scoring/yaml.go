package scoring

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// reader walks a YAML file and gathers every problem with its place, so that all are reported at once.
type reader struct {
	path     string
	problems []problem
}

type problem struct {
	line, column int
	text         string
}

// open parses data and gives its top node, or nil after noting why there is none.
func (r *reader) open(data []byte) ast.Node {
	file, err := parser.ParseBytes(bytes.TrimPrefix(data, []byte("\ufeff")), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return nil
	}
	var docs []ast.Node
	for _, d := range file.Docs {
		if d.Body != nil {
			docs = append(docs, d.Body)
		}
	}
	switch len(docs) {
	case 0:
		r.note(1, 1, "the file is empty: give it at least dimensions and codes")
		return nil
	case 1:
		return docs[0]
	}
	r.fail(docs[1], "a second document begins: keep one rubric a file")
	return nil
}

func (r *reader) syntax(err error) {
	var e yaml.Error
	if errors.As(err, &e) && e.GetToken() != nil && e.GetToken().Position != nil {
		at := e.GetToken().Position
		r.note(at.Line, at.Column, "not valid YAML: "+firstLine(e.GetMessage()))
		return
	}
	r.note(1, 1, "not valid YAML: "+firstLine(err.Error()))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

func (r *reader) note(line, column int, text string) {
	r.problems = append(r.problems, problem{line, column, text})
}

func (r *reader) fail(n ast.Node, format string, args ...any) {
	line, column := 1, 1
	if t := tokenOf(n); t != nil && t.Position != nil {
		line, column = t.Position.Line, t.Position.Column
	}
	r.note(line, column, fmt.Sprintf(format, args...))
}

// tokenOf is where a node begins; a block mapping's own token is the colon of its first pair.
func tokenOf(n ast.Node) *token.Token {
	switch n := n.(type) {
	case nil:
		return nil
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return n.GetToken()
}

// err joins the problems in the order of the file, or is nil.
func (r *reader) err() error {
	slices.SortStableFunc(r.problems, func(a, b problem) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	var all []error
	for _, p := range r.problems {
		all = append(all, fmt.Errorf("%s:%d:%d: %s", r.path, p.line, p.column, p.text))
	}
	return errors.Join(all...)
}

// pair is one key of a mapping with its value.
type pair struct {
	name       string
	key, value ast.Node
}

// pairs reads the mapping n, whose name in messages is what. Doubled keys are noted and the first one kept.
func (r *reader) pairs(n ast.Node, what string) []pair {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	case nil, *ast.NullNode:
		r.fail(n, "%s: is empty: give it keys and values, or {} for none", what)
		return nil
	default:
		r.fail(n, "%s %s: want keys and values", what, show(n))
		return nil
	}
	var all []pair
	for _, v := range values {
		name, ok := text(v.Key)
		if !ok {
			r.fail(v.Key, "%s: the key %s is no plain text: write it out", what, show(v.Key))
			continue
		}
		if slices.ContainsFunc(all, func(p pair) bool { return p.name == name }) {
			r.fail(v.Key, "%s: %q is given twice: keep one", what, name)
			continue
		}
		all = append(all, pair{name, v.Key, v.Value})
	}
	return all
}

// fields reads the mapping n as a record with the known keys, notes others, and gives the values by key.
func (r *reader) fields(n ast.Node, what string, known ...string) map[string]ast.Node {
	all := map[string]ast.Node{}
	for _, p := range r.pairs(n, what) {
		if slices.Contains(known, p.name) {
			all[p.name] = p.value
		} else {
			r.fail(p.key, "%s: unknown key %q%s", what, p.name, hint(p.name, known))
		}
	}
	return all
}

// required gives the field's value and notes its absence at the record.
func (r *reader) required(all map[string]ast.Node, record ast.Node, what, name string) (ast.Node, bool) {
	n, ok := all[name]
	if !ok {
		r.fail(record, "%s: %q is missing: add it", what, name)
	}
	return n, ok
}

// decimal is a number that everybody reads alike: no octal 010, no 1e1, no 1_0.
var decimal = regexp.MustCompile(`^[+-]?(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?$`)

// number reads a finite number within [low, high].
func (r *reader) number(n ast.Node, what string, low, high float64) (float64, bool) {
	switch n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
	default:
		r.fail(n, "%s %s: want a number from %g to %g", what, show(n), low, high)
		return 0, false
	}
	s := strings.TrimSpace(n.GetToken().Origin)
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || !decimal.MatchString(s) {
		r.fail(n, "%s %q: want a plain decimal number, such as -7.5", what, s)
		return 0, false
	}
	if x < low || x > high {
		r.fail(n, "%s %s: want a number from %g to %g", what, show(n), low, high)
		return 0, false
	}
	return x + 0, true // + 0: no negative zero
}

// need reads the required number field of a record; it is 0 where it is missing or wrong, which has been noted.
func (r *reader) need(all map[string]ast.Node, record ast.Node, what, name string, low, high float64) float64 {
	n, ok := r.required(all, record, what, name)
	if !ok {
		return 0
	}
	x, _ := r.number(n, what+"."+name, low, high)
	return x
}

// points reads a number of points or a base: a multiple of a quarter, see Rubric.
func (r *reader) points(n ast.Node, what string, low, high float64) (float64, bool) {
	x, ok := r.number(n, what, low, high)
	if ok && x*4 != math.Trunc(x*4) {
		r.fail(n, "%s %s: want a multiple of 0.25, so that sums of points are exact in any order", what, show(n))
		return 0, false
	}
	return x, ok
}

// words reads a list of words out of the known ones, without doubles.
func (r *reader) words(n ast.Node, what string, known []string) []string {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		r.fail(n, "%s %s: want a list out of %s", what, show(n), strings.Join(known, ", "))
		return nil
	}
	var all []string
	for _, v := range seq.Values {
		word, ok := text(v)
		switch {
		case !ok || !slices.Contains(known, word):
			r.fail(v, "%s: unknown word %s%s", what, show(v), hint(word, known))
		case slices.Contains(all, word):
			r.fail(v, "%s: %q is given twice: keep one", what, word)
		default:
			all = append(all, word)
		}
	}
	return all
}

func text(n ast.Node) (string, bool) {
	s, ok := n.(*ast.StringNode)
	if !ok {
		return "", false
	}
	return s.Value, true
}

// show quotes a value for a message, shortened.
func show(n ast.Node) string {
	if n == nil || n.GetToken() == nil {
		return `""`
	}
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "(a mapping)"
	case *ast.SequenceNode:
		return "(a list)"
	}
	s := []rune(strings.TrimSpace(n.GetToken().Value))
	if len(s) > 40 {
		s = append(s[:40], '…')
	}
	return strconv.Quote(string(s))
}

// hint names the known word nearest to what was written, or all of them where none is near.
func hint(word string, known []string) string {
	best, least := "", len(word)/2+1
	for _, k := range known {
		if len(word) > 64 {
			break // a slip of the pen is short, and comparing long words takes time
		}
		if d := distance(word, k); d < least {
			best, least = k, d
		}
	}
	if best != "" {
		return fmt.Sprintf(": did you mean %q?", best)
	}
	return ": want one of " + strings.Join(known, ", ")
}

// distance is the number of single-byte edits from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			step := diagonal
			if a[i] != b[j] {
				step++
			}
			diagonal = row[j+1]
			row[j+1] = min(step, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
