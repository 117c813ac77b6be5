package outcome

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/outcome"
)

// penalties are those of the views' ridge regressions; the last is that of the vectors.
var penalties = [outcome.VectorView + 1]float64{1.5, 1, 1, 3}

// views fits the ridge regressions to the main components of the raters' shares.
func (f *fitter) views() error {
	targets := components(f.rated)
	for v, places := range outcome.Views {
		weights, err := f.view(v, places, targets, f.sum.row, outcome.Buckets)
		if err != nil {
			return err
		}
		for _, w := range places {
			f.put(w.Place.Side(), outcome.Column(v, w.Place), weights, outcome.Components, int(w.Place)*outcome.Buckets)
		}
	}
	places := outcome.Views[0]
	weights, err := f.view(outcome.VectorView, places, targets, vectorRow, model.Size)
	if err != nil {
		return err
	}
	for _, w := range places {
		f.putVectors(w.Place.Side(), outcome.VectorColumn(w.Place), weights, outcome.Components, int(w.Place)*model.Size)
	}
	return nil
}

// appendSpan appends what a span says to a row: times by, its indexes shifted by offset.
type appendSpan func(row []entry, c *outcome.Conversation, span outcome.Span, offset int, by float64) []entry

// view fits view v to the places, each of which has width numbers in a row, and gives the weights by index of the rows, then
// component.
func (f *fitter) view(v int, places []outcome.Weighed, targets *mat.Dense, add appendSpan, width int) ([]float64, error) {
	rows := make([][]entry, len(f.rated))
	for i := range f.rated {
		c := f.rated[i].Conversation
		at := c.Places()
		for _, w := range places {
			rows[i] = add(rows[i], c, at[w.Place], int(w.Place)*width, math.Sqrt(w.Weight))
		}
	}
	width *= int(outcome.AllService + 1)
	r, err := fitRidge(gram(rows, width), targets, penalties[v])
	if err != nil {
		return nil, err
	}
	for i := range f.rated {
		for k := range outcome.Components {
			f.estimates[i].Views[v][k] = float32(r.out.At(i, k))
		}
	}
	f.say("view %d of %d: %d conversations", v+1, len(penalties), len(rows))
	return r.weights(rows, width), nil
}

// components gives the main components of the raters' shares, with mean 0, of each conversation.
func components(rated []Rated) *mat.Dense {
	y := mat.NewDense(len(rated), outcome.Outputs, nil)
	for i := range rated {
		for h, shares := range rated[i].Quality {
			for k, v := range shares {
				y.Set(i, h*outcome.Shares+k, v)
			}
		}
	}
	for o := range outcome.Outputs {
		column := mat.Col(nil, o, y)
		mean := stat.Mean(column, nil)
		for i, v := range column {
			y.Set(i, o, v-mean)
		}
	}
	var pc stat.PC
	pc.PrincipalComponents(y, nil)
	var vectors mat.Dense
	pc.VectorsTo(&vectors)
	out := mat.NewDense(len(rated), outcome.Components, nil)
	out.Mul(y, vectors.Slice(0, outcome.Outputs, 0, outcome.Components))
	return out
}
