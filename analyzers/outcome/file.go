package outcome

import (
	"bufio"
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/tingjian/tingjian/analyzers/model"
)

//go:embed outcome.bin
var shipped []byte

// Shared is the model that the binary ships with, read at the first call. It fails where the encoder in the binary is another
// than the one whose vectors the model was learned from: each is right, but together they would say anything.
var Shared = sync.OnceValues(func() (*Model, error) {
	m, err := ReadModel(bytes.NewReader(shipped))
	if err != nil {
		return nil, err
	}
	encoder, err := model.Shared()
	if err != nil {
		return nil, err
	}
	if err := m.goesWith(encoder.Identity()); err != nil {
		return nil, err
	}
	return m, nil
})

// goesWith reports what is wrong where the model was learned from the vectors of another encoder.
func (m *Model) goesWith(at model.Identity) error {
	if m.Encoder != at {
		return fmt.Errorf("outcome model: it was learned with the encoder %s, this program has %s: make it again with \"tingjian train outcome\"", m.Encoder, at)
	}
	return nil
}

// magic begins a model's file; what follows is compressed. The number goes up when an older program would misread the file.
const magic = "tingjian outcome 2\n"

// Write writes the model so that ReadModel reads it. Equal models give equal files.
func (m *Model) Write(w io.Writer) error {
	if _, err := io.WriteString(w, magic); err != nil {
		return err
	}
	z, err := flate.NewWriter(w, flate.BestCompression)
	if err != nil {
		return err
	}
	return errors.Join(gob.NewEncoder(z).Encode(m), z.Close())
}

// ReadModel reads a model.
func ReadModel(r io.Reader) (*Model, error) {
	in := bufio.NewReader(r)
	if head, err := in.Peek(len(magic)); err != nil || string(head) != magic {
		return nil, errors.New("outcome model: this is none of version 2: make it with tingjian train outcome")
	}
	if _, err := in.Discard(len(magic)); err != nil {
		return nil, fmt.Errorf("outcome model: %w", err)
	}
	m := new(Model)
	if err := gob.NewDecoder(bufio.NewReader(flate.NewReader(in))).Decode(m); err != nil {
		return nil, fmt.Errorf("outcome model: the file is damaged: %w", err)
	}
	if !m.fits() {
		return nil, errors.New("outcome model: it was made for another version of the program: make it again with tingjian train outcome")
	}
	m.Prepare()
	return m, nil
}

// fits reports whether everything has the size that the program expects.
func (m *Model) fits() bool {
	ok := len(m.Rarity) == Buckets && len(m.Centre) == Features && len(m.Spread) == Features && len(m.Networks) > 0
	for side := range Sides {
		t := &m.Tables[side]
		ok = ok && t.Columns == Columns(side) && len(t.Step) == t.Columns && len(t.Weights) == Buckets*t.Columns && len(m.Beside[side]) == Kinds[side] &&
			len(m.Vectors[side]) == VectorColumns(side)*model.Size
	}
	for i := range m.Networks {
		n := &m.Networks[i]
		units := len(n.HiddenBias)
		ok = ok && len(n.Hidden) == units*Features && len(n.Out) == units*Outputs && len(n.OutBias) == Outputs
	}
	return ok
}
