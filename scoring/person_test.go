package scoring_test

import (
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/scoringtest"
)

// People have the last word, the machine's inspection stays as it was, and the scorecard reckons as the pages do.
func TestPeopleHaveTheLastWord(t *testing.T) {
	r := shipped(t)
	c := &tingjian.Transcript{ID: "c", Closed: true, Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, Text: "能退吗"}, {Speaker: tingjian.Agent, Agent: "a-1", Text: "没有办法"}, {Speaker: tingjian.Agent, Agent: "a-1", Text: "爱退不退"},
	}}
	stonewall := tingjian.Finding{ID: "f-1", Code: tingjian.Stonewall, Status: tingjian.Stable, Speaker: tingjian.Agent, Agent: "a-1", Span: tingjian.Span{Turn: 1, End: 12}}
	rude := tingjian.Finding{ID: "f-2", Code: tingjian.Rude, Status: tingjian.Stable, Speaker: tingjian.Agent, Agent: "a-1", Span: tingjian.Span{Turn: 2, End: 12}}
	in := &tingjian.Inspection{ID: "c", Closed: true, Complete: true, Findings: []tingjian.Finding{stonewall, rude}}
	in.Scores, in.Parties = r.Score(c, in.Findings)

	if v := scoring.Review(c, nil, nil); v.Transcript != c || v.Findings != nil {
		t.Errorf("without an inspection: %+v", v)
	}
	if v := scoring.Review(c, in, nil); len(v.Findings) != 2 || v.Overturned+v.Confirmed != 0 || r.Amended(c, in, nil) != in {
		t.Errorf("nobody said anything: %+v", v)
	}
	said := []tingjian.Verdict{
		{ID: 1, Transcript: "c", Finding: "f-1", Decision: tingjian.Overturn, By: "lin"},
		{ID: 2, Transcript: "c", Finding: "f-2", Decision: tingjian.Confirm, By: "lin"},
	}
	v := scoring.Review(c, in, said)
	if len(v.Findings) != 1 || v.Findings[0].ID != "f-2" || v.Overturned != 1 || v.Confirmed != 1 || len(in.Findings) != 2 {
		t.Fatalf("one overturned, one confirmed: %+v", v)
	}
	_, alone := r.Score(c, []tingjian.Finding{rude})
	want := *alone[0].Scores.Of(tingjian.Warmth).Value
	for name, parties := range map[string][]tingjian.Party{"scorecard": r.Parties(&v), "pages": r.Amended(c, in, said).Parties} {
		if got := *parties[0].Scores.Of(tingjian.Warmth).Value; got != want || got <= *in.Parties[0].Scores.Of(tingjian.Warmth).Value {
			t.Errorf("%s: warmth %v, want %v, more than with what was overturned", name, got, want)
		}
	}
}

// A conversation that nobody judged keeps the score that it was given under the rubric of its day, also where the machine left
// something in it to people.
func TestNobodyJudgedNothingMoves(t *testing.T) {
	then := shipped(t)
	const was, is = "warmth: {each: -10, cap: -20}", "warmth: {each: -20, cap: -40}"
	if strings.Count(string(configs.Rubric), was) != 1 {
		t.Fatalf("configs/rubric.yaml has no longer one %q to change", was)
	}
	now, err := scoring.ParseRubric("rubric.yaml", []byte(strings.Replace(string(configs.Rubric), was, is, 1)))
	if err != nil {
		t.Fatal(err)
	}
	c := &tingjian.Transcript{ID: "c", Closed: true, Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, Text: "能退吗"}, {Speaker: tingjian.Agent, Agent: "a-1", Text: "没有办法"}, {Speaker: tingjian.Agent, Agent: "a-1", Text: "爱退不退"},
	}}
	stonewall := tingjian.Finding{ID: "f-1", Code: tingjian.Stonewall, Status: tingjian.Stable, Speaker: tingjian.Agent, Agent: "a-1", Span: tingjian.Span{Turn: 1, End: 12}}
	rude := tingjian.Finding{ID: "f-2", Code: tingjian.Rude, Status: tingjian.Unsure, Speaker: tingjian.Agent, Agent: "a-1", Span: tingjian.Span{Turn: 2, End: 12}}
	in := &tingjian.Inspection{ID: "c", Closed: true, Complete: true, Findings: []tingjian.Finding{stonewall}, Unsure: []tingjian.Finding{rude}}
	in.Scores, in.Parties = then.Score(c, in.Findings)

	points := func(said ...tingjian.Verdict) float64 {
		v := scoring.Review(c, in, said)
		week := card(t, now, &scoring.CardInput{Merchant: "m", Week: week32, Conversations: scoringtest.Each([]scoring.Reviewed{v})})
		return week.Costs[0].Points
	}
	_, anew := now.Score(c, in.Findings)
	kept := points()
	if same := points(tingjian.Verdict{ID: 1, Transcript: "c", Finding: "f-1", Decision: tingjian.Confirm, By: "lin"}); same != kept {
		t.Errorf("a verdict that moves nothing changes what the refusal cost from %v to %v", kept, same)
	}
	if moved := points(tingjian.Verdict{ID: 1, Transcript: "c", Finding: "f-2", Decision: tingjian.Overturn, By: "lin"}); moved >= kept {
		t.Errorf("once something was decided the refusal costs %v under the rubric in force, and %v before, which is no more", moved, kept)
	}
	if w, old := *anew[0].Scores.Of(tingjian.Warmth).Value, *in.Parties[0].Scores.Of(tingjian.Warmth).Value; w >= old {
		t.Fatalf("warmth %v under the changed rubric, %v under the one of the day: it changes nothing", w, old)
	}
	v := scoring.Review(c, in, nil)
	if got, want := *now.Parties(&v)[0].Scores.Of(tingjian.Warmth).Value, *in.Parties[0].Scores.Of(tingjian.Warmth).Value; got != want {
		t.Errorf("warmth on the card %v, want %v as inspected", got, want)
	}
}

// A finding of a rule on trial moves nothing, judged or not: neither is the conversation reckoned anew under another rubric, nor is
// the shop told of it.
func TestTrialsMoveNothingWhenJudged(t *testing.T) {
	then := shipped(t)
	now, err := scoring.ParseRubric("rubric.yaml", []byte(strings.Replace(string(configs.Rubric), "warmth: {each: -10, cap: -20}", "warmth: {each: -20, cap: -40}", 1)))
	if err != nil {
		t.Fatal(err)
	}
	c := &tingjian.Transcript{ID: "c", Closed: true, Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, Text: "能退吗"}, {Speaker: tingjian.Agent, Agent: "a-1", Text: "没有办法"},
	}}
	stonewall := tingjian.Finding{ID: "f-1", Code: tingjian.Stonewall, Status: tingjian.Stable, Speaker: tingjian.Agent, Agent: "a-1", Span: tingjian.Span{Turn: 1, End: 12}}
	tried := tingjian.Finding{ID: "f-2", Code: tingjian.Rude, Status: tingjian.Shadow, Speaker: tingjian.Agent, Agent: "a-1", Span: tingjian.Span{Turn: 1, End: 12}}
	in := &tingjian.Inspection{ID: "c", Closed: true, Complete: true, Findings: []tingjian.Finding{stonewall, tried}}
	in.Scores, in.Parties = then.Score(c, in.Findings)
	want := *in.Parties[0].Scores.Warmth.Value
	if _, anew := now.Score(c, in.Findings); *anew[0].Scores.Warmth.Value == want {
		t.Fatal("the changed rubric changes nothing")
	}
	for _, d := range []tingjian.Decision{tingjian.Overturn, tingjian.Confirm} {
		said := []tingjian.Verdict{{ID: 1, Transcript: "c", Finding: "f-2", Decision: d, By: "lin"}}
		v := scoring.Review(c, in, said)
		if v.Overturned+v.Confirmed != 0 {
			t.Errorf("%s: %d overturned and %d confirmed of what never counted", d, v.Overturned, v.Confirmed)
		}
		if got := *now.Parties(&v)[0].Scores.Warmth.Value; got != want {
			t.Errorf("%s: warmth %v on the card, want %v as inspected", d, got, want)
		}
		if got := *now.Amended(c, in, said).Parties[0].Scores.Warmth.Value; got != want {
			t.Errorf("%s: warmth %v after people, want %v as inspected", d, got, want)
		}
	}
}
