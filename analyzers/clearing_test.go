package analyzers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// clears is an analyzer that clears the code on every turn whose text holds word.
func clears(name, word string) *analyzers.Analyzer {
	return &analyzers.Analyzer{Name: name, Codes: []tingjian.Code{code}, Run: func(p *analyzers.Pass) (any, error) {
		for i, t := range p.Transcript.Turns {
			if strings.Contains(t.Text, word) {
				p.Clear(code, i, name)
			}
		}
		return nil, nil
	}}
}

// told is a review that keeps the clearings it is given.
func told(all *[]analyzers.Clearing) *analyzers.Analyzer {
	return &analyzers.Analyzer{Name: "told", Review: func(p *analyzers.Pass, found []tingjian.Finding) (analyzers.Reviewed, error) {
		*all = p.Clearings()
		return analyzers.Reviewed{Findings: found}, nil
	}}
}

func TestReviewsAreToldWhatIsCleared(t *testing.T) {
	var got []analyzers.Clearing
	d := driver(t, clears("first", "好"), clears("second", "好的"), marks("marks", "退"), told(&got))
	s := d.Session()
	s.Inspect(transcript("好的", "好", "好 退"), time.Time{}) // the third is marked, so that nothing is cleared there
	if len(got) != 2 || got[0] != (analyzers.Clearing{Code: code, Turn: 0, Why: "first", By: "first"}) || got[1].Turn != 1 {
		t.Errorf("cleared %+v", got)
	}
	if s.Inspect(transcript("不"), time.Time{}); len(got) != 0 {
		t.Errorf("cleared %+v of a conversation before", got)
	}
}

// What cannot be applied, and what an analyzer clears that then fails, is no clearing.
func TestClearingsThatNobodyCouldApplyAreRefused(t *testing.T) {
	for name, clear := range map[string]func(*analyzers.Pass){
		"turn 1 of 1, which does not exist":  func(p *analyzers.Pass) { p.Clear(code, 1, "") },
		"turn -1 of 1, which does not exist": func(p *analyzers.Pass) { p.Clear(code, -1, "") },
	} {
		var got []analyzers.Clearing
		bad := &analyzers.Analyzer{Name: "bad", Codes: []tingjian.Code{code}, Run: func(p *analyzers.Pass) (any, error) {
			p.Clear(code, 0, "")
			clear(p)
			return nil, nil
		}}
		out := driver(t, bad, told(&got)).Session().Inspect(transcript("好"), time.Time{})
		if len(out.Failures) != 1 || !strings.Contains(out.Failures[0].Reason, name) || len(got) != 0 {
			t.Errorf("%s: failures %+v, cleared %+v", name, out.Failures, got)
		}
	}
}
