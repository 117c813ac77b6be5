package learned

import (
	"iter"

	"github.com/tingjian/tingjian"
)

// The relations of a turn to others of its conversation (轮次关系).
const (
	ownEarlier   = iota // its side's turns before
	otherEarlier        // the other side's
	ownLater            // its side's turns after
	otherLater

	// Relations is how many there are.
	Relations = otherLater + 1
)

// farthest is how many turns away a turn may be to be held against another. In longer conversations the matter has mostly changed by then.
const farthest = 12

// Projections is how many parts a turn has in its pairs. A pair of turns i and j gives the values max(0, a(i) + b(j) + c(i)*d(j)), a to d
// being linear in their hidden values; of all j in one relation to i the largest is taken, value by value, and joined with the slots
// (relation network, 关系网络: Santoro et al. 2017, with a maximum for the sum). The means in the slots say what was spoken of before,
// and not whether one sentence goes with another: that a fact is stated otherwise, a thing asked for that was given, an act told of
// that was promised.
const Projections = 4

// sides are a turn's part in its pairs, by member: a, b, c and d.
type sides [][]float32

// relate fills in what turn spoken[k] is held against.
func relate(t *tingjian.Transcript, turn *Turn, spoken []int, k int) {
	serves := t.Turns[spoken[k]].Speaker.Serves()
	for n := max(0, k-farthest); n < min(len(spoken), k+farthest+1); n++ {
		at := ownEarlier
		if n > k {
			at = ownLater
		}
		if t.Turns[spoken[n]].Speaker.Serves() != serves {
			at++
		}
		if n != k {
			turn.Related[at] = append(turn.Related[at], spoken[n])
		}
	}
}

// seen are the turns on which what is said of t hangs; some come more than once.
func (t *Turn) seen() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, some := range [...][][]int{t.Window[:], t.Related[:]} {
			for _, members := range some {
				for _, k := range members {
					if !yield(k) {
						return
					}
				}
			}
		}
	}
}

// relate computes what the pairs of turn i add to its joined layer.
func (w *work) relate(i int) {
	if w.Related == 0 {
		return
	}
	r, j := w.Related/w.members(), w.Joined/w.members()
	best := make([]float32, Relations*r)
	for m := range w.members() {
		clear(best)
		own := w.side(i, m)
		for relation, turns := range w.turns[i].Related {
			for _, k := range turns {
				strongest(best[relation*r:(relation+1)*r], own, w.side(k, m), w.RelationBias.Data[m*r:])
			}
		}
		w.relationJoined[m].Multiply(w.around[i][Slots*w.Joined+m*j:][:j], best)
	}
}

// strongest raises best to the values of one pair. Products are rounded by themselves, as on processors that do not join them with a sum.
func strongest(best, own, other, bias []float32) {
	r := len(best)
	a, b, c, d := own[:r], other[r:2*r], own[2*r:3*r], other[3*r:4*r]
	for n := range best {
		best[n] = max(best[n], a[n]+bias[n]+b[n]+float32(c[n]*d[n]))
	}
}

// side is the part of turn i in its pairs under member m.
func (w *work) side(i, m int) []float32 {
	if w.sides[i] == nil {
		w.sides[i] = make(sides, w.members())
		h := w.Hidden / w.members()
		for m := range w.sides[i] {
			w.sides[i][m] = make([]float32, Projections*w.Related/w.members())
			w.relationHidden[m].Multiply(w.sides[i][m], w.hidden[i][m*h:(m+1)*h])
		}
	}
	return w.sides[i][m]
}
