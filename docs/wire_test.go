package docs_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/wire"
)

// repairsTable lists the repairs with the comments that stand beside them in the code.
func repairsTable(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../wire/decode.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| repair | what is done |\n|---|---|\n")
	rows := 0
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Values) != 1 {
			return true
		}
		if kind, ok := v.Type.(*ast.Ident); !ok || kind.Name != "Repair" {
			return true
		}
		name, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		if err != nil || v.Comment == nil {
			t.Errorf("wire/decode.go: %s: no name or no comment", v.Names[0])
			return true
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, cell(v.Comment.Text()))
		rows++
		return true
	})
	if rows == 0 {
		t.Error("wire/decode.go: no repair found")
	}
	return b.String()
}

// exampleFinding is the first finding with evidence that inspect reports for the first conversation of example.jsonl.
func exampleFinding(t *testing.T) string {
	t.Helper()
	line, _, _ := strings.Cut(run(t, "inspect", "docs/example.jsonl"), "\n")
	in := &tingjian.Inspection{}
	if err := wire.Unmarshal([]byte(line), in); err != nil {
		t.Fatal(err)
	}
	for i := range in.Findings {
		f := &in.Findings[i]
		if len(f.Evidence) == 0 {
			continue
		}
		f.Version = "…" // changes with every phrase of every list
		b, err := wire.MarshalIndent(f)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	t.Fatal("no finding of the example carries evidence")
	return ""
}
