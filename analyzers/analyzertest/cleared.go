package analyzertest

import (
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
)

// Cleared gives the turns that the analyzer clears (洗清) of the code in a conversation, written as in testdata, at its close.
func Cleared(t testing.TB, a *analyzers.Analyzer, code tingjian.Code, conversation string) (turns []int) {
	t.Helper()
	listens := &analyzers.Analyzer{Name: "listens", Review: func(p *analyzers.Pass, found []tingjian.Finding) (analyzers.Reviewed, error) {
		for _, c := range p.Clearings() {
			if c.Code == code {
				turns = append(turns, c.Turn)
			}
		}
		return analyzers.Reviewed{Findings: found}, nil
	}}
	d, err := analyzers.New(a, listens)
	if err != nil {
		t.Fatal(err)
	}
	all, err := Parse("conversation", []byte(conversation))
	if err != nil || len(all) != 1 {
		t.Fatalf("%d conversations, error %v; want one", len(all), err)
	}
	if out := d.Session().Inspect(&all[0].Transcript, all[0].AsOf); len(out.Failures) > 0 {
		t.Fatal(out.Failures)
	}
	return turns
}
