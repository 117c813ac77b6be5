package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/backtest"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/filesrc"
	"github.com/tingjian/tingjian/service"
)

// backtestFlags are the flags of backtest.
type backtestFlags struct {
	learned                            bool
	since, asOf, topic, format, failOn string
	samples, top                       int
}

func (a *app) backtest() *cobra.Command {
	var f backtestFlags
	c := &cobra.Command{
		Use:   "backtest OLD NEW [FILE…]",
		Short: "Run an old and a new set of rules over history and show what would change",
		Long: `Judge every stored conversation by both sets and show what appears, disappears and moves: by rule, code, agent and
merchant, what it does to scores and weights, and conversations to look at.

OLD and NEW are each a folder (rules/, lexicons/ and, if it is there, rubric.yaml), "shipped", "configured" (what the
configuration names), the hash of a ruleset that was in force (rulesets/ of the data folder), or a snapshot file (.zip).
Experimental rules take part. The history is the ledger of the data folder, a Kafka topic with --topic, or the files.

Agents, merchants, scores and weights count stable findings only. A finding that is in both sets within three turns, for the
same code and party, has moved. Weights are reckoned as if the whole history were one week without one before.

Both judge by rules alone, unless --learned is given: then each with the learned model that the configuration names. A model file
(.bin) as OLD or NEW stands for the configured rules with that model.

With --fail-on the exit code is 4 when more changes than allowed; without it differences are no failure.`,
		Example: `  tingjian backtest shipped ./my-rules
  tingjian backtest configured ./my-rules --since 2026-11-01T00:00:00+08:00 --format markdown > change.md
  tingjian backtest ./rules-main ./rules-branch --fail-on appear=100,disappear=20 chats.jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return usageError("want OLD and NEW: each a folder of rules, shipped, configured, the hash of a ruleset or a snapshot")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return a.runBacktest(c, f, args[0], args[1], args[2:]) },
	}
	c.Flags().BoolVar(&f.learned, "learned", false, "judge with the learned model as well")
	c.Flags().StringVar(&f.since, "since", "", "only conversations whose latest turn is not older than this `time` (RFC 3339); those without times are left out")
	c.Flags().StringVar(&f.asOf, "as-of", "", "judge as of this `time` (RFC 3339; default: each conversation as of its latest turn)")
	c.Flags().StringVar(&f.topic, "topic", "", "read what this Kafka `topic` holds, instead of the ledger")
	c.Flags().StringVar(&f.format, "format", "text", "text, markdown or json")
	c.Flags().StringVar(&f.failOn, "fail-on", "", "`limits`, as appear=10,disappear=0,move=50,conversations=100,score=0.5: exit with 4 where there is more")
	c.Flags().IntVar(&f.samples, "samples", 2, "changes of each kind to show for each rule")
	c.Flags().IntVar(&f.top, "top", 20, "rows of each table of text and markdown; 0: all")
	return c
}

func (a *app) runBacktest(c *cobra.Command, f backtestFlags, oldName, newName string, files []string) error {
	limits, err := parseLimits(f.failOn)
	if err != nil {
		return err
	}
	if f.format != "text" && f.format != "markdown" && f.format != "json" {
		return usageError("--format %q: want text, markdown or json", f.format)
	}
	asOf, err := parseTime("as-of", f.asOf)
	if err != nil {
		return err
	}
	config, err := a.load(c)
	if err != nil {
		return err
	}
	o := backtest.Options{AsOf: asOf, Samples: f.samples}
	learned := f.learned || filepath.Ext(oldName) == modelFile || filepath.Ext(newName) == modelFile
	var oldErr, newErr error
	o.Old, oldErr = sideOf(config, oldName, learned)
	o.New, newErr = sideOf(config, newName, learned)
	if err := errors.Join(oldErr, newErr); err != nil {
		return exitError{exitUsage, err}
	}
	h, err := a.history(c.Context(), config, f, files)
	if err != nil {
		return err
	}
	defer h.close()
	bar := a.bar(h.turns, "turns", false)
	o.Progress = func(n int) { step(bar, n) }
	report, err := backtest.Run(c.Context(), o, h.all)
	if err != nil {
		return err
	}
	slog.Info("judged by both sets", "turns", report.Turns, "took", report.Took.Round(time.Millisecond), "turns a second", int(float64(report.Turns)/report.Took.Seconds()))
	if err := printBacktest(a.out, report, oldName, newName, f); err != nil {
		return err
	}
	if over := limits.check(report); over != nil {
		return exitError{exitDiffers, over}
	}
	if h.bad > 0 {
		return errBadInput
	}
	return nil
}

var rulesetHash = regexp.MustCompile(`^[0-9a-f]{16}$`)

// modelFile is how the name of a file with a learned model ends.
const modelFile = ".bin"

// sideOf is the judge that an argument names, experimental rules included.
func sideOf(config *configs.Config, name string, learned bool) (*service.Judge, error) {
	judge := config.Judge
	if !learned {
		judge.Model = service.WithoutModel
	}
	switch {
	case filepath.Ext(name) == modelFile:
		judge.Model = name
	case name == "configured":
	case name == "shipped":
		judge.Dir, judge.Rubric = "", ""
	case rulesetHash.MatchString(name):
		return snapshotSide(service.SnapshotPath(service.RulesetsPath(config.DataDir), name), learned)
	case filepath.Ext(name) == ".zip":
		return snapshotSide(name, learned)
	default:
		if info, err := os.Stat(name); err != nil {
			return nil, fmt.Errorf("rules: %w: want a folder, shipped, configured, the hash of a ruleset or a snapshot", err)
		} else if !info.IsDir() {
			return nil, fmt.Errorf("rules: %s: is no folder: name the one that holds rules/ and lexicons/", name)
		}
		judge = inRuleFolder(judge, name)
	}
	made, err := service.NewTrialJudge(judge)
	return made, inFolder(judge.Dir, err)
}

func snapshotSide(name string, learned bool) (*service.Judge, error) {
	files, err := service.ReadSnapshot(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: there is no snapshot: the data folder keeps one of every ruleset that was in force", name)
	}
	if err != nil {
		return nil, err
	}
	return files.TrialJudge(learned)
}

// history is what the sets are run over.
type history struct {
	all   iter.Seq2[*tingjian.Transcript, error]
	turns int64 // for the progress bar
	bad   int   // lines or messages that could not be used
	close func()
}

func (a *app) history(ctx context.Context, config *configs.Config, f backtestFlags, files []string) (*history, error) {
	since, err := parseTime("since", f.since)
	switch {
	case err != nil:
		return nil, err
	case f.topic != "" && len(files) > 0:
		return nil, usageError("--topic and files are given: choose one history")
	case f.topic != "":
		all, bad, err := a.collectTopic(ctx, config, f.topic)
		return gathered(all, since, bad), err
	case len(files) > 0:
		all, bad, err := a.collect(ctx, config, files)
		return gathered(all, since, bad), err
	}
	l, err := readLedger(config)
	if err != nil {
		return nil, err
	}
	n, err := l.Count(ctx)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	stored := func(yield func(*tingjian.Transcript, error) bool) {
		for r, err := range l.Transcripts(ctx, since) {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(&r.Transcript, nil) {
				return
			}
		}
	}
	return &history{all: stored, turns: n.Turns, close: func() { l.Close() }}, nil
}

// gathered is a history that was put together in memory.
func gathered(all *filesrc.Collection, since time.Time, bad int) *history {
	if all == nil {
		return nil
	}
	h := &history{bad: bad, close: func() {}}
	var kept []*tingjian.Transcript
	timeless := 0
	for t := range all.Transcripts() {
		switch latest := t.Latest(); {
		case since.IsZero() || !latest.Before(since):
			kept = append(kept, t)
			h.turns += int64(len(t.Turns))
		case latest.IsZero():
			timeless++
		}
	}
	if timeless > 0 {
		slog.Warn("conversations that do not say when they were are left out by --since", "conversations", timeless)
	}
	h.all = func(yield func(*tingjian.Transcript, error) bool) {
		for _, t := range kept {
			if !yield(t, nil) {
				return
			}
		}
	}
	return h
}

// parseTime reads a time given by a flag; empty: the zero time.
func parseTime(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, usageError(`--%s %q: want a time such as "2024-08-06T10:10:15+08:00"`, flag, text)
	}
	return t.In(tingjian.Zone), nil
}
