package scoring

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
)

// observe makes an observation; the values are those of the dimensions in their order, negative for null.
func observe(transcript, merchant, vendor, team string, speaker tingjian.Speaker, agent string, values ...float64) Observation {
	o := Observation{Transcript: transcript, Merchant: merchant, Vendor: vendor, Team: team, At: noon}
	o.Speaker, o.Agent = speaker, agent
	for i, d := range tingjian.Dimensions() {
		if i < len(values) && values[i] >= 0 {
			o.Scores.Of(d).Value = &values[i]
		}
	}
	return o
}

func each(all []Observation) iter.Seq2[Observation, error] {
	return func(yield func(Observation, error) bool) {
		for _, o := range all {
			if !yield(o, nil) {
				return
			}
		}
	}
}

func (e Estimate) String() string {
	if e.Mean == nil {
		return fmt.Sprintf("n=%d null", e.N)
	}
	return fmt.Sprintf("n=%d %.2f [%.2f, %.2f]", e.N, *e.Mean, *e.Low, *e.High)
}

func TestRate(t *testing.T) {
	r := parse(t, minimal)
	ratings, err := r.Rate(each([]Observation{
		observe("c-1", "m-1", "v-1", "night", "agent", "a-1", 60, 40, -1, 100),
		observe("c-1", "m-1", "v-1", "night", "agent", "a-2", 80, 80, 100, 100),
		observe("c-1", "m-1", "v-1", "night", "bot", "", 0, 0, 0, 0),
		observe("c-2", "m-1", "", "night", "agent", "a-1", -1, -1, -1, 100), // in-house: not the a-1 of v-1
		observe("c-3", "m-1", "v-1", "", "agent", "", -1, -1, -1, -1),
	}))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range ratings {
		got = append(got, fmt.Sprintf("%s %s m=%s v=%s t=%s a=%s: %d, warmth %v, efficiency %v, composite %v", x.Kind, x.Speaker, x.Merchant, x.Vendor, x.Team, x.Agent,
			x.Conversations, x.Warmth, x.Efficiency, x.Composite))
	}
	// One conversation: 4 conversations' spread of 20 gives t(4) = 2.776, so ±55.5.
	want := []string{
		"merchant agent m=m-1 v= t= a=: 3, warmth n=1 70.00 [14.47, 100.00], efficiency n=1 100.00 [44.47, 100.00], composite n=1 71.82 [16.29, 100.00]",
		"merchant bot m=m-1 v= t= a=: 1, warmth n=1 0.00 [0.00, 55.53], efficiency n=1 0.00 [0.00, 55.53], composite n=1 0.00 [0.00, 55.53]",
		"vendor agent m= v=v-1 t= a=: 2, warmth n=1 70.00 [14.47, 100.00], efficiency n=1 100.00 [44.47, 100.00], composite n=1 71.82 [16.29, 100.00]",
		"team agent m= v=v-1 t=night a=: 1, warmth n=1 70.00 [14.47, 100.00], efficiency n=1 100.00 [44.47, 100.00], composite n=1 71.82 [16.29, 100.00]",
		"team agent m=m-1 v= t=night a=: 1, warmth n=0 null, efficiency n=0 null, composite n=0 null",
		"agent agent m= v=v-1 t= a=a-1: 1, warmth n=1 60.00 [4.47, 100.00], efficiency n=0 null, composite n=1 57.65 [2.12, 100.00]",
		"agent agent m= v=v-1 t= a=a-2: 1, warmth n=1 80.00 [24.47, 100.00], efficiency n=1 100.00 [44.47, 100.00], composite n=1 86.00 [30.47, 100.00]",
		"agent agent m=m-1 v= t= a=a-1: 1, warmth n=0 null, efficiency n=0 null, composite n=0 null",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestNobodyAnswered: what nobody answered pulls down merchant, vendor and team, whatever a finding made of it, and no agent.
func TestNobodyAnswered(t *testing.T) {
	ignored := &tingjian.Transcript{ID: "c-2", Closed: true, Meta: tingjian.Meta{Merchant: "m-1", Vendor: "v-1", Team: "night"}, Turns: []tingjian.Turn{
		{Speaker: tingjian.Customer, Text: "怎么还没发货", At: noon}}}
	if _, ok := parse(t, minimal).Nobody(ignored); ok {
		t.Error("a rubric without the line gives such conversations a composite")
	}
	r := parse(t, strings.Replace(minimal, "prior_conversations", "unanswered: 15, prior_conversations", 1))
	nobody, ok := r.Nobody(ignored)
	if !ok {
		t.Fatal("nobody answered")
	}
	for what, extra := range map[string][]Observation{
		"no party":                 nil,
		"of a finding":             {observe("c-2", "m-1", "v-1", "night", "agent", "", -1, -1, 85)},
		"of a finding, with a sum": {observe("c-2", "m-1", "v-1", "night", "agent", "", 60, 60, 85, 100)},
	} {
		ratings, err := r.Rate(each(slices.Concat([]Observation{observe("c-1", "m-1", "v-1", "night", "agent", "a-1", 75, 75, 75, 75), nobody}, extra)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range ratings {
			got = append(got, fmt.Sprintf("%s %d of %d: %v", x.Kind, x.Composite.N, x.Conversations, *x.Composite.Mean))
		}
		if want := []string{"merchant 2 of 2: 45", "vendor 2 of 2: 45", "team 2 of 2: 45", "agent 1 of 1: 75"}; !slices.Equal(got, want) {
			t.Errorf("%s: %q", what, got)
		}
	}
}

func TestRatingsAreListedInOrder(t *testing.T) {
	r := parse(t, minimal)
	ratings, err := r.Rate(each([]Observation{
		observe("c-1", "m-2", "v-1", "t-1", "bot", "", 50, 50, 50, 50), observe("c-2", "m-2", "v-1", "t-1", "agent", "a-2", 50, 50, 50, 50),
		observe("c-3", "m-1", "v-2", "t-1", "agent", "a-1", 50, 50, 50, 50),
	}))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range ratings {
		got = append(got, string(x.Kind)+" "+x.Merchant+x.Vendor+x.Team+x.Agent+" "+string(x.Speaker))
	}
	want := []string{"merchant m-1 agent", "merchant m-2 agent", "merchant m-2 bot", "vendor v-1 agent", "vendor v-2 agent",
		"team v-1t-1 agent", "team v-2t-1 agent", "agent v-1a-2 agent", "agent v-2a-1 agent"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRateStopsAtErrors(t *testing.T) {
	r := parse(t, minimal)
	broken := errors.New("disk on fire")
	_, err := r.Rate(func(yield func(Observation, error) bool) { yield(Observation{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
	for _, x := range []float64{math.NaN(), math.Inf(1), 100.25} {
		o := observe("c-1", "m-1", "", "", "agent", "", 50)
		o.Scores.Compliance.Value = &x
		if _, err := r.Rate(each([]Observation{o})); err == nil || !strings.Contains(err.Error(), `transcript "c-1": compliance`) {
			t.Errorf("%v: got %v", x, err)
		}
	}
}

func TestRateProperties(t *testing.T) {
	r := shipped(t)
	name := rapid.SampledFrom([]string{"", "x", "y"})
	rapid.Check(t, func(t *rapid.T) {
		var all []Observation
		for i := range rapid.IntRange(0, 20).Draw(t, "transcripts") {
			merchant, vendor, team := name.Draw(t, "merchant"), name.Draw(t, "vendor"), name.Draw(t, "team")
			for range rapid.IntRange(1, 3).Draw(t, "parties") {
				speaker := rapid.SampledFrom([]tingjian.Speaker{"agent", "agent", "bot"}).Draw(t, "speaker")
				all = append(all, observe(fmt.Sprint("c-", i), merchant, vendor, team, speaker, name.Draw(t, "agent"),
					rapid.SliceOfN(quarters(-20, 100), 4, 4).Draw(t, "values")...))
			}
		}
		ratings, err := r.Rate(each(all))
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range ratings {
			for _, e := range []Estimate{x.Warmth, x.Resolution, x.Efficiency, x.Compliance, x.Composite} {
				if (e.N == 0) != (e.Mean == nil) || (e.N == 0) != (e.Low == nil) || (e.N == 0) != (e.High == nil) || e.N > x.Conversations {
					t.Fatalf("%+v of %d conversations", e, x.Conversations)
				}
				if e.N > 0 && !(0 <= *e.Low && *e.Low <= *e.Mean && *e.Mean <= *e.High && *e.High <= 100 && *e.Low < *e.High) {
					t.Fatalf("interval out of order: %v", e)
				}
			}
			if x.Kind != OfMerchant && x.Speaker != tingjian.Agent {
				t.Fatalf("a bot is rated as %s", x.Kind)
			}
		}
		// What bots do never touches the people's figures.
		people, err := r.Rate(each(slices.DeleteFunc(slices.Clone(all), func(o Observation) bool { return o.Speaker == tingjian.Bot })))
		if err != nil {
			t.Fatal(err)
		}
		kept := slices.DeleteFunc(ratings, func(x Rating) bool { return x.Speaker == tingjian.Bot })
		if got, want := fmt.Sprint(kept), fmt.Sprint(people); got != want {
			t.Fatalf("with bots %s, without %s", got, want)
		}
	})
}

// The mean of an agent's dimension is exact whatever the order of the conversations.
func TestAgentMeansDoNotDependOnOrder(t *testing.T) {
	p := prior{4, 20}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(quarters(0, 100), 1, 50).Draw(t, "values")
		var forth, back sample
		for i := range values {
			forth.add(values[i])
			back.add(values[len(values)-1-i])
		}
		a, b := p.estimate(forth), p.estimate(back)
		if *a.Mean != *b.Mean || *a.Low != *b.Low || *a.High != *b.High {
			t.Fatalf("%v and backwards %v", a, b)
		}
	})
}

// Skewed and bounded scores as conversations give them: the interval must still hold the true mean about 95 times in 100.
func TestIntervalCoversTheTrueMean(t *testing.T) {
	p := shipped(t).prior
	for _, pop := range []struct {
		name   string
		from   int       // the smallest sample that is held to 92%; below it a population of few values has no fair interval
		values []float64 // drawn with equal chance
	}{
		{"warmth around 60", 1, []float64{30, 50, 55, 60, 60, 60, 60, 75, 75, 90}},
		{"resolution, wide", 1, []float64{0, 15, 35, 45, 60, 60, 70, 80, 90, 100}},
		{"efficiency, ceiling", 1, []float64{50, 70, 80, 90, 100, 100, 100, 100, 100, 100}},
		{"compliance, rare faults", 1, []float64{40, 90, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100}},
		{"composite", 1, []float64{45, 55, 62, 68, 72, 72, 75, 78, 84, 90}},
		{"two camps", 30, []float64{20, 20, 20, 20, 20, 95, 95, 95, 95, 95}},
		{"all the same", 1, []float64{60}},
	} {
		var truth sample
		for _, v := range pop.values {
			truth.add(v)
		}
		mean := truth.sum / float64(truth.n)
		for _, n := range []int{1, 2, 3, 5, 10, 30, 100, 400} {
			rng := rand.New(rand.NewPCG(1, uint64(n)))
			const rounds = 2000
			covered := 0
			for range rounds {
				var s sample
				for range n {
					s.add(pop.values[rng.IntN(len(pop.values))])
				}
				if e := p.estimate(s); *e.Low <= mean && mean <= *e.High {
					covered++
				}
			}
			share := float64(covered) / rounds
			t.Logf("%-24s n=%-4d %.3f", pop.name, n, share)
			if n >= pop.from && share < 0.92 {
				t.Errorf("%s, n=%d: the interval holds the true mean in %.1f%% of samples, want 92%% at least", pop.name, n, 100*share)
			}
		}
	}
}

func BenchmarkRate(b *testing.B) {
	r := shipped(b)
	var all []Observation
	for i := range 10_000 {
		all = append(all, observe(fmt.Sprint("c-", i), fmt.Sprint("m-", i%50), fmt.Sprint("v-", i%5), "night", "agent", fmt.Sprint("a-", i%400), 60, 70, 90, 100))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Rate(each(all)); err != nil {
			b.Fatal(err)
		}
	}
}
