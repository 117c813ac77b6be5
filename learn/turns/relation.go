package turns

import "github.com/tingjian/tingjian/analyzers/learned"

// pairs are what is told from pairs of turns on the way forward: see learned.Projections.
type pairs struct {
	sides   matrix // rows x (Projections x Related)
	best    matrix // rows x (Relations x Related): the largest values
	winners []int  // by value of best: the row of the other turn, -1 where no pair has more than 0
}

// relate holds each turn against the others.
func (b *batch) relate(n *learned.Network, hidden matrix) pairs {
	r := n.Related
	p := pairs{general(b.rows, learned.Projections*r), general(b.rows, learned.Relations*r), make([]int, b.rows*learned.Relations*r)}
	addTimesTurned(p.sides, hidden, of(&n.RelationHidden))
	for i := range p.winners {
		p.winners[i] = -1
	}
	for i, related := range b.related {
		own := p.sides.row(i)
		for relation, turns := range related {
			at := (i*learned.Relations + relation) * r
			best, winners := p.best.Data[at:at+r], p.winners[at:at+r]
			for _, j := range turns {
				other := p.sides.row(j)
				for k := range best {
					if v := own[k] + n.RelationBias.Data[k] + other[r+k] + own[2*r+k]*other[3*r+k]; v > best[k] {
						best[k], winners[k] = v, j
					}
				}
			}
		}
	}
	return p
}

// backPairs takes the derivative by best back to the weights and, added to what is there, to the hidden values: by each value's winner alone.
func (b *batch) backPairs(n, g *learned.Network, p pairs, d, hidden, dHidden matrix) {
	r := n.Related
	dSides := general(b.rows, learned.Projections*r)
	for at, j := range p.winners {
		if j < 0 {
			continue
		}
		i, k, by := at/(learned.Relations*r), at%r, d.Data[at]
		own, other, dOwn, dOther := p.sides.row(i), p.sides.row(j), dSides.row(i), dSides.row(j)
		dOwn[k] += by
		g.RelationBias.Data[k] += by
		dOther[r+k] += by
		dOwn[2*r+k] += by * other[3*r+k]
		dOther[3*r+k] += by * own[2*r+k]
	}
	addTurnedTimes(of(&g.RelationHidden), dSides, hidden)
	addProduct(dHidden, dSides, of(&n.RelationHidden))
}
