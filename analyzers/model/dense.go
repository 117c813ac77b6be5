package model

// Dense is a matrix that vectors are multiplied with, laid out for that: the weights of eight outputs lie side by side, by input,
// so that a processor's wide registers hold the sums of several.
type Dense struct {
	inputs, outputs int
	panels          []float32 // of eight outputs each, the last filled up with zeros: by panel, input, output
}

// panel is how many outputs lie side by side.
const panel = 8

// NewDense takes the matrix of the given rows, one an output, of which each has so many columns, of those from column first on as
// many as there are inputs.
func NewDense(rows []float32, columns, first, inputs int) Dense {
	d := Dense{inputs: inputs}
	if columns == 0 {
		return d
	}
	d.outputs = len(rows) / columns
	d.panels = make([]float32, (d.outputs+panel-1)/panel*panel*inputs)
	for o := range d.outputs {
		for j, w := range rows[o*columns+first:][:inputs] {
			d.panels[o/panel*panel*inputs+j*panel+o%panel] = w
		}
	}
	return d
}

// Multiply puts the product with x, which has the inputs, in dst, as long as there are outputs. Each is the sum of the products of
// every fourth input by itself, then those four pairwise, what is left over by four going with the first: an order that leaves
// room for wide registers and is the same on every machine.
func (d *Dense) Multiply(dst, x []float32) {
	if d.inputs == 0 {
		clear(dst)
		return
	}
	dst, x = dst[:d.outputs], x[:d.inputs]
	weights := d.panels
	for ; len(dst) >= panel; dst = dst[panel:] {
		multiplyPanel((*[panel]float32)(dst), weights[:panel*len(x)], x)
		weights = weights[panel*len(x):]
	}
	if len(dst) > 0 {
		var last [panel]float32
		multiplyPanel(&last, weights, x)
		copy(dst, last[:])
	}
}

// AddRow adds a row of small integers, in two's complement, each times by, to dst, which is as long.
func AddRow(dst []float32, row []byte, by float32) { addRow(dst[:len(row)], row, by) }

// AddTimes adds x times by to dst, which is as long.
func AddTimes(dst, x []float32, by float32) { addTimes(dst[:len(x)], x, by) }

// Rows are rows of small integers of which sums are made, laid out for that: each filled up to whole strips.
type Rows struct {
	columns, strips int
	rows            []byte
}

// strip is how many columns are summed up at a time.
const strip = 32

// NewRows takes rows of that many columns each, in two's complement.
func NewRows(rows []byte, columns int) Rows {
	r := Rows{columns: columns, strips: (columns + strip - 1) / strip}
	if columns == 0 {
		return r
	}
	n, width := len(rows)/columns, r.strips*strip
	r.rows = make([]byte, n*width)
	for i := range n {
		copy(r.rows[i*width:], rows[i*columns:(i+1)*columns])
	}
	return r
}

// Sum puts the sum of some of the rows, each times by, in dst, which has room for the columns. at are the rows' numbers, which it
// changes.
func (r *Rows) Sum(dst []float32, at []int32, by []float32) {
	width := r.strips * strip
	for i, row := range at {
		_ = r.rows[int(row)*width] // where there is no such row, here and not in the loop that does not look
		at[i] = row * int32(width)
	}
	by = by[:len(at)]
	var sums [strip]float32
	for s := range r.strips {
		sumRows(&sums, r.rows[s*strip:], at, by)
		copy(dst[s*strip:r.columns], sums[:])
	}
}

// plainMultiplyPanel multiplies the weights of eight outputs, by input, with x. The others of the name do the same in wide
// registers.
func plainMultiplyPanel(dst *[panel]float32, weights, x []float32) {
	for o := range dst {
		var a, b, c, d float32
		j := 0
		for ; j+4 <= len(x); j += 4 {
			w := weights[j*panel+o:][:3*panel+1]
			a += float32(w[0] * x[j])
			b += float32(w[panel] * x[j+1])
			c += float32(w[2*panel] * x[j+2])
			d += float32(w[3*panel] * x[j+3])
		}
		for ; j < len(x); j++ {
			a += float32(weights[j*panel+o] * x[j])
		}
		dst[o] = float32(a+b) + float32(c+d)
	}
}

func plainAddRow(dst []float32, row []byte, by float32) {
	dst = dst[:len(row)]
	for j, v := range row {
		dst[j] += float32(float32(int8(v)) * by)
	}
}

func plainAddTimes(dst, x []float32, by float32) {
	dst = dst[:len(x)]
	for j, v := range x {
		dst[j] += float32(v * by)
	}
}

// plainSumRows sums up a strip of the rows that begin at the bytes at.
func plainSumRows(dst *[strip]float32, rows []byte, at []int32, by []float32) {
	clear(dst[:])
	for i, begin := range at {
		plainAddRow(dst[:], rows[begin:][:strip], by[i])
	}
}
