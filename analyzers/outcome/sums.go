package outcome

import (
	"sync"

	"github.com/tingjian/tingjian/analyzers/model"
)

// sum is what the words of a text come to in a table.
type sum struct {
	weights []float32
	square  float32   // the square of the length of the n-grams' vector
	vectors []float32 // what the encoder's vector comes to; nil where there is none
}

// read reads a turn and sums it up.
func (m *Model) read(encoder model.Vectors, side Side, given, normal string) (*Turn, error) {
	b := buffers.Get().(*buffer)
	defer buffers.Put(b)
	turn, err := read(encoder, side, b.grams[:0], given, normal)
	if err != nil {
		return nil, err
	}
	b.grams = turn.Grams
	turn.sum = m.words(turn, b)
	turn.Grams, turn.Vector = nil, nil
	return turn, nil
}

// buffer is the memory of n-grams that are needed no longer than until they are summed up.
type buffer struct {
	grams   []Gram
	rows    []int32
	weights []float32
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

// words sums up a turn.
func (m *Model) words(turn *Turn, b *buffer) *sum {
	t := &m.Tables[turn.Side]
	s := &sum{weights: make([]float32, t.Columns)}
	b.rows, b.weights = b.rows[:0], b.weights[:0]
	for _, g := range turn.Grams {
		w := float32(g.Count * m.Rarity[g.Bucket])
		s.square += float32(w * w)
		b.rows, b.weights = append(b.rows, int32(g.Bucket)), append(b.weights, w)
	}
	m.ready.tables[turn.Side].Sum(s.weights, b.rows, b.weights)
	for k, step := range t.Step {
		s.weights[k] *= step
	}
	if turn.Vector != nil {
		s.vectors = make([]float32, VectorColumns(turn.Side))
		m.ready.vectors[turn.Side].Multiply(s.vectors, turn.Vector)
	}
	return s
}

// over adds what the turns of a span come to in the columns from column on to dst, as one text of length 1.
func over(dst []float32, c *Conversation, sums []*sum, span Span, column int, by float32) {
	var square float32
	for i := span.First; i <= span.Last; i++ {
		if c.Turns[i].Side == span.Side {
			square += sums[i].square
		}
	}
	if square == 0 {
		return
	}
	by /= root(square)
	for i := span.First; i <= span.Last; i++ {
		if c.Turns[i].Side == span.Side {
			for k := range dst {
				dst[k] += float32(sums[i].weights[column+k] * by)
			}
		}
	}
}

// overVectors adds what the vectors of a span come to, on average, in the columns from column on to dst.
func overVectors(dst []float32, c *Conversation, sums []*sum, span Span, column int, by float32) {
	n := c.inWords(span)
	if n == 0 {
		return
	}
	by /= float32(n)
	for i := span.First; i <= span.Last; i++ {
		if c.Turns[i].Side == span.Side && !c.Turns[i].blank {
			for k := range dst {
				dst[k] += float32(sums[i].vectors[column+k] * by)
			}
		}
	}
}

// sums are what the turns come to.
func (m *Model) sums(c *Conversation) []*sum {
	all, b := make([]*sum, len(c.Turns)), &buffer{}
	for i := range c.Turns {
		if all[i] = c.Turns[i].sum; all[i] == nil {
			all[i] = m.words(&c.Turns[i], b)
		}
	}
	return all
}
