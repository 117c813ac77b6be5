package learned

import "github.com/tingjian/tingjian/analyzers/model"

// Shape is the size of a network.
type Shape struct {
	Vector   int `json:"vector"` // of a text's encoding; 0: the network does without
	Features int `json:"features"`
	Hidden   int `json:"hidden"`
	Joined   int `json:"joined"` // width of the layer over all slots
	Codes    int `json:"codes"`
	// Members is how many networks stand side by side in it, each with its share of Hidden and Joined: Joined sees the Hidden of
	// its own member alone. 0 is 1.
	Members int `json:"members,omitempty"`
	// Related is the width of what is told from pairs of turns; 0: the network sees none.
	Related int `json:"related,omitempty"`
}

func (s Shape) members() int { return max(s.Members, 1) }

// sizes are the rows and columns of all matrices, in the order of Tensors.
func (s Shape) sizes() [][2]int {
	out := [][2]int{
		{s.Hidden, s.Vector}, {s.Hidden, Scalars}, {s.Features, s.Hidden}, {Speakers, s.Hidden}, {1, s.Hidden}, {s.Joined, Slots * s.Hidden / s.members()}, {1, s.Joined},
		{s.Codes, s.Joined}, {1, s.Codes}, {s.Codes, s.Vector}, {s.Codes, Scalars}, {s.Features, s.Codes},
	}
	if s.Related == 0 {
		return append(out, [2]int{}, [2]int{}, [2]int{})
	}
	return append(out, [2]int{Projections * s.Related, s.Hidden / s.members()}, [2]int{1, s.Related}, [2]int{s.Joined, Relations * s.Related / s.members()})
}

// Tensor is one learned matrix, row by row.
type Tensor struct {
	Rows, Cols int
	Data       []float32
}

// Row is row i.
func (t *Tensor) Row(i int) []float32 { return t.Data[i*t.Cols : (i+1)*t.Cols] }

// Network gives a logit a code for every turn: each turn's features become a hidden vector, the means of those in each slot
// of a turn's surroundings are joined with what pairs of turns tell, and what is joined gives the logits together with the turn's own features. It is
// read-only in use. What features that are mostly absent add stands by feature; all else by output.
type Network struct {
	Shape
	VectorHidden  Tensor // Hidden x Vector
	ScalarHidden  Tensor // Hidden x Scalars
	FeatureHidden Tensor // Features x Hidden
	SpeakerHidden Tensor // Speakers x Hidden
	HiddenBias    Tensor // 1 x Hidden
	SlotJoined    Tensor // Joined x (Slots x a member's Hidden)
	JoinedBias    Tensor // 1 x Joined
	JoinedCode    Tensor // Codes x Joined
	CodeBias      Tensor // 1 x Codes
	VectorCode    Tensor // Codes x Vector
	ScalarCode    Tensor // Codes x Scalars
	FeatureCode   Tensor // Features x Codes
	// What pairs of turns tell, see relation.go; empty where Related is 0.
	RelationHidden Tensor // a member's Projections x Related under another's, by a member's Hidden
	RelationBias   Tensor // 1 x Related
	RelationJoined Tensor // Joined x (Relations x a member's Related)

	ready *ready // nil until it is read from a file
}

// NewNetwork makes one of the given shape with all weights 0.
func NewNetwork(s Shape) *Network {
	n, sizes := &Network{Shape: s}, s.sizes()
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
		&n.RelationHidden, &n.RelationBias, &n.RelationJoined,
	}
}

// work is a pass over one conversation.
type work struct {
	*Network
	*ready
	turns   []Turn
	spoken  []*spoken   // by turn; nil: nothing, or nothing that the network asks for
	hidden  [][]float32 // by turn; nil: not computed yet
	sides   []sides     // by turn: its part in pairs; nil: not computed yet
	around  [][]float32 // by turn: what the members of each slot add to the joined layer, then what its pairs add; nil: not computed yet
	joined  []float32
	mean    []float32
	product []float32
}

// spoken is what the vector of a text adds to a turn's hidden vector and to its logits.
type spoken struct{ hidden, codes []float32 }

func newWork(n *Network, turns []Turn) *work {
	return &work{
		Network: n, ready: n.prepared(), turns: turns,
		spoken: make([]*spoken, len(turns)), hidden: make([][]float32, len(turns)), sides: make([]sides, len(turns)), around: make([][]float32, len(turns)),
		joined: make([]float32, n.Joined), mean: make([]float32, n.Hidden), product: make([]float32, max(n.Hidden, n.Joined, n.Codes)),
	}
}

// of is what a vector adds; nil, where there is none, adds nothing.
func (r *ready) of(n *Network, vector []float32) *spoken {
	if n.Vector == 0 || vector == nil {
		return nil
	}
	s := &spoken{make([]float32, n.Hidden), make([]float32, n.Codes)}
	r.vectorHidden.Multiply(s.hidden, vector)
	r.vectorCode.Multiply(s.codes, vector)
	return s
}

// hide computes the hidden vector of turn i.
func (w *work) hide(i int) {
	t, dst := &w.turns[i], make([]float32, w.Hidden)
	copy(dst, w.HiddenBias.Data)
	add(dst, w.SpeakerHidden.Row(t.Speaker))
	for _, f := range t.Features {
		add(dst, w.FeatureHidden.Row(int(f)))
	}
	if w.spoken[i] != nil {
		add(dst, w.spoken[i].hidden)
	}
	w.multiply(dst, &w.scalarHidden, t.Scalars[:])
	rectify(dst)
	w.hidden[i], w.sides[i] = dst, nil
}

// surround computes what the slots around turn i and its pairs add to its joined layer.
func (w *work) surround(i int) {
	w.around[i] = make([]float32, (Slots+1)*w.Joined)
	for slot := range w.turns[i].Window {
		w.gather(i, slot)
	}
	w.relate(i)
}

// gather computes what a slot around turn i adds to its joined layer.
func (w *work) gather(i, slot int) {
	members := w.turns[i].Window[slot]
	if len(members) == 0 {
		return
	}
	clear(w.mean)
	for _, j := range members {
		add(w.mean, w.hidden[j])
	}
	if len(members) > 1 {
		scale(w.mean, 1/float32(len(members)))
	}
	dst := w.around[i][slot*w.Joined : (slot+1)*w.Joined]
	for m, dense := range w.slotJoined[slot] {
		h, j := w.Hidden/w.members(), w.Joined/w.members()
		dense.Multiply(dst[m*j:(m+1)*j], w.mean[m*h:(m+1)*h])
	}
}

// logits computes those of turn i into dst, which has room for Codes.
func (w *work) logits(dst []float32, i int) {
	t := &w.turns[i]
	copy(w.joined, w.JoinedBias.Data)
	for slot, members := range t.Window {
		if len(members) > 0 {
			add(w.joined, w.around[i][slot*w.Joined:])
		}
	}
	add(w.joined, w.around[i][Slots*w.Joined:])
	rectify(w.joined)
	copy(dst, w.CodeBias.Data)
	w.multiply(dst, &w.joinedCode, w.joined)
	for _, f := range t.Features {
		add(dst, w.FeatureCode.Row(int(f)))
	}
	if w.spoken[i] != nil {
		add(dst, w.spoken[i].codes)
	}
	w.multiply(dst, &w.scalarCode, t.Scalars[:])
}

// multiply adds the product of m with x to dst.
func (w *work) multiply(dst []float32, m *model.Dense, x []float32) {
	product := w.product[:len(dst)]
	m.Multiply(product, x)
	add(dst, product)
}

func add(dst, x []float32) { model.AddTimes(dst, x[:len(dst)], 1) }

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
