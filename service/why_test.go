package service_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
)

// Who asks why nothing was found is told by which judgement the turn was cleared, and why.
func TestWhyNotSaysWhatCleared(t *testing.T) {
	judge := newJudge(t)
	c := &tingjian.Transcript{ID: "c", Closed: true, Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, Text: "叫你们店长来"}, {Speaker: tingjian.Agent, Agent: "a-1", Text: "我就是店长,有什么问题您跟我说"},
	}}
	whyNot := judge.WhyNot(c, time.Time{})
	cleared := func(code tingjian.Code) bool {
		return slices.ContainsFunc(whyNot(1, code), func(s string) bool { return strings.HasPrefix(s, "handoff cleared it: ") })
	}
	if !cleared(tingjian.HandoffDenied) || cleared(tingjian.Contradiction) {
		t.Errorf("reasons %q and %q", whyNot(1, tingjian.HandoffDenied), whyNot(1, tingjian.Contradiction))
	}
}
