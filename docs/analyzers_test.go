package docs_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/suite"
	"github.com/tingjian/tingjian/service"
)

// analyzersPage describes every judgement: what it says of itself, its codes, its rules.
func analyzersPage(t *testing.T) string {
	t.Helper()
	set, err := service.LoadRules("")
	if err != nil {
		t.Fatal(err)
	}
	list, err := suite.New(set, suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	driver, err := analyzers.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	names := map[tingjian.Code]string{}
	for _, c := range readCodes(t) {
		names[c.Code] = c.Name
	}
	var b strings.Builder
	for _, a := range driver.Analyzers() {
		if a.Doc == "" {
			t.Errorf("analyzer %s has no Doc", a.Name)
		}
		packed := rulesOf(set, a.Name)
		title, body, _ := strings.Cut(a.Doc, "\n")
		if len(packed) > 0 {
			title, body = packTitle(a.Name, names), ""
		}
		title = strings.TrimPrefix(title, a.Name+": ")
		fmt.Fprintf(&b, "## %s\n\n%s.\n", a.Name, strings.TrimSuffix(capital(title), "."))
		if body = strings.TrimSpace(body); body != "" {
			fmt.Fprintf(&b, "\n%s\n", body)
		}
		b.WriteString("\n" + facts(a, names) + "\n")
		if len(packed) > 0 {
			b.WriteString("\n| rule | status | reports | on | says |\n|---|---|---|---|---|\n")
			for _, r := range packed {
				fmt.Fprintf(&b, "| [`%s`](rules/%s.md#%s) | %s | `%s` | %s | %s |\n", r.ID, r.Pack, anchorOf(r.ID), r.Status, r.Code, join(r.Speakers), cell(r.Title))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// facts are the codes of an analyzer and what it builds on.
func facts(a *analyzers.Analyzer, names map[tingjian.Code]string) string {
	var codes, needs []string
	for _, c := range a.Codes {
		codes = append(codes, fmt.Sprintf("`%s` %s", c, names[c]))
	}
	for _, r := range a.Requires {
		needs = append(needs, fmt.Sprintf("[%s](#%s)", r.Name, anchorOf(r.Name)))
	}
	line := "Reports nothing itself; others build on it."
	if len(codes) > 0 {
		line = "Reports " + strings.Join(codes, ", ") + "."
	}
	if len(needs) > 0 {
		line += " Builds on " + strings.Join(needs, ", ") + "."
	}
	return line
}

func rulesOf(set *rules.Set, pack string) (all []*rules.Rule) {
	for _, r := range set.Rules() {
		if r.Pack == pack {
			all = append(all, r)
		}
	}
	return all
}

func packTitle(pack string, names map[tingjian.Code]string) string {
	if name := names[tingjian.Code(pack)]; name != "" {
		return name + ", judged by rules"
	}
	return "Rules"
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func join[T ~string](all []T) string {
	words := make([]string, len(all))
	for i, a := range all {
		words[i] = string(a)
	}
	return strings.Join(words, ", ")
}
