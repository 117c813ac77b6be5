package suite_test

import (
	"slices"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/dialogue"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/analyzers/model"
	"github.com/tingjian/tingjian/analyzers/suite"
)

// The judgements that are reckoning rather than wording, by rules alone: who did wrong, and who only looks like it.
func TestReckoning(t *testing.T) {
	d := shippedDriver(t)
	for _, file := range []string{"guilty", "innocent"} {
		t.Run(file, func(t *testing.T) { analyzertest.Run(t, d, "testdata/"+file+".txt", reckoned()...) })
	}
}

func reckoned() []tingjian.Code {
	return []tingjian.Code{tingjian.HandoffDenied, tingjian.AsksAgain, tingjian.ComfortOnly, tingjian.Contradiction, tingjian.PromiseBroken}
}

// The same with the shipped model, which rules keep from accusing whom they know to be innocent: how many reports are wrong, and how
// many right. Lower the first and raise the second with each model; what has grown must be understood, not allowed.
func TestReckoningWithModel(t *testing.T) {
	const mostWrong, leastRight = 3, 54
	m, err := learned.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	encoder, err := model.Shared()
	if err != nil {
		t.Fatal(err)
	}
	list, err := suite.New(analyzertest.ShippedSet(t), suite.Options{Learned: m, Encoder: encoder, WithoutOutcome: true})
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	right, wrong := 0, 0
	for _, file := range []string{"testdata/guilty.txt", "testdata/innocent.txt"} {
		all := analyzertest.Read(t, file)
		for i := range all {
			c := &all[i]
			for _, f := range d.Session().Inspect(&c.Transcript, c.AsOf).Findings {
				switch {
				case !slices.Contains(reckoned(), f.Code) || f.Status != tingjian.Stable || f.Pending:
				case slices.ContainsFunc(c.Wants, func(w dialogue.Want) bool { return w.Turn == f.Turn && w.Code == f.Code }):
					right++
				default:
					wrong++
					t.Logf("%s:%d: %s %.2f: %s", file, c.Lines[f.Turn], f.Code, f.Confidence, f.Quote)
				}
			}
		}
	}
	t.Logf("%d right, %d wrong", right, wrong)
	if wrong > mostWrong || right < leastRight {
		t.Errorf("%d right, want %d at least; %d wrong, at most %d are allowed", right, leastRight, wrong, mostWrong)
	}
}
