package scoring

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian"
)

// The worked examples of docs/scoring.md, read from the page and recomputed with the shipped rubric.

func page(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../docs/scoring.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// table reads the rows below the page's mark of that name, without the head.
func table(t *testing.T, name string) [][]string {
	t.Helper()
	_, rest, ok := strings.Cut(page(t), "<!-- table: "+name+" -->\n")
	if !ok {
		t.Fatalf("docs/scoring.md has no table %q", name)
	}
	var rows [][]string
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			break
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	if len(rows) < 3 {
		t.Fatalf("table %q of docs/scoring.md has no rows", name)
	}
	return rows[2:]
}

func number(t *testing.T, cell string) *float64 {
	t.Helper()
	if cell == "–" {
		return nil
	}
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		t.Fatalf("docs/scoring.md: %v", err)
	}
	return &x
}

// exampleTurns is the worked example's conversation with its findings.
func exampleTurns(t *testing.T) (*tingjian.Transcript, []tingjian.Finding) {
	t.Helper()
	transcript := &tingjian.Transcript{Closed: true}
	var findings []tingjian.Finding
	for i, row := range table(t, "turns") {
		turn := says(tingjian.Speaker(row[1]), row[2], row[3])
		transcript.Turns = append(transcript.Turns, turn)
		for _, code := range strings.FieldsFunc(row[4], func(r rune) bool { return r == ',' || r == ' ' }) {
			f := finding(fmt.Sprintf("%s, turn %d", code, i), tingjian.Code(code), turn.Speaker, turn.Agent)
			f.Turn = i
			findings = append(findings, f)
		}
	}
	return transcript, findings
}

func TestWorkedExampleOfAScore(t *testing.T) {
	transcript, findings := exampleTurns(t)
	scores, parties := shipped(t).Score(transcript, findings)

	rows := map[string][]string{"base": make([]string, dims), "value": make([]string, dims)}
	for i, d := range tingjian.Dimensions() {
		s := scores.Of(d)
		rows["base"][i], rows["value"][i] = fmt.Sprint(s.Base), value(*s)
		for _, r := range s.Receipt {
			if rows[r.Finding] == nil {
				rows[r.Finding] = make([]string, dims)
			}
			rows[r.Finding][i] = fmt.Sprint(r.Points)
		}
	}
	want := table(t, "receipt")
	for _, row := range want {
		if got := strings.Join(rows[row[0]], " "); got != strings.Join(row[1:], " ") {
			t.Errorf("%s: %s, docs/scoring.md says %s", row[0], got, strings.Join(row[1:], " "))
		}
	}
	if len(want) != len(rows) {
		t.Errorf("%d rows, docs/scoring.md has %d: %v", len(rows), len(want), rows)
	}

	said := table(t, "parties")
	if len(said) != len(parties) {
		t.Fatalf("%d parties, docs/scoring.md has %d", len(parties), len(said))
	}
	for i, row := range said {
		p := parties[i]
		name := strings.TrimSpace(string(p.Speaker) + " " + p.Agent)
		if got := values(p.Scores); name != row[0] || got != strings.Join(row[1:], " ") {
			t.Errorf("%s: %s, docs/scoring.md says %s: %s", name, got, row[0], strings.Join(row[1:], " "))
		}
	}

	for i := range transcript.Turns {
		transcript.Turns[i].At = time.Time{}
	}
	scores, parties = shipped(t).Score(transcript, findings)
	for _, p := range append(parties, tingjian.Party{Scores: scores}) {
		if p.Scores.Efficiency.Value != nil {
			t.Errorf("%s %s: efficiency %v without times, docs/scoring.md says null", p.Speaker, p.Agent, *p.Scores.Efficiency.Value)
		}
	}
}

func TestWorkedExampleOfAnOutcome(t *testing.T) {
	transcript, findings := exampleTurns(t)
	_, rest, ok := strings.Cut(page(t), "<!-- outcome -->`")
	said, _, _ := strings.Cut(rest, "`")
	if got := Outcome(transcript, findings).Resolution; !ok || got != said {
		t.Errorf("%s, docs/scoring.md says %q", got, said)
	}
}

func near(x, y *float64) bool {
	return (x == nil) == (y == nil) && (x == nil || math.Abs(*x-*y) <= 0.005+1e-9)
}

func TestWorkedExampleOfARating(t *testing.T) {
	r := shipped(t)
	var all []Observation
	for _, row := range table(t, "week") {
		o := observe(row[0], "", "v-1", "", tingjian.Agent, "a-17")
		for i, d := range tingjian.Dimensions() {
			o.Scores.Of(d).Value = number(t, row[1+i])
		}
		x, err := r.figuresOf(&o)
		if err != nil {
			t.Fatal(err)
		}
		if composite := &x[dims].x; !near(composite, number(t, row[5])) {
			t.Errorf("%s: composite %.4f, docs/scoring.md says %s", row[0], *composite, row[5])
		}
		all = append(all, o)
	}
	ratings, err := r.Rate(each(all))
	if err != nil {
		t.Fatal(err)
	}
	rating := ratings[len(ratings)-1]
	if rating.Kind != OfAgent {
		t.Fatalf("the last rating is of a %s", rating.Kind)
	}
	for _, row := range table(t, "rating") {
		e := rating.Of(tingjian.Dimension(row[0]))
		if row[0] == "composite" {
			e = &rating.Composite
		}
		if fmt.Sprint(e.N) != row[1] || !near(e.Mean, number(t, row[2])) || !near(e.Low, number(t, row[3])) || !near(e.High, number(t, row[4])) {
			t.Errorf("%s: %v, docs/scoring.md says %v", row[0], e, row[1:])
		}
	}
}

// TestWorkedExampleOfIgnoring recomputes the week with a conversation that nobody answered, as a rating and point by point.
func TestWorkedExampleOfIgnoring(t *testing.T) {
	r := shipped(t)
	var all []Observation
	points := ledgerOfPoints{rubric: r, codes: map[tingjian.Code]*Effect{}}
	for _, row := range table(t, "ignored") {
		if strings.Contains(row[0], "nobody") {
			o, ok := r.Nobody(&tingjian.Transcript{ID: row[0], Closed: true, Meta: tingjian.Meta{Merchant: "m"}, Turns: []tingjian.Turn{
				{Speaker: tingjian.Customer, Text: "表带断了,能换吗", At: noon}}})
			if !ok || !near(r.unanswered, number(t, row[5])) {
				t.Errorf("%s: %v, the rubric's figure is %v", row[0], ok, r.unanswered)
			}
			all = append(all, o)
			points.ignore(*r.unanswered)
			continue
		}
		o := observe(row[0], "m", "", "", tingjian.Agent, "a-17")
		for i, d := range tingjian.Dimensions() {
			x := number(t, row[1+i])
			*o.Scores.Of(d) = tingjian.Score{Value: x, Base: r.dims[i].base, Receipt: []tingjian.Receipt{{Finding: row[0] + string(d), Code: tingjian.Remedy, Points: *x - r.dims[i].base}}}
		}
		if composite, _, ok := points.add([]tingjian.Party{o.Party}); !ok || !near(&composite, number(t, row[5])) {
			t.Errorf("%s: composite %.4f", row[0], composite)
		}
		all = append(all, o)
	}
	ratings, err := r.Rate(each(all))
	if err != nil {
		t.Fatal(err)
	}
	b := points.breakdown()
	for i, want := range table(t, "ignored week") {
		n, x := b.Conversations, b.Base
		switch i {
		case 1:
			n, x = b.Effects[0].Conversations, b.Effects[0].Points
		case 2:
			n, x = b.Conversations-b.Effects[0].Conversations, b.Effects[1].Points
		case 3:
			n, x = ratings[0].Composite.N, *ratings[0].Composite.Mean
		}
		if fmt.Sprint(n) != want[1] || !near(&x, number(t, want[2])) {
			t.Errorf("%v: %d, %.4f", want, n, x)
		}
	}
}

func TestWorkedExampleOfAWeight(t *testing.T) {
	r := shipped(t)
	for _, row := range table(t, "weights") {
		n, err := strconv.Atoi(row[0])
		if err != nil {
			t.Fatal(err)
		}
		w := r.Weight(between(n, *number(t, row[1]), *number(t, row[2])), number(t, row[3]))
		var rules []WeightRule
		for _, s := range w.Receipt {
			rules = append(rules, s.Rule)
		}
		if math.Abs(w.Weight-*number(t, row[4])) > 1e-9 || strings.Join(words(rules), ", ") != row[5] {
			t.Errorf("%v: weight %v by %v", row, w.Weight, rules)
		}
	}
}
