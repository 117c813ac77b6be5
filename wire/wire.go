// Package wire reads and writes the JSON that other programs see: fragments of transcripts coming in, inspections going
// out. One decoder serves Kafka, files and HTTP, so that they accept and refuse the same things for the same reasons.
//
// The shape is published as a JSON Schema, see Schema, and described in docs/wire.md with the repairs that the decoder
// makes.
package wire

import (
	_ "embed"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/tingjian/tingjian"
)

// Schema is the JSON Schema (draft 2020-12) of a fragment.
//
//go:embed fragment.schema.json
var Schema []byte

// Marshal writes v as one line of JSON, the same bytes for equal values: map keys sorted, no HTML escapes.
func Marshal(v any) ([]byte, error) {
	return json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
}

// MarshalShown writes v as Marshal does, with every time at +08:00, wherever it was noted: answers to other programs.
func MarshalShown(v any) ([]byte, error) {
	return json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true), json.WithMarshalers(json.MarshalToFunc(
		func(e *jsontext.Encoder, t time.Time) error {
			return e.WriteToken(jsontext.String(t.In(tingjian.Zone).Format(time.RFC3339Nano)))
		})))
}

// MarshalIndent writes v as JSON for people, two spaces a level.
func MarshalIndent(v any) ([]byte, error) {
	return json.Marshal(v, json.Deterministic(true), jsontext.AllowInvalidUTF8(true), jsontext.WithIndent("  "))
}

// Unmarshal reads what Marshal wrote. It is for our own data; input from outside goes through Decode.
func Unmarshal(data []byte, v any) error {
	return json.Unmarshal(data, v, jsontext.AllowInvalidUTF8(true))
}
