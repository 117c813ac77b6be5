package policy_test

import (
	"testing"

	"github.com/tingjian/tingjian/analyzers"
	"github.com/tingjian/tingjian/analyzers/analyzertest"
	"github.com/tingjian/tingjian/analyzers/policy"
	"github.com/tingjian/tingjian/configs/policies"
)

func newDriver(t testing.TB) *analyzers.Driver {
	t.Helper()
	packs, err := policy.Load(policies.FS)
	if err != nil {
		t.Fatal(err)
	}
	lex := analyzertest.Shipped(t, policy.Lists(packs)...)
	a, err := policy.New(lex, lex.Analyzer(), packs)
	if err != nil {
		t.Fatal(err)
	}
	d, err := analyzers.New(a)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestConversations(t *testing.T) { analyzertest.Run(t, newDriver(t), "testdata/*.txt") }
