package main

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"

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
			n, err := l.Erase(c.Context(), masker.Pseudonym(customer))
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

func (a *app) user() *cobra.Command {
	c := &cobra.Command{
		Use:   "user",
		Short: "People who may sign in to the pages",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError("unknown command %q: want add or list", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	var role string
	add := &cobra.Command{
		Use:     "add NAME",
		Short:   "Add a person or give a new password; the password is read from standard input",
		Example: "  tingjian user add lin < password.txt",
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return a.addUser(c, args[0], role) },
	}
	add.Flags().StringVar(&role, "role", "reviewer", strings.Join(service.Roles(), ", "))
	c.AddCommand(add, &cobra.Command{Use: "list", Short: "List them", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return a.listUsers(c) }})
	return c
}

func (a *app) addUser(c *cobra.Command, name, role string) error {
	config, err := a.load(c)
	if err != nil {
		return err
	}
	l, done, err := openForNote(config)
	if err != nil {
		return err
	}
	defer done()
	password, err := a.password()
	if err != nil {
		return err
	}
	account, err := service.NewAccount(name, role, password)
	if err != nil {
		return exitError{exitUsage, err}
	}
	if err := l.PutAccount(c.Context(), *account); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s may sign in as %s\n", name, role)
	return nil
}

func (a *app) listUsers(c *cobra.Command) error {
	l, err := a.reading(c)
	if err != nil {
		return err
	}
	defer l.Close()
	all, err := l.Accounts(c.Context())
	if err != nil {
		return err
	}
	for _, x := range all {
		fmt.Fprintf(a.out, "%s\t%s\n", x.Name, x.Role)
	}
	return nil
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
