package tone_test

import (
	"strings"
	"testing"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/lexicon"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/tone"
	"github.com/tingjian/tingjian/configs"
)

func TestConversations(t *testing.T) {
	lists, err := rules.Lists(configs.FS, "lexicons")
	if err != nil {
		t.Fatal(err)
	}
	set, err := rules.Compile(nil, lists)
	if err != nil {
		t.Fatal(err)
	}
	a, err := tone.New(set.Lexicon(), set.LexiconAnalyzer())
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(a)
	if err != nil {
		t.Fatal(err)
	}
	analyzertest.Run(t, d, "testdata/*.txt")
}

func TestMissingListsAreNamed(t *testing.T) {
	lex, err := lexicon.Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tone.New(lex, lex.Analyzer()); err == nil || !strings.Contains(err.Error(), "tone.glad") {
		t.Errorf("error %v, want the missing list", err)
	}
}
