//go:build !onnx

package onnxencoder

import (
	"fmt"

	"github.com/tingjian/tingjian/analyzers/model"
)

// Encoder is an encoder that this program was built without.
type Encoder struct{}

// Open says that this program was built without ONNX Runtime, and what to do.
func Open(folder string) (*Encoder, error) {
	return nil, fmt.Errorf("encoder %s: this program was built without ONNX Runtime: build it with \"go build -tags onnx ./cmd/tingjian\", or leave the encoder empty for the one in the program", folder)
}

// Encode is never called: no such encoder is ever opened.
func (*Encoder) Encode([]float32, string) error { return nil }

// Identity is that of no encoder.
func (*Encoder) Identity() model.Identity { return model.Identity{} }
