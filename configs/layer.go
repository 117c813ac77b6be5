package configs

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// layer is one source of settings with the place of each; it is a koanf.Provider.
type layer struct {
	values map[string]any
	places map[string]string // by dotted key
}

func newLayer() *layer { return &layer{values: map[string]any{}, places: map[string]string{}} }

// Read gives koanf the values.
func (l *layer) Read() (map[string]any, error) { return l.values, nil }

// ReadBytes is part of koanf.Provider; the layer is read as a map.
func (l *layer) ReadBytes() ([]byte, error) { return nil, errors.New("configuration is read as a map") }

// set puts a value at a dotted key.
func (l *layer) set(key string, value any, place string) {
	at := l.values
	parts := strings.Split(key, ".")
	for _, p := range parts[:len(parts)-1] {
		next, ok := at[p].(map[string]any)
		if !ok {
			next = map[string]any{}
			at[p] = next
		}
		at = next
	}
	at[parts[len(parts)-1]] = value
	l.places[key] = place
}

// parse reads a YAML file with the line and column of every key.
func parse(path string, data []byte) (*layer, error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, yamlError(path, err)
	}
	l := newLayer()
	if len(file.Docs) == 0 || file.Docs[0].Body == nil || file.Docs[0].Body.Type() == ast.CommentType {
		return l, nil
	}
	if len(file.Docs) > 1 {
		return nil, fmt.Errorf("%s: holds %d documents: one is wanted, remove the lines ---", path, len(file.Docs))
	}
	if err := yaml.NodeToValue(file.Docs[0].Body, &l.values); err != nil {
		return nil, yamlError(path, err)
	}
	locate(path, "", file.Docs[0].Body, l.places)
	return l, nil
}

// yamlError puts path:line:col before what the parser says.
func yamlError(path string, err error) error {
	var at interface {
		error
		GetMessage() string
	}
	var located yaml.Error
	if errors.As(err, &located) && located.GetToken() != nil {
		p := located.GetToken().Position
		return fmt.Errorf("%s:%d:%d: %s", path, p.Line, p.Column, located.GetMessage())
	}
	if errors.As(err, &at) {
		return fmt.Errorf("%s: %s", path, at.GetMessage())
	}
	return fmt.Errorf("%s: %w", path, err)
}

// locate notes where each key of the mapping stands.
func locate(path, prefix string, n ast.Node, places map[string]string) {
	m, ok := n.(ast.MapNode)
	if !ok {
		return
	}
	for it := m.MapRange(); it.Next(); {
		key := it.Key().String()
		if prefix != "" {
			key = prefix + "." + key
		}
		p := it.Key().GetToken().Position
		places[key] = fmt.Sprintf("%s:%d:%d", path, p.Line, p.Column)
		locate(path, key, it.Value(), places)
	}
}

// coerce makes of a text from the environment or a flag what the setting's type wants. What cannot be made stays a
// text, for the check to report.
func coerce(value, kind string) any {
	switch kind {
	case "integer":
		if n, err := strconv.Atoi(value); err == nil {
			return n
		}
	case "boolean":
		if b, err := strconv.ParseBool(value); err == nil {
			return b
		}
	case "array":
		list := []any{}
		for _, item := range strings.Split(value, ",") {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
		return list
	}
	return value
}
