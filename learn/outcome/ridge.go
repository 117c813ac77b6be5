package outcome

import (
	"errors"

	"gonum.org/v1/gonum/mat"
)

// ridge is a ridge regression in its dual form: K is the inner products of the rows, and prediction is a weighted sum of
// inner products with them.
type ridge struct {
	alpha *mat.Dense // by row, then target
	out   *mat.Dense // what the regression without a row says about that row
}

// gram is the inner products of all rows. Rows with the same indexes are what makes them alike.
func gram(rows [][]entry, width int) *mat.SymDense {
	k := mat.NewSymDense(len(rows), nil)
	dense := make([]float32, width)
	for i, row := range rows {
		for _, e := range row {
			dense[e.index] = e.value
		}
		for j := i; j < len(rows); j++ {
			var sum float32
			for _, e := range rows[j] {
				sum += dense[e.index] * e.value
			}
			k.SetSym(i, j, float64(sum))
		}
		for _, e := range row {
			dense[e.index] = 0
		}
	}
	return k
}

// fitRidge fits targets with penalty lambda. What it says about each row without having seen it costs nothing beside: with
// C = (K + lambda)^-1 and alpha = C y, the residual of leaving row i out is alpha_i / C_ii (Rifkin and Lippert, Notes on
// regularized least squares, MIT 2007). k is overwritten.
func fitRidge(k *mat.SymDense, targets *mat.Dense, lambda float64) (*ridge, error) {
	n, width := targets.Dims()
	for i := range n {
		k.SetSym(i, i, k.At(i, i)+lambda)
	}
	var chol mat.Cholesky
	if !chol.Factorize(k) {
		return nil, errors.New("ridge regression: the kernel is not positive definite: are there numbers in the data that are none?")
	}
	inverse := k
	if err := chol.InverseTo(inverse); err != nil {
		return nil, err
	}
	r := &ridge{alpha: mat.NewDense(n, width, nil), out: mat.NewDense(n, width, nil)}
	r.alpha.Mul(inverse, targets)
	for i := range n {
		for t := range width {
			r.out.Set(i, t, targets.At(i, t)-r.alpha.At(i, t)/inverse.At(i, i))
		}
	}
	return r, nil
}

// weights gives the primal weights, by index of the rows, then target.
func (r *ridge) weights(rows [][]entry, width int) []float64 {
	_, targets := r.alpha.Dims()
	w := make([]float64, width*targets)
	for i, row := range rows {
		alpha := r.alpha.RawRowView(i)
		for _, e := range row {
			at := w[e.index*targets:][:targets]
			for t, a := range alpha {
				at[t] += a * float64(e.value)
			}
		}
	}
	return w
}
