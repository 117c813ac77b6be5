package comfort_test

import (
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/comfort"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/promise"
)

// newDriver runs the judgement with the promises that it asks for, on the shipped lists.
func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	lex := analyzertest.Shipped(t, append(comfort.Lists(), promise.Lists()...)...)
	promises, err := promise.New(lex, lex.Analyzer())
	if err != nil {
		t.Fatal(err)
	}
	a, err := comfort.New(lex, lex.Analyzer(), promises)
	return analyzertest.Driver(t, a, err)
}

func TestConversations(t *testing.T) {
	analyzertest.Run(t, newDriver(t), "testdata/*.txt", tingjian.ComfortOnly)
}

func TestWhatIsMissingIsNamed(t *testing.T) {
	lex, err := lexicon.Compile([]lexicon.List{{Name: "x", Phrases: []string{"y"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := comfort.New(lex, lex.Analyzer(), lex.Analyzer()); err == nil {
		t.Error("lists that are missing are no error")
	}
	full := analyzertest.Shipped(t, comfort.Lists()...)
	if _, err := comfort.New(full, full.Analyzer(), nil); err == nil {
		t.Error("promises that are missing are no error")
	}
}
