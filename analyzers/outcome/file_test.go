package outcome

import (
	"bytes"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/analyzers/model"
)

// A model says by whose vectors it was learned, and goes with no other encoder.
func TestModelGoesWithItsEncoder(t *testing.T) {
	m, err := Shared()
	if err != nil {
		t.Fatal(err)
	}
	if err := m.goesWith(m.Encoder); err != nil {
		t.Error(err)
	}
	other := model.Identity{Name: model.Student, Hash: "0"}
	if err := m.goesWith(other); err == nil || !strings.Contains(err.Error(), "this program has student 0") {
		t.Errorf("with another encoder: %v", err)
	}
	if v, err := m.vectors(another{other}); err != nil || v.Identity() != m.Encoder {
		t.Errorf("beside another encoder it reads vectors of %v: %v", v.Identity(), err)
	}
}

// another is an encoder that nobody may ask.
type another struct{ is model.Identity }

func (another) Encode([]float32, string) error { panic("the wrong encoder is asked") }
func (a another) Identity() model.Identity     { return a.is }

// Weights that are too many or too few for the program are refused with the file, before anybody multiplies with them.
func TestModelsOfAnotherSize(t *testing.T) {
	m, err := Shared()
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Model){
		"vectors cut":       func(m *Model) { m.Vectors[Service] = m.Vectors[Service][1:] },
		"no vectors":        func(m *Model) { m.Vectors[Customer] = nil },
		"table cut":         func(m *Model) { m.Tables[Customer].Weights = m.Tables[Customer].Weights[1:] },
		"a column too few":  func(m *Model) { m.Tables[Service].Columns-- },
		"hidden units cut":  func(m *Model) { m.Networks = []Network{m.Networks[0]}; m.Networks[0].Hidden = m.Networks[0].Hidden[1:] },
		"no networks":       func(m *Model) { m.Networks = nil },
		"a feature too few": func(m *Model) { m.Centre = m.Centre[1:] },
	} {
		changed := *m
		change(&changed)
		var file bytes.Buffer
		if err := changed.Write(&file); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadModel(&file); err == nil || !strings.Contains(err.Error(), "another version") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
