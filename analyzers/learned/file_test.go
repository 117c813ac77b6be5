package learned_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
)

// What is written reads back the same, to the byte.
func TestShippedRoundTrip(t *testing.T) {
	m, err := learned.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	first, err := m.Write()
	if err != nil {
		t.Fatal(err)
	}
	again, err := learned.Read(first)
	if err != nil {
		t.Fatal(err)
	}
	second, err := again.Write()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) || m.Version != again.Version {
		t.Errorf("version %s became %s", m.Version, again.Version)
	}
}

// A network for vectors of another size than encoders give is refused with the file.
func TestVectorsOfAnotherSize(t *testing.T) {
	m, err := learned.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	other := *m
	shape := m.Full.Shape
	shape.Vector = model.Size - 1
	other.Full = learned.NewNetwork(shape)
	file, err := other.Write()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := learned.Read(file); err == nil || !strings.Contains(err.Error(), "want a vector of 512, or none") {
		t.Error(err)
	}
}

// No file makes it panic, and what it takes it can use.
func FuzzRead(f *testing.F) {
	m, err := learned.Shipped()
	if err != nil {
		f.Fatal(err)
	}
	whole, err := m.Write()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte{})
	f.Add(whole[:40])
	f.Add(whole[:len(whole)-1])
	f.Add([]byte("tingjian turns 1\n\x02\x00\x00\x00{}"))
	f.Add([]byte("tingjian turns 1\n\xff\xff\xff\xff{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := learned.Read(data)
		if err != nil {
			return
		}
		m.Quick.Score([]learned.Turn{{}})
	})
}
