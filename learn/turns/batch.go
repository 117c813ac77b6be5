package turns

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/tingjian/tingjian/analyzers/learned"
)

// batch is some conversations, turn under turn, with what was dropped from them by chance.
type batch struct {
	rows     int
	vectors  blas32.General // rows x Vector
	scalars  blas32.General // rows x Scalars
	features [][]feature
	speakers []int
	windows  [][learned.Slots][]int // rows of this batch
	goals    []float32              // rows x Codes
	known    []float32              // rows x Codes: the weight, 0 where nothing is known
	dropped  [2]blas32.General      // of hidden and joined values: 0, or what keeps the mean
}

type feature struct {
	id    int
	value float32 // what keeps the mean where others are dropped
}

func newBatch(examples []Example, chosen []int, s Settings, goal func(e, turn, code int) (float32, bool), rnd *rand.Rand) *batch {
	b := &batch{}
	for _, e := range chosen {
		b.rows += len(examples[e].Turns)
	}
	b.vectors, b.scalars = general(b.rows, s.Shape.Vector), general(b.rows, learned.Scalars)
	b.goals, b.known = make([]float32, b.rows*s.Shape.Codes), make([]float32, b.rows*s.Shape.Codes)
	at, keep := 0, 1/(1-s.Dropout)
	for _, e := range chosen {
		from := at
		for i := range examples[e].Turns {
			t := &examples[e].Turns[i]
			if s.Shape.Vector > 0 {
				for j, v := range t.Vector {
					if rnd.Float32() >= s.Dropout {
						b.vectors.Data[at*s.Shape.Vector+j] = v * scaleOf * keep
					}
				}
			}
			copy(b.scalars.Data[at*learned.Scalars:], t.Scalars[:])
			b.features = append(b.features, nil)
			for _, f := range t.Features {
				share := s.Dropout
				if int(f) >= s.FirstGram {
					share = s.GramDropout
				}
				if rnd.Float32() >= share {
					b.features[at] = append(b.features[at], feature{int(f), 1 / (1 - share)})
				}
			}
			b.speakers = append(b.speakers, t.Speaker)
			b.windows = append(b.windows, shifted(t.Window, from))
			for k := range s.Shape.Codes {
				if want, known := goal(e, i, k); known {
					b.goals[at*s.Shape.Codes+k], b.known[at*s.Shape.Codes+k] = want, examples[e].Weight
				}
			}
			at++
		}
	}
	b.dropped = [2]blas32.General{drops(b.rows, s.Shape.Hidden, s.Dropout, rnd), drops(b.rows, s.Shape.Joined, s.Dropout, rnd)}
	return b
}

func shifted(w [learned.Slots][]int, by int) (out [learned.Slots][]int) {
	for slot, members := range w {
		for _, m := range members {
			out[slot] = append(out[slot], m+by)
		}
	}
	return out
}

func drops(rows, cols int, share float32, rnd *rand.Rand) blas32.General {
	g := general(rows, cols)
	for i := range g.Data {
		if rnd.Float32() >= share {
			g.Data[i] = 1 / (1 - share)
		}
	}
	return g
}

func general(rows, cols int) blas32.General {
	return blas32.General{Rows: rows, Cols: cols, Stride: max(cols, 1), Data: make([]float32, rows*cols)}
}

func of(t *learned.Tensor) blas32.General {
	return blas32.General{Rows: t.Rows, Cols: t.Cols, Stride: max(t.Cols, 1), Data: t.Data}
}

// times adds a times b to c, either turned over where told.
func times(aTurn blas.Transpose, a blas32.General, bTurn blas.Transpose, b, c blas32.General) {
	if len(a.Data) > 0 && len(b.Data) > 0 {
		blas32.Gemm(aTurn, bTurn, 1, a, b, 1, c)
	}
}

// lossScale is a plain factor, against which gradients are cut.
const lossScale = 20

// gradients are those of the mean cross entropy over what is known.
func (b *batch) gradients(n *learned.Network) *learned.Network {
	hidden, gathered, joined, logits := b.forward(n)
	g := learned.NewNetwork(n.Shape)
	var known float32
	for _, k := range b.known {
		known += k
	}
	for i, x := range logits.Data { // from here on the derivative by the logits
		p := float32(1 / (1 + math.Exp(-float64(x))))
		logits.Data[i] = (p - b.goals[i]) * b.known[i] * lossScale / max(known, 1)
	}
	b.backCodes(n, g, joined, logits)
	dJoined := general(b.rows, n.Joined)
	times(blas.NoTrans, logits, blas.NoTrans, of(&n.JoinedCode), dJoined)
	through(dJoined, joined, b.dropped[1])
	times(blas.Trans, dJoined, blas.NoTrans, gathered, of(&g.SlotJoined))
	sumRows(&g.JoinedBias, dJoined)
	dGathered := general(b.rows, learned.Slots*n.Hidden)
	times(blas.NoTrans, dJoined, blas.NoTrans, of(&n.SlotJoined), dGathered)
	dHidden := b.scatter(dGathered, n.Hidden)
	through(dHidden, hidden, b.dropped[0])
	b.backHidden(n, g, dHidden)
	return g
}

// forward gives the values of all layers, after rectifying and dropping.
func (b *batch) forward(n *learned.Network) (hidden, gathered, joined, logits blas32.General) {
	hidden = general(b.rows, n.Hidden)
	for i := range b.rows {
		row := hidden.Data[i*n.Hidden : (i+1)*n.Hidden]
		copy(row, n.HiddenBias.Data)
		addTimes(row, n.SpeakerHidden.Row(b.speakers[i]), 1)
		for _, f := range b.features[i] {
			addTimes(row, n.FeatureHidden.Row(f.id), f.value)
		}
	}
	times(blas.NoTrans, b.vectors, blas.Trans, of(&n.VectorHidden), hidden)
	times(blas.NoTrans, b.scalars, blas.Trans, of(&n.ScalarHidden), hidden)
	rectify(hidden, b.dropped[0])
	gathered = b.gather(hidden)
	joined = general(b.rows, n.Joined)
	spread(joined, n.JoinedBias.Data)
	times(blas.NoTrans, gathered, blas.Trans, of(&n.SlotJoined), joined)
	rectify(joined, b.dropped[1])
	logits = general(b.rows, n.Codes)
	times(blas.NoTrans, b.vectors, blas.Trans, of(&n.VectorCode), logits)
	for i := range logits.Data {
		logits.Data[i] *= straight
	}
	for i := range b.rows {
		row := logits.Data[i*n.Codes : (i+1)*n.Codes]
		addTimes(row, n.CodeBias.Data, 1)
		for _, f := range b.features[i] {
			addTimes(row, n.FeatureCode.Row(f.id), f.value)
		}
	}
	times(blas.NoTrans, joined, blas.Trans, of(&n.JoinedCode), logits)
	times(blas.NoTrans, b.scalars, blas.Trans, of(&n.ScalarCode), logits)
	return hidden, gathered, joined, logits
}

func (b *batch) backCodes(n, g *learned.Network, joined, d blas32.General) {
	times(blas.Trans, d, blas.NoTrans, joined, of(&g.JoinedCode))
	times(blas.Trans, d, blas.NoTrans, b.scalars, of(&g.ScalarCode))
	times(blas.Trans, d, blas.NoTrans, b.vectors, of(&g.VectorCode))
	for i := range g.VectorCode.Data {
		g.VectorCode.Data[i] *= straight
	}
	sumRows(&g.CodeBias, d)
	for i := range b.rows {
		for _, f := range b.features[i] {
			addTimes(g.FeatureCode.Row(f.id), d.Data[i*n.Codes:(i+1)*n.Codes], f.value)
		}
	}
}

func (b *batch) backHidden(n, g *learned.Network, d blas32.General) {
	times(blas.Trans, d, blas.NoTrans, b.vectors, of(&g.VectorHidden))
	times(blas.Trans, d, blas.NoTrans, b.scalars, of(&g.ScalarHidden))
	sumRows(&g.HiddenBias, d)
	for i := range b.rows {
		row := d.Data[i*n.Hidden : (i+1)*n.Hidden]
		addTimes(g.SpeakerHidden.Row(b.speakers[i]), row, 1)
		for _, f := range b.features[i] {
			addTimes(g.FeatureHidden.Row(f.id), row, f.value)
		}
	}
}

// gather puts the means of each slot's hidden vectors side by side.
func (b *batch) gather(hidden blas32.General) blas32.General {
	h := hidden.Cols
	out := general(b.rows, learned.Slots*h)
	for i, w := range b.windows {
		for slot, members := range w {
			for _, m := range members {
				addTimes(out.Data[(i*learned.Slots+slot)*h:][:h], hidden.Data[m*h:(m+1)*h], 1/float32(len(members)))
			}
		}
	}
	return out
}

// scatter gives the slots' derivatives back to the turns in them.
func (b *batch) scatter(d blas32.General, h int) blas32.General {
	out := general(b.rows, h)
	for i, w := range b.windows {
		for slot, members := range w {
			for _, m := range members {
				addTimes(out.Data[m*h:(m+1)*h], d.Data[(i*learned.Slots+slot)*h:][:h], 1/float32(len(members)))
			}
		}
	}
	return out
}

func addTimes(dst, x []float32, by float32) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += x[i] * by
	}
}

func spread(g blas32.General, row []float32) {
	for i := range g.Rows {
		copy(g.Data[i*g.Stride:], row)
	}
}

// rectify cuts off what is negative and drops what chance says.
func rectify(g, dropped blas32.General) {
	for i, v := range g.Data {
		g.Data[i] = max(v, 0) * dropped.Data[i]
	}
}

// through takes a derivative back through rectify, whose result was value.
func through(d, value, dropped blas32.General) {
	for i := range d.Data {
		if value.Data[i] <= 0 {
			d.Data[i] = 0
		} else {
			d.Data[i] *= dropped.Data[i]
		}
	}
}

func sumRows(t *learned.Tensor, g blas32.General) {
	for i := range g.Rows {
		addTimes(t.Data, g.Data[i*g.Stride:i*g.Stride+g.Cols], 1)
	}
}
