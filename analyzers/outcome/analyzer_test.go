package outcome_test

import (
	"errors"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/outcome"
)

// faltering is an encoder that fails as long as it is told to, as one does that runs out of memory for a moment.
type faltering struct {
	model.Vectors
	failing bool
}

func (f *faltering) Encode(dst []float32, text string) error {
	if f.failing {
		return errors.New("out of memory")
	}
	return f.Vectors.Encode(dst, text)
}

// An encoder that failed once is asked again: what it could not read then is read now, in the same session, which has kept all else
// about the same texts.
func TestFailureIsNotKept(t *testing.T) {
	shared, err := model.Shared()
	if err != nil {
		t.Fatal(err)
	}
	encoder := &faltering{Vectors: shared, failing: true}
	d, err := analyzers.New(outcome.New(analyzertest.Shipped(t, "act.brief").Analyzer(), encoder))
	if err != nil {
		t.Fatal(err)
	}
	talk := &tingjian.Transcript{ID: "t", Closed: true, Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, Text: "电饭锅不通电了怎么办"}, {Speaker: tingjian.Agent, Agent: "a-1", Text: "给您换一台"}, {Speaker: tingjian.Customer, Text: "谢谢"},
	}}
	s := d.Session()
	if out := s.Inspect(talk, time.Time{}); len(out.Failures) != 1 || out.Predicted != nil {
		t.Fatalf("with an encoder that fails: failures %+v, predicted %+v", out.Failures, out.Predicted)
	}
	encoder.failing = false
	if out := s.Inspect(talk, time.Time{}); len(out.Failures) != 0 || out.Predicted == nil {
		t.Errorf("once the encoder works again: failures %+v, predicted %+v", out.Failures, out.Predicted)
	}
}
