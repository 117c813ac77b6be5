package tingjian_test

import (
	"slices"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
	"pgregory.net/rapid"
)

// said makes verdicts of one finding: person and decision by turns.
func said(pairs ...string) []tingjian.Verdict {
	var all []tingjian.Verdict
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, tingjian.Verdict{
			ID: int64(i + 1), Transcript: "c", Finding: "f", Decision: tingjian.Decision(pairs[i+1]), By: pairs[i],
			Mark: tingjian.Mark{Code: tingjian.Rude, Rule: "rude/blame", Span: tingjian.Span{Turn: 1}},
		})
	}
	return all
}

func TestStandings(t *testing.T) {
	appeal := said("lin", "confirm", "wang", "overturn", "zhao", "confirm")
	appeal[1].Appeal = 7
	for name, test := range map[string]struct {
		verdicts []tingjian.Verdict
		want     tingjian.Decision
		divided  bool
	}{
		"one":                                  {said("lin", "overturn"), tingjian.Overturn, false},
		"the newest counts":                    {said("lin", "overturn", "wang", "confirm"), tingjian.Confirm, true},
		"who changes their mind is not two":    {said("lin", "overturn", "lin", "confirm"), tingjian.Confirm, false},
		"withdrawn":                            {said("lin", "overturn", "lin", "withdraw"), "", false},
		"withdrawn beside another":             {said("lin", "overturn", "wang", "confirm", "wang", "withdraw"), tingjian.Overturn, false},
		"nobody withdraws another's":           {said("lin", "overturn", "wang", "withdraw"), tingjian.Overturn, false},
		"who adds confirms":                    {said("lin", "add"), tingjian.Confirm, false},
		"an appeal counts before what follows": {appeal, tingjian.Overturn, true},
	} {
		got := tingjian.Standings(test.verdicts)["f"]
		if got.Decision != test.want || got.Divided != test.divided || len(got.Verdicts) != len(test.verdicts) {
			t.Errorf("%s: %q, divided %v, of %d verdicts", name, got.Decision, got.Divided, len(got.Verdicts))
		}
	}
}

func finding(id string, code tingjian.Code, turn int, status tingjian.Status) tingjian.Finding {
	return tingjian.Finding{ID: id, Code: code, Rule: "r", Status: status, Span: tingjian.Span{Turn: turn}}
}

func ids(findings []tingjian.Finding) (all []string) {
	for _, f := range findings {
		all = append(all, f.ID)
	}
	return all
}

func TestJudged(t *testing.T) {
	machine := []tingjian.Finding{
		finding("a", tingjian.Rude, 1, tingjian.Stable), finding("b", tingjian.Stonewall, 3, tingjian.Unsure), finding("c", tingjian.Empathy, 5, tingjian.Shadow),
	}
	verdict := func(id int64, finding string, d tingjian.Decision, code tingjian.Code, turn int) tingjian.Verdict {
		return tingjian.Verdict{ID: id, Transcript: "c", Finding: finding, Decision: d, By: "lin", Mark: tingjian.Mark{Code: code, Rule: tingjian.PersonRule, Span: tingjian.Span{Turn: turn}}}
	}
	got := tingjian.Judged("c", machine, []tingjian.Verdict{
		verdict(1, "a", tingjian.Overturn, "", 0), verdict(2, "b", tingjian.Confirm, "", 0), verdict(3, "c", tingjian.Confirm, "", 0),
		verdict(4, "x", tingjian.Add, tingjian.Deferral, 2), verdict(5, "y", tingjian.Add, tingjian.Stonewall, 3), verdict(6, "z", tingjian.Add, tingjian.Canned, 9),
		verdict(7, "z", tingjian.Withdraw, tingjian.Canned, 9),
	})
	// y is what the machine found as well, once b was confirmed; z was taken back.
	if want := []string{"x", "b", "c"}; !slices.Equal(ids(got), want) {
		t.Fatalf("judged %v, want %v", ids(got), want)
	}
	if got[1].Status != tingjian.Stable || got[2].Status != tingjian.Shadow {
		t.Errorf("confirmed: the unsure one is %s, want stable; the one on trial is %s, want shadow", got[1].Status, got[2].Status)
	}
	if machine[1].Status != tingjian.Unsure {
		t.Error("the machine's own findings were changed")
	}
}

// TestJudgedProperties: whatever people say, the machine's findings that nobody overturned are all there in their order, and
// taking everything back brings the machine's findings back as they were.
func TestJudgedProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var machine []tingjian.Finding
		turn := 0
		for i := range rapid.IntRange(0, 6).Draw(rt, "findings") {
			turn += rapid.IntRange(0, 2).Draw(rt, "further")
			machine = append(machine, finding(string(rune('a'+i)), tingjian.Rude, turn, tingjian.Stable))
		}
		var verdicts, taken []tingjian.Verdict
		for i := range rapid.IntRange(0, 12).Draw(rt, "verdicts") {
			v := tingjian.Verdict{
				ID: int64(i + 1), Transcript: "c", Finding: rapid.SampledFrom([]string{"a", "b", "c", "p", "q"}).Draw(rt, "finding"),
				By: rapid.SampledFrom([]string{"lin", "wang"}).Draw(rt, "by"), At: time.Unix(int64(i), 0),
				Decision: rapid.SampledFrom([]tingjian.Decision{tingjian.Confirm, tingjian.Overturn, tingjian.Withdraw}).Draw(rt, "decision"),
			}
			if v.Finding == "p" || v.Finding == "q" {
				v.Decision = tingjian.Add
				v.Code = tingjian.Canned
				v.Turn = rapid.IntRange(0, 9).Draw(rt, "turn")
			}
			verdicts = append(verdicts, v)
			back := v
			back.ID, back.Decision = int64(100+i), tingjian.Withdraw
			taken = append(taken, back)
		}
		standings := tingjian.Standings(verdicts)
		var want, got []string
		for _, f := range machine {
			if s := standings[f.ID]; s == nil || s.Decision != tingjian.Overturn {
				want = append(want, f.ID)
			}
		}
		for _, f := range tingjian.Judged("c", machine, verdicts) {
			if f.ID != "p" && f.ID != "q" {
				got = append(got, f.ID)
			}
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("left of the machine's %v, want %v", got, want)
		}
		if left := tingjian.Judged("c", machine, append(verdicts, taken...)); !slices.Equal(ids(left), ids(machine)) {
			rt.Fatalf("all taken back: %v, want %v", ids(left), ids(machine))
		}
	})
}
