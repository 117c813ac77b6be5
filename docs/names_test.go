package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// fileRow is a row of architecture.md that names a file and functions in it.
var fileRow = regexp.MustCompile(`(?m)^\| \[([^\]]+\.go)\]\([^)]*\) \| ([^|]+) \|`)

// TestNamedFunctionsExist looks up the functions that the walk through the code names.
func TestNamedFunctionsExist(t *testing.T) {
	rows := fileRow.FindAllStringSubmatch(read(t, "docs/architecture.md"), -1)
	if len(rows) < 10 {
		t.Fatalf("only %d rows with files", len(rows))
	}
	for _, row := range rows {
		source := read(t, row[1])
		for name := range strings.SplitSeq(row[2], ",") {
			name = strings.Trim(strings.TrimSpace(name), "`")
			if !regexp.MustCompile(`(?m)^func (\([^)]*\) )?` + name + `\(`).MatchString(source) {
				t.Errorf("%s has no function %s", row[1], name)
			}
		}
	}
}

// TestNamedTestsExist looks up the tests by which the invariants are held.
func TestNamedTestsExist(t *testing.T) {
	var all strings.Builder
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		all.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	source := all.String()
	for _, m := range regexp.MustCompile("`(Test[A-Za-z]+)`").FindAllStringSubmatch(read(t, "docs/architecture.md"), -1) {
		if !strings.Contains(source, "func "+m[1]+"(") {
			t.Errorf("architecture.md names %s, which is no test", m[1])
		}
	}
}

// TestDependenciesAreListed: a module is listed if, and only if, the code imports it.
func TestDependenciesAreListed(t *testing.T) {
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile("`((?:github|golang|gonum|pgregory)\\.[a-z]+/[^`]+|pgregory\\.net/rapid)`").FindAllStringSubmatch(read(t, "docs/dependencies.md"), -1) {
		listed[m[1]] = true
	}
	imported := importedModules(t)
	for module := range imported {
		if !listed[module] {
			t.Errorf("docs/dependencies.md lacks %s, which the code imports", module)
		}
	}
	for module := range listed {
		if !imported[module] {
			t.Errorf("docs/dependencies.md lists %s, which nothing imports", module)
		}
	}
}

// importedModules are the modules of go.mod that a file of ours imports.
func importedModules(t *testing.T) map[string]bool {
	t.Helper()
	var modules []string
	for _, m := range regexp.MustCompile(`(?m)^\s+([a-z0-9.]+\.[a-z]+/\S+) v`).FindAllStringSubmatch(read(t, "go.mod"), -1) {
		modules = append(modules, m[1])
	}
	used := map[string]bool{}
	quoted := regexp.MustCompile(`(?m)^\s*(?:import )?(?:[a-z_]+ )?"([^"\s]+\.[a-z]+/[^"\s]+)"$`)
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "internal_deps" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".."):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range quoted.FindAllStringSubmatch(string(b), -1) {
			best := ""
			for _, module := range modules {
				if (m[1] == module || strings.HasPrefix(m[1], module+"/")) && len(module) > len(best) {
					best = module
				}
			}
			if best != "" {
				used[best] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return used
}
