package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/service"
)

func (a *app) erase() *cobra.Command {
	var customer string
	c := &cobra.Command{
		Use:   "erase --customer U",
		Short: "Erase one customer everywhere",
		Long: `Remove every conversation of a customer from the ledger with all that was derived from it. A running service, else the next
one, removes it from the search index and sends empty messages for it to the topics out. What the topic transcripts holds
is Kafka's to forget, by its retention.`,
		Example: "  tingjian erase --customer u-9",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if customer == "" {
				return usageError("whom? give --customer")
			}
			config, err := a.load(c)
			if err != nil {
				return err
			}
			l, done, err := openForNote(config)
			if err != nil {
				return err
			}
			defer done()
			masker, err := service.NewMasker(config, false)
			if err != nil {
				return exitError{exitUsage, err}
			}
			name := masker.Pseudonym(customer)
			if _, err := os.Stat(config.Mask.KeyFile); err != nil && name != customer {
				// By another key nobody is found, and the customer would stay while all seems done.
				return usageError("--customer %q: the ledger knows this id by a name that only the key makes: mask key: %w: restore the file, or name it by mask.key_file (--config)", customer, err)
			}
			n, err := l.Erase(c.Context(), name)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.out, "erased %d conversations\n", n)
			return nil
		},
	}
	c.Flags().StringVar(&customer, "customer", "", "the customer's `id`, as the source gives it")
	return c
}

func (a *app) reindex() *cobra.Command {
	return &cobra.Command{
		Use:     "reindex",
		Short:   "Rebuild the search index from the ledger",
		Example: "  tingjian reindex",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := a.load(c)
			if err != nil {
				return err
			}
			bar := a.bar(-1, "turns", false)
			n, err := service.Reindex(c.Context(), config, func(turns int) { step(bar, turns) })
			if errors.Is(err, service.ErrInUse) {
				return err
			}
			if err == nil {
				slog.Info("reindexed", "turns", n)
			}
			return err
		},
	}
}

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print version and ruleset", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := a.load(c)
			if err != nil {
				return err
			}
			judge, err := service.NewJudge(config.Judge)
			if err != nil {
				return exitError{exitUsage, err}
			}
			version, goVersion := "unknown", ""
			if info, ok := debug.ReadBuildInfo(); ok {
				version, goVersion = info.Main.Version, info.GoVersion
			}
			fmt.Fprintf(a.out, "tingjian %s %s ruleset %s\n", version, goVersion, judge.Ruleset())
			return nil
		},
	}
}
