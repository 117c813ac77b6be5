package model_test

import (
	"errors"
	"slices"
	"strconv"
	"testing"

	"github.com/tingjian/tingjian/analyzers/model"
)

// counting is an encoder that counts what it is asked for and fails at one text.
type counting struct {
	*model.Encoder
	asked map[string]int
}

func (c *counting) Encode(dst []float32, text string) error {
	c.asked[text]++
	if text == "坏" {
		return errors.New("out of memory")
	}
	return c.Encoder.Encode(dst, text)
}

// Who remembers says the same as who does not, asks once for a text, and forgets in time; a failure is not remembered.
func TestRemember(t *testing.T) {
	e := &counting{shared(t), map[string]int{}}
	m := model.Remember(e)
	if m.Identity() != e.Identity() {
		t.Errorf("identity %v, want %v", m.Identity(), e.Identity())
	}
	got, want := make([]float32, model.Size), make([]float32, model.Size)
	for _, text := range []string{"您好", "没有办法", "您好", ""} {
		if err := errors.Join(m.Encode(got, text), e.Encoder.Encode(want, text)); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: another vector than without memory: %v", text, err)
		}
		clear(got) // what is kept is nobody's to change
	}
	for range 2 {
		if err := m.Encode(got, "坏"); err == nil {
			t.Error("the encoder's failure is lost")
		}
	}
	if e.asked["您好"] != 1 || e.asked["坏"] != 2 {
		t.Errorf("asked %v", e.asked)
	}
	for i := range 2000 {
		if err := m.Encode(got, strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Encode(got, "您好"); err != nil || e.asked["您好"] != 2 {
		t.Errorf("after 2000 texts: %v, asked %d times", err, e.asked["您好"])
	}
}
