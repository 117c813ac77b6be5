package offtopic

import (
	"math/bits"
	"slices"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/phrasing"
)

// looked says that a turn's mask is known.
const looked list = 1 << 63

func (q *inquiry) hits(turn int) *lexicon.Hits { return q.scans[turn].(*lexicon.Hits) }

func (q *inquiry) text(turn int) string { return q.pass.Transcript.Turns[turn].Text }

// mask is the lists that hit in a turn.
func (q *inquiry) mask(turn int) list {
	if m := q.masks[turn]; m != 0 {
		return m
	}
	m, last := looked, lexicon.ListID(-1)
	for _, h := range q.hits(turn).All() { // ordered by list
		if h.List != last {
			m |= q.bits[h.List]
			last = h.List
		}
	}
	q.masks[turn] = m
	return m
}

// all is the lists that hit in any of the turns.
func (q *inquiry) all(turns []int) list {
	m := list(0)
	for _, t := range turns {
		m |= q.mask(t)
	}
	return m
}

// rest counts the letters of the turns that lie in no phrase of the lists and are no particles.
func (q *inquiry) rest(turns []int, of list) int {
	ids := q.ids(of)
	n := 0
	for _, t := range turns {
		n += phrasing.Rest(q.text(t), 0, len(q.text(t)), q.hits(t), ids...)
	}
	return n
}

func (q *inquiry) letters(turns []int) int {
	n := 0
	for _, t := range turns {
		n += phrasing.Letters(q.text(t))
	}
	return n
}

func (q *inquiry) ids(of list) []lexicon.ListID {
	ids := make([]lexicon.ListID, 0, bits.OnesCount64(uint64(of)))
	for ; of != 0; of &= of - 1 {
		ids = append(ids, q.lists[bits.TrailingZeros64(uint64(of))])
	}
	return ids
}

// stock are the lists of what may be said to anybody about anything.
const stock = pleasantry | opening | closing

// substance reports whether, pleasantries aside, the reply has a character of one of the sets.
func (q *inquiry) substance(reply []int, of ...*set) bool {
	ids := q.ids(stock)
	return slices.ContainsFunc(reply, func(t int) bool {
		for piece := range phrasing.Pieces(q.text(t), 0, len(q.text(t)), q.hits(t), ids...) {
			if slices.ContainsFunc(of, func(s *set) bool { return s.in(piece) }) {
				return true
			}
		}
		return false
	})
}
