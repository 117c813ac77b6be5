//go:build !amd64

package model

func multiplyPanel(dst *[panel]float32, weights, x []float32) { multiplyOnes(dst, weights, x) }

func addEights(dst []float32, row []byte, by float32) { addOnes(dst, row, by) }
