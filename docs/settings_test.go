package docs_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/tingjian/tingjian/configs"
)

// setting is one line of the settings' table.
type setting struct{ key, value, about string }

// settingsPage lists every setting with its default, its values, its variable and its flag.
func settingsPage(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseBytes(configs.Default, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var schema schemaNode
	if err := json.Unmarshal(configs.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	help := run(t, "--help")
	var b strings.Builder
	section := "\x00"
	for _, s := range readSettings(t, "", file.Docs[0].Body) {
		if part, _, _ := strings.Cut(s.key, "."); strings.Contains(s.key, ".") && part != section || !strings.Contains(s.key, ".") && section != "" {
			section = ""
			title := "The service"
			if strings.Contains(s.key, ".") {
				section, title = part, "`"+part+"`"
			}
			fmt.Fprintf(&b, "\n### %s\n\n| setting | default | values | environment, flag | what it does |\n|---|---|---|---|---|\n", title)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", s.key, shown(s.value), cell(schema.at(t, s.key)), ways(s.key, help), cell(s.about))
	}
	return b.String()
}

func shown(value string) string {
	if value == `""` || value == "" {
		return "empty"
	}
	return "`" + value + "`"
}

// ways are the environment variables of a setting and its flag, where it has one.
func ways(key, help string) string {
	short := strings.TrimPrefix(key, "kafka.")
	name := func(k string) string {
		return "`TINGJIAN_" + strings.ToUpper(strings.ReplaceAll(k, ".", "_")) + "`"
	}
	all := name(key)
	if flag := "--" + strings.NewReplacer("_", "-", ".", "-").Replace(short); strings.Contains(help, flag+" ") {
		if short != key {
			all += ", " + name(short)
		}
		all += ", `" + flag + "`"
	}
	return all
}

// readSettings walks the commented default file.
func readSettings(t *testing.T, prefix string, n ast.Node) []setting {
	t.Helper()
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		t.Fatalf("tingjian.yaml: %s holds a %s", prefix, n.Type())
	}
	var all []setting
	for i, p := range pairs {
		key := prefix + p.Key.GetToken().Value
		switch p.Value.(type) {
		case *ast.MappingNode, *ast.MappingValueNode:
			all = append(all, readSettings(t, key+".", p.Value)...)
		default:
			about := comment(p)
			if prefix == "" && i == 0 { // the head of the file stands before the first setting's own comment
				if cut := strings.LastIndex(about, "。"); cut >= 0 {
					about = about[cut+len("。"):]
				}
			}
			value := p.Value.GetToken().Value
			if _, ok := p.Value.(*ast.SequenceNode); ok {
				value = ""
			}
			all = append(all, setting{key, value, strings.TrimSpace(about + " " + comment(p.Value))})
		}
	}
	return all
}

// comment is what stands at a node, in one line.
func comment(n ast.Node) string {
	g := n.GetComment()
	if g == nil {
		return ""
	}
	var words []string
	for _, c := range g.Comments {
		words = append(words, strings.TrimSpace(c.Token.Value))
	}
	return strings.Join(words, " ")
}

// schemaNode is the part of a JSON Schema that the configuration's uses.
type schemaNode struct {
	Ref         string                 `json:"$ref"`
	Defs        map[string]*schemaNode `json:"$defs"`
	Type        string                 `json:"type"`
	Description string                 `json:"description"`
	Enum        []string               `json:"enum"`
	Minimum     *int                   `json:"minimum"`
	Maximum     *int                   `json:"maximum"`
	Properties  map[string]*schemaNode `json:"properties"`
	Items       *schemaNode            `json:"items"`
}

// at says in words what the setting may hold.
func (s *schemaNode) at(t *testing.T, key string) string {
	t.Helper()
	n := s
	for part := range strings.SplitSeq(key, ".") {
		if n = n.Properties[part]; n == nil {
			t.Fatalf("config.schema.json does not know %s", key)
		}
	}
	return n.words(s.Defs)
}

func (s *schemaNode) words(defs map[string]*schemaNode) string {
	switch {
	case s.Ref != "":
		return defs[strings.TrimPrefix(s.Ref, "#/$defs/")].Description
	case len(s.Enum) > 0:
		var all []string
		for _, e := range s.Enum {
			all = append(all, shown(e))
		}
		return strings.Join(all, ", ")
	case s.Type == "array":
		return "a list, each " + s.Items.words(defs) + "; in variables and flags separated by commas"
	case s.Type == "integer" && s.Maximum != nil:
		return fmt.Sprintf("a whole number from %d to %d", *s.Minimum, *s.Maximum)
	case s.Type == "integer":
		return fmt.Sprintf("a whole number, at least %d", *s.Minimum)
	case s.Type == "number":
		return fmt.Sprintf("a number from %d to %d", *s.Minimum, *s.Maximum)
	case s.Type == "boolean":
		return "`true` or `false`"
	}
	return "a text"
}

// TestEverySettingIsListed holds the default file against the schema: a setting must be in both.
func TestEverySettingIsListed(t *testing.T) {
	file, err := parser.ParseBytes(configs.Default, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, s := range readSettings(t, "", file.Docs[0].Body) {
		listed[s.key] = true
	}
	var schema schemaNode
	if err := json.Unmarshal(configs.Schema, &schema); err != nil {
		t.Fatal(err)
	}
	var walk func(prefix string, n *schemaNode)
	walk = func(prefix string, n *schemaNode) {
		for name, p := range n.Properties {
			if p.Properties != nil {
				walk(prefix+name+".", p)
			} else if !listed[prefix+name] {
				t.Errorf("tingjian.yaml does not list %s%s with its default", prefix, name)
			}
		}
	}
	walk("", &schema)
}
