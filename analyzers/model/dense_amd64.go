package model

import "golang.org/x/sys/cpu"

// The inner loops of the learned judgements in wide registers (AVX2, in nearly every processor of this family since 2013): eight
// products side by side, each rounded, then eight sums. The compiler makes them one by one. The sums are those of the plain
// loops to the bit; a test holds them to that.
var wide = cpu.X86.HasAVX2

func multiplyPanel(dst *[panel]float32, weights, x []float32) {
	if wide {
		wideMultiplyPanel(dst, weights, x)
	} else {
		plainMultiplyPanel(dst, weights, x)
	}
}

func addRow(dst []float32, row []byte, by float32) {
	if !wide {
		plainAddRow(dst, row, by)
		return
	}
	whole := len(row) &^ 7
	wideAddRow(dst[:whole], row[:whole], by)
	plainAddRow(dst[whole:], row[whole:], by)
}

func addTimes(dst, x []float32, by float32) {
	if !wide {
		plainAddTimes(dst, x, by)
		return
	}
	whole := len(x) &^ 7
	wideAddTimes(dst[:whole], x[:whole], by)
	plainAddTimes(dst[whole:], x[whole:], by)
}

func sumRows(dst *[strip]float32, rows []byte, at []int32, by []float32) {
	if wide {
		wideSumRows(dst, rows, at, by)
	} else {
		plainSumRows(dst, rows, at, by)
	}
}

//go:noescape
func wideMultiplyPanel(dst *[panel]float32, weights, x []float32)

// wideAddRow wants a multiple of eight.
//
//go:noescape
func wideAddRow(dst []float32, row []byte, by float32)

// wideAddTimes wants a multiple of eight.
//
//go:noescape
func wideAddTimes(dst, x []float32, by float32)

//go:noescape
func wideSumRows(dst *[strip]float32, rows []byte, at []int32, by []float32)
