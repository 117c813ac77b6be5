package scoring

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
)

var noon = time.Date(2024, 8, 6, 12, 0, 0, 0, time.UTC)

func says(speaker tingjian.Speaker, agent, text string) tingjian.Turn {
	return tingjian.Turn{Speaker: speaker, Agent: agent, Text: text, At: noon}
}

func finding(id string, code tingjian.Code, speaker tingjian.Speaker, agent string) tingjian.Finding {
	return tingjian.Finding{ID: id, Code: code, Status: tingjian.Stable, Speaker: speaker, Agent: agent}
}

func charge(id string, points float64) tingjian.Receipt {
	return tingjian.Receipt{Finding: id, Code: "stonewall", Points: points}
}

func value(s tingjian.Score) string {
	if s.Value == nil {
		return "null"
	}
	return fmt.Sprint(*s.Value)
}

func values(s tingjian.Scores) string {
	return value(s.Warmth) + " " + value(s.Resolution) + " " + value(s.Efficiency) + " " + value(s.Compliance)
}

func parse(tb testing.TB, text string) *Rubric {
	tb.Helper()
	r, err := ParseRubric("rubric.yaml", []byte(text))
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestScore(t *testing.T) {
	r := parse(t, minimal)
	ask, reply := says("customer", "", "能帮我改地址吗"), says("agent", "a-1", "没有办法")
	timeless := reply
	timeless.At = time.Time{}
	shadow := finding("s", "stonewall", "agent", "a-1")
	shadow.Status = tingjian.Shadow
	pending := finding("p", "stonewall", "agent", "a-1")
	pending.Pending = true
	picture := tingjian.Turn{Speaker: "agent", Agent: "a-1", Media: []tingjian.Media{{Type: "image"}}, At: noon}
	transfer := tingjian.Turn{Speaker: "agent", Agent: "a-9", Event: &tingjian.Event{Type: tingjian.EventTransfer}, At: noon}

	for _, tt := range []struct {
		name     string
		turns    []tingjian.Turn
		findings []tingjian.Finding
		want     string
		parties  []string
	}{
		{"nothing found", []tingjian.Turn{ask, reply}, nil, "60 60 100 100", []string{"agent a-1: 60 60 100 100"}},
		{"nothing at all", nil, nil, "null null null 100", nil},
		{"nobody answered", []tingjian.Turn{ask}, nil, "null null 100 100", nil},
		{"no times", []tingjian.Turn{{Speaker: "customer", Text: "在吗"}, timeless}, nil, "60 60 null 100", []string{"agent a-1: 60 60 null 100"}},
		{"party without times", []tingjian.Turn{ask, timeless}, nil, "60 60 null 100", []string{"agent a-1: 60 60 null 100"}},
		{"a picture is no words", []tingjian.Turn{ask, picture}, nil, "null 60 100 100", []string{"agent a-1: null 60 100 100"}},
		{"blanks are no words", []tingjian.Turn{ask, says("agent", "a-1", " 　")}, nil, "null null 100 100", nil},
		{"an event is no speech", []tingjian.Turn{ask, reply, transfer}, nil, "60 60 100 100", []string{"agent a-1: 60 60 100 100"}},
		{"only stable and decided", []tingjian.Turn{ask, reply}, []tingjian.Finding{shadow, pending}, "60 60 100 100", []string{"agent a-1: 60 60 100 100"}},
		{"no line, no points", []tingjian.Turn{ask, reply}, []tingjian.Finding{finding("x", "rude", "agent", "a-1")}, "60 60 100 100", []string{"agent a-1: 60 60 100 100"}},
		{
			"capped", []tingjian.Turn{ask, reply},
			[]tingjian.Finding{
				finding("1", "stonewall", "agent", "a-1"), finding("2", "stonewall", "agent", "a-1"),
				finding("3", "stonewall", "agent", "a-1"), finding("4", "stonewall", "agent", "a-1"),
			},
			"35 40 100 100", []string{"agent a-1: 35 40 100 100"},
		},
		{
			"each answers for itself", []tingjian.Turn{ask, reply, says("agent", "a-2", "我来看看"), says("agent", "a-1", "嗯")},
			[]tingjian.Finding{finding("1", "stonewall", "agent", "a-1"), finding("2", "empathy", "agent", "a-2"), finding("3", "stonewall", "agent", "a-2")},
			"55 40 100 100", []string{"agent a-1: 50 40 100 100", "agent a-2: 65 40 100 100"},
		},
		{
			"bots apart", []tingjian.Turn{ask, says("bot", "b-1", "亲"), says("bot", "b-2", "亲"), reply},
			[]tingjian.Finding{finding("1", "stonewall", "bot", "b-1"), finding("2", "empathy", "agent", "a-1")},
			"75 60 100 100", []string{"bot : 50 40 100 100", "agent a-1: 75 60 100 100"},
		},
		{
			"bots alone", []tingjian.Turn{ask, says("bot", "b-1", "亲")}, []tingjian.Finding{finding("1", "stonewall", "bot", "")},
			"50 40 100 100", []string{"bot : 50 40 100 100"},
		},
		{
			"marked and silent", []tingjian.Turn{ask, says("bot", "b-1", "正在转人工")}, []tingjian.Finding{finding("1", "stonewall", "agent", "a-3")},
			"null null 100 100", []string{"bot : 60 60 100 100", "agent a-3: null null 100 100"},
		},
		{
			"against nobody", []tingjian.Turn{ask, reply}, []tingjian.Finding{finding("1", "stonewall", "system", ""), finding("2", "stonewall", "customer", "")},
			"40 40 100 100", []string{"agent a-1: 60 60 100 100"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			scores, parties := r.Score(&tingjian.Transcript{Turns: tt.turns}, tt.findings)
			if got := values(scores); got != tt.want {
				t.Errorf("scores %s, want %s", got, tt.want)
			}
			var got []string
			for _, p := range parties {
				got = append(got, fmt.Sprintf("%s %s: %s", p.Speaker, p.Agent, values(p.Scores)))
			}
			if !slices.Equal(got, tt.parties) {
				t.Errorf("parties %q, want %q", got, tt.parties)
			}
		})
	}
}

func TestReceiptShowsWhatWasLeftOfTheCap(t *testing.T) {
	r := parse(t, minimal)
	turns := []tingjian.Turn{says("customer", "", "能改吗"), says("agent", "a-1", "不能")}
	var all []tingjian.Finding
	for _, id := range []string{"1", "2", "3", "4"} {
		all = append(all, finding(id, "stonewall", "agent", "a-1"))
	}
	scores, parties := r.Score(&tingjian.Transcript{Turns: turns}, all)
	for _, s := range []*tingjian.Scores{&scores, &parties[0].Scores} {
		want := []tingjian.Receipt{charge("1", -10), charge("2", -10), charge("3", -5), charge("4", 0)}
		if !slices.Equal(s.Warmth.Receipt, want) {
			t.Errorf("warmth: %v, want %v", s.Warmth.Receipt, want)
		}
		want = []tingjian.Receipt{charge("1", -20), charge("2", 0), charge("3", 0), charge("4", 0)}
		if !slices.Equal(s.Resolution.Receipt, want) {
			t.Errorf("resolution: %v, want %v", s.Resolution.Receipt, want)
		}
		if math.Signbit(s.Warmth.Receipt[3].Points) {
			t.Error("a spent cap shows as -0")
		}
		if s.Efficiency.Receipt == nil || len(s.Efficiency.Receipt) != 0 {
			t.Errorf("efficiency: want an empty receipt, got %v", s.Efficiency.Receipt)
		}
	}
}

func quarters(low, high int) *rapid.Generator[float64] {
	return rapid.Map(rapid.IntRange(low*4, high*4), func(n int) float64 { return float64(n) / 4 })
}

// drawRubric makes a rubric with a line for every code, and needs that are always met.
func drawRubric(t *rapid.T) *Rubric {
	r := &Rubric{lines: map[tingjian.Code]int{}}
	for d := range r.dims {
		r.dims[d].base = quarters(0, 100).Draw(t, "base")
	}
	for i, c := range codes {
		r.lines[c.code] = i
		var line [dims]effect
		for d := range line {
			if rapid.Bool().Draw(t, "has") {
				line[d].each = quarters(-100, 100).Draw(t, "each")
				line[d].limit = line[d].each
				if line[d].each < 0 {
					line[d].limit = quarters(-100, 0).Filter(func(x float64) bool { return x <= line[d].each }).Draw(t, "cap")
				}
			}
		}
		r.effects = append(r.effects, line)
	}
	return r
}

func drawFindings(t *rapid.T) []tingjian.Finding {
	known := append(Codes(), "customer.complaint", "customer.thanks", "unheard.of")
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tingjian.Finding {
		f := finding("", rapid.SampledFrom(known).Draw(t, "code"),
			rapid.SampledFrom([]tingjian.Speaker{"agent", "agent", "agent", "bot", "customer", "system", ""}).Draw(t, "speaker"),
			rapid.SampledFrom([]string{"a-1", "a-2", "a-3", ""}).Draw(t, "agent"))
		f.ID = rapid.StringN(4, 4, 4).Draw(t, "id")
		f.Status = rapid.SampledFrom([]tingjian.Status{"stable", "stable", "stable", "shadow", "experimental"}).Draw(t, "status")
		f.Pending = rapid.IntRange(0, 9).Draw(t, "pending") == 0
		return f
	}), 0, 60).Draw(t, "findings")
}

func drawTurns(t *rapid.T) []tingjian.Turn {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tingjian.Turn {
		turn := tingjian.Turn{
			Speaker: rapid.SampledFrom([]tingjian.Speaker{"agent", "bot", "customer", "system"}).Draw(t, "speaker"),
			Agent:   rapid.SampledFrom([]string{"a-1", "a-2", "a-4", ""}).Draw(t, "agent"),
			Text:    rapid.SampledFrom([]string{"", "好的", "在吗"}).Draw(t, "text"),
		}
		if rapid.Bool().Draw(t, "timed") {
			turn.At = noon
		}
		return turn
	}), 0, 20).Draw(t, "turns")
}

// scored is a plain reading of the rubric: what one side's dimension must come to.
func scored(r *Rubric, d int, findings []tingjian.Finding, mine func(*tingjian.Finding) bool) (sum float64, receipts int) {
	used := map[tingjian.Code]float64{}
	for i := range findings {
		f := &findings[i]
		line, ok := r.lines[f.Code]
		if !ok || f.Status != tingjian.Stable || f.Pending || !mine(f) || r.effects[line][d] == (effect{}) {
			continue
		}
		receipts++
		used[f.Code] += r.effects[line][d].each
		if limit := r.effects[line][d].limit; math.Abs(used[f.Code]) > math.Abs(limit) {
			used[f.Code] = limit
		}
	}
	for _, c := range Codes() {
		sum += used[c]
	}
	return sum, receipts
}

func checkScores(t *rapid.T, r *Rubric, name string, s *tingjian.Scores, findings []tingjian.Finding, mine func(*tingjian.Finding) bool) {
	for d, dim := range tingjian.Dimensions() {
		got := s.Of(dim)
		if got.Value == nil {
			if len(got.Receipt) != 0 {
				t.Fatalf("%s %s: null with a receipt %v", name, dim, got.Receipt)
			}
			continue
		}
		sum := got.Base
		for _, p := range got.Receipt {
			sum += p.Points
		}
		if v := min(max(sum, 0), 100); math.Float64bits(v) != math.Float64bits(*got.Value) {
			t.Fatalf("%s %s: base and receipt give %v, the value is %v", name, dim, v, *got.Value)
		}
		back := 0.0
		for _, p := range slices.Backward(got.Receipt) {
			back += p.Points
		}
		if v := min(max(got.Base+back, 0), 100); v != *got.Value {
			t.Fatalf("%s %s: added backwards it is %v, the value is %v", name, dim, v, *got.Value)
		}
		want, receipts := scored(r, d, findings, mine)
		if v := min(max(r.dims[d].base+want, 0), 100); v != *got.Value || receipts != len(got.Receipt) {
			t.Fatalf("%s %s: value %v with %d receipts, want %v with %d", name, dim, *got.Value, len(got.Receipt), v, receipts)
		}
	}
}

func TestScoreIsBasePlusReceipt(t *testing.T) {
	ships := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		r := ships
		if rapid.Bool().Draw(t, "own rubric") {
			r = drawRubric(t)
		}
		findings := drawFindings(t)
		transcript := &tingjian.Transcript{Turns: drawTurns(t)}
		scores, parties := r.Score(transcript, findings)

		kind := tingjian.Bot
		for _, p := range parties {
			if p.Speaker == tingjian.Agent {
				kind = tingjian.Agent
			}
			checkScores(t, r, string(p.Speaker)+p.Agent, &p.Scores, findings, func(f *tingjian.Finding) bool {
				return f.Speaker == p.Speaker && (f.Agent == p.Agent || p.Speaker == tingjian.Bot)
			})
		}
		checkScores(t, r, "whole", &scores, findings, func(f *tingjian.Finding) bool { return !f.Speaker.Serves() || f.Speaker == kind })

		again, parties2 := r.Score(transcript, findings)
		if fmt.Sprint(values(again), len(parties2)) != fmt.Sprint(values(scores), len(parties)) {
			t.Fatal("a second run differs")
		}
	})
}

// A party's scores depend on its own turns and findings and on the customer's, never on those of others.
func TestPartiesDoNotTouchOneAnother(t *testing.T) {
	r := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		findings, turns := drawFindings(t), drawTurns(t)
		_, all := r.Score(&tingjian.Transcript{Turns: turns}, findings)
		for _, p := range all {
			other := func(speaker tingjian.Speaker, agent string) bool {
				return speaker.Serves() && (speaker != p.Speaker || agent != p.Agent && speaker == tingjian.Agent)
			}
			_, alone := r.Score(&tingjian.Transcript{Turns: slices.DeleteFunc(slices.Clone(turns), func(t tingjian.Turn) bool { return other(t.Speaker, t.Agent) })},
				slices.DeleteFunc(slices.Clone(findings), func(f tingjian.Finding) bool { return other(f.Speaker, f.Agent) }))
			if len(alone) != 1 || values(alone[0].Scores) != values(p.Scores) {
				t.Fatalf("%s %q: %s among others, alone %+v", p.Speaker, p.Agent, values(p.Scores), alone)
			}
		}
	})
}

func TestScoreOfManyParties(t *testing.T) {
	r := shipped(t)
	var turns []tingjian.Turn
	var findings []tingjian.Finding
	for i := range 3000 {
		agent := fmt.Sprintf("a-%d", i%1000)
		turns = append(turns, says("agent", agent, "您好"))
		findings = append(findings, finding(fmt.Sprint(i), "rude", "agent", agent))
	}
	_, parties := r.Score(&tingjian.Transcript{Turns: turns}, findings)
	if len(parties) != 1000 {
		t.Fatalf("%d parties, want 1000", len(parties))
	}
	for i, p := range parties {
		if p.Agent != fmt.Sprintf("a-%d", i) || values(p.Scores) != "0 null null 80" {
			t.Fatalf("party %d: %s %s", i, p.Agent, values(p.Scores))
		}
	}
}

func TestScoreDoesNotChangeItsArguments(t *testing.T) {
	r := shipped(t)
	findings := []tingjian.Finding{finding("1", "rude", "bot", "b"), finding("2", "rude", "agent", "a"), finding("3", "rude", "", "")}
	turns := []tingjian.Turn{says("agent", "a", "好"), says("bot", "b", "好")}
	a, b := fmt.Sprint(findings), fmt.Sprint(turns)
	r.Score(&tingjian.Transcript{Turns: turns}, findings)
	if a != fmt.Sprint(findings) || b != fmt.Sprint(turns) {
		t.Error("the arguments changed")
	}
}

func BenchmarkScore(b *testing.B) {
	r := shipped(b)
	turns := []tingjian.Turn{says("customer", "", "能改吗"), says("bot", "b-1", "正在转人工")}
	for range 10 {
		turns = append(turns, says("customer", "", "能改吗"), says("agent", "a-1", "不能"))
	}
	findings := []tingjian.Finding{
		finding("1", "handoff.denied", "bot", ""), finding("2", "customer.complaint", "customer", ""), finding("3", "stonewall", "agent", "a-1"),
		finding("4", "waiting", "agent", "a-1"), finding("5", "empathy", "agent", "a-1"), finding("6", "action", "agent", "a-1"),
	}
	t := &tingjian.Transcript{Turns: turns}
	b.ReportAllocs()
	for b.Loop() {
		r.Score(t, findings)
	}
}
