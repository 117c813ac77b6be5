package rules_test

import (
	"testing"

	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/configs"
)

// Every shipped rule file loads, compiles together with all shipped lists, and its examples turn out as they say.
func TestShippedRules(t *testing.T) {
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
	for _, r := range set.Rules() {
		for _, f := range set.Test(r) {
			t.Error(f)
		}
	}
}
