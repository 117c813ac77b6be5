package turns

import (
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
)

// matrix stands row by row.
type matrix struct {
	Rows, Cols int
	Data       []float32
}

func general(rows, cols int) matrix { return matrix{rows, cols, make([]float32, rows*cols)} }

func of(t *learned.Tensor) matrix { return matrix{t.Rows, t.Cols, t.Data} }

func (m matrix) row(i int) []float32 { return m.Data[i*m.Cols:][:m.Cols] }

// turned has the rows as columns (转置).
func (m matrix) turned() matrix {
	out := general(m.Cols, m.Rows)
	for i := range m.Rows {
		for j, v := range m.row(i) {
			out.Data[j*m.Rows+i] = v
		}
	}
	return out
}

// addProduct adds a times b to c.
func addProduct(c, a, b matrix) { addTimesTurned(c, a, b.turned()) }

// addTurnedTimes adds a, turned over, times b to c.
func addTurnedTimes(c, a, b matrix) { addProduct(c, a.turned(), b) }

// addTimesTurned adds a times b, turned over, to c. It does so with the wide registers of package model.
func addTimesTurned(c, a, b matrix) {
	if len(a.Data) == 0 || len(b.Data) == 0 {
		return
	}
	d, sums := model.NewDense(b.Data, b.Cols, 0, b.Cols), make([]float32, b.Rows)
	for i := range a.Rows {
		d.Multiply(sums, a.row(i))
		addTimes(c.row(i), sums, 1)
	}
}

func addTimes(dst, x []float32, by float32) { model.AddTimes(dst, x[:len(dst)], by) }
