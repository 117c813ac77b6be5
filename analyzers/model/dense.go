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
func AddRow(dst []float32, row []byte, by float32) {
	dst = dst[:len(row)]
	whole := len(row) &^ 7
	addEights(dst[:whole], row[:whole], by)
	addOnes(dst[whole:], row[whole:], by)
}

// multiplyOnes is multiplyPanel for any processor.
func multiplyOnes(dst *[panel]float32, weights, x []float32) {
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

// addOnes is AddRow one by one.
func addOnes(dst []float32, row []byte, by float32) {
	dst = dst[:len(row)]
	for j, v := range row {
		dst[j] += float32(float32(int8(v)) * by)
	}
}
