package normalize_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/dialogue"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// typedRules look for what the table of the page says: refusals of the service side, and two words on their boundaries.
const typedRules = `title: 回绝
speaker: agent
any: [没有办法, 没办法, 处理不了, 不能退款, 转人工, 不行, 七天无理由, 7天无理由]
message: “{match}”
status: stable
tests:
  - {turns: ['客服: 没办法'], want: [{turn: 0, match: 没办法}]}
  - {turns: ['客服: 好'], want: []}
`

// TestDocsTyped reads the table of messages as people type them and runs every row. Bubbles are parted by " / "; what is found is
// the first bubble's part, 无 is nothing.
func TestDocsTyped(t *testing.T) {
	page, err := os.ReadFile("../../docs/normalisation.md")
	if err != nil {
		t.Fatal(err)
	}
	whole := strings.Replace(strings.Replace(typedRules, "any:", "boundary: token\nany:", 1), "[没有办法", "[大麻, 人工", 1)
	drivers := map[string]*analyzers.Driver{"raw": driverOf(t, typedRules), "token": driverOf(t, whole)}
	rows := 0
	for n, line := range strings.Split(string(page), "\n") {
		cells := strings.Split(line, " | ")
		if len(cells) != 4 || !strings.Contains(cells[0], ": `") {
			continue
		}
		rows++
		who, text, _ := strings.Cut(strings.TrimPrefix(cells[0], "| "), ": ")
		tr := transcriptOf(t, who, text)
		got := "无"
		for _, f := range drivers[cells[1]].Session().Inspect(&tr.Transcript, tr.AsOf).Findings {
			got = f.Quote
		}
		if want := strings.Trim(cells[2], "`"); got != want {
			t.Errorf("docs/normalisation.md:%d: found %q, want %q", n+1, got, want)
		}
	}
	if rows < 20 {
		t.Errorf("only %d rows were found", rows)
	}
}

func transcriptOf(t *testing.T, who, text string) dialogue.Conversation {
	t.Helper()
	lines := ""
	for _, bubble := range strings.Split(strings.Trim(text, "`"), " / ") {
		lines += who + ": " + bubble + "\n"
	}
	all, err := dialogue.Parse("typed", []byte(lines))
	if err != nil || len(all) != 1 {
		t.Fatalf("%s: %v", text, err)
	}
	return all[0]
}

func driverOf(t *testing.T, file string) *analyzers.Driver {
	t.Helper()
	all, err := rules.Load(fstest.MapFS{"rules/r/rule.yaml": {Data: []byte(file)}}, "rules")
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Compile(all, nil)
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(set.Analyzers()...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
