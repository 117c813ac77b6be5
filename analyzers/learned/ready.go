package learned

import "github.com/tingjian/tingjian/analyzers/model"

// ready is a network's matrices laid out for use.
type ready struct {
	vectorHidden, scalarHidden         model.Dense
	slotJoined                         [Slots][]model.Dense // by member
	joinedCode, vectorCode, scalarCode model.Dense
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
		rows := len(n.SlotJoined.Data) / n.members()
		for m := range n.members() {
			r.slotJoined[slot] = append(r.slotJoined[slot], model.NewDense(n.SlotJoined.Data[m*rows:(m+1)*rows], n.SlotJoined.Cols, slot*h, h))
		}
	}
	return r
}

func (t *Tensor) dense() model.Dense { return model.NewDense(t.Data, t.Cols, 0, t.Cols) }
