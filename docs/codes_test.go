package docs_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/service"
)

// code is one entry of codes.yaml.
type code struct {
	Code tingjian.Code
	Name string
	Who  string
	En   string
	Zh   string
}

type codeList []code

func readCodes(t *testing.T) codeList {
	t.Helper()
	b, err := os.ReadFile("codes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all codeList
	if err := yaml.UnmarshalWithOptions(b, &all, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return all
}

// reportedCodes are the codes that the shipped judgements can report.
func reportedCodes(t *testing.T) map[tingjian.Code]bool {
	t.Helper()
	judge, err := service.NewJudge(configs.Judge{WaitingLimit: 3 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	return judge.Codes()
}

func (l codeList) english(reported map[tingjian.Code]bool) string {
	var b strings.Builder
	b.WriteString("| code | 质检项 | it is this when |\n|---|---|---|\n")
	for _, c := range l {
		if reported[c.Code] {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", c.Code, c.Name, c.En)
		}
	}
	return b.String()
}

func (l codeList) chinese(reported map[tingjian.Code]bool) string {
	var b strings.Builder
	b.WriteString("| 质检项 | 代码 | 什么情况算 |\n|---|---|---|\n")
	for _, c := range l {
		if reported[c.Code] {
			fmt.Fprintf(&b, "| %s | `%s` | %s |\n", c.Name, c.Code, c.Zh)
		}
	}
	return b.String()
}

func (l codeList) catalogue(reported map[tingjian.Code]bool) string {
	var b strings.Builder
	b.WriteString("| code | 质检项 | who | reported today | it is this when |\n|---|---|---|---|---|\n")
	for _, c := range l {
		today := ""
		if reported[c.Code] {
			today = "yes"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", c.Code, c.Name, c.Who, today, c.En)
	}
	return b.String()
}

// TestCatalogueIsWhole: every code that can be reported or scored has its entry, by the name that the pages show.
func TestCatalogueIsWhole(t *testing.T) {
	known := map[tingjian.Code]string{}
	for _, c := range readCodes(t) {
		if known[c.Code] != "" {
			t.Errorf("codes.yaml has %s twice", c.Code)
		}
		if c.Name == "" || c.Who == "" || c.En == "" || c.Zh == "" {
			t.Errorf("codes.yaml: %s: name, who, en and zh are all needed", c.Code)
		}
		known[c.Code] = c.Name
	}
	for c := range reportedCodes(t) {
		if known[c] == "" {
			t.Errorf("codes.yaml lacks %s, which is reported", c)
		}
	}
	var rubric struct{ Codes map[tingjian.Code]any }
	if err := yaml.Unmarshal(configs.Rubric, &rubric); err != nil {
		t.Fatal(err)
	}
	for c := range rubric.Codes {
		if known[c] == "" {
			t.Errorf("codes.yaml lacks %s, which the rubric scores", c)
		}
	}
	var locale struct{ Code map[tingjian.Code]string }
	if err := yaml.Unmarshal([]byte(read(t, "dashboards/review/locale/zh.yaml")), &locale); err != nil {
		t.Fatal(err)
	}
	for c, name := range locale.Code {
		if known[c] != name {
			t.Errorf("%s is %q on the pages and %q in codes.yaml", c, name, known[c])
		}
	}
	if len(locale.Code) == 0 || len(rubric.Codes) == 0 {
		t.Error("the pages' names or the rubric's codes could not be read")
	}
}
