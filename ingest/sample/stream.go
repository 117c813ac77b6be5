package sample

import (
	"container/heap"
	"iter"

	"github.com/tingjian/tingjian"
)

// Turns splits a conversation into fragments of one turn each, as a live source sends it. The first carries the facts,
// the last the rating and whether the conversation closed. Turns without a number of their own are numbered from 1.
func Turns(f tingjian.Fragment) []tingjian.Fragment {
	if len(f.Turns) == 0 {
		return []tingjian.Fragment{f}
	}
	all := make([]tingjian.Fragment, len(f.Turns))
	for i := range f.Turns {
		p := f
		p.Turns = f.Turns[i : i+1 : i+1]
		if f.Turns[i].Seq == nil {
			t, n := f.Turns[i], int64(i+1)
			t.Seq = &n
			p.Turns = []tingjian.Turn{t}
		}
		if i > 0 {
			p.Facts = nil
		}
		if i < len(f.Turns)-1 {
			p.Rating, p.Closed = nil, nil
		}
		all[i] = p
	}
	return all
}

// Interleave splits the conversations of seq into turns and merges those of up to width conversations by time, as they
// would come from many chats at once. The turns of one conversation keep their order. Where seq comes in the order of
// its starts and no more than width conversations run at a time, the whole stream is in the order of time.
func Interleave(seq iter.Seq[tingjian.Fragment], width int) iter.Seq[tingjian.Fragment] {
	return func(yield func(tingjian.Fragment) bool) {
		var open strands
		emit := func() bool {
			s := open[0]
			turn := s.rest[0]
			if s.rest = s.rest[1:]; len(s.rest) == 0 {
				heap.Pop(&open)
			} else {
				open[0] = s
				heap.Fix(&open, 0)
			}
			return yield(turn)
		}
		n := 0
		for f := range seq {
			s := strand{rest: Turns(f), n: n}
			n++
			for len(open) > 0 && (len(open) >= max(width, 1) || open[0].before(s)) {
				if !emit() {
					return
				}
			}
			heap.Push(&open, s)
		}
		for len(open) > 0 {
			if !emit() {
				return
			}
		}
	}
}

// strand is what is left of one conversation.
type strand struct {
	rest []tingjian.Fragment
	n    int
}

func (s strand) before(o strand) bool {
	var c int
	if len(s.rest[0].Turns) > 0 && len(o.rest[0].Turns) > 0 {
		c = s.rest[0].Turns[0].At.Compare(o.rest[0].Turns[0].At)
	}
	return c < 0 || c == 0 && s.n < o.n
}

type strands []strand

func (h strands) Len() int           { return len(h) }
func (h strands) Less(i, j int) bool { return h[i].before(h[j]) }
func (h strands) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *strands) Push(x any)        { *h = append(*h, x.(strand)) }
func (h *strands) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
