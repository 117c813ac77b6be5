//go:build !amd64

package model

func multiplyPanel(dst *[panel]float32, weights, x []float32) { plainMultiplyPanel(dst, weights, x) }

func addRow(dst []float32, row []byte, by float32) { plainAddRow(dst, row, by) }

func addTimes(dst, x []float32, by float32) { plainAddTimes(dst, x, by) }

func sumRows(dst *[strip]float32, rows []byte, at []int32, by []float32) {
	plainSumRows(dst, rows, at, by)
}
