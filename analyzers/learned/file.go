package learned

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/model"
)

//go:embed turns.bin
var shipped []byte

// Shipped is the model in the binary, read at the first call.
var Shipped = sync.OnceValues(func() (*Model, error) { return Read(shipped) })

var magic = []byte("tingjian turns 1\n")

// head is the readable part of a model file.
type head struct {
	Status     tingjian.Status `json:"status"`
	Encoder    model.Identity  `json:"encoder,omitzero"`
	Vocabulary Vocabulary      `json:"vocabulary"`
	Decisions  []Decision      `json:"decisions"`
	Quick      Shape           `json:"quick"`
	Full       Shape           `json:"full"`
}

// Write gives the model's file: a line that says what it is, the length of the JSON head and the head, then each matrix of the
// quick and the full network, row by row as one float32 scale and int8 values. All numbers are little-endian. Rounding to
// int8 is part of the model: what was read back is what judges.
func (m *Model) Write() ([]byte, error) {
	text, err := json.Marshal(head{m.Status, m.Encoder, m.Vocabulary, m.Decisions, m.Quick.Shape, m.Full.Shape})
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Write(magic)
	b.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(text))))
	b.Write(text)
	for _, n := range []*Network{m.Quick, m.Full} {
		for _, t := range n.Tensors() {
			for i := range t.Rows {
				writeRow(&b, t.Row(i))
			}
		}
	}
	return b.Bytes(), nil
}

func writeRow(b *bytes.Buffer, row []float32) {
	var most float32
	for _, v := range row {
		most = max(most, v, -v)
	}
	s := most / 127
	b.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(s)))
	for _, v := range row {
		q := 0.0
		if s > 0 {
			q = math.RoundToEven(float64(v / s))
		}
		b.WriteByte(byte(int8(q)))
	}
}

// Read reads a model file. The error says what is wrong with it; no file makes it panic.
func Read(data []byte) (*Model, error) {
	rest, ok := bytes.CutPrefix(data, magic)
	if !ok || len(rest) < 4 {
		return nil, errors.New("model of turns: this is no model file of version 1: make one with \"tingjian train\"")
	}
	size := binary.LittleEndian.Uint32(rest)
	rest = rest[4:]
	if uint64(size) > uint64(len(rest)) {
		return nil, errors.New("model of turns: the file is cut: make it anew with \"tingjian train\"")
	}
	var h head
	if err := json.Unmarshal(rest[:size], &h); err != nil {
		return nil, fmt.Errorf("model of turns: its head: %w", err)
	}
	rest = rest[size:]
	if err := h.check(len(rest)); err != nil {
		return nil, fmt.Errorf("model of turns: %w", err)
	}
	m := &Model{Status: h.Status, Encoder: h.Encoder, Vocabulary: h.Vocabulary, Decisions: h.Decisions, Quick: NewNetwork(h.Quick), Full: NewNetwork(h.Full)}
	for _, n := range []*Network{m.Quick, m.Full} {
		for _, t := range n.Tensors() {
			rest = readRows(t, rest)
		}
		n.ready = n.prepared()
	}
	sum := sha256.Sum256(data)
	m.Version = hex.EncodeToString(sum[:6])
	return m, nil
}

// check holds the shapes against one another and against the bytes that follow, before anything is allocated for them.
func (h *head) check(left int) error {
	if !slices.Contains([]tingjian.Status{tingjian.Stable, tingjian.Shadow, tingjian.Experimental}, h.Status) {
		return fmt.Errorf("status %q: want experimental, shadow or stable", h.Status)
	}
	want := 0
	for name, s := range map[string]Shape{"quick": h.Quick, "full": h.Full} {
		for _, v := range []int{s.Vector, s.Features, s.Hidden, s.Joined, s.Codes, s.Members, s.Related} {
			if v < 0 || v > 1<<16 {
				return fmt.Errorf("shape of the %s network %+v: want sizes up to 65536", name, s)
			}
		}
		if s.Vector != 0 && s.Vector != model.Size {
			return fmt.Errorf("shape of the %s network %+v: want a vector of %d, or none", name, s, model.Size)
		}
		if s.Hidden%s.members() > 0 || s.Joined%s.members() > 0 || s.Related%s.members() > 0 {
			return fmt.Errorf("shape of the %s network %+v: want hidden, joined and related to be the same for each member", name, s)
		}
		if s.Features != h.Vocabulary.Size() || s.Codes != len(h.Decisions) {
			return fmt.Errorf("the %s network is for %d features and %d codes, the head names %d and %d", name, s.Features, s.Codes, h.Vocabulary.Size(), len(h.Decisions))
		}
		want += s.bytes()
	}
	if want != left {
		return fmt.Errorf("%d bytes of weights, want %d: the file is cut or something was added", left, want)
	}
	return nil
}

// bytes is how many a network of the shape takes in a file.
func (s Shape) bytes() (n int) {
	for _, size := range s.sizes() {
		n += size[0] * (4 + size[1])
	}
	return n
}

func readRows(t *Tensor, b []byte) []byte {
	for i := range t.Rows {
		s, row := math.Float32frombits(binary.LittleEndian.Uint32(b)), t.Row(i)
		for j, q := range b[4 : 4+t.Cols] {
			row[j] = float32(int8(q)) * s
		}
		b = b[4+t.Cols:]
	}
	return b
}
