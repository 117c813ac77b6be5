package learned

import "github.com/tingjian/tingjian/analyzers/model"

// ready is a network's matrices laid out for use.
type ready struct {
	vectorHidden, scalarHidden         model.Dense
	slotJoined                         [Slots][]model.Dense // by member
	joinedCode, vectorCode, scalarCode model.Dense
	relationHidden, relationJoined     []model.Dense // by member
}

// prepared is n laid out for use: at once where it was read from a file, anew for one that is still being learned.
func (n *Network) prepared() *ready {
	if n.ready != nil {
		return n.ready
	}
	r := &ready{
		vectorHidden: n.VectorHidden.dense(), scalarHidden: n.ScalarHidden.dense(),
		joinedCode: n.JoinedCode.dense(), vectorCode: n.VectorCode.dense(), scalarCode: n.ScalarCode.dense(),
	}
	for slot := range r.slotJoined {
		h := n.Hidden / n.members()
		r.slotJoined[slot] = n.byMember(&n.SlotJoined, slot*h, h)
	}
	if n.Related > 0 {
		r.relationHidden = n.byMember(&n.RelationHidden, 0, n.RelationHidden.Cols)
		r.relationJoined = n.byMember(&n.RelationJoined, 0, n.RelationJoined.Cols)
	}
	return r
}

func (t *Tensor) dense() model.Dense { return model.NewDense(t.Data, t.Cols, 0, t.Cols) }

// byMember lays out some columns of a matrix in which each member's rows stand under another's.
func (n *Network) byMember(t *Tensor, first, inputs int) (out []model.Dense) {
	rows := len(t.Data) / n.members()
	for m := range n.members() {
		out = append(out, model.NewDense(t.Data[m*rows:(m+1)*rows], t.Cols, first, inputs))
	}
	return out
}
