package rules

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// pos is a place in a rule or list file, for messages.
type pos struct {
	file      string
	line, col int
}

func (p pos) String() string { return fmt.Sprintf("%s:%d:%d", p.file, p.line, p.col) }

// source reads one YAML file strictly and collects everything that is wrong with it.
type source struct {
	file string
	errs []error
}

// field is one key of a mapping with its value.
type field struct {
	name  string // with the keys above it: "near.within"
	value ast.Node
}

// at is where n begins.
func (s *source) at(n ast.Node) pos {
	p := pos{file: s.file, line: 1, col: 1}
	if m, ok := n.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	if n == nil {
		return p
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		p.line, p.col = t.Position.Line, t.Position.Column
	}
	return p
}

func (s *source) fail(n ast.Node, format string, args ...any) {
	s.failAt(s.at(n), format, args...)
}

func (s *source) failAt(p pos, format string, args ...any) {
	s.errs = append(s.errs, fmt.Errorf("%s: %s", p, fmt.Sprintf(format, args...)))
}

// parse gives the one document of data, or nil with the problem noted. The parser below is not ours and rule files may
// come from anybody, so a panic in it counts as a syntax error.
func (s *source) parse(data []byte) (body ast.Node) {
	defer func() {
		if r := recover(); r != nil {
			body = nil
			s.failAt(pos{s.file, 1, 1}, "not readable as YAML: %v", r)
		}
	}()
	if !utf8.Valid(data) {
		s.failAt(pos{s.file, 1, 1}, "not UTF-8: save the file as UTF-8")
		return nil
	}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		s.syntax(err)
		return nil
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		s.failAt(pos{s.file, 1, 1}, "want exactly one YAML document, found %d", len(file.Docs))
		return nil
	}
	return file.Docs[0].Body
}

func (s *source) syntax(err error) {
	p, message := pos{s.file, 1, 1}, err.Error()
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) {
		message = syntax.Message
		if t := syntax.Token; t != nil && t.Position != nil {
			p.line, p.col = t.Position.Line, t.Position.Column
		}
	}
	if strings.Contains(message, "reserved") {
		message += ": put it in quotes, as in '@name'"
	}
	s.failAt(p, "not readable as YAML: %s", message)
}

// mapping gives the values of n by key. Unknown and doubled keys are problems; prefix goes before names in messages.
func (s *source) mapping(n ast.Node, prefix string, known ...string) map[string]field {
	m, ok := n.(ast.MapNode)
	if !ok {
		s.fail(n, "%s: want a mapping of keys to values, found %s", orThis(prefix), kind(n))
		return nil
	}
	fields := map[string]field{}
	for it := m.MapRange(); it.Next(); {
		key := it.KeyValue().Key
		name := ""
		if t := key.GetToken(); t != nil {
			name = t.Value
		}
		full := strings.TrimPrefix(prefix+"."+name, ".")
		switch _, twice := fields[name]; {
		case !contains(known, name):
			s.fail(key, "unknown key %q: %s", full, hint(name, known))
		case twice:
			s.fail(key, "key %q stands here a second time: keep one", full)
		default:
			fields[name] = field{full, it.Value()}
		}
	}
	return fields
}

// scalar gives the text of n as written, whatever YAML takes its type for.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// text reads a string that is not empty.
func (s *source) text(f field) string {
	v, ok := scalar(f.value)
	switch v = strings.TrimSpace(v); {
	case !ok:
		s.fail(f.value, "%s: want text, found %s; quote it where it is meant as text", f.name, kind(f.value))
	case v == "":
		s.fail(f.value, "%s: is empty: fill it in or leave the key out", f.name)
	}
	return v
}

// oneOf reads a string that is one of allowed.
func (s *source) oneOf(f field, allowed ...string) string {
	v := s.text(f)
	if v != "" && !contains(allowed, v) {
		s.fail(f.value, "%s %q: %s", f.name, v, hint(v, allowed))
	}
	return v
}

// list gives the elements of n, or n itself where it is not a list.
func (s *source) list(f field) []field {
	seq, ok := f.value.(*ast.SequenceNode)
	if !ok {
		return []field{f}
	}
	if len(seq.Values) == 0 {
		s.fail(f.value, "%s: is empty: fill it in or leave the key out", f.name)
	}
	all := make([]field, len(seq.Values))
	for i, v := range seq.Values {
		all[i] = field{f.name, v}
	}
	return all
}

// number reads a whole number from low to high.
func (s *source) number(f field, low, high int) int {
	v, _ := scalar(f.value)
	n, err := strconv.Atoi(v)
	if err != nil || n < low || n > high {
		s.fail(f.value, "%s: want a whole number from %d to %d, found %s", f.name, low, high, shown(f.value))
		return low
	}
	return n
}

// fraction reads a number above 0, up to 1.
func (s *source) fraction(f field) float64 {
	v, _ := scalar(f.value)
	x, err := strconv.ParseFloat(v, 64)
	if err != nil || !(x > 0 && x <= 1) {
		s.fail(f.value, "%s: want a number above 0, up to 1, found %s", f.name, shown(f.value))
		return 1
	}
	return x
}

// flag reads true or false.
func (s *source) flag(f field) bool {
	b, ok := f.value.(*ast.BoolNode)
	if !ok {
		s.fail(f.value, "%s: want true or false, found %s", f.name, shown(f.value))
		return false
	}
	return b.Value
}

// kind names a node's type for people.
func kind(n ast.Node) string {
	switch n.(type) {
	case nil, *ast.NullNode:
		return "nothing"
	case *ast.SequenceNode:
		return "a list"
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.BoolNode:
		return "true or false"
	case *ast.IntegerNode, *ast.FloatNode:
		return "a number"
	case *ast.StringNode, *ast.LiteralNode:
		return "text"
	}
	return "something that rule files do not use (anchors, aliases, tags)"
}

func shown(n ast.Node) string {
	if v, ok := scalar(n); ok {
		return strconv.Quote(v)
	}
	return kind(n)
}

func orThis(prefix string) string {
	if prefix == "" {
		return "this file"
	}
	return prefix
}
