package analyzertest

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/configs"
)

// Shipped compiles the shipped phrase lists of the given names and no others, so that a judgement's tests depend on the
// lists that it reads.
func Shipped(t testing.TB, names ...string) *lexicon.Lexicon {
	t.Helper()
	files, err := fs.Glob(configs.FS, "lexicons/*.yaml")
	some := fstest.MapFS{}
	for _, file := range files {
		data, readErr := fs.ReadFile(configs.FS, file)
		var list struct {
			Name string `yaml:"name"`
		}
		err = errors.Join(err, readErr, yaml.Unmarshal(data, &list))
		if slices.Contains(names, list.Name) {
			some[file] = &fstest.MapFile{Data: data}
		}
	}
	lists, listErr := rules.Lists(some, "lexicons")
	lex, lexErr := lexicon.Compile(lists)
	if err := errors.Join(err, listErr, lexErr); err != nil {
		t.Fatal(err)
	}
	return lex
}
