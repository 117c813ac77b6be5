package yamlfile

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Value is one value of a file. The zero Value stands for one that is not there: every method reads it as zero and notes
// nothing, because its absence has been noted where it matters, see Record.Need.
type Value struct {
	file *File
	name string // the keys that lead to it: "near.within"; empty: the whole file
	node ast.Node
}

// Given reports whether the value is there. One that is there may still be empty.
func (v Value) Given() bool { return v.file != nil }

// Empty reports whether there is nothing at all in the value's place: a key without a value, a file of comments.
func (v Value) Empty() bool {
	_, null := v.node.(*ast.NullNode)
	return v.node == nil || null
}

// Mapping reports whether the value has keys of its own.
func (v Value) Mapping() bool {
	_, ok := v.node.(ast.MapNode)
	return ok
}

// Name is the keys that lead to the value, set apart by points. An item of a list has the name of the list.
func (v Value) Name() string { return v.name }

// Place is where the value begins, as path:line:column; empty where the value is not there.
func (v Value) Place() string {
	if !v.Given() {
		return ""
	}
	line, column := position(beginning(v.node))
	return fmt.Sprintf("%s:%d:%d", v.file.path, line, column)
}

// Fail notes a problem of the value, as `name "value": text`.
func (v Value) Fail(format string, args ...any) {
	if !v.Given() {
		return
	}
	subject := ""
	if v.name != "" {
		subject = v.title() + ": "
	}
	v.file.note(v.node, subject+fmt.Sprintf(format, args...))
}

// Want notes that the value should be something else, and says what it is.
func (v Value) Want(format string, args ...any) {
	if !v.Given() {
		return
	}
	text := v.title() + ": want " + fmt.Sprintf(format, args...)
	if _, ok := written(v.node); !ok {
		text += ", found " + kind(v.node)
	}
	v.file.note(v.node, text)
}

// title is the value's name and, where that is short, what it holds.
func (v Value) title() string {
	name := cmp.Or(v.name, "this file")
	if s, ok := written(v.node); ok {
		return name + " " + shown(s)
	}
	return name
}

// scalar is the text of a node that is text, or may be taken for text, as it is written.
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

// written is scalar, and what else messages show as it is written.
func written(n ast.Node) (string, bool) {
	switch n.(type) {
	case *ast.BoolNode, *ast.NanNode, *ast.InfinityNode:
		return n.GetToken().Value, true
	}
	return scalar(n)
}

// shown quotes a text for a message, shortened.
func shown(s string) string {
	const most = 40
	if r := []rune(strings.TrimSpace(s)); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return strconv.Quote(s)
}

// kind names what messages do not show.
func kind(n ast.Node) string {
	switch n.(type) {
	case nil, *ast.NullNode:
		return "nothing"
	case *ast.SequenceNode:
		return "a list"
	case ast.MapNode:
		return "keys and values"
	}
	return "an anchor, alias or tag, which is not used here: put text in quotes"
}

// Decode puts the value into what to points to in the way of package go-yaml, which makes none of the checks here. It
// does nothing where a problem of the file has been noted.
func (v Value) Decode(to any) {
	if v.Empty() || len(v.file.problems) > 0 {
		return
	}
	defer func() {
		if r := recover(); r != nil {
			v.Fail("not readable as YAML: %v", r)
		}
	}()
	if err := yaml.NodeToValue(v.node, to); err != nil {
		v.file.syntax(err)
	}
}
