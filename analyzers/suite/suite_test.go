package suite_test

import (
	"strings"
	"testing"

	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/analyzers/suite"
)

// A folder that lacks the lists which the judgements ask for is refused, all of them by name.
func TestWithoutLists(t *testing.T) {
	set, err := rules.Compile(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = suite.New(set, suite.Options{})
	if err == nil || !strings.Contains(err.Error(), `amends: list "remedy.refund"`) || !strings.Contains(err.Error(), "waiting: ") {
		t.Errorf("got %v", err)
	}
}
