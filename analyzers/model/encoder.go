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
	w.near = cleared(w.near, (n+together-1)/together*together*context)
	e.lookUp(w)
	clear(w.sum[:])
	clear(w.pool[:context])
	for j := range w.pool[context:] {
		w.pool[context+j] = -1e4
	}
	for i := 0; i < n; i += together {
		gates := e.normalise(w.near[i*context : (i+together)*context])
		for k, id := range w.ids[i:min(i+together, n)] {
			x := w.near[(i+k)*context:][:context]
			AddTimes(w.pool[:context], x, 1)
			for j, v := range x {
				w.pool[context+j] = max(w.pool[context+j], v)
			}
			AddTimes(w.sum[:], w.tokens[(i+k)*width:][:width], exp(e.weight[id]+min(max(gates[k], -4), 4)))
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
		AddTimes(near, row[:context], 1)
		if i+1 < len(w.ids) {
			b := int((int64(id)*1000003 + int64(w.ids[i+1])*8191 + 12345) % 2147483647 % buckets)
			e.bigram.add(near, b)
			e.bigram.add(w.near[(i+1)*context:(i+2)*context], b)
		}
	}
}

// together is how many tokens are normalised at a time. Each sum waits for its last product; four sums wait side by side.
const together = 4

// normalise brings each of four rows to mean 0 and variance 1, then to the learned gain and shift, and gives what they come to at
// the gate.
func (e *Encoder) normalise(rows []float32) (gates [together]float32) {
	a, b, c, d := rows[:context], rows[context:2*context], rows[2*context:3*context], rows[3*context:4*context]
	var ma, mb, mc, md, qa, qb, qc, qd float32
	for j := range context {
		ma, mb, mc, md = ma+a[j], mb+b[j], mc+c[j], md+d[j]
	}
	ma, mb, mc, md = ma/context, mb/context, mc/context, md/context
	for j := range context {
		da, db, dc, dd := a[j]-ma, b[j]-mb, c[j]-mc, d[j]-md
		qa, qb, qc, qd = qa+float32(da*da), qb+float32(db*db), qc+float32(dc*dc), qd+float32(dd*dd)
	}
	sa, sb, sc, sd := deviation(qa), deviation(qb), deviation(qc), deviation(qd)
	ga, gb, gc, gd := e.gateAt, e.gateAt, e.gateAt, e.gateAt
	gain, shift, gate := e.gain[:context], e.shift[:context], e.gate[:context]
	for j := range context {
		a[j] = float32(float32((a[j]-ma)*sa)*gain[j]) + shift[j]
		b[j] = float32(float32((b[j]-mb)*sb)*gain[j]) + shift[j]
		c[j] = float32(float32((c[j]-mc)*sc)*gain[j]) + shift[j]
		d[j] = float32(float32((d[j]-md)*sd)*gain[j]) + shift[j]
		ga, gb, gc, gd = ga+float32(a[j]*gate[j]), gb+float32(b[j]*gate[j]), gc+float32(c[j]*gate[j]), gd+float32(d[j]*gate[j])
	}
	return [together]float32{ga, gb, gc, gd}
}

// deviation is the inverse of the standard deviation for a sum of squares.
func deviation(square float32) float32 { return 1 / root(square/context+1e-5) }

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
