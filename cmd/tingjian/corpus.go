package main

import (
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/learn/corpus"
)

// corpusFlags are the flags of corpus.
type corpusFlags struct{ against, second []string }

func (a *app) corpus() *cobra.Command {
	var f corpusFlags
	c := &cobra.Command{
		Use:   "corpus FILE…",
		Short: "Show the state of a labelled corpus and what is wrong with it",
		Long: `Check labelled conversations and show how they stand: form, conversations that say much of what another one says, labels by
code and conversations by trade in each part of the split, and how far a second labelling agrees (Cohen's kappa). With
--against nothing may stand in the corpus that stands in those files.`,
		Example: `  tingjian corpus corpus/part-*.jsonl --second corpus/second-pass/in-1.jsonl`,
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(_ *cobra.Command, files []string) error { return a.runCorpus(f, files) },
	}
	c.Flags().StringArrayVar(&f.against, "against", nil, "`file` of conversations from which nothing may be copied, may be given several times")
	c.Flags().StringArrayVar(&f.second, "second", nil, "`file` of a second, blind labelling, may be given several times")
	return c
}

func (a *app) runCorpus(f corpusFlags, files []string) error {
	all, err := readCorpus(files)
	if err != nil {
		return err
	}
	others, err := readCorpus(f.against)
	if err != nil {
		return err
	}
	second, err := readCorpus(f.second)
	if err != nil {
		return err
	}
	problems := corpus.Check(all)
	for _, p := range problems {
		fmt.Fprintln(a.err, p)
	}
	twins := corpus.Twins(all, others)
	for _, t := range twins {
		fmt.Fprintf(a.err, "%s and %s say much of the same (%.2f) %s: write one of them anew\n", t.A, t.B, t.Same, t.Turn)
	}
	printCorpus(a.out, all, second)
	fmt.Fprintf(a.out, "\n%d faults of form, %d pairs that say much of the same\n", len(problems), len(twins))
	if len(problems)+len(twins) > 0 {
		return errBadInput
	}
	return nil
}

func readCorpus(files []string) (all []corpus.Conversation, err error) {
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			return nil, usageError("%w", err)
		}
		more, err := corpus.Read(name, file)
		_ = file.Close()
		if err != nil {
			return nil, exitError{exitBadInput, err}
		}
		all = append(all, more...)
	}
	return all, nil
}

func printCorpus(out io.Writer, all, second []corpus.Conversation) {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	conversations, said, codes, industries := corpus.Balance(all)
	row := func(c corpus.Count) { fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", c.Name, c.Train, c.Dev, c.Test, c.All()) }
	fmt.Fprintln(w, "\ttrain\tdev\ttest\tall")
	row(conversations)
	row(said)
	fmt.Fprintln(w, "\nlabels\ttrain\tdev\ttest\tall")
	for _, c := range codes {
		row(c)
	}
	fmt.Fprintf(w, "\n%d trades, the largest\ttrain\tdev\ttest\tall\n", len(industries))
	for _, c := range industries[:min(20, len(industries))] {
		row(c)
	}
	if len(second) > 0 {
		fmt.Fprintln(w, "\nsecond labelling\tboth\tonly first\tonly second\tkappa")
		for _, g := range corpus.Agree(all, second) {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%.2f\n", g.Code, g.Both, g.OnlyFirst, g.OnlySecond, g.Kappa())
		}
	}
	_ = w.Flush()
}
