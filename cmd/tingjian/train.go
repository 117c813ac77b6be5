package main

import "github.com/spf13/cobra"

// train is the parent of the commands that make models.
func (a *app) train() *cobra.Command {
	c := &cobra.Command{
		Use:   "train",
		Short: "Make the learned models anew, from named data",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError("unknown model %q: see %s --help", args[0], c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.trainTurns(), a.trainOutcome())
	return c
}
