package buckpass_test

import (
	"strings"
	"testing"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/buckpass"
	"github.com/tingjian/tingjian/analyzers/clause"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/configs"
)

// shipped is the judgement over the shipped lists and the packs of acts and remedies.
func shipped(t testing.TB) *analyzers.Driver {
	t.Helper()
	all, err := rules.Load(configs.FS, "rules")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := rules.Lists(configs.FS, "lexicons")
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Compile(all, lists)
	if err != nil {
		t.Fatal(err)
	}
	var acts []*analyzers.Analyzer
	for _, a := range set.Analyzers() {
		if a.Name == string(tingjian.Action) || a.Name == string(tingjian.Remedy) {
			acts = append(acts, a)
		}
	}
	a, err := buckpass.New(set.Lexicon(), set.LexiconAnalyzer(), acts...)
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestConversations(t *testing.T) {
	analyzertest.Run(t, shipped(t), "testdata/*.txt", tingjian.BuckPass)
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	lex, err := lexicon.Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := buckpass.New(lex, lex.Analyzer()); err == nil || !strings.Contains(err.Error(), "buckpass.send") || !strings.Contains(err.Error(), "buckpass.only") {
		t.Errorf("error %v, want it to name every missing list", err)
	}
	var lists []lexicon.List
	for _, name := range append(buckpass.Lists(), clause.Lists()...) {
		lists = append(lists, lexicon.List{Name: name, Phrases: []string{"甲"}})
	}
	if lex, err = lexicon.Compile(lists); err != nil {
		t.Fatal(err)
	}
	if _, err := buckpass.New(lex, lex.Analyzer(), nil); err == nil || !strings.Contains(err.Error(), "packs of rules") {
		t.Errorf("error %v, want it to ask for the packs", err)
	}
}
