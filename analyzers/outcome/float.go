package outcome

import "math"

// exp is e to the x for x between -80 and 80, to about one part in a million. math.Exp is assembly on some processors and
// its last bits differ.
func exp(x float32) float32 {
	x = min(max(x, -80), 80)
	n := math.Floor(float64(float64(x)*math.Log2E) + 0.5)
	r := float64(x) - float64(n*math.Ln2)
	p := 1.0
	for k := 7.0; k >= 1; k-- { // Taylor's series, innermost first; |r| is at most 0.35
		p = 1 + float64(float64(r/k)*p)
	}
	return float32(p * math.Float64frombits(uint64(1023+int(n))<<52)) // times two to the n
}

// softmax turns logarithms into shares that sum to 1.
func softmax(x []float32) {
	most := x[0]
	for _, v := range x {
		most = max(most, v)
	}
	var sum float32
	for i, v := range x {
		x[i] = exp(v - most)
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}
