package rules_test

import (
	"os"
	"testing"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/rules"
)

// example is the set of the rules below testdata.
func example(t testing.TB) *rules.Set {
	t.Helper()
	fsys := os.DirFS("testdata")
	all, err := rules.Load(fsys, "rules")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := rules.Lists(fsys, "lexicons")
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Compile(all, lists)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func driver(t testing.TB, set *rules.Set) *analyzers.Driver {
	t.Helper()
	d, err := analyzers.New(set.Analyzers()...)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestInlineTestsOfTheExamplesPass(t *testing.T) {
	set := example(t)
	for _, r := range set.Rules() {
		for _, f := range set.Test(r) {
			t.Error(f)
		}
	}
}

func TestExamplesOnConversations(t *testing.T) {
	analyzertest.Run(t, driver(t, example(t)), "testdata/*.txt")
}
