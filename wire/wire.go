// Package wire reads and writes the JSON that other programs see: fragments of transcripts coming in, inspections going
// out. One decoder serves Kafka, files and HTTP, so that they accept and refuse the same things for the same reasons.
//
// The shape is published as a JSON Schema, see Schema, and described in docs/wire.md with the repairs that the decoder
// makes.
package wire

import (
	_ "embed"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Schema is the JSON Schema (draft 2020-12) of a fragment.
//
//go:embed fragment.schema.json
var Schema []byte

// Marshal writes v as one line of JSON, the same bytes for equal values: map keys sorted, no HTML escapes.
func Marshal(v any) ([]byte, error) {
	return json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
}

// MarshalIndent writes v as JSON for people, two spaces a level.
func MarshalIndent(v any) ([]byte, error) {
	return json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true), jsontext.WithIndent("  "))
}

// Unmarshal reads what Marshal wrote. It is for our own data; input from outside goes through Decode.
func Unmarshal(data []byte, v any) error {
	return json.Unmarshal(data, v, jsontext.AllowInvalidUTF8(true))
}
