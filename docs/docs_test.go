// Package docs_test keeps the documentation true: generated parts are what the code says now, links lead somewhere, and
// commands that are named exist. `go test ./docs -update` writes the generated parts.
package docs_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the generated parts of the pages")

// TestGenerated holds every generated part against what the code says.
func TestGenerated(t *testing.T) {
	codes, reported := readCodes(t), reportedCodes(t)
	example := fenced("", run(t, "inspect", "--format", "text", "--with-turns", "docs/example.jsonl"))
	for _, part := range []struct{ page, name, text string }{
		{"README.md", "example", example},
		{"README.zh-CN.md", "example", example},
		{"README.md", "codes", codes.english(reported)},
		{"README.zh-CN.md", "codes", codes.chinese(reported)},
		{"docs/wire.md", "codes", codes.catalogue(reported)},
		{"docs/wire.md", "repairs", repairsTable(t)},
		{"docs/wire.md", "finding", fenced("json", exampleFinding(t))},
		{"docs/configuration.md", "settings", settingsPage(t)},
		{"docs/metrics.md", "metrics", metricsPage(t)},
		{"docs/analyzers.md", "analyzers", analyzersPage(t)},
	} {
		t.Run(part.page+"/"+part.name, func(t *testing.T) { checkPart(t, part.page, part.name, part.text) })
	}
}

// checkPart compares the part of a page between its marks with what it should be, or writes it.
func checkPart(t *testing.T, page, name, want string) {
	t.Helper()
	path := filepath.Join("..", page)
	begin, end := "<!-- begin generated: "+name+" -->\n", "<!-- end generated -->"
	before, rest, ok := strings.Cut(read(t, page), begin)
	have, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s: no part between %q and %q", page, strings.TrimSpace(begin), end)
	}
	want = strings.TrimSpace(want) + "\n"
	switch {
	case have == want:
	case *update:
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s: the part %q is stale: run go test ./docs -update\n%s", page, name, firstDifference(have, want))
	}
}

func firstDifference(have, want string) string {
	h, w := strings.Split(have, "\n"), strings.Split(want, "\n")
	for i := range max(len(h), len(w)) {
		a, b := at(h, i), at(w, i)
		if a != b {
			return fmt.Sprintf("line %d\nhave %s\nwant %s", i+1, a, b)
		}
	}
	return ""
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}

// read is the text of a file by its path in the repository.
func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", path))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// pages are the pages for people: those at the top and those in docs.
func pages(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"../*.md", "../docs/*.md", "../docs/rules/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			all = append(all, strings.TrimPrefix(filepath.ToSlash(f), "../"))
		}
	}
	return all
}

var lineEnds = regexp.MustCompile(`(?m) +$`)

// fenced is a block of code, without blanks at the ends of its lines.
func fenced(language, text string) string {
	return "```" + language + "\n" + strings.TrimSpace(lineEnds.ReplaceAllString(text, "")) + "\n```"
}

// cell makes a text fit into a cell of a table.
func cell(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", `\|`)
}

var heading = regexp.MustCompile(`(?m)^#+ +(.+?) *$`)

// anchors are the names by which a page's headings can be reached.
func anchors(text string) map[string]bool {
	all := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		all[anchorOf(m[1])] = true
	}
	return all
}

var notInAnchors = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)

func anchorOf(heading string) string {
	return strings.ReplaceAll(notInAnchors.ReplaceAllString(strings.ToLower(heading), ""), " ", "-")
}
