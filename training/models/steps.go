package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// step makes some of the models.
type step struct {
	name, says string
	reads      []named  // of the data
	needs      []string // commands, besides Go
	results    []result
	run        func(ctx context.Context, p place, errOut io.Writer) error
	compare    comparison
}

// result is a file that a step makes, by its name among the results, and where the repository has it.
type result struct{ file, kept string }

// encoder is what the program is built with to train the model of turns.
var encoder = result{"encoder.bin", "analyzers/model/encoder.bin"}

// steps are all, in the order in which they must run: the other two learn from the vectors of the encoder.
var steps = []step{
	{
		name: "encoder", says: "the encoder of texts, distilled from a public one",
		reads: []named{stc3, uss}, needs: []string{"python3"},
		results: []result{encoder, {"golden.json", "analyzers/model/testdata/golden.json"}},
		run:     runEncoder, compare: compareEncoders,
	},
	{
		name: "outcome", says: "the model of how a conversation ends, and three others to measure it by",
		reads:   []named{stc3, uss},
		results: []result{{"outcome.bin", "analyzers/outcome/outcome.bin"}, {"outcome.json", "analyzers/outcome/outcome.json"}},
		run:     runOutcome, compare: compareOutcomes,
	},
	{
		name: "turns", says: "the model that judges turns, with the rules and lists of the repository",
		reads:   append([]named{stc3, uss}, labels...),
		results: []result{{"turns.bin", "analyzers/learned/turns.bin"}, {"turns.md", "analyzers/learned/turns.md"}, {"turns.svg", "analyzers/learned/turns.svg"}},
		run:     runTurns, compare: compareTurns,
	},
}

func stepNames() []string {
	var names []string
	for _, s := range steps {
		names = append(names, s.name)
	}
	return names
}

func runEncoder(ctx context.Context, p place, errOut io.Writer) error {
	c := shell(ctx, p, errOut, filepath.Join(p.root, "training", "run"))
	c.Env = append(c.Env, "SHARED="+p.data, "OUT="+p.out)
	return c.Run()
}

func runOutcome(ctx context.Context, p place, errOut io.Writer) error {
	if err := build(ctx, p, errOut); err != nil {
		return err
	}
	return shell(ctx, p, errOut, program(p), "train", "outcome",
		"--stc3", filepath.Join(p.data, stc3.file), "--uss", filepath.Join(p.data, uss.file), "--out", p.out).Run()
}

func runTurns(ctx context.Context, p place, errOut io.Writer) error {
	if err := build(ctx, p, errOut); err != nil {
		return err
	}
	args, err := turnsArguments(p)
	if err != nil {
		return err
	}
	return shell(ctx, p, errOut, program(p), args...).Run()
}

// turnsArguments is the command line that makes the model of turns. What a model becomes hangs on the order of the files, and
// this is the only place that says it: the corpus by name, the real dialogues, then who labelled which of them.
func turnsArguments(p place) ([]string, error) {
	corpus, err := filepath.Glob(filepath.Join(p.root, "corpus", "part-*.jsonl")) // sorted
	if err != nil || len(corpus) == 0 {
		return nil, fmt.Errorf("%s: no part-*.jsonl there: run this in the repository, or name its folder with -root", filepath.Join(p.root, "corpus"))
	}
	args := slices.Concat([]string{"train", "turns"}, corpus)
	for _, n := range []named{stc3, uss} {
		args = append(args, "--real", filepath.Join(p.data, n.file))
	}
	for _, n := range labels {
		args = append(args, "--labels", filepath.Join(p.data, n.file))
	}
	ours, err := filepath.Glob(filepath.Join(p.root, "training", "labels", "learn-*.jsonl"))
	if err != nil {
		return nil, err
	}
	for _, name := range ours {
		args = append(args, "--labels", name)
	}
	return append(args, "--status", "stable", "--out", filepath.Join(p.out, "turns.bin")), nil
}

func program(p place) string { return filepath.Join(p.out, "tingjian") }

// build makes the program, with the encoder that lies among the results, where one was made, instead of the repository's.
func build(ctx context.Context, p place, errOut io.Writer) error {
	replaced := map[string]string{}
	made := filepath.Join(p.out, encoder.file)
	if _, err := os.Stat(made); err == nil {
		replaced[filepath.Join(p.root, encoder.kept)] = made
		fmt.Fprintln(errOut, "built with the encoder", made)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return err
	}
	name := filepath.Join(p.out, "overlay.json")
	if err := os.WriteFile(name, overlay, 0o644); err != nil {
		return err
	}
	goCommand := os.Getenv("GO") // the Makefile's
	if goCommand == "" {
		goCommand = "go"
	}
	return shell(ctx, p, errOut, goCommand, "build", "-trimpath", "-overlay", name, "-o", program(p), "./cmd/tingjian").Run()
}

// shell is a command of a step, run in the repository. The program's settings in the environment are taken off: a model must not
// hang on them.
func shell(ctx context.Context, p place, errOut io.Writer, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir, c.Stdout, c.Stderr = p.root, errOut, errOut
	c.Env = slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "TINGJIAN_") })
	return c
}
