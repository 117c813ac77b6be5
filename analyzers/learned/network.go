package learned

import "github.com/tingjian/tingjian/analyzers/model"

// Shape is the size of a network.
type Shape struct {
	Vector   int `json:"vector"` // of a text's encoding; 0: the network does without
	Features int `json:"features"`
	Hidden   int `json:"hidden"`
	Joined   int `json:"joined"` // width of the layer over all slots
	Codes    int `json:"codes"`
}

// Tensor is one learned matrix, row by row.
type Tensor struct {
	Rows, Cols int
	Data       []float32
}

// Row is row i.
func (t *Tensor) Row(i int) []float32 { return t.Data[i*t.Cols : (i+1)*t.Cols] }

// Network gives a logit a code for every turn: each turn's features become a hidden vector, the means of those in each slot
// of a turn's surroundings are joined, and what is joined gives the logits together with the turn's own features. It is
// read-only in use. What features that are mostly absent add stands by feature; all else by output.
type Network struct {
	Shape
	VectorHidden  Tensor // Hidden x Vector
	ScalarHidden  Tensor // Hidden x Scalars
	FeatureHidden Tensor // Features x Hidden
	SpeakerHidden Tensor // Speakers x Hidden
	HiddenBias    Tensor // 1 x Hidden
	SlotJoined    Tensor // Joined x (Slots x Hidden)
	JoinedBias    Tensor // 1 x Joined
	JoinedCode    Tensor // Codes x Joined
	CodeBias      Tensor // 1 x Codes
	VectorCode    Tensor // Codes x Vector
	ScalarCode    Tensor // Codes x Scalars
	FeatureCode   Tensor // Features x Codes
}

// NewNetwork makes one of the given shape with all weights 0.
func NewNetwork(s Shape) *Network {
	n := &Network{Shape: s}
	sizes := [][2]int{
		{s.Hidden, s.Vector}, {s.Hidden, Scalars}, {s.Features, s.Hidden}, {Speakers, s.Hidden}, {1, s.Hidden}, {s.Joined, Slots * s.Hidden}, {1, s.Joined},
		{s.Codes, s.Joined}, {1, s.Codes}, {s.Codes, s.Vector}, {s.Codes, Scalars}, {s.Features, s.Codes},
	}
	for i, t := range n.Tensors() {
		*t = Tensor{Rows: sizes[i][0], Cols: sizes[i][1], Data: make([]float32, sizes[i][0]*sizes[i][1])}
	}
	return n
}

// Tensors are all matrices, in the order of the file.
func (n *Network) Tensors() []*Tensor {
	return []*Tensor{
		&n.VectorHidden, &n.ScalarHidden, &n.FeatureHidden, &n.SpeakerHidden, &n.HiddenBias, &n.SlotJoined, &n.JoinedBias,
		&n.JoinedCode, &n.CodeBias, &n.VectorCode, &n.ScalarCode, &n.FeatureCode,
	}
}

// hide computes a turn's hidden vector into dst, which has room for Hidden.
func (n *Network) hide(dst []float32, t *Turn) {
	copy(dst, n.HiddenBias.Data)
	add(dst, n.SpeakerHidden.Row(t.Speaker))
	for _, f := range t.Features {
		add(dst, n.FeatureHidden.Row(int(f)))
	}
	if n.Vector > 0 && t.Vector != nil {
		multiply(dst, &n.VectorHidden, t.Vector)
	}
	multiply(dst, &n.ScalarHidden, t.Scalars[:])
	rectify(dst)
}

// logits computes those of turn i into dst, which has room for Codes.
func (n *Network) logits(dst []float32, w *work, turns []Turn, i int) {
	joined := w.joined[:n.Joined]
	copy(joined, n.JoinedBias.Data)
	for slot, members := range turns[i].Window {
		if len(members) == 0 {
			continue
		}
		mean := w.mean[:n.Hidden]
		clear(mean)
		for _, j := range members {
			add(mean, w.hidden[j])
		}
		if len(members) > 1 {
			scale(mean, 1/float32(len(members)))
		}
		for o := range joined {
			row := n.SlotJoined.Row(o)[slot*n.Hidden : (slot+1)*n.Hidden]
			joined[o] += model.Dot(row, mean)
		}
	}
	rectify(joined)
	copy(dst, n.CodeBias.Data)
	multiply(dst, &n.JoinedCode, joined)
	t := &turns[i]
	for _, f := range t.Features {
		add(dst, n.FeatureCode.Row(int(f)))
	}
	if n.Vector > 0 && t.Vector != nil {
		multiply(dst, &n.VectorCode, t.Vector)
	}
	multiply(dst, &n.ScalarCode, t.Scalars[:])
}

// work is the memory of a pass over one conversation.
type work struct {
	hidden       [][]float32 // by turn; nil: not computed yet
	joined, mean []float32
}

func newWork(n *Network, turns int) *work {
	return &work{hidden: make([][]float32, turns), joined: make([]float32, n.Joined), mean: make([]float32, n.Hidden)}
}

func multiply(dst []float32, m *Tensor, x []float32) {
	for o := range dst {
		dst[o] += model.Dot(m.Row(o), x)
	}
}

func add(dst, x []float32) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += x[i]
	}
}

func scale(x []float32, by float32) {
	for i := range x {
		x[i] *= by
	}
}

func rectify(x []float32) {
	for i, v := range x {
		if v < 0 {
			x[i] = 0
		}
	}
}
