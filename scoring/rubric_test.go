package scoring

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
)

func shipped(tb testing.TB) *Rubric {
	tb.Helper()
	data, err := os.ReadFile("../configs/rubric.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	r, err := ParseRubric("configs/rubric.yaml", data)
	if err != nil {
		tb.Fatalf("the shipped rubric does not parse:\n%v", err)
	}
	return r
}

func TestShippedRubricHasALineForEveryCode(t *testing.T) {
	r := shipped(t)
	for _, c := range Codes() {
		if _, ok := r.lines[c]; !ok {
			t.Errorf("no line for %q", c)
		}
	}
	if len(Codes()) > maxCodes {
		t.Errorf("%d codes do not fit into %d", len(Codes()), maxCodes)
	}
}

const minimal = `dimensions:
  warmth: {base: 60, needs: [party_text]}
  resolution: {base: 60, needs: [customer_spoke, party_spoke]}
  efficiency: {base: 100, needs: [times]}
  compliance: {base: 100, needs: []}
codes:
  stonewall: {warmth: {each: -10, cap: -25}, resolution: -20}
  empathy: {warmth: 15}
rating: {prior_conversations: 4, prior_spread: 20, composite: {warmth: 30, resolution: 40, efficiency: 15, compliance: 15}}
weight: {min: 0.8, max: 1.2, full_malus: 40, neutral: 70, full_bonus: 90, minimum_sample: 30}
`

func TestParseRubricReportsEveryProblemWithItsPlace(t *testing.T) {
	if _, err := ParseRubric("r.yaml", []byte(minimal)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, old, new string
		want           []string
	}{
		{"unknown top key", "weight: {", "wieght: {", []string{`r.yaml:1:1: "weight" is missing: add it`, `r.yaml:10:1: unknown key "wieght": did you mean "weight"?`}},
		{"unknown code", "  stonewall:", "  stonewal:", []string{`r.yaml:7:3: codes "stonewal": unknown code: did you mean "stonewall"? want one of stonewall, deferral,`}},
		{"no code at all like it", "  stonewall:", "  zzzzzzzzzz:", []string{`r.yaml:7:3: codes "zzzzzzzzzz": unknown code: want one of stonewall,`}},
		{"signal", "  stonewall:", "  customer.complaint:", []string{`r.yaml:7:3: codes "customer.complaint": is a signal of the customer, which is never scored against anybody`}},
		{"twice", "  empathy:", "  stonewall:", []string{`r.yaml:8:3: codes: "stonewall" is given twice: keep one`}},
		{"dimension", "empathy: {warmth:", "empathy: {warmht:", []string{`r.yaml:8:13: codes.empathy: unknown key "warmht": did you mean "warmth"?`}},
		{"sign of a fault", "resolution: -20}", "resolution: 20}", []string{`r.yaml:7:58: codes.stonewall.resolution "20": is a fault and cannot earn points`}},
		{"sign of a credit", "warmth: 15", "warmth: -15", []string{`r.yaml:8:21: codes.empathy.warmth "-15": is to somebody's credit and cannot cost points`}},
		{"zero", "warmth: 15", "warmth: 0", []string{`r.yaml:8:21: codes.empathy.warmth "0": does nothing`}},
		{"no quarter", "warmth: 15", "warmth: 1.3", []string{`r.yaml:8:21: codes.empathy.warmth "1.3": want a multiple of 0.25`}},
		{"too much", "warmth: 15", "warmth: 101", []string{`r.yaml:8:21: codes.empathy.warmth "101": want a number from -100 to 100`}},
		{"no number", "warmth: 15", "warmth: viel", []string{`r.yaml:8:21: codes.empathy.warmth "viel": want a number`}},
		{"nan", "warmth: 15", "warmth: .nan", []string{`r.yaml:8:21: codes.empathy.warmth ".nan": want a number`}},
		{"octal", "warmth: 15", "warmth: 010", []string{`r.yaml:8:21: codes.empathy.warmth "010": want a plain decimal number`}},
		{"hexadecimal", "warmth: 15", "warmth: 0x0F", []string{`r.yaml:8:21: codes.empathy.warmth "0x0F": want a plain decimal number`}},
		{"exponent", "warmth: 15", "warmth: 1e1", []string{`r.yaml:8:21: codes.empathy.warmth "1e1": want a number`}},
		{"quoted", "warmth: 15", "warmth: '15'", []string{`r.yaml:8:21: codes.empathy.warmth "15": want a number`}},
		{"merge key", "empathy: {warmth: 15}", "empathy: {<<: {warmth: 15}}", []string{`r.yaml:8:13: codes.empathy: the key "<<" is no plain text`}},
		{"anchor", "empathy: {warmth: 15}", "empathy: &a {warmth: 15}", []string{`r.yaml:8:12: codes.empathy: want keys and values, or {} for none, found an anchor, alias or tag`}},
		{"tab", "  warmth: {base", "\twarmth: {base", []string{`r.yaml:2:1: not readable as YAML`}},
		{"Chinese key", "empathy: {warmth: 15}", "empathy: {温度: 15}", []string{`r.yaml:8:13: codes.empathy: unknown key "温度": want one of warmth, resolution`}},
		{"cap below each", "cap: -25", "cap: -5", []string{`r.yaml:7:40: codes.stonewall.warmth.cap "-5": want the sign of each (-10) and at least its size`}},
		{"no cap", ", cap: -25", "", []string{`stonewall.warmth: "cap" is missing: add it`}},
		{"needs", "[party_text]", "[party_txt, party_spoke, party_spoke]", []string{`r.yaml:2:30: dimensions.warmth.needs "party_txt": did you mean "party_text"?`, `dimensions.warmth.needs "party_spoke": is given twice`}},
		{"needs no list", "[party_text]", "party_text", []string{`r.yaml:2:29: dimensions.warmth.needs "party_text": want a list`}},
		{"base", "base: 60, needs: [party_text]", "base: -1, needs: [party_text]", []string{`r.yaml:2:18: dimensions.warmth.base "-1": want a number from 0 to 100`}},
		{"composite", "warmth: 30, resolution: 40", "warmth: 30, resolution: 30", []string{`rating.composite: the shares add up to 90: want 100`}},
		{"what nobody answered", "prior_conversations", "unanswered: 101, prior_conversations", []string{`rating.unanswered "101": want a number from 0 to 100`}},
		{"weights", "neutral: 70", "neutral: 95", []string{`weight: want full_malus (40) < neutral (95) < full_bonus (90)`}},
		{"half a conversation", "minimum_sample: 30", "minimum_sample: 30.5", []string{`weight.minimum_sample "30.5": want a whole number`}},
		{"malus above one", "min: 0.8", "min: 1.8", []string{`weight.min "1.8": want a number from 0 to 1`}},
		{"empty line", "empathy: {warmth: 15}", "empathy:", []string{`codes.empathy: want keys and values, or {} for none, found nothing`}},
		{"syntax", "codes:", "codes: [", []string{`not readable as YAML`}},
		{"two documents", "codes:", "---\ncodes:", []string{`a second document begins`}},
		{"all at once", "warmth: {each: -10, cap: -25}, resolution: -20}\n  empathy: {warmth: 15}", "warmth: 1}\n  empathy: {warmth: -1}\n  nonsense: {}",
			[]string{`r.yaml:7:23: `, `r.yaml:8:21: `, `r.yaml:9:3: `}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(minimal, tt.old, tt.new, 1)
			if text == minimal {
				t.Fatalf("%q is not in the rubric", tt.old)
			}
			_, err := ParseRubric("r.yaml", []byte(text))
			if err == nil {
				t.Fatal("accepted")
			}
			rest := err.Error()
			for _, w := range tt.want {
				_, after, ok := strings.Cut(rest, w)
				if !ok {
					t.Fatalf("want %q, in this order, in:\n%s", w, err)
				}
				rest = after
			}
		})
	}
}

func TestParseRubricOfOtherEditors(t *testing.T) {
	for name, text := range map[string]string{
		"byte order mark": "\ufeff" + minimal, "carriage returns": strings.ReplaceAll(minimal, "\n", "\r\n"),
		"plus": strings.Replace(minimal, "warmth: 15", "warmth: +15.00", 1), "quoted key": strings.Replace(minimal, "{warmth: 15", `{"warmth": 15`, 1),
	} {
		r, err := ParseRubric("r.yaml", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if e := r.effects[r.lines["empathy"]][0]; e != (effect{15, 15}) {
			t.Errorf("%s: empathy is %v", name, e)
		}
	}
}

func TestParseRubricOfNothing(t *testing.T) {
	for _, data := range []string{"", "\n", "# nothing\n", "---\n", "null", "[]", "text", "\x00", "a: *b", "<<: {}", "? {a: b}\n: c"} {
		if r, err := ParseRubric("r.yaml", []byte(data)); err == nil {
			t.Errorf("%q: accepted as %+v", data, r)
		} else if !strings.HasPrefix(err.Error(), "r.yaml:") {
			t.Errorf("%q: no place in %v", data, err)
		}
	}
}

func FuzzParseRubric(f *testing.F) {
	f.Add([]byte(minimal))
	if data, err := os.ReadFile("../configs/rubric.yaml"); err == nil {
		f.Add(data)
	}
	f.Add([]byte("codes: &a {x: *a}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseRubric("r.yaml", data)
		if (r == nil) == (err == nil) {
			t.Fatalf("want a rubric or an error, got %v and %v", r, err)
		}
		if r == nil {
			return
		}
		for _, line := range r.effects {
			for d, e := range line {
				if e.each*e.limit < 0 || e.limit*e.limit < e.each*e.each {
					t.Fatalf("dimension %d: accepted each %g with cap %g", d, e.each, e.limit)
				}
			}
		}
	})
}

// A house's own codes move scores either way; there is room for so many codes and no more.
func TestOwnCodes(t *testing.T) {
	text := strings.Replace(minimal, "  stonewall:", "  own.no_emoji: {warmth: -2.5}\n  own.lovely: {warmth: 2.5}\n  stonewall:", 1)
	r, err := ParseRubric("r.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[tingjian.Code]float64{"own.no_emoji": -2.5, "own.lovely": 2.5} {
		if e := r.effects[r.lines[code]][0]; e.each != want {
			t.Errorf("%s moves warmth by %v, want %v", code, e.each, want)
		}
	}
	var many strings.Builder
	for i := range maxCodes {
		fmt.Fprintf(&many, "  own.code%d: {}\n", i)
	}
	_, err = ParseRubric("r.yaml", []byte(strings.Replace(minimal, "  stonewall:", many.String()+"  stonewall:", 1)))
	if err == nil || !strings.Contains(err.Error(), "one code too many") {
		t.Errorf("more codes than there is room for: %v", err)
	}
}

// TestSharesWithDecimalsAddUp: shares that add up to 100 with a pencil do so here, though the nearest binary numbers do not; and half
// of the shares is enough for a composite.
func TestSharesWithDecimalsAddUp(t *testing.T) {
	parse := func(shares string) (*Rubric, error) {
		text := strings.Replace(minimal, "warmth: 30, resolution: 40, efficiency: 15, compliance: 15", shares, 1)
		if text == minimal {
			t.Fatal("the shares stand elsewhere")
		}
		return ParseRubric("r.yaml", []byte(text))
	}
	if _, err := parse("warmth: 32.1, resolution: 25.6, efficiency: 31.1, compliance: 11.2"); err != nil { // 100.00000000000001
		t.Error(err)
	}
	if _, err := parse("warmth: 32.1, resolution: 25.6, efficiency: 31.1, compliance: 11.3"); err == nil {
		t.Error("shares of 100.1 were taken")
	}
	r, err := parse("warmth: 0.3, resolution: 32.3, efficiency: 17.4, compliance: 50")
	if err != nil {
		t.Fatal(err)
	}
	x := 80.0
	p := tingjian.Party{Speaker: tingjian.Agent}
	p.Scores.Warmth.Value, p.Scores.Resolution.Value, p.Scores.Efficiency.Value = &x, &x, &x // 49.99999999999999
	if all, err := r.figuresOf(&Observation{Party: p}); err != nil || !all[dims].has {
		t.Errorf("half of the shares make no composite: %+v, %v", all, err)
	}
	if _, ok := r.share(&p); !ok {
		t.Error("half of the shares make no sum of points")
	}
}
