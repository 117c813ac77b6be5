package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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

func (a *app) runTrainTurns(c *cobra.Command, f trainFlags, files []string) error {
	config, err := a.load(c)
	if err != nil {
		return err
	}
	config.Judge.Model = service.WithoutModel // only rules and lists are taken of it
	judge, err := judgeFor(config, false)
	if err != nil {
		return err
	}
	encoder, err := service.OpenEncoder(cmp.Or(f.encoder, config.Judge.Encoder))
	if err != nil {
		return exitError{exitUsage, err}
	}
	labels := eval.NewLabels()
	for _, name := range append(f.labels, files...) {
		if err := readLabels(labels, name); err != nil {
			return err
		}
	}
	a.tellStrangers(labels, judge.Codes())
	all, bad, err := a.collectToLearn(c.Context(), config, files)
	if err != nil {
		return err
	}
	if bad > 0 {
		return errBadInput
	}
	var learnt, test []*tingjian.Transcript
	for t := range all.Transcripts() {
		if turns.Split(t.ID) == turns.Test {
			test = append(test, t)
		} else {
			learnt = append(learnt, t)
		}
	}
	codes := turns.Codes()
	r := turns.NewReader(judge.Rules(), encoder, config.Judge.WaitingLimit, codes)
	if err := r.Learn(learnt); err != nil {
		return err
	}
	examples, err := r.Read(learnt, labels)
	if err != nil {
		return err
	}
	held, err := r.Read(test, labels)
	if err != nil {
		return err
	}
	real, _, err := a.collectToLearn(c.Context(), config, f.real)
	if err != nil {
		return err
	}
	var heard []*tingjian.Transcript
	for t := range real.Transcripts() {
		if turns.Heard(t.ID) || labels.Knows(t.ID) && turns.Split(t.ID) == turns.Train {
			heard = append(heard, t)
		}
	}
	more, err := r.ReadReal(heard, labels)
	if err != nil {
		return err
	}
	examples = append(examples, more...)
	fmt.Fprintf(a.err, "read %d labelled conversations and %d real ones to learn from, %d to measure on\n", len(learnt), len(heard), len(test))
	begun := learned.Model{Status: tingjian.Status(f.status), Vocabulary: r.Vocabulary, Encoder: encoder.Identity()}
	m, err := turns.Make(begun, codes, examples, func(s string) { fmt.Fprintln(a.err, s) })
	if err != nil {
		return err
	}
	data, err := m.Write()
	if err != nil {
		return err
	}
	figures := turns.Measure(m, held)
	var names []string
	for _, name := range append(files, append(f.real, f.labels...)...) {
		names = append(names, filepath.Base(name))
	}
	card := turns.Card(m, turns.Data{Files: names, Labelled: len(learnt), Real: len(heard), Measured: len(test)}, figures)
	base := strings.TrimSuffix(f.out, filepath.Ext(f.out))
	if _, err := fmt.Fprint(a.out, card); err != nil {
		return err
	}
	return errors.Join(os.WriteFile(f.out, data, 0o644), os.WriteFile(base+".md", []byte(card), 0o644), os.WriteFile(base+".svg", []byte(turns.Reliability(figures)), 0o644))
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
