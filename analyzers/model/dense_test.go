package model

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// dot is the sum of the products of row and x in the order that Multiply keeps to.
func dot(row, x []float32) float32 {
	var sums [4]float32
	whole := len(row) &^ 3
	for j := range row {
		k := j % 4
		if j >= whole {
			k = 0
		}
		sums[k] += float32(row[j] * x[j])
	}
	return float32(sums[0]+sums[1]) + float32(sums[2]+sums[3])
}

// Whatever the sizes, products are the same to the bit on this processor and on any.
func TestProducts(t *testing.T) {
	number := rapid.Float32Range(-100, 100)
	rapid.Check(t, func(t *rapid.T) {
		outputs, inputs := rapid.IntRange(0, 20).Draw(t, "outputs"), rapid.IntRange(0, 20).Draw(t, "inputs")
		first := rapid.IntRange(0, 3).Draw(t, "first")
		columns := first + inputs + rapid.IntRange(0, 3).Draw(t, "further columns")
		rows := rapid.SliceOfN(number, outputs*columns, outputs*columns).Draw(t, "rows")
		x := rapid.SliceOfN(number, inputs, inputs).Draw(t, "x")
		d, got := NewDense(rows, columns, first, inputs), make([]float32, outputs)
		d.Multiply(got, x)
		for o := range got {
			if want := dot(rows[o*columns+first:][:inputs], x); math.Float32bits(got[o]) != math.Float32bits(want) {
				t.Fatalf("output %d: %v, want %v", o, got[o], want)
			}
		}
		for len(d.panels) > 0 && inputs > 0 {
			var here, anywhere [panel]float32
			weights := d.panels[:panel*inputs]
			multiplyPanel(&here, weights, x)
			plainMultiplyPanel(&anywhere, weights, x)
			if here != anywhere {
				t.Fatalf("%v on this processor, %v on any", here, anywhere)
			}
			d.panels = d.panels[panel*inputs:]
		}
	})
}

// The loop of this processor adds what the plain one adds.
func TestRowsAreAdded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "row")
		got := rapid.SliceOfN(rapid.Float32Range(-100, 100), len(row), len(row)).Draw(t, "dst")
		by := rapid.Float32Range(-100, 100).Draw(t, "by")
		want := append([]float32(nil), got...)
		AddRow(got, row, by)
		plainAddRow(want, row, by)
		for j := range want {
			if math.Float32bits(got[j]) != math.Float32bits(want[j]) {
				t.Fatalf("%d: %v, want %v", j, got[j], want[j])
			}
		}
		x := append([]float32(nil), got...)
		AddTimes(got, x, by)
		plainAddTimes(want, x, by)
		for j := range want {
			if math.Float32bits(got[j]) != math.Float32bits(want[j]) {
				t.Fatalf("%d: %v times %v, want %v", j, got[j], by, want[j])
			}
		}
	})
}

// A sum of rows is that of adding them one by one.
func TestSumsOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns, n := rapid.IntRange(1, 70).Draw(t, "columns"), rapid.IntRange(1, 5).Draw(t, "rows")
		table := rapid.SliceOfN(rapid.Byte(), n*columns, n*columns).Draw(t, "table")
		at := rapid.SliceOfN(rapid.Int32Range(0, int32(n-1)), 0, 30).Draw(t, "at")
		by := rapid.SliceOfN(rapid.Float32Range(-100, 100), len(at), len(at)).Draw(t, "by")
		want, got := make([]float32, columns), make([]float32, columns)
		for i, row := range at {
			plainAddRow(want, table[int(row)*columns:][:columns], by[i])
		}
		r := NewRows(table, columns)
		r.Sum(got, at, by)
		for j := range want {
			if math.Float32bits(got[j]) != math.Float32bits(want[j]) {
				t.Fatalf("column %d: %v, want %v", j, got[j], want[j])
			}
		}
	})
}

func BenchmarkMultiply(b *testing.B) {
	rows, x, dst := make([]float32, 512*256), make([]float32, 256), make([]float32, 512)
	for i := range rows {
		rows[i] = float32(i%17) - 8
	}
	for i := range x {
		x[i] = float32(i%5) - 2
	}
	d := NewDense(rows, 256, 0, 256)
	b.Run("dense", func(b *testing.B) {
		for b.Loop() {
			d.Multiply(dst, x)
		}
	})
	b.Run("dot", func(b *testing.B) {
		for b.Loop() {
			for o := range dst {
				dst[o] = dot(rows[o*256:(o+1)*256], x)
			}
		}
	})
}

func BenchmarkAddRow(b *testing.B) {
	row, dst := make([]byte, 256), make([]float32, 256)
	b.Run("wide", func(b *testing.B) {
		for b.Loop() {
			AddRow(dst, row, .5)
		}
	})
	b.Run("plain", func(b *testing.B) {
		for b.Loop() {
			plainAddRow(dst, row, .5)
		}
	})
}
