package turns

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tingjian/tingjian/analyzers/learned"
)

// batch is some conversations, turn under turn, with what was dropped from them by chance.
type batch struct {
	rows     int
	vectors  matrix // rows x Vector
	scalars  matrix // rows x Scalars
	features [][]feature
	asked    []int // features that stand in any of the rows, ascending
	speakers []int
	windows  [][learned.Slots][]int // rows of this batch
	related  [][learned.Relations][]int
	goals    []float32 // rows x Codes
	known    []float32 // rows x Codes: the weight, 0 where nothing is known
	dropped  [2]matrix // of hidden and joined values: 0, or what keeps the mean
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
			w := shifted(slices.Concat(t.Window[:], t.Related[:]), from)
			b.windows, b.related = append(b.windows, [learned.Slots][]int(w[:learned.Slots])), append(b.related, [learned.Relations][]int(w[learned.Slots:]))
			for k := range s.Shape.Codes {
				if want, known := goal(e, i, k); known {
					b.goals[at*s.Shape.Codes+k], b.known[at*s.Shape.Codes+k] = want, examples[e].Weight
				}
			}
			at++
		}
	}
	for _, row := range b.features {
		for _, f := range row {
			b.asked = append(b.asked, f.id)
		}
	}
	slices.Sort(b.asked)
	b.asked = slices.Compact(b.asked)
	b.dropped = [2]matrix{drops(b.rows, s.Shape.Hidden, s.Dropout, rnd), drops(b.rows, s.Shape.Joined, s.Dropout, rnd)}
	return b
}

func shifted(all [][]int, by int) [][]int {
	out := make([][]int, len(all))
	for k, turns := range all {
		for _, t := range turns {
			out[k] = append(out[k], t+by)
		}
	}
	return out
}

func drops(rows, cols int, share float32, rnd *rand.Rand) matrix {
	g := general(rows, cols)
	for i := range g.Data {
		if rnd.Float32() >= share {
			g.Data[i] = 1 / (1 - share)
		}
	}
	return g
}

// lossScale is a plain factor, against which gradients are cut.
const lossScale = 20

// gradients adds those of the mean cross entropy over what is known to g.
func (b *batch) gradients(n, g *learned.Network) {
	hidden, gathered, related, joined, logits := b.forward(n)
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
	addProduct(dJoined, logits, of(&n.JoinedCode))
	through(dJoined, joined, b.dropped[1])
	addTurnedTimes(of(&g.SlotJoined), dJoined, gathered)
	sumRows(&g.JoinedBias, dJoined)
	dGathered := general(b.rows, learned.Slots*n.Hidden)
	addProduct(dGathered, dJoined, of(&n.SlotJoined))
	dHidden := b.scatter(dGathered, n.Hidden)
	if n.Related > 0 {
		addTurnedTimes(of(&g.RelationJoined), dJoined, related.best)
		dBest := general(b.rows, learned.Relations*n.Related)
		addProduct(dBest, dJoined, of(&n.RelationJoined))
		b.backPairs(n, g, related, dBest, hidden, dHidden)
	}
	through(dHidden, hidden, b.dropped[0])
	b.backHidden(n, g, dHidden)
}

// forward gives the values of all layers, after rectifying and dropping.
func (b *batch) forward(n *learned.Network) (hidden, gathered matrix, related pairs, joined, logits matrix) {
	hidden = general(b.rows, n.Hidden)
	for i := range b.rows {
		row := hidden.Data[i*n.Hidden : (i+1)*n.Hidden]
		copy(row, n.HiddenBias.Data)
		addTimes(row, n.SpeakerHidden.Row(b.speakers[i]), 1)
		for _, f := range b.features[i] {
			addTimes(row, n.FeatureHidden.Row(f.id), f.value)
		}
	}
	addTimesTurned(hidden, b.vectors, of(&n.VectorHidden))
	addTimesTurned(hidden, b.scalars, of(&n.ScalarHidden))
	rectify(hidden, b.dropped[0])
	gathered = b.gather(hidden)
	joined = general(b.rows, n.Joined)
	spread(joined, n.JoinedBias.Data)
	addTimesTurned(joined, gathered, of(&n.SlotJoined))
	if n.Related > 0 {
		related = b.relate(n, hidden)
		addTimesTurned(joined, related.best, of(&n.RelationJoined))
	}
	rectify(joined, b.dropped[1])
	logits = general(b.rows, n.Codes)
	addTimesTurned(logits, b.vectors, of(&n.VectorCode))
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
	addTimesTurned(logits, joined, of(&n.JoinedCode))
	addTimesTurned(logits, b.scalars, of(&n.ScalarCode))
	return hidden, gathered, related, joined, logits
}

func (b *batch) backCodes(n, g *learned.Network, joined, d matrix) {
	addTurnedTimes(of(&g.JoinedCode), d, joined)
	addTurnedTimes(of(&g.ScalarCode), d, b.scalars)
	addTurnedTimes(of(&g.VectorCode), d, b.vectors)
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

func (b *batch) backHidden(n, g *learned.Network, d matrix) {
	addTurnedTimes(of(&g.VectorHidden), d, b.vectors)
	addTurnedTimes(of(&g.ScalarHidden), d, b.scalars)
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
func (b *batch) gather(hidden matrix) matrix {
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
func (b *batch) scatter(d matrix, h int) matrix {
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

func spread(g matrix, row []float32) {
	for i := range g.Rows {
		copy(g.Data[i*g.Cols:], row)
	}
}

// rectify cuts off what is negative and drops what chance says.
func rectify(g, dropped matrix) {
	for i, v := range g.Data {
		g.Data[i] = max(v, 0) * dropped.Data[i]
	}
}

// through takes a derivative back through rectify, whose result was value.
func through(d, value, dropped matrix) {
	for i := range d.Data {
		if value.Data[i] <= 0 {
			d.Data[i] = 0
		} else {
			d.Data[i] *= dropped.Data[i]
		}
	}
}

func sumRows(t *learned.Tensor, g matrix) {
	for i := range g.Rows {
		addTimes(t.Data, g.Data[i*g.Cols:i*g.Cols+g.Cols], 1)
	}
}
