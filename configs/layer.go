package configs

import (
	"errors"
	"strconv"
	"strings"

	"github.com/tingjian/tingjian/yamlfile"
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

// parse reads a YAML file with the place of every key.
func parse(path string, data []byte) (*layer, error) {
	f, l := yamlfile.New(path), newLayer()
	if top := f.Parse(data); !top.Empty() {
		l.locate(top)
		top.Decode(&l.values)
	}
	return l, f.Err()
}

// locate notes where each key stands.
func (l *layer) locate(v yamlfile.Value) {
	for _, p := range v.Pairs() {
		l.places[p.Value.Name()] = p.Key.Place()
		if p.Value.Mapping() {
			l.locate(p.Value)
		}
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
	case "number":
		if x, err := strconv.ParseFloat(value, 64); err == nil {
			return x
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
