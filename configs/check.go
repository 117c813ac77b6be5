package configs

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/tingjian/tingjian/nearest"
	"github.com/tingjian/tingjian/wire"
)

// Schema is the JSON Schema of the configuration file, also for editors that complete by it.
//
//go:embed config.schema.json
var Schema []byte

func compileSchema() *jsonschema.Schema {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		panic(err) // embedded; a test compiles it
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("config.schema.json", doc); err != nil {
		panic(err)
	}
	return c.MustCompile("config.schema.json")
}

// settings lists every setting by dotted key with its JSON type.
func settings() map[string]string {
	types := map[string]string{}
	var walk func(prefix string, s *jsonschema.Schema)
	walk = func(prefix string, s *jsonschema.Schema) {
		for s.Ref != nil {
			s = s.Ref
		}
		if len(s.Properties) == 0 {
			types[prefix] = "string"
			if s.Types != nil && !s.Types.IsEmpty() {
				types[prefix] = s.Types.ToStrings()[0]
			}
			return
		}
		for name, p := range s.Properties {
			key := name
			if prefix != "" {
				key = prefix + "." + name
			}
			walk(key, p)
		}
	}
	walk("", compileSchema())
	return types
}

// check holds the merged settings against the schema and says of each problem where it comes from.
func check(values map[string]any, layers []*layer) []error {
	raw, err := wire.Marshal(values)
	if err != nil {
		return []error{fmt.Errorf("configuration: %w", err)}
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		return []error{fmt.Errorf("configuration: %w", err)}
	}
	err = compileSchema().Validate(doc)
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return nil
	}
	var problems []error
	for _, e := range leaves(invalid) {
		problems = append(problems, describe(e, layers)...)
	}
	slices.SortFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return problems
}

func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var all []*jsonschema.ValidationError
	for _, c := range e.Causes {
		all = append(all, leaves(c)...)
	}
	return all
}

func describe(e *jsonschema.ValidationError, layers []*layer) []error {
	if extra, ok := e.ErrorKind.(*kind.AdditionalProperties); ok {
		known := settings()
		var all []error
		for _, name := range extra.Properties {
			key := strings.Join(append(slices.Clone(e.InstanceLocation), name), ".")
			all = append(all, fmt.Errorf("%s: %s: no such setting: %s", placeOf(key, layers), key, suggest(key, known)))
		}
		return all
	}
	at := e.InstanceLocation
	key := strings.Join(at, ".")
	what := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
	if _, ok := e.ErrorKind.(*kind.Pattern); ok {
		what = "want " + hint(e.SchemaURL)
	}
	return []error{fmt.Errorf("%s: %s: %s", placeOf(key, layers), key, what)}
}

// hint is the description of the definition that a value failed.
func hint(schemaURL string) string {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		return "another form"
	}
	name := schemaURL[strings.LastIndex(schemaURL, "/")+1:]
	defs, _ := doc.(map[string]any)["$defs"].(map[string]any)
	def, _ := defs[name].(map[string]any)
	if text, ok := def["description"].(string); ok {
		return text
	}
	return "another form"
}

// placeOf finds who said the key last; an item of a list is where the list is.
func placeOf(key string, layers []*layer) string {
	for {
		for _, l := range slices.Backward(layers) {
			if p, ok := l.places[key]; ok {
				return p
			}
		}
		cut := strings.LastIndexByte(key, '.')
		if cut < 0 {
			return "configuration"
		}
		key = key[:cut]
	}
}

// suggest names the setting that was probably meant.
func suggest[V any](name string, known map[string]V) string {
	if near := nearest.Word(name, slices.Sorted(maps.Keys(known))); near != "" {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "see the commented tingjian.yaml for all of them"
}
