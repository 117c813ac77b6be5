package wire_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/tingjian/tingjian/wire"
)

// TestSchemaAndDecoderAgree holds the published schema and the decoder to the same answers.
func TestSchemaAndDecoderAgree(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(wire.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("fragment.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("fragment.json")
	if err != nil {
		t.Fatal(err)
	}
	// What no schema can say: sizes of the whole, encodings, doubled keys, and rules between fields.
	beyond := map[string]bool{"duplicate key": true, "duplicate unknown key": true, "deep nesting": true, "too many bytes": true,
		"seq twice with another text": true, "rating beyond scale": true, "NUL in id": true, "implausible time": true,
		"all in GBK": true, "one word in GBK": true, "a turn in GBK among others": true, "no encoding at all": true, "broken before it came": true}
	for _, in := range append(seeds()[:3], `{"id":"a","turns":[{"speaker":"system","event":{"type":"transfer","to":"a-18"}}]}`,
		`{"id":"a","channel":null,"turns":null,"rating":null}`) {
		if !valid(t, schema, in) {
			t.Errorf("the schema refuses %s", in)
		}
		if _, _, err := wire.Decode([]byte(in), wire.DefaultLimits()); err != nil {
			t.Errorf("the decoder refuses %s: %v", in, err)
		}
	}
	for _, r := range refused {
		if !beyond[r.name] && valid(t, schema, r.in) {
			t.Errorf("the schema accepts %q, which the decoder refuses", r.name)
		}
	}
}

func valid(t *testing.T, schema *jsonschema.Schema, in string) bool {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(in))
	return err == nil && schema.Validate(doc) == nil
}
