package learned

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A committee says on every turn the mean of what its members say.
func TestCommitteeIsTheMean(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	shape := Shape{Vector: 6, Features: 9, Hidden: 5, Joined: 7, Related: 4, Codes: 3}
	members := make([]*Network, 3)
	for m := range members {
		members[m] = NewNetwork(shape)
		for _, w := range members[m].Tensors() {
			for i := range w.Data {
				w.Data[i] = rnd.Float32() - .5
			}
		}
	}
	turns := make([]Turn, 4)
	for i := range turns {
		turns[i] = Turn{Speaker: i % 2, Features: []int32{int32(i), 8}, Vector: make([]float32, shape.Vector)}
		for j := range turns[i].Vector {
			turns[i].Vector[j] = rnd.Float32()
		}
		turns[i].Window[self] = []int{i}
		turns[i].Window[before] = []int{0, i / 2}
		turns[i].Related[i%Relations] = []int{(i + 1) % 4, (i + 2) % 4}
	}
	got := Committee(members).Score(turns)
	for i := range turns {
		for k := range shape.Codes {
			want := 0.0
			for _, n := range members {
				want += float64(n.Score(turns)[i][k]) / float64(len(members))
			}
			if math.Abs(want-float64(got[i][k])) > 1e-5 {
				t.Errorf("turn %d code %d: %v, want the mean %v", i, k, got[i][k], want)
			}
		}
	}
}
