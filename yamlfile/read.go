package yamlfile

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/tingjian/tingjian/nearest"
)

// Text reads a text that is not empty, without the white space around it. A number stands for its text.
func (v Value) Text() string {
	s, ok := scalar(v.node)
	switch s = strings.TrimSpace(s); {
	case !ok && v.node != nil && v.node.Type() == ast.BoolType:
		v.Want("text: put it in quotes")
	case !ok:
		v.Want("text")
	case s == "":
		v.Fail("is empty: fill it in or leave the key out")
	}
	return s
}

// OneOf reads one of the known words, "" where it is none of them.
func (v Value) OneOf(known ...string) string {
	s := v.Text()
	if s != "" && !slices.Contains(known, s) {
		v.Fail("%s", nearest.Hint(s, known))
		return ""
	}
	return s
}

// Words reads each value as one of the known words, no word twice.
func Words(values []Value, known ...string) (all []string) {
	for _, v := range values {
		switch s := v.OneOf(known...); {
		case s == "":
		case slices.Contains(all, s):
			v.Fail("is given twice: keep one")
		default:
			all = append(all, s)
		}
	}
	return all
}

// Flag reads true or false.
func (v Value) Flag() bool {
	b, ok := v.node.(*ast.BoolNode)
	if !ok {
		v.Want("true or false")
		return false
	}
	return b.Value
}

// Bool reads true or false, and whether the value is one of the two; it notes nothing.
func (v Value) Bool() (value, ok bool) {
	b, ok := v.node.(*ast.BoolNode)
	return ok && b.Value, ok
}

// plain is a number that everybody reads alike: no octal 010, no 1e1, no 1_0.
var plain = regexp.MustCompile(`^[+-]?(0|[1-9][0-9]{0,8})(\.[0-9]{1,9})?$`)

// Whole reads a whole number from low to high; it is low where it is none.
func (v Value) Whole(low, high int) int {
	if !v.Given() {
		return 0
	}
	_, number := v.node.(*ast.IntegerNode)
	s, _ := scalar(v.node)
	n, err := strconv.Atoi(s)
	if !number || !plain.MatchString(s) || err != nil || n < low || n > high {
		v.Want("a whole number from %d to %d", low, high)
		return low
	}
	return n
}

// Decimal reads a plain decimal number from low to high, and whether it is one.
func (v Value) Decimal(low, high float64) (float64, bool) {
	switch v.node.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
	default:
		v.Want("a number from %g to %g", low, high)
		return 0, false
	}
	s, _ := scalar(v.node)
	x, err := strconv.ParseFloat(s, 64)
	switch {
	case err != nil || !plain.MatchString(s):
		v.Want("a plain decimal number, such as -7.5")
		return 0, false
	case x < low || x > high:
		v.Want("a number from %g to %g", low, high)
		return 0, false
	}
	return x + 0, true // + 0: no negative zero
}

// List gives the items of a list, which may be empty; nil where it is no list.
func (v Value) List() []Value {
	seq, ok := v.node.(*ast.SequenceNode)
	if !ok {
		v.Want("a list")
		return nil
	}
	all := make([]Value, len(seq.Values))
	for i, n := range seq.Values {
		all[i] = Value{v.file, v.name, n}
	}
	return all
}

// Each gives the items of a list that must not be empty, or the value itself where it is no list.
func (v Value) Each() []Value {
	if _, ok := v.node.(*ast.SequenceNode); !ok {
		if !v.Given() {
			return nil
		}
		return []Value{v}
	}
	all := v.List()
	if len(all) == 0 {
		v.Fail("is empty: fill it in or leave the key out")
	}
	return all
}
