package docs_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	codeSpan = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
)

// TestLinks follows every link of the pages to a file of the repository, and to the heading where it names one.
func TestLinks(t *testing.T) {
	for _, page := range pages(t) {
		text := read(t, page)
		for _, m := range link.FindAllStringSubmatch(codeSpan.ReplaceAllString(text, ""), -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			file := page
			if target != "" {
				file = path.Join(path.Dir(page), target)
			}
			info, err := os.Stat(filepath.Join("..", file))
			if err != nil {
				t.Errorf("%s: link to %s, which is not there", page, m[1])
				continue
			}
			if anchor != "" && !info.IsDir() && !anchors(read(t, file))[anchor] {
				t.Errorf("%s: link to %s: %s has no such heading", page, m[1], file)
			}
		}
	}
}

// TestIndexIsWhole looks for every page of docs in the index.
func TestIndexIsWhole(t *testing.T) {
	index := read(t, "docs/index.md")
	for _, page := range pages(t) {
		if name := path.Base(page); path.Dir(page) == "docs" && name != "index.md" && !strings.Contains(index, "("+name+")") {
			t.Errorf("docs/index.md does not list %s", name)
		}
	}
}

// paths that pages name in code spans, as `ingest/assemble.go`.
var namedPath = regexp.MustCompile("`((?:[a-z]+/)+[a-z0-9_.-]*)`")

// TestNamedPathsExist looks up the files and folders of the repository that the pages name without a link.
func TestNamedPathsExist(t *testing.T) {
	for _, page := range []string{"README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/dependencies.md", "docs/operations.md", "docs/wire.md"} {
		for _, m := range namedPath.FindAllStringSubmatch(read(t, page), -1) {
			top, _, _ := strings.Cut(m[1], "/")
			if _, err := os.Stat(filepath.Join("..", top)); err != nil || top == "bin" {
				continue // a folder of somebody else
			}
			if _, err := os.Stat(filepath.Join("..", m[1])); err != nil {
				t.Errorf("%s names `%s`, which is not there", page, m[1])
			}
		}
	}
}
