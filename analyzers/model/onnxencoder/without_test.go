//go:build !onnx

package onnxencoder_test

import (
	"strings"
	"testing"

	"github.com/tingjian/tingjian/analyzers/model/onnxencoder"
)

// A program without ONNX Runtime says what to do about it.
func TestBuiltWithout(t *testing.T) {
	_, err := onnxencoder.Open("models/whole")
	if err == nil || !strings.Contains(err.Error(), "models/whole") || !strings.Contains(err.Error(), "-tags onnx") {
		t.Errorf("%v, want the folder and the tag", err)
	}
}
