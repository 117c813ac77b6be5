package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/learn/outcome"
	"github.com/tingjian/tingjian/wire"
)

// trainOutcomeFlags are the flags of train outcome.
type trainOutcomeFlags struct{ stc3, uss, out string }

func (a *app) trainOutcome() *cobra.Command {
	var f trainOutcomeFlags
	c := &cobra.Command{
		Use:   "outcome --stc3 FILE --uss FILE --out DIR",
		Short: "Make the model that predicts how a conversation ends, as raters would say",
		Long: `Learn from labelled conversations how raters mark a conversation (task accomplished, customer satisfied, dialogue effective) and
how satisfied a customer is at each turn. First three models are fitted to four fifths of the conversations and held against the
rest; their figures go into the model card. Then one is fitted to all: outcome.bin, with outcome.json as its card.

The same files give the same bits on the same processor architecture. It takes some minutes on two cores and 1 GB of memory.
docs/outcome.md says where the files come from and what the model is good for.`,
		Example: `  tingjian train outcome --stc3 stc3.jsonl --uss jddc-uss.jsonl --out analyzers/outcome`,
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return usageError("unexpected argument %q: files are named by --stc3 and --uss", args[0])
			case f.stc3 == "" || f.uss == "" || f.out == "":
				return usageError("want --stc3, --uss and --out")
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error { return a.runTrainOutcome(f) },
	}
	c.Flags().StringVar(&f.stc3, "stc3", "", "`file` of conversations with quality and nuggets (NTCIR STC-3)")
	c.Flags().StringVar(&f.uss, "uss", "", "`file` of conversations with the satisfaction at customer turns (USS)")
	c.Flags().StringVar(&f.out, "out", "", "`folder` for outcome.bin and outcome.json")
	return c
}

func (a *app) runTrainOutcome(f trainOutcomeFlags) error {
	stc3, err1 := os.ReadFile(f.stc3)
	uss, err2 := os.ReadFile(f.uss)
	if err := errors.Join(err1, err2); err != nil {
		return usageError("%w", err)
	}
	if err := os.MkdirAll(f.out, 0o755); err != nil { // before the training, which would be lost
		return usageError("--out: %w", err)
	}
	start := time.Now()
	model, card, err := outcome.Train(outcome.File{Name: f.stc3, Data: stc3}, outcome.File{Name: f.uss, Data: uss}, func(format string, args ...any) {
		fmt.Fprintf(a.err, "%7.1fs  %s\n", time.Since(start).Seconds(), fmt.Sprintf(format, args...))
	})
	if err != nil {
		return usageError("%w", err)
	}
	text, err := wire.MarshalIndent(card)
	if err != nil {
		return err
	}
	return errors.Join(
		os.WriteFile(filepath.Join(f.out, "outcome.bin"), model, 0o644),
		os.WriteFile(filepath.Join(f.out, "outcome.json"), append(text, '\n'), 0o644),
	)
}
