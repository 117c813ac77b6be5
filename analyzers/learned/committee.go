package learned

// Committee puts networks of one shape side by side in one, whose logits are the mean of theirs: several that differ in the order
// in which they saw the same examples err less together than each does (ensemble, 集成).
func Committee(members []*Network) *Network {
	shape := members[0].Shape
	shape.Hidden, shape.Joined, shape.Related, shape.Members = shape.Hidden*len(members), shape.Joined*len(members), shape.Related*len(members), len(members)
	c := NewNetwork(shape)
	for m, n := range members {
		for k, t := range n.Tensors() {
			switch to := c.Tensors()[k]; to {
			case &c.VectorHidden, &c.ScalarHidden, &c.SlotJoined, &c.RelationHidden, &c.RelationJoined: // a member's rows under another's
				copy(to.Data[m*len(t.Data):], t.Data)
			case &c.FeatureHidden, &c.SpeakerHidden, &c.HiddenBias, &c.JoinedBias, &c.RelationBias: // its columns beside another's
				to.beside(t, m, 1)
			case &c.JoinedCode:
				to.beside(t, m, 1/float32(len(members)))
			default: // what goes straight to the codes
				for i, v := range t.Data {
					to.Data[i] += v / float32(len(members))
				}
			}
		}
	}
	return c
}

// beside puts t, times by, into the columns of member m.
func (to *Tensor) beside(t *Tensor, m int, by float32) {
	for i := range t.Rows {
		row := to.Row(i)[m*t.Cols:]
		for j, v := range t.Row(i) {
			row[j] = v * by
		}
	}
}
