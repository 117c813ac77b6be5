package outcome

import (
	"math"

	"github.com/tingjian/tingjian/analyzers/outcome"
)

// raritySteps is in how many steps of 1 a rarity is kept, so that what is learned and what is shipped weigh alike.
const raritySteps = 16

// rarity weighs buckets by how few turns have something of them: 1 + log((1+n)/(1+turns that do)).
func rarity(turns []*outcome.Turn) []float32 {
	has := make([]int, outcome.Buckets)
	for _, t := range turns {
		for _, g := range t.Grams {
			has[g.Bucket]++
		}
	}
	w := make([]float32, outcome.Buckets)
	for b, n := range has {
		idf := 1 + math.Log(float64(1+len(turns))/float64(1+n))
		w[b] = float32(math.Round(idf*raritySteps) / raritySteps)
	}
	return w
}

// summer adds up turns to rows.
type summer struct {
	rarity []float32
	sums   []float32 // by bucket
	seen   []uint16
}

func newSummer(rarity []float32) *summer {
	return &summer{rarity: rarity, sums: make([]float32, outcome.Buckets)}
}

// row appends the text of a span to a row: as a vector of length by, its indexes shifted by offset. It is normalised as the
// shipped model does it, by the turns' lengths.
func (s *summer) row(row []entry, c *outcome.Conversation, span outcome.Span, offset int, by float64) []entry {
	var square float64
	for i := span.First; i <= span.Last; i++ {
		if c.Turns[i].Side == span.Side {
			square += s.add(&c.Turns[i])
		}
	}
	return s.take(row, offset, by/math.Sqrt(square))
}

// turn is row for a single turn, of length 1.
func (s *summer) turn(t *outcome.Turn) []entry {
	square := s.add(t)
	return s.take(nil, 0, 1/math.Sqrt(square))
}

func (s *summer) add(t *outcome.Turn) (square float64) {
	for _, g := range t.Grams {
		w := g.Count * s.rarity[g.Bucket]
		if s.sums[g.Bucket] == 0 {
			s.seen = append(s.seen, g.Bucket)
		}
		s.sums[g.Bucket] += w
		square += float64(w) * float64(w)
	}
	return square
}

func (s *summer) take(row []entry, offset int, by float64) []entry {
	for _, b := range s.seen {
		row = append(row, entry{offset + int(b), float32(float64(s.sums[b]) * by)})
		s.sums[b] = 0
	}
	s.seen = s.seen[:0]
	return row
}

// appendVector appends a vector to a row, times by, its indexes shifted by offset.
func appendVector(row []entry, vector []float32, offset int, by float64) []entry {
	for d, v := range vector {
		row = append(row, entry{offset + d, float32(float64(v) * by)})
	}
	return row
}

// vectorRow appends the mean vector of a span to a row, times by, its indexes shifted by offset.
func vectorRow(row []entry, c *outcome.Conversation, span outcome.Span, offset int, by float64) []entry {
	return appendVector(row, c.VectorOf(span), offset, by)
}
