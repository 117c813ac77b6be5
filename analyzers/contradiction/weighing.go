package contradiction

import "slices"

// The ranks of pairs, by what shows that they conflict: one denies and the other does not;
// another figure; the customer takes up the first; opposite poles.
const (
	deniesRank = iota + 1
	figureRank
	echoRank
	poleRank
)

// linked is the clause of an earlier turn that a statement seems to contradict.
type linked struct {
	turn, from, to, rank int
	on                   string // what the two differ on
}

// weighing is what speaks for and against a contradiction.
type weighing struct {
	signs    []string
	link     *linked
	from, to int // of the late statement
}

func (w *weighing) add(sign string) {
	if !slices.Contains(w.signs, sign) {
		w.signs = append(w.signs, sign)
	}
}

// has reports whether one of the signs is there.
func (w *weighing) has(signs ...string) bool {
	return slices.ContainsFunc(signs, func(x string) bool { return slices.Contains(w.signs, x) })
}

// tie keeps the pair of clauses that shows most.
func (w *weighing) tie(t int, early, late *stretch, rank int, on string) {
	if w.link == nil || rank > w.link.rank {
		w.link = &linked{t, early.from, early.to, rank, on}
		w.from, w.to = late.from, late.to
	}
}

func (w *weighing) sum() (n int) {
	for _, x := range w.signs {
		n += points[x]
	}
	return n
}
