package backtest

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tingjian/tingjian"
)

// found is a finding written as "turn code rule", with further words: its status, "pending", "by a-2" for another agent.
func found(text string) tingjian.Finding {
	f := tingjian.Finding{Status: tingjian.Stable, Speaker: tingjian.Agent, Agent: "a-1"}
	words := strings.Fields(text)
	fmt.Sscan(words[0], &f.Turn)
	f.Code, f.Rule = tingjian.Code(words[1]), words[2]
	for i, w := range words[3:] {
		switch w {
		case "pending":
			f.Pending = true
		case "by":
			f.Agent = words[3+i+1]
		case "shadow", "experimental":
			f.Status = tingjian.Status(w)
		}
	}
	f.ID = tingjian.FindingID("c", f.Code, f.Rule, f.Turn, 0, 0)
	return f
}

func all(texts ...string) (out []tingjian.Finding) {
	for _, t := range texts {
		out = append(out, found(t))
	}
	return out
}

func told(changes []change) string {
	var out []string
	for _, c := range changes {
		text := string(c.kind())
		for _, f := range []*tingjian.Finding{c.old, c.new} {
			if f != nil {
				text += fmt.Sprintf(" %d/%s/%s", f.Turn, f.Code, f.Rule)
			}
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new []tingjian.Finding
		want     string
	}{
		{"the same", all("1 x r"), all("1 x r"), ""},
		{"appears and goes", all("1 x r"), all("2 y r"), "disappear 1/x/r, appear 2/y/r"},
		{"by another rule", all("1 x r"), all("1 x s"), "move 1/x/r 1/x/s"},
		{"to a turn nearby", all("1 x r"), all("4 x r"), "move 1/x/r 4/x/r"},
		{"too far away to be the same", all("1 x r"), all("5 x r"), "disappear 1/x/r, appear 5/x/r"},
		{"another agent's", all("1 x r"), all("2 x r by a-2"), "disappear 1/x/r, appear 2/x/r"},
		{"the nearest likeness first", all("1 x r", "3 x r"), all("3 x r", "4 x r"), "move 1/x/r 4/x/r"},
		{"pending does not count", all("1 x r"), all("1 x r pending"), "disappear 1/x/r"},
		{"both pending", all("1 x r pending"), all("1 x r pending"), ""},
		{"promoted", all("1 x r shadow"), all("1 x r"), "disappear 1/x/r, appear 1/x/r"},
	} {
		if got := told(compare(c.old, c.new)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestNoFindingIsLost: what is there before and after adds up with what changes, whatever the findings.
func TestNoFindingIsLost(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		draw := func(name string) []tingjian.Finding {
			var out []tingjian.Finding
			for range rapid.IntRange(0, 6).Draw(r, name) {
				out = append(out, found(fmt.Sprintf("%d %s %s %s", rapid.IntRange(0, 9).Draw(r, "turn"), rapid.SampledFrom([]string{"x", "y"}).Draw(r, "code"),
					rapid.SampledFrom([]string{"r", "s"}).Draw(r, "rule"), rapid.SampledFrom([]string{"stable", "shadow", "pending"}).Draw(r, "how"))))
			}
			return out
		}
		old, new := draw("old"), draw("new")
		counts := map[Kind]int{}
		for _, c := range compare(old, new) {
			counts[c.kind()]++
		}
		if before, after := len(decided(old)), len(decided(new)); before-counts[Disappear]+counts[Appear] != after {
			r.Errorf("%d before, %d after, changes %v", before, after, counts)
		}
		if n := len(compare(old, old)); n > 0 {
			r.Errorf("%d changes against itself", n)
		}
	})
}
