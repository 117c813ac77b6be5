package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/ingest/rosterfile"
	"github.com/tingjian/tingjian/ledger"
)

func (a *app) roster() *cobra.Command {
	c := &cobra.Command{
		Use:   "roster",
		Short: "Who is on duty, for channels that hide the agent's name (排班)",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError("unknown command %q: want load or list", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(&cobra.Command{
		Use:   "load FILE|-",
		Short: "Take a duty roster from a CSV file",
		Long: `Take a duty roster from a CSV file whose first line names the columns: agent, begins, ends, and if wanted vendor, team and
merchant (or 工号, 开始, 结束, 外包商, 班组, 商家). What is known of a vendor between its first and last shift in the file is replaced, so that a
corrected file is simply loaded again. A file with a mistake is refused whole.`,
		Example: "  tingjian roster load deploy/roster.example.csv",
		Args:    cobra.ExactArgs(1),
		RunE:    func(c *cobra.Command, args []string) error { return a.loadRoster(c, args[0]) },
	}, &cobra.Command{
		Use: "list", Short: "Show the shifts of today and the six days after", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.listRoster(c) },
	})
	return c
}

func (a *app) loadRoster(c *cobra.Command, name string) error {
	shifts, err := a.readRoster(name)
	if err != nil {
		return err
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
	if err := l.PutShifts(c.Context(), shifts); err != nil {
		return err
	}
	fmt.Fprintf(a.out, "took %d shifts\n", len(shifts))
	return nil
}

func (a *app) readRoster(name string) (_ []ledger.Shift, err error) {
	in := a.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, usageError("%w", err)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		in = io.Reader(f)
	}
	return rosterfile.Read(name, in)
}

func (a *app) listRoster(c *cobra.Command) error {
	l, err := a.reading(c)
	if err != nil {
		return err
	}
	defer l.Close()
	now := time.Now()
	shifts, err := l.Shifts(c.Context(), now, now.AddDate(0, 0, 7))
	if err != nil {
		return err
	}
	const form = "2006-01-02 15:04"
	for _, s := range shifts {
		fmt.Fprintf(a.out, "%s\t%s\t%s\t%s\t%s\t%s\n", s.Begins.Format(form), s.Ends.Format(form), s.Agent, s.Vendor, s.Team, s.Merchant)
	}
	return nil
}
