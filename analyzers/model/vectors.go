package model

import lru "github.com/hashicorp/golang-lru/v2"

// Vectors turns texts into vectors (句向量): the small encoder that ships with the binary, Encoder, or a whole public one
// (analyzers/model/onnxencoder). It is safe for use by several goroutines.
type Vectors interface {
	// Encode gives the text's vector, of length 1, in dst, which has room for Size. It depends on the text alone.
	Encode(dst []float32, text string) error
	Identity() Identity
}

// remembered is how many vectors are kept, 2 KiB each: more than several conversations have turns. They are not kept with what
// else is known of a turn, where they would stay as long as the conversation runs.
const remembered = 1024

// LongestKept is the longest text, in bytes, that is a key of what is remembered of texts: a bound on their number bounds nothing
// where one may have a megabyte. Longer ones hardly ever come again.
const LongestKept = 1024

// Remember is v with the vectors that it gave last: when a conversation closes, several judgements ask for those of the same texts.
func Remember(v Vectors) Vectors {
	known, _ := lru.New[string, *[Size]float32](remembered) // the error is about a number below 1
	return &memory{v, known}
}

type memory struct {
	Vectors
	known *lru.Cache[string, *[Size]float32] // an answer from it is the one that would be computed
}

func (m *memory) Encode(dst []float32, text string) error {
	if len(text) > LongestKept {
		return m.Vectors.Encode(dst, text)
	}
	if v, ok := m.known.Get(text); ok {
		copy(dst[:Size], v[:])
		return nil
	}
	v := new([Size]float32)
	if err := m.Vectors.Encode(v[:], text); err != nil {
		return err
	}
	m.known.Add(text, v)
	copy(dst[:Size], v[:])
	return nil
}
