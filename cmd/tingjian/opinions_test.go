package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tingjian/tingjian/opinion"
)

func TestFindingsWithoutAnOpinionAreSaid(t *testing.T) {
	var out, errOut strings.Builder
	results := []opinion.Result{{Opinion: &opinion.Opinion{Transcript: "c-1", Says: opinion.No}}, {Err: fmt.Errorf("c-2: %w", opinion.ErrSpent)}}
	missing, err := printOpinions(&out, &errOut, results)
	if err != nil || codeOf(missing) != exitBadInput || strings.Count(out.String(), "\n") != 1 || !strings.Contains(out.String(), `"says":"no"`) || !strings.HasPrefix(errOut.String(), "c-2: ") {
		t.Errorf("%v, %v\n%s\n%s", missing, err, out.String(), errOut.String())
	}
	if missing, _ := printOpinions(&out, &errOut, append(results, opinion.Result{Err: opinion.ErrUnreachable})); codeOf(missing) != exitUnreachable {
		t.Error(missing)
	}
	if missing, _ := printOpinions(&out, &errOut, results[:1]); missing != nil {
		t.Error(missing)
	}
}
