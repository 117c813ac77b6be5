package model

import "math"

// root is the square root; IEEE 754 leaves it no choice, so it is the same everywhere.
func root(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// exp is e to the x for x between -80 and 80, to about one part in a million. math.Exp is assembly on some processors and
// its last bits differ.
func exp(x float32) float32 {
	x = min(max(x, -80), 80)
	n := math.Floor(float64(x)*math.Log2E + 0.5)
	r := float64(x) - float64(n*math.Ln2)
	p := 1.0
	for k := 9.0; k >= 1; k-- { // Taylor's series, innermost first; |r| is at most 0.35
		p = 1 + float64(float64(r/k)*p)
	}
	return float32(p * math.Float64frombits(uint64(1023+int(n))<<52)) // times two to the n
}

func scale(x []float32, by float32) {
	for i := range x {
		x[i] *= by
	}
}

// unit brings x to length 1; the zero vector stays.
func unit(x []float32) {
	var square float32
	for _, v := range x {
		square += float32(v * v)
	}
	if square > 0 {
		scale(x, 1/root(square))
	}
}
