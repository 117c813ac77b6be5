package analyzertest

import (
	"errors"
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
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

// ShippedSet compiles all shipped rules and lists.
func ShippedSet(t testing.TB) *rules.Set {
	t.Helper()
	all, ruleErr := rules.Load(configs.FS, "rules")
	lists, listErr := rules.Lists(configs.FS, "lexicons")
	if err := errors.Join(ruleErr, listErr); err != nil {
		t.Fatal(err)
	}
	set, err := rules.Compile(all, lists)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// Packs are the analyzers of the set's packs with the given names, in the order of the set.
func Packs(set *rules.Set, names ...tingjian.Code) []*analyzers.Analyzer {
	return slices.DeleteFunc(slices.Clone(set.Analyzers()), func(a *analyzers.Analyzer) bool { return !slices.Contains(names, tingjian.Code(a.Name)) })
}

// Driver makes the driver of one judgement from what its New returned.
func Driver(t testing.TB, a *analyzers.Analyzer, err error) *analyzers.Driver {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
