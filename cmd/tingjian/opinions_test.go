package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/opinion"
	"github.com/tingjian/tingjian/service"
)

// TestACacheHeldByAService: beside a running service the command says who holds the cache and what to do.
func TestACacheHeldByAService(t *testing.T) {
	c, err := configs.Load("", nil, map[string]string{"data_dir": t.TempDir(), "opinion.url": "http://127.0.0.1:1/v1", "opinion.model": "m"})
	if err != nil {
		t.Fatal(err)
	}
	held, err := opinion.Open(c.Opinion, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	_, inUse := opinion.Open(c.Opinion, time.Now)
	if got := heldBy(c, inUse); !errors.Is(got, opinion.ErrInUse) || !strings.Contains(got.Error(), "held by another process") {
		t.Errorf("beside another command: %v", got)
	}
	dir, err := service.OpenDataDir(c.DataDir)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	if err := dir.Announce(service.Running{PID: 4711, URL: "http://127.0.0.1:8080"}); err != nil {
		t.Fatal(err)
	}
	if got := heldBy(c, inUse); !errors.Is(got, opinion.ErrInUse) || !strings.Contains(got.Error(), "held by process 4711, which serves http://127.0.0.1:8080") {
		t.Errorf("beside a service: %v", got)
	}
	if other := errors.New("x"); heldBy(c, other).Error() != other.Error() {
		t.Error("another error is told otherwise")
	}
}

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
	if missing, _ := printOpinions(&out, &errOut, append([]opinion.Result{{Err: opinion.ErrUnreachable}}, results...)); codeOf(missing) != exitUnreachable {
		t.Error("what was met first is forgotten:", missing)
	}
	if missing, _ := printOpinions(&out, &errOut, results[:1]); missing != nil {
		t.Error(missing)
	}
}
