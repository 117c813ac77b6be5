package scoring_test

import (
	"flag"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/scoring/scoringtest"
	"github.com/tingjian/tingjian/wire"
)

var update = flag.Bool("update-card", false, "write testdata/scorecard.json anew")

var week32 = scoring.Week{Year: 2024, Number: 32}

func shipped(t testing.TB) *scoring.Rubric {
	t.Helper()
	r, err := scoring.ParseRubric("rubric.yaml", configs.Rubric)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func card(t testing.TB, r *scoring.Rubric, in *scoring.CardInput) *scoring.Scorecard {
	t.Helper()
	c, err := r.Scorecard(in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestScorecardShape holds the shape of the JSON: names and kinds of all fields. Figures are tested elsewhere.
func TestScorecardShape(t *testing.T) {
	r := shipped(t)
	line, err := wire.Marshal(card(t, r, scoringtest.Input(r, "m-042", week32)))
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := wire.Unmarshal(line, &v); err != nil {
		t.Fatal(err)
	}
	var lines []string
	shape("", v, &lines)
	slices.Sort(lines)
	got := strings.Join(slices.Compact(lines), "\n") + "\n"
	const golden = "testdata/scorecard.shape"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the shape is now\n%swant\n%sIf that is meant, run with -update-card and say so in CHANGELOG.md", got, want)
	}
}

// shape lists the paths of a value with the kinds that stand there.
func shape(path string, v any, lines *[]string) {
	switch v := v.(type) {
	case map[string]any:
		for name, x := range v {
			shape(path+"."+name, x, lines)
		}
	case []any:
		for _, x := range v {
			shape(path+"[]", x, lines)
		}
	case string:
		*lines = append(*lines, path+" text")
	case float64:
		*lines = append(*lines, path+" number")
	case bool:
		*lines = append(*lines, path+" yes or no")
	case nil:
		*lines = append(*lines, path+" null")
	}
}

// TestScorecardParts looks for each part of a made-up week.
func TestScorecardParts(t *testing.T) {
	r := shipped(t)
	c := card(t, r, scoringtest.Input(r, "m-042", week32))
	if n := c.Counted; n.Conversations != 48 || n.Rated != 46 || n.Open != 1 || n.Incomplete != 1 {
		t.Errorf("counted %+v", n)
	}
	if !slices.Contains(c.Notes, scoring.SomeIncomplete) {
		t.Errorf("notes %v: the incomplete conversation is not named", c.Notes)
	}
	if len(c.Liked) == 0 || c.Liked[0].Text != "谢谢，处理得真快，下次还来" || c.Liked[0].Reply == nil || c.Liked[0].Code != tingjian.Remedy {
		t.Errorf("liked %+v", c.Liked)
	}
	if len(c.Costs) == 0 || c.Costs[0].Code != tingjian.Stonewall || len(c.Costs[0].Examples) != 1 || len(c.Costs[1].Examples) != 2 ||
		c.Costs[1].Examples[0].Agent == c.Costs[1].Examples[1].Agent { // the same words are shown once
		t.Errorf("costs %+v", c.Costs)
	}
	e := c.Costs[0].Examples[0]
	if e.Text[e.Start:e.End] != "没有办法" || e.Asked != "包裹三天没动帮我追回来" || e.Points >= 0 {
		t.Errorf("receipt %+v", e)
	}
	if len(c.Advice) != 3 || c.Advice[0].Code != tingjian.Stonewall || c.Advice[0].Example == nil {
		t.Fatalf("advice %+v", c.Advice)
	}
	if len(c.Gaps) == 0 || c.Gaps[0].Questions != 11 || c.Gaps[0].ByBot != 5 || !strings.Contains(c.Gaps[0].Question, "无线充电") {
		t.Errorf("gaps %+v", c.Gaps)
	}
	if len(c.Training) == 0 || c.Training[0].In < 2 {
		t.Errorf("training %+v", c.Training)
	}
	if c.Voices.Thanked != 12 || c.Voices.Complained != 6 || c.Voices.Mean == nil || *c.Voices.Mean != 80 {
		t.Errorf("voices %+v", c.Voices)
	}
	if c.Bots == nil || c.Bots.Conversations != 5 {
		t.Errorf("bots %+v", c.Bots)
	}
	for _, f := range c.Service {
		if f.ID == "tingjian.reply_3min" && (f.Value == nil || f.N != 53 || math.Abs(*f.Value-42.0/53) > 1e-9) {
			t.Errorf("replies within three minutes %v of %d", *f.Value, f.N)
		}
	}
	if c.Weight.Previous == nil || len(c.Weight.Receipt) == 0 || c.Trend[7].Composite.N != c.Rating.Composite.N {
		t.Errorf("weight %+v, trend's end %+v", c.Weight, c.Trend[7])
	}
}

// TestNothingMakesAnEmptyCard has a shop with nothing that could be rated.
func TestNothingMakesAnEmptyCard(t *testing.T) {
	r := shipped(t)
	c := card(t, r, &scoring.CardInput{Merchant: "m", Week: week32, Conversations: scoringtest.Each(nil)})
	if c.Rating.Composite.Mean != nil || c.Weight.Weight != 1 || !slices.Contains(c.Notes, scoring.NobodyServed) || len(c.Advice) != 0 {
		t.Errorf("%+v", c)
	}
}

// TestVendorsGiveOutTheSameNumbers: an agent's number is unique only where it was given out, so a-1 of one vendor is not coached for
// what a-1 of another did.
func TestVendorsGiveOutTheSameNumbers(t *testing.T) {
	r := shipped(t)
	from, _ := week32.Bounds()
	told := scoringtest.Conversations(r, "m", from)
	var all []scoring.Reviewed
	for i := range 6 {
		v := told[3] // refused
		vendor := "v-1"
		if i%2 == 1 {
			v, vendor = told[1], "v-2" // helped
		}
		talk, in := *v.Transcript, *v.Inspection
		talk.ID, talk.Vendor = talk.ID+string(rune('a'+i)), vendor
		talk.Turns, in.Findings = slices.Clone(talk.Turns), slices.Clone(in.Findings)
		for k := range talk.Turns {
			if talk.Turns[k].Speaker == tingjian.Agent {
				talk.Turns[k].Agent = "a-1"
			}
		}
		for k := range in.Findings {
			if in.Findings[k].Speaker == tingjian.Agent {
				in.Findings[k].Agent = "a-1"
			}
		}
		in.Scores, in.Parties = r.Score(&talk, in.Findings)
		all = append(all, scoring.Reviewed{Transcript: &talk, Inspection: &in, Findings: in.Findings})
	}
	c := card(t, r, &scoring.CardInput{Merchant: "m", Week: week32, Conversations: scoringtest.Each(all)})
	if len(c.Training) != 1 {
		t.Fatalf("training %+v, want one lesson", c.Training)
	}
	if l := c.Training[0]; l.Agent != "a-1" || l.Conversations != 3 || l.Composite.N != 3 || l.In != 3 || l.Vendor != "v-1" {
		t.Errorf("lesson %+v, want a-1 of v-1 with three conversations", l)
	}
}

// TestComplaintAfterThanksIsNoPraise: 谢谢 followed by a complaint is not what a customer liked, also where there was one before it.
func TestComplaintAfterThanksIsNoPraise(t *testing.T) {
	r := shipped(t)
	from, _ := week32.Bounds()
	v := scoringtest.Conversations(r, "m", from)[0]
	talk, in := *v.Transcript, *v.Inspection
	talk.Turns = append(slices.Clone(talk.Turns), tingjian.Turn{Speaker: tingjian.Customer, Text: "你们就这个态度吗", At: talk.Turns[2].At.Add(time.Minute)})
	complaint := func(turn int) tingjian.Finding {
		return tingjian.Finding{ID: "complaint" + string(rune('0'+turn)), Code: tingjian.CustomerComplaint, Status: tingjian.Stable, Speaker: tingjian.Customer, Span: tingjian.Span{Turn: turn}}
	}
	for what, c := range map[string]struct {
		complaints []tingjian.Finding
		want       int
	}{
		"before":           {[]tingjian.Finding{complaint(0)}, 1},
		"after":            {[]tingjian.Finding{complaint(3)}, 0},
		"before and after": {[]tingjian.Finding{complaint(0), complaint(3)}, 0},
	} {
		one := scoring.Reviewed{Transcript: &talk, Inspection: &in, Findings: append(slices.Clone(in.Findings), c.complaints...)}
		in.Findings = one.Findings
		got := card(t, r, &scoring.CardInput{Merchant: "m", Week: week32, Conversations: scoringtest.Each([]scoring.Reviewed{one})})
		in.Findings = v.Inspection.Findings
		if len(got.Liked) != c.want {
			t.Errorf("complaint %s: %d praises, want %d", what, len(got.Liked), c.want)
		}
	}
}

// draw makes conversations of up to three parties with any findings in any state.
func draw(rt *rapid.T, r *scoring.Rubric) []scoring.Reviewed {
	codes := append(scoring.Codes(), tingjian.CustomerThanks, tingjian.CustomerComplaint, "own.x")
	var all []scoring.Reviewed
	for i := range rapid.IntRange(0, 12).Draw(rt, "conversations") {
		from, _ := week32.Bounds()
		v := scoringtest.Conversations(r, "m", from)[i%8]
		t := *v.Transcript
		t.ID = string(rune('a' + i))
		if rapid.IntRange(0, 3).Draw(rt, "ignored") == 0 {
			t.Turns = slices.DeleteFunc(slices.Clone(t.Turns), func(u tingjian.Turn) bool { return u.Speaker.Serves() })
		}
		if rapid.IntRange(0, 5).Draw(rt, "timeless") == 0 {
			t.Turns = slices.Clone(t.Turns)
			for k := range t.Turns {
				t.Turns[k].At = t.Turns[k].At.AddDate(-3000, 0, 0)
			}
		}
		in := &tingjian.Inspection{ID: t.ID, Closed: rapid.IntRange(0, 9).Draw(rt, "open") > 0, Complete: rapid.IntRange(0, 9).Draw(rt, "incomplete") > 0}
		for k := range rapid.IntRange(0, 12).Draw(rt, "findings") {
			f := tingjian.Finding{
				ID: t.ID + string(rune('0'+k)), Code: rapid.SampledFrom(codes).Draw(rt, "code"), Rule: "x/y", Status: tingjian.Stable,
				Speaker: rapid.SampledFrom([]tingjian.Speaker{tingjian.Agent, tingjian.Agent, tingjian.Bot, tingjian.System}).Draw(rt, "who"),
				Agent:   rapid.SampledFrom([]string{"a-1", "a-2", ""}).Draw(rt, "agent"),
				Span:    tingjian.Span{Turn: rapid.IntRange(-1, 5).Draw(rt, "turn"), Start: rapid.IntRange(-1, 9).Draw(rt, "start"), End: rapid.IntRange(-1, 99).Draw(rt, "end")},
				Pending: rapid.IntRange(0, 6).Draw(rt, "pending") == 0,
			}
			if rapid.IntRange(0, 6).Draw(rt, "shadow") == 0 {
				f.Status = tingjian.Shadow
			}
			in.Findings = append(in.Findings, f)
		}
		in.Scores, in.Parties = r.Score(&t, in.Findings)
		v = scoring.Reviewed{Transcript: &t, Inspection: in, Findings: in.Findings}
		if len(in.Findings) > 0 && rapid.Bool().Draw(rt, "overturn") {
			v.Findings = in.Findings[1:]
			v.Overturned = 1
		}
		all = append(all, v)
	}
	return all
}

// TestPointsAddUp draws weeks: base, effects and what was clamped come to the rating's mean, which is the mean that Rate gives;
// and neither pending nor overturned findings are to be seen anywhere.
func TestPointsAddUp(t *testing.T) {
	t.Run("shipped", func(t *testing.T) { pointsAddUp(t, shipped(t)) })
	t.Run("as before", func(t *testing.T) { pointsAddUp(t, rubricOf(t, "  unanswered: 15\n", "")) })
	t.Run("favoured", func(t *testing.T) { pointsAddUp(t, rubricOf(t, "  unanswered: 15\n", "  unanswered: 100\n")) })
}

// rubricOf is the shipped rubric with a piece of its text replaced.
func rubricOf(t testing.TB, old, new string) *scoring.Rubric {
	t.Helper()
	text := strings.Replace(string(configs.Rubric), old, new, 1)
	if text == string(configs.Rubric) {
		t.Fatalf("the shipped rubric has no %q", old)
	}
	r, err := scoring.ParseRubric("rubric.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func pointsAddUp(t *testing.T, r *scoring.Rubric) {
	rapid.Check(t, func(rt *rapid.T) {
		all := draw(rt, r)
		c, err := r.Scorecard(&scoring.CardInput{Merchant: "m", Week: week32, Conversations: scoringtest.Each(all)})
		if err != nil {
			rt.Fatal(err)
		}
		mean, n := rated(rt, r, all)
		if c.Rating.Composite.N != n || c.Sum.Conversations != n {
			rt.Fatalf("%d rated, %d in the sum, want %d", c.Rating.Composite.N, c.Sum.Conversations, n)
		}
		if n > 0 && (math.Abs(c.Sum.Total()-mean) > 1e-9 || math.Abs(*c.Rating.Composite.Mean-mean) > 1e-9) {
			rt.Fatalf("the points come to %v, the rating is %v, Rate gives %v", c.Sum.Total(), *c.Rating.Composite.Mean, mean)
		}
		counting := map[string]bool{}
		for i := range all {
			if in := all[i].Inspection; in.Closed && in.Complete {
				for _, f := range all[i].Findings {
					counting[f.ID] = f.Status == tingjian.Stable && !f.Pending
				}
			}
		}
		for _, cost := range c.Costs {
			if cost.Points >= 0 {
				rt.Errorf("a cost of %v points", cost.Points)
			}
			for _, e := range cost.Examples {
				if cost.Code == scoring.NeverAnswered {
					if e.Finding != "" || e.Speaker != tingjian.Customer || e.Text == "" {
						rt.Errorf("of what nobody answered: %+v", e)
					}
					continue
				}
				if !counting[e.Finding] {
					rt.Errorf("finding %s of %s is shown and does not count", e.Finding, e.Transcript)
				}
				if e.Start < 0 || e.End > len(e.Text) || e.Start > e.End {
					rt.Errorf("marks %d to %d of %q", e.Start, e.End, e.Text)
				}
			}
		}
		for _, l := range c.Training {
			if !counting[l.Example.Finding] {
				rt.Errorf("finding %s is taught and does not count", l.Example.Finding)
			}
		}
	})
}

// rated is the merchant's composite as Rate gives it.
func rated(rt *rapid.T, r *scoring.Rubric, all []scoring.Reviewed) (float64, int) {
	ratings, err := r.Rate(func(yield func(scoring.Observation, error) bool) {
		for i := range all {
			if in := all[i].Inspection; !in.Closed || !in.Complete {
				continue
			}
			for _, p := range r.Parties(&all[i]) {
				if !yield(scoring.Observation{Transcript: all[i].Transcript.ID, Merchant: "m", Party: p}, nil) {
					return
				}
			}
			if o, ok := r.Nobody(all[i].Transcript); ok {
				o.Merchant = "m"
				if !yield(o, nil) {
					return
				}
			}
		}
	})
	if err != nil {
		rt.Fatal(err)
	}
	for _, x := range ratings {
		if x.Kind == scoring.OfMerchant && x.Speaker == tingjian.Agent && x.Composite.N > 0 {
			return *x.Composite.Mean, x.Composite.N
		}
	}
	return 0, 0
}

// TestMediansRevealNoShop draws categories: below five shops nothing is shown, otherwise whole
// points, and no shop's name is anywhere on the card.
func TestMediansRevealNoShop(t *testing.T) {
	r := shipped(t)
	rapid.Check(t, func(rt *rapid.T) {
		in := &scoring.CardInput{Merchant: "own", Week: week32, Categories: map[string]string{"own": "类"}, Conversations: scoringtest.Each(nil)}
		shops := 0
		for i := range rapid.IntRange(0, 9).Draw(rt, "ratings") {
			name := "shop-" + string(rune('a'+i))
			n := rapid.IntRange(0, 30).Draw(rt, "n")
			in.Categories[name] = rapid.SampledFrom([]string{"类", "类", "类", "别", ""}).Draw(rt, "category")
			x := rapid.Float64Range(0, 100).Draw(rt, "mean")
			e := scoring.Estimate{N: n}
			if n > 0 {
				e.Mean, e.Low, e.High = &x, &x, &x
			}
			in.Ratings = append(in.Ratings, scoring.Rating{Subject: scoring.Subject{Kind: scoring.OfMerchant, Speaker: tingjian.Agent, Merchant: name}, Composite: e, Warmth: e})
			if in.Categories[name] == "类" && n >= 10 {
				shops++
			}
		}
		c, err := r.Scorecard(in)
		if err != nil {
			rt.Fatal(err)
		}
		p := c.Peers
		if shown := p.Composite != nil; shown != (shops >= scoring.FewestPeers) || shown && p.Shops != shops || !shown && p.Shops != 0 {
			rt.Fatalf("%d shops: %+v", shops, p)
		}
		if p.Composite != nil && (*p.Composite != math.Trunc(*p.Composite) || p.Resolution != nil) {
			rt.Errorf("%+v", p)
		}
		line, err := wire.Marshal(c)
		if err != nil {
			rt.Fatal(err)
		}
		if strings.Contains(string(line), "shop-") {
			rt.Errorf("another shop is named: %s", line)
		}
	})
}

func BenchmarkScorecard(b *testing.B) {
	r := shipped(b)
	for b.Loop() {
		in := scoringtest.Input(r, "m-042", week32)
		if _, err := r.Scorecard(in); err != nil {
			b.Fatal(err)
		}
	}
}
