package model

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
)

//go:embed encoder.bin
var shipped []byte

// Shared is the encoder that the binary ships with, read at the first call.
var Shared = sync.OnceValues(func() (*Encoder, error) { return Read(shipped) })

const magic = "tingjian encoder 1\n"

// Read reads an encoder as training/export.py writes it: the magic line, the length of the JSON head and the head, then the
// tables of tokens and bigrams (int8 rows, float32 scales), the tokens' weights, gain and shift of the normalisation, the gate
// with its bias, and the two matrices (int8 rows, float32 scales, float32 bias). All numbers are little-endian.
func Read(data []byte) (*Encoder, error) {
	if !strings.HasPrefix(string(data[:min(len(data), len(magic))]), magic) {
		return nil, errors.New("encoder: this is no encoder of version 1: make it with training/run")
	}
	r := &reader{data: data[len(magic):]}
	var head struct {
		Vocabulary []string `json:"vocabulary"`
	}
	if err := json.Unmarshal(r.take(int(r.number())), &head); err != nil {
		return nil, fmt.Errorf("encoder: its head: %w", err)
	}
	n := len(head.Vocabulary)
	sum := sha256.Sum256(data)
	e := &Encoder{tokens: newTokenizer(head.Vocabulary), identity: Identity{Name: Student, Hash: hex.EncodeToString(sum[:6])}}
	e.token = r.table(n, width)
	e.bigram = r.table(buckets, context)
	e.weight = r.floats(n)
	e.gain, e.shift, e.gate = r.floats(context), r.floats(context), r.floats(context)
	if at := r.floats(1); len(at) == 1 {
		e.gateAt = at[0]
	}
	e.summed, e.pooled = r.matrix(Size, width), r.matrix(Size, 2*context)
	if r.short || len(r.data) > 0 {
		return nil, fmt.Errorf("encoder: the file is cut or has %d bytes too many", len(r.data))
	}
	return e, nil
}

// reader takes pieces off the front of the data. Once there is too little it gives zeros and says so in short.
type reader struct {
	data  []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.data) {
		r.short = true
		return nil
	}
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}

func (r *reader) number() uint32 {
	if b := r.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (r *reader) floats(n int) []float32 {
	b := r.take(4 * n)
	out := make([]float32, len(b)/4)
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}

func (r *reader) table(n, width int) table {
	t := table{rows: r.take(n * width), width: width}
	t.scale = r.floats(n)
	return t
}

// matrix reads a table and takes it apart to floats at once, for every row is used each time.
func (r *reader) matrix(outputs, inputs int) matrix {
	t := r.table(outputs, inputs)
	weights := make([]float32, outputs*inputs)
	m := matrix{bias: r.floats(outputs)}
	for i, v := range t.rows {
		if o := i / inputs; o < len(t.scale) {
			weights[i] = float32(int8(v)) * t.scale[o]
		}
	}
	m.Dense = NewDense(weights, inputs, 0, inputs)
	return m
}
