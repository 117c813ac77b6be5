package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/learned"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/eval"
	"github.com/tingjian/tingjian/ingest/filesrc"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/learn/turns"
	"github.com/tingjian/tingjian/service"
)

// trainFlags are the flags of train turns.
type trainFlags struct {
	real, labels []string
	out, status  string
	encoder      string
}

func (a *app) trainTurns() *cobra.Command {
	var f trainFlags
	c := &cobra.Command{
		Use:   "turns FILE…",
		Short: "Train the network that judges turns on labelled conversations",
		Long: `Train the network that judges turns, with the rules and lists in force as its evidence, on conversations that carry labels: the
corpus, and verdicts as "tingjian export corpus" gives them. A part of the conversations, fixed by their ids, is left out
and measured on. Writes the model and a card beside it.`,
		Example: `  tingjian train turns corpus/part-*.jsonl --out turns.bin`,
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(c *cobra.Command, files []string) error { return a.runTrainTurns(c, f, files) },
	}
	c.Flags().StringArrayVar(&f.real, "real", nil, "`file` of real conversations without labels, from which the sound of real service is learned; may be given several times")
	c.Flags().StringArrayVar(&f.labels, "labels", nil, "label `file` of some of the real conversations, may be given several times")
	c.Flags().StringVar(&f.encoder, "encoder", "", "`folder` of a whole encoder whose vectors the network sees (default judge.encoder; see docs/learned.md)")
	c.Flags().StringVar(&f.out, "out", "turns.bin", "the model `file` to write")
	c.Flags().StringVar(&f.status, "status", "shadow", "how far the model is trusted: shadow, until backtest and people have spoken, or stable")
	return c
}

// check reports what is wrong with the flags before the training rather than after it, when all that it made would be lost.
func (f *trainFlags) check() error {
	var problems []error
	known := []tingjian.Status{tingjian.Experimental, tingjian.Shadow, tingjian.Stable}
	if !slices.Contains(known, tingjian.Status(f.status)) {
		problems = append(problems, fmt.Errorf("--status %q: want experimental, shadow or stable", f.status))
	}
	if ext := filepath.Ext(f.out); ext == ".md" || ext == ".svg" {
		problems = append(problems, fmt.Errorf("--out %q: the model's card gets this name: take another ending, such as .bin", f.out))
	}
	if info, err := os.Stat(filepath.Dir(f.out)); err != nil || !info.IsDir() {
		problems = append(problems, fmt.Errorf("--out %q: there is no folder %q: make it first", f.out, filepath.Dir(f.out)))
	}
	if len(problems) > 0 {
		return exitError{exitUsage, errors.Join(problems...)}
	}
	return nil
}

func (a *app) runTrainTurns(c *cobra.Command, f trainFlags, files []string) error {
	if err := f.check(); err != nil {
		return err
	}
	d, err := a.readToLearn(c, f, files)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.err, "read %d labelled conversations and %d real ones to learn from, %d to measure on\n", d.counts.Labelled, d.counts.Real, d.counts.Measured)
	m, err := turns.Make(d.begun, turns.Codes(), d.examples, func(s string) { fmt.Fprintln(a.err, s) })
	if err != nil {
		return err
	}
	data, err := m.Write()
	if err != nil {
		return err
	}
	figures := turns.Measure(m, d.held)
	card := turns.Card(m, d.counts, figures)
	base := strings.TrimSuffix(f.out, filepath.Ext(f.out))
	if _, err := fmt.Fprint(a.out, card); err != nil {
		return err
	}
	return errors.Join(os.WriteFile(f.out, data, 0o644), os.WriteFile(base+".md", []byte(card), 0o644), os.WriteFile(base+".svg", []byte(turns.Reliability(figures)), 0o644))
}

// toLearn is what a training begins with.
type toLearn struct {
	begun    learned.Model // status, vocabulary and encoder
	examples []turns.Example
	held     []turns.Example // the part that is measured on
	counts   turns.Data
}

// readToLearn reads everything that the flags and files name, as turns that rules, lists and encoder have seen.
func (a *app) readToLearn(c *cobra.Command, f trainFlags, files []string) (*toLearn, error) {
	config, err := a.load(c)
	if err != nil {
		return nil, err
	}
	config.Judge.Model = service.WithoutModel // only rules and lists are taken of it
	judge, err := judgeFor(config, false)
	if err != nil {
		return nil, err
	}
	encoder, err := service.OpenEncoder(cmp.Or(f.encoder, config.Judge.Encoder))
	if err != nil {
		return nil, exitError{exitUsage, err}
	}
	labels := eval.NewLabels()
	for _, name := range append(f.labels, files...) {
		if err := readLabels(labels, name); err != nil {
			return nil, err
		}
	}
	a.tellStrangers(labels, judge.Codes())
	learnt, test, err := a.splitToLearn(c.Context(), config, files)
	if err != nil {
		return nil, err
	}
	heard, err := a.hearToLearn(c.Context(), config, f.real, labels)
	if err != nil {
		return nil, err
	}
	r := turns.NewReader(judge.Rules(), encoder, config.Judge.WaitingLimit, turns.Codes())
	if err := r.Learn(learnt); err != nil {
		return nil, err
	}
	examples, err1 := r.Read(learnt, labels)
	held, err2 := r.Read(test, labels)
	more, err3 := r.ReadReal(heard, labels)
	if err := errors.Join(err1, err2, err3); err != nil {
		return nil, err
	}
	d := &toLearn{
		begun:    learned.Model{Status: tingjian.Status(f.status), Vocabulary: r.Vocabulary, Encoder: encoder.Identity()},
		examples: append(examples, more...), held: held,
		counts: turns.Data{Labelled: len(learnt), Real: len(heard), Measured: len(test)},
	}
	for _, name := range slices.Concat(files, f.real, f.labels) {
		d.counts.Files = append(d.counts.Files, filepath.Base(name))
	}
	return d, nil
}

// splitToLearn reads conversations with labels and sets those apart that are measured on.
func (a *app) splitToLearn(ctx context.Context, config *configs.Config, files []string) (learnt, test []*tingjian.Transcript, err error) {
	all, bad, err := a.collectToLearn(ctx, config, files)
	if err != nil {
		return nil, nil, err
	}
	if bad > 0 {
		return nil, nil, errBadInput
	}
	for t := range all.Transcripts() {
		if turns.Split(t.ID) == turns.Test {
			test = append(test, t)
		} else {
			learnt = append(learnt, t)
		}
	}
	return learnt, test, nil
}

// hearToLearn reads those real conversations that may be learned from. What cannot be read of real files is left out.
func (a *app) hearToLearn(ctx context.Context, config *configs.Config, files []string, labels *eval.Labels) (heard []*tingjian.Transcript, err error) {
	real, _, err := a.collectToLearn(ctx, config, files)
	if err != nil {
		return nil, err
	}
	for t := range real.Transcripts() {
		if turns.Heard(t.ID) || labels.Knows(t.ID) && turns.Split(t.ID) == turns.Train {
			heard = append(heard, t)
		}
	}
	return heard, nil
}

// collectToLearn masks with the same key each time, so that ids that look like somebody's number get the same pseudonym, and the
// same files make the same model. No conversation leaves a training, so that no secret is needed.
func (a *app) collectToLearn(ctx context.Context, config *configs.Config, files []string) (*filesrc.Collection, int, error) {
	masker, err := mask.New([]byte("what is learned does not hang on a key"))
	if err != nil {
		return nil, 0, err
	}
	return a.collectMasked(ctx, config, masker, files)
}
