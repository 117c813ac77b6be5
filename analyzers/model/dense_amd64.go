package model

// The two inner loops of the learned judgements, in the instructions that every processor of this family has: four products
// side by side, each rounded, then four sums. The compiler makes them one by one.

// multiplyPanel multiplies the weights of eight outputs, by input, with x.
//
//go:noescape
func multiplyPanel(dst *[panel]float32, weights, x []float32)

// addEights is AddRow for a multiple of eight.
//
//go:noescape
func addEights(dst []float32, row []byte, by float32)
