// Package onnxencoder is a whole public sentence encoder in place of the small one in the binary (完整句向量): bge-small-zh-v1.5 in
// int8, or another of the same shape, through ONNX Runtime. It is an option for those who have its files; nothing needs it.
//
// It is built with the tag onnx alone, and wants a folder that scripts/install-onnx fills: NAME.onnx, NAME-tokenizer.json and
// the native library of ONNX Runtime. A program built without the tag says so where a folder is named.
//
// A text's vector depends on the text alone and is the same each time on one machine. On another kind of processor its last
// digits may differ, unlike those of the encoder in the binary: ONNX Runtime chooses its int8 products by processor.
package onnxencoder
