package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/service"
)

func (a *app) lint() *cobra.Command {
	return &cobra.Command{
		Use:   "lint [DIR]",
		Short: "Check rules, phrase lists and rubric; all problems at once with line and column",
		Long: `Check the rules and phrase lists below DIR (rules/ and lexicons/; default: those of the configuration, else the shipped ones)
and the rubric: schema, unknown lists, missing examples, phrases that cannot be compiled.`,
		Example: "  tingjian lint\n  tingjian lint ./my-rules",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			config, err := a.loadRules(c, args)
			if err != nil {
				return err
			}
			judge, err := service.NewJudge(config.Judge)
			if err != nil {
				return exitError{exitBadInput, err}
			}
			fmt.Fprintf(a.out, "%d rules, ruleset %s: no problems\n", len(judge.Rules().Rules()), judge.Ruleset())
			return nil
		},
	}
}

func (a *app) ruletest() *cobra.Command {
	return &cobra.Command{
		Use:     "ruletest [DIR]",
		Short:   "Run the examples inside the rules",
		Long:    "Run the examples that every rule carries, hits and near misses, and report those that come out otherwise.",
		Example: "  tingjian ruletest\n  tingjian ruletest ./my-rules",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			config, err := a.loadRules(c, args)
			if err != nil {
				return err
			}
			set, err := service.LoadRules(config.Judge.Dir)
			if err != nil {
				return exitError{exitBadInput, err}
			}
			failed := 0
			for _, rule := range set.Rules() {
				for _, f := range set.Test(rule) {
					failed++
					fmt.Fprintln(a.err, f)
				}
			}
			if failed > 0 {
				return exitError{exitBadInput, fmt.Errorf("%d examples came out otherwise", failed)}
			}
			fmt.Fprintf(a.out, "%d rules: every example comes out as it says\n", len(set.Rules()))
			return nil
		},
	}
}

// loadRules reads the configuration; a folder given as argument takes the place of the configured one.
func (a *app) loadRules(c *cobra.Command, args []string) (*configs.Config, error) {
	config, err := a.load(c)
	if err == nil && len(args) > 0 {
		config.Judge.Dir = args[0]
	}
	return config, err
}
