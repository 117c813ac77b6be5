// Package yamlfile reads YAML files strictly, with the place of everything, and gathers every problem. What a file holds
// is taken from its values by methods that note what they do not like and then give the zero value, so that a caller
// reads all of a file straight through and asks for the problems at the end.
package yamlfile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

const (
	// maxFile bounds a file, in bytes. The largest list of phrases that a person keeps in order is far below.
	maxFile = 4 << 20
	// maxDepth bounds how deep values stand in one another: the time of the parser grows with its square.
	maxDepth = 100
)

// File is a YAML file with what is wrong with it.
type File struct {
	path     string
	problems []problem
}

type problem struct {
	line, column int
	text         string
}

// New begins a file. The path only names it in messages.
func New(path string) *File { return &File{path: path} }

// Parse reads the file's one document. Where that fails the problem is noted, and the value given is one that is not
// there. A file with nothing in it gives an empty value.
func (f *File) Parse(data []byte) Value {
	switch {
	case len(data) > maxFile:
		f.Fail("has %d bytes, more than the %d that a file may have: split it", len(data), maxFile)
		return Value{}
	case !utf8.Valid(data):
		f.Fail("not UTF-8: save the file as UTF-8")
		return Value{}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))             // editors put it there
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")) // YAML says so, and the parser miscounts lines otherwise
	docs, err := parse(data)
	switch {
	case err != nil:
		f.syntax(err)
		return Value{}
	case len(docs) > 1:
		f.note(docs[1], "a second document begins: want one a file")
		return Value{}
	case len(docs) == 0:
		return Value{file: f}
	}
	return Value{file: f, node: docs[0].Body}
}

// parse turns panics into errors: the parser is not ours, and files may come from anybody.
func parse(data []byte) (docs []*ast.DocumentNode, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	tokens := lexer.Tokenize(string(data))
	if t := tooDeep(tokens); t != nil {
		return nil, &yaml.SyntaxError{Token: t, Message: fmt.Sprintf("values stand in one another more than %d deep", maxDepth)}
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // Pairs notes doubled keys, all of them
	if err != nil {
		return nil, err
	}
	return file.Docs, nil
}

// tooDeep gives the token that goes too deep by brackets or by marks one behind the other, such as "- - -". What goes
// deep by indentation is long before it is slow.
func tooDeep(tokens token.Tokens) *token.Token {
	brackets, marks := 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			brackets++
		case token.SequenceEndType, token.MappingEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			marks++
		default:
			marks = 0
		}
		if brackets+marks > maxDepth {
			return t
		}
	}
	return nil
}

// syntax notes what the parser says, without the picture of the place that it draws on further lines.
func (f *File) syntax(err error) {
	text, at := err.Error(), (*token.Token)(nil)
	var placed yaml.Error
	if errors.As(err, &placed) {
		text, at = placed.GetMessage(), placed.GetToken()
	}
	text, _, _ = strings.Cut(strings.TrimSpace(text), "\n")
	if strings.Contains(text, "reserved") {
		text += ": put it in quotes, as in '@name'"
	}
	f.noteAt(at, "not readable as YAML: "+text)
}

// Fail notes a problem of the file as a whole, at its beginning.
func (f *File) Fail(format string, args ...any) { f.noteAt(nil, fmt.Sprintf(format, args...)) }

func (f *File) note(n ast.Node, text string) { f.noteAt(beginning(n), text) }

func (f *File) noteAt(t *token.Token, text string) {
	line, column := position(t)
	f.problems = append(f.problems, problem{line, column, text})
}

func position(t *token.Token) (line, column int) {
	if t == nil || t.Position == nil {
		return 1, 1
	}
	return t.Position.Line, t.Position.Column
}

// beginning is the first token of a node; a block mapping's own token is the colon of its first pair.
func beginning(n ast.Node) *token.Token {
	switch n := n.(type) {
	case nil:
		return nil
	case *ast.DocumentNode:
		if n.Start != nil {
			return n.Start
		}
		return beginning(n.Body)
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return n.GetToken()
}

// Err joins all problems in the order of the file, each as `path:line:column: what is wrong and what to do`, or is nil.
func (f *File) Err() error {
	slices.SortStableFunc(f.problems, func(a, b problem) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	var all []error
	for _, p := range f.problems {
		all = append(all, fmt.Errorf("%s:%d:%d: %s", f.path, p.line, p.column, p.text))
	}
	return errors.Join(all...)
}
