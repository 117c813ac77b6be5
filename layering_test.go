package tingjian_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/tingjian/tingjian"

// imports lists, for each package folder of the module, what its files other than tests import.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || path != "." && strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		all[dir] = append(all[dir], "") // a folder without imports is one too
		for _, i := range file.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			all[dir] = append(all[dir], name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// reach is every folder of the module that dir imports, directly or through others.
func reach(all map[string][]string, dir string, seen map[string]bool) map[string]bool {
	for _, i := range all[dir] {
		next, ours := strings.CutPrefix(i, module+"/")
		if ours && !seen[next] {
			seen[next] = true
			reach(all, next, seen)
		}
	}
	return seen
}

func within(dir, tree string) bool { return dir == tree || strings.HasPrefix(dir, tree+"/") }

// TestDataFlowsOneWay keeps ingest, analyzers and scoring from knowing one another, and everything from knowing what
// puts it together.
func TestDataFlowsOneWay(t *testing.T) {
	all := imports(t)
	stages := []string{"ingest", "analyzers", "scoring"}
	for dir := range all {
		for to := range reach(all, dir, map[string]bool{}) {
			for _, from := range stages {
				if !within(dir, from) {
					continue
				}
				for _, other := range slices.Concat(stages, []string{"search", "dashboards", "opinion", "api", "service", "cmd"}) {
					if other != from && within(to, other) {
						t.Errorf("%s reaches %s: %s must not know %s", dir, to, from, other)
					}
				}
			}
			if within(to, "service") && !within(dir, "cmd") || within(to, "cmd") {
				t.Errorf("%s reaches %s: nothing imports what puts the parts together", dir, to)
			}
		}
	}
}

// TestOneImporter keeps each heavy library behind one package, so that it can be replaced there.
func TestOneImporter(t *testing.T) {
	owners := map[string]string{
		"github.com/segmentio/kafka-go":       "ingest/kafkasrc",
		"github.com/twmb/franz-go":            "ingest/broker ingest/ingesttest",
		"github.com/yanyiwu/gojieba":          "analyzers/segment",
		"github.com/blevesearch":              "search/blevesearch",
		"github.com/mattn/go-sqlite3":         "ledger/sqlite",
		"github.com/pressly/goose":            "ledger/sqlite",
		"github.com/prometheus/client_golang": "dashboards/metrics service",
		"github.com/coreos/go-oidc":           "access/openid",
		"golang.org/x/oauth2":                 "access/openid access/openid/openidtest",
		"github.com/alexedwards/argon2id":     "access dashboards/review",
		"github.com/grafana/":                 "dashboards/grafana",
		"github.com/wneessen/go-mail":         "notify",
		"github.com/openai/openai-go":         "opinion",
		"github.com/yalue/onnxruntime_go":     "analyzers/model/onnxencoder",
		"github.com/xuri/excelize":            "dashboards/scorecard dashboards/review",
		"github.com/goccy/go-yaml/":           "yamlfile", // its parser; decoding what we wrote ourselves is anybody's
	}
	for dir, names := range imports(t) {
		for _, name := range names {
			for library, owner := range owners {
				if strings.HasPrefix(name, library) && !slices.Contains(strings.Fields(owner), dir) {
					t.Errorf("%s imports %s: only %s may", dir, name, owner)
				}
			}
		}
	}
}

// TestOptionsStayOut: what a build tag adds is not in the program that is built without it.
func TestOptionsStayOut(t *testing.T) {
	for _, o := range []struct{ tag, library string }{{"onnx", "github.com/yalue/onnxruntime_go"}} {
		for _, tags := range []string{"", o.tag} {
			out, err := exec.Command("go", "list", "-deps", "-tags", tags, "./cmd/tingjian").Output()
			if err != nil {
				t.Fatal(err)
			}
			if in := slices.Contains(strings.Fields(string(out)), o.library); in != (tags == o.tag) {
				t.Errorf("built with the tags %q the program has %s: %v", tags, o.library, in)
			}
		}
	}
}

// TestToolsKnowNobody keeps what every part may use free of all parts.
func TestToolsKnowNobody(t *testing.T) {
	all := imports(t)
	for _, dir := range []string{"nearest", "plaintext", "yamlfile"} {
		if len(all[dir]) == 0 {
			t.Errorf("%s: no such package", dir)
		}
		for to := range reach(all, dir, map[string]bool{}) {
			if to != "nearest" {
				t.Errorf("%s reaches %s", dir, to)
			}
		}
	}
}

// TestNounsStandAlone keeps the root package free of I/O and of other people's code.
func TestNounsStandAlone(t *testing.T) {
	for _, name := range imports(t)["."] {
		if strings.Contains(name, ".") || slices.Contains([]string{"os", "net", "net/http", "io", "database/sql"}, name) {
			t.Errorf("the root package imports %s", name)
		}
	}
}
