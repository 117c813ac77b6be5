package model

import (
	"sync"
	"unicode/utf8"
)

// The sizes of the encoder, as training/student.py has them.
const (
	Size    = 512 // of a text's vector
	width   = 256 // of a token's vector
	context = 128 // the part of it that takes in the neighbours
	buckets = 1 << 16
)

// Encoder turns texts into vectors. It is safe for use by several goroutines.
type Encoder struct {
	tokens  *tokenizer
	token   table     // of width
	weight  []float32 // of each token: the logarithm of how much it counts
	bigram  table     // of context
	gain    []float32 // of the normalisation
	shift   []float32
	gate    []float32
	gateAt  float32
	summed  matrix // width to Size
	pooled  matrix // mean and maximum in context to Size
	scratch sync.Pool

	identity Identity
}

// table is rows of small integers, each with its own scale.
type table struct {
	rows  []byte // in two's complement
	scale []float32
	width int
}

// add adds row i to dst.
func (t *table) add(dst []float32, i int) {
	AddRow(dst, t.rows[i*t.width:(i+1)*t.width], t.scale[i])
}

// matrix is a linear map: what vectors are multiplied with, and what is added.
type matrix struct {
	Dense
	bias []float32
}

// addTo adds the map of x to dst. product is room for as much.
func (m *matrix) addTo(dst, product, x []float32) {
	m.Multiply(product, x)
	for o, v := range product {
		dst[o] += v + m.bias[o]
	}
}

// work is the memory of one pass.
type work struct {
	ids    []int32
	tokens []float32 // width for each token
	near   []float32 // context for each
	sum    [width]float32
	pool   [2 * context]float32
	out    [Size]float32
}

// Encode gives the text's vector, of length 1, in dst, which has room for Size. This encoder cannot fail.
func (e *Encoder) Encode(dst []float32, text string) error {
	w, _ := e.scratch.Get().(*work)
	if w == nil {
		w = &work{}
	}
	defer e.scratch.Put(w)
	w.ids = e.tokens.ids(w.ids[:0], text)
	n := len(w.ids)
	w.tokens = cleared(w.tokens, n*width)
	w.near = cleared(w.near, n*context)
	e.lookUp(w)
	clear(w.sum[:])
	clear(w.pool[:context])
	for j := range w.pool[context:] {
		w.pool[context+j] = -1e4
	}
	for i, id := range w.ids {
		x := w.near[i*context : (i+1)*context]
		e.normalise(x)
		g := e.gateAt
		for j, v := range x {
			g += float32(v * e.gate[j])
			w.pool[j] += v
			w.pool[context+j] = max(w.pool[context+j], v)
		}
		a := exp(e.weight[id] + min(max(g, -4), 4))
		for j, v := range w.tokens[i*width : (i+1)*width] {
			w.sum[j] += float32(v * a)
		}
	}
	scale(w.sum[:], 1/root(float32(n)))
	scale(w.pool[:context], 1/float32(n))
	dst = dst[:Size]
	clear(dst)
	e.summed.addTo(dst, w.out[:], w.sum[:])
	e.pooled.addTo(dst, w.out[:], w.pool[:])
	unit(dst)
	return nil
}

// lookUp takes the tokens' vectors, and adds to the context part of each the bigrams on its two sides.
func (e *Encoder) lookUp(w *work) {
	for i, id := range w.ids {
		row := w.tokens[i*width : (i+1)*width]
		e.token.add(row, int(id))
		near := w.near[i*context : (i+1)*context]
		for j := range near {
			near[j] += row[j]
		}
		if i+1 < len(w.ids) {
			b := int((int64(id)*1000003 + int64(w.ids[i+1])*8191 + 12345) % 2147483647 % buckets)
			e.bigram.add(near, b)
			e.bigram.add(w.near[(i+1)*context:(i+2)*context], b)
		}
	}
}

// normalise brings x to mean 0 and variance 1, then to the learned gain and shift.
func (e *Encoder) normalise(x []float32) {
	var mean, square float32
	for _, v := range x {
		mean += v
	}
	mean /= context
	for _, v := range x {
		d := v - mean
		square += float32(d * d)
	}
	s := 1 / root(square/context+1e-5)
	for j, v := range x {
		x[j] = float32(float32((v-mean)*s)*e.gain[j]) + e.shift[j]
	}
}

func cleared(b []float32, n int) []float32 {
	if cap(b) < n {
		return make([]float32, n, 2*n)
	}
	b = b[:n]
	clear(b)
	return b
}

// decode is utf8.DecodeRuneInString, by another name where a loop wants it short.
func decode(s string) (rune, int) { return utf8.DecodeRuneInString(s) }
