package learned_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/suite"
)

// deaf is an encoder that fails at every text.
type deaf struct{ is model.Identity }

func (deaf) Encode([]float32, string) error { return errors.New("out of memory") }
func (d deaf) Identity() model.Identity     { return d.is }

// trainedOn is the shipped model as if it had been trained on the vectors of another encoder, by way of its file.
func trainedOn(t *testing.T, on model.Identity) *learned.Model {
	t.Helper()
	m, err := learned.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	other := *m
	other.Encoder = on
	data, err := other.Write()
	if err != nil {
		t.Fatal(err)
	}
	read, err := learned.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// A model judges by the vectors that it was trained on and by no others.
func TestModelGoesWithItsEncoder(t *testing.T) {
	student, err := model.Shared()
	if err != nil {
		t.Fatal(err)
	}
	now, was, whole := student.Identity(), model.Identity{Name: model.Student, Hash: "0"}, model.Identity{Name: "whole", Hash: "1"}
	for _, c := range []struct {
		model, at model.Identity
		wrong     string
	}{
		{model: model.Identity{}, at: now},
		{model: now, at: now},
		{model: whole, at: whole},
		{model: whole, at: now, wrong: `trained on the vectors of the encoder whole 1, at hand is ` + now.String() + `: name the folder of that encoder in judge.encoder`},
		{model: whole, at: model.Identity{Name: "whole", Hash: "2"}, wrong: "at hand is whole 2"},
		{model: model.Identity{}, at: whole, wrong: "trained on the vectors of the encoder student, this program has whole 1"},
		{model: was, at: now, wrong: "take the model that ships with this program"},
	} {
		_, err := suite.New(analyzertest.ShippedSet(t), suite.Options{Learned: trainedOn(t, c.model), Encoder: deaf{c.at}})
		if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.Contains(err.Error(), c.wrong)) {
			t.Errorf("model on %v, at hand %v: %v, want %q", c.model, c.at, err, c.wrong)
		}
	}
}

// Where the encoder fails the inspection says so: broken never reads as clean.
func TestFailingEncoder(t *testing.T) {
	whole := model.Identity{Name: "whole", Hash: "1"}
	list, err := suite.New(analyzertest.ShippedSet(t), suite.Options{Learned: trainedOn(t, whole), Encoder: deaf{whole}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	out := d.Session().Inspect(chat(true, customer("能给我换一台吗"), agent("反正我们是不管的,您爱找谁找谁")), time.Time{})
	if len(out.Failures) != 1 || out.Failures[0].Analyzer != learned.Name || !strings.Contains(out.Failures[0].Reason, "out of memory") {
		t.Errorf("failures: %v", out.Failures)
	}
}
