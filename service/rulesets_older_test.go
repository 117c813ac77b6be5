package service_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/service"
)

// history is a folder of rulesets that differ in their rubrics, oldest first, of which the last is in force.
type history struct {
	kept, rubric string
	rulesets     []string
	versions     []string // of the rubrics
}

func newHistory(t *testing.T, n int) *history {
	t.Helper()
	h := &history{kept: t.TempDir(), rubric: filepath.Join(t.TempDir(), "rubric.yaml")}
	h.write(t, 0)
	r := h.load(t, nil)
	for i := range n {
		if i > 0 {
			h.write(t, i)
			if err := r.Reload(); err != nil {
				t.Fatal(err)
			}
		}
		h.rulesets = append(h.rulesets, r.Current().Ruleset())
	}
	return h
}

// write makes the rubric that the i-th ruleset has.
func (h *history) write(t *testing.T, i int) {
	t.Helper()
	text := fmt.Appendf(nil, "# %d\n%s", i, configs.Rubric)
	rubric, err := scoring.ParseRubric("rubric.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	h.versions = append(h.versions, rubric.Version())
	if err := os.WriteFile(h.rubric, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// load is a process over the folder.
func (h *history) load(t *testing.T, prepare func(*service.Judge)) *service.Rulesets {
	t.Helper()
	r, err := service.LoadRulesets(configs.Judge{Rubric: h.rubric, WaitingLimit: 3 * time.Minute, Model: service.WithoutModel}, prepare)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.KeepIn(h.kept); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRubricsOfOldRulesetsNeedNoJudge reads the rubrics of more rulesets than judges are kept of.
func TestRubricsOfOldRulesetsNeedNoJudge(t *testing.T) {
	h := newHistory(t, 7)
	var made atomic.Int32
	r := h.load(t, func(*service.Judge) { made.Add(1) })
	for range 2 {
		for i, ruleset := range h.rulesets {
			if got := r.RubricOf(ruleset).Version(); got != h.versions[i] {
				t.Errorf("the rubric of ruleset %d is %s, want %s", i, got, h.versions[i])
			}
		}
	}
	if r.RubricOf("gone").Version() != r.Current().Rubric().Version() {
		t.Error("the rubric of a ruleset that is gone is not that in force")
	}
	if made.Load() != 1 {
		t.Errorf("%d judges were made, want that in force alone", made.Load())
	}
}

// TestMakingAnOldJudgeHoldsUpNobodyElse goes on with conversations of two old rulesets, of which the judge of one takes long.
func TestMakingAnOldJudgeHoldsUpNobodyElse(t *testing.T) {
	h := newHistory(t, 3)
	var made atomic.Int32
	begun, finish := make(chan struct{}, 3), make(chan struct{})
	r := h.load(t, func(j *service.Judge) {
		if j.Ruleset() == h.rulesets[0] {
			made.Add(1)
			begun <- struct{}{}
			<-finish
		}
	})
	slow := make(chan struct{}, 2)
	for range cap(slow) {
		go func() { r.Resume(h.rulesets[0]); slow <- struct{}{} }()
	}
	<-begun
	quick := make(chan struct{})
	go func() { r.Resume(h.rulesets[1]); close(quick) }()
	select {
	case <-quick:
	case <-time.After(20 * time.Second):
		t.Error("who goes on under other rules waits for a judge that is not theirs")
	}
	close(finish)
	for range cap(slow) {
		<-slow
	}
	if made.Load() != 1 {
		t.Errorf("the judge was made %d times", made.Load())
	}
}

// TestABrokenSnapshotIsWrittenAgain: what a power cut left empty or cut off must not stand for the ruleset for ever.
func TestABrokenSnapshotIsWrittenAgain(t *testing.T) {
	h := newHistory(t, 1)
	name := service.SnapshotPath(h.kept, h.rulesets[0])
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(good)
	flipped[len(flipped)/3] ^= 1
	for what, broken := range map[string][]byte{"empty": {}, "cut off": good[:len(good)/2], "changed": flipped} {
		if err := os.WriteFile(name, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		h.load(t, nil)
		if now, err := os.ReadFile(name); err != nil || !bytes.Equal(now, good) {
			t.Errorf("%s: %d bytes, %v; want %d as before", what, len(now), err, len(good))
		}
	}
}
