package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/lint"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// checkFlags are the flags of lint and ruletest.
type checkFlags struct {
	format string
	strict bool
}

func (f *checkFlags) add(c *cobra.Command) *cobra.Command {
	c.Flags().StringVar(&f.format, "format", "text", "text, or json: one list of problems on standard output")
	c.Flags().BoolVar(&f.strict, "strict", false, "exit with 1 for warnings too")
	return c
}

func (a *app) lint() *cobra.Command {
	var f checkFlags
	return f.add(&cobra.Command{
		Use:   "lint [DIR]",
		Short: "Check rules, phrase lists and rubric; all problems at once with line and column",
		Long: `Check the rules and phrase lists below DIR (rules/ and lexicons/; default: those of the configuration, else the shipped ones)
and the rubric (rubric.yaml in DIR, else that of the configuration, else the shipped one).

Errors are what the service would refuse: schema, unknown lists, missing examples, phrases that cannot be compiled. Warnings
are what works and is hardly meant: phrases that can never count, phrases that others find already (of the same list, or of
another rule with the same code), expressions that cost much, codes without a line in the rubric and lines without a rule.`,
		Example: "  tingjian lint\n  tingjian lint ./my-rules --strict\n  tingjian lint ./my-rules --format json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			config, err := a.loadRules(c, f, args)
			if err != nil {
				return err
			}
			in, err := lintInput(config.Judge)
			if err != nil {
				return err
			}
			return a.report(lint.Check(in), config.Judge.Dir, f)
		},
	})
}

// lintInput are the files that the configuration names.
func lintInput(c configs.Judge) (in lint.Input, err error) {
	in = lint.Input{Files: service.RuleFiles(c.Dir), RubricName: "rubric.yaml", Rubric: configs.Rubric}
	in.Codes = func(set *rules.Set) ([]tingjian.Code, error) { return service.Reported(set, c) }
	if c.Rubric != "" {
		in.RubricName = c.Rubric
		if in.Rubric, err = os.ReadFile(c.Rubric); err != nil {
			return in, usageError("rubric: %w", err)
		}
	}
	return in, nil
}

func (a *app) ruletest() *cobra.Command {
	var f checkFlags
	return f.add(&cobra.Command{
		Use:   "ruletest [DIR]",
		Short: "Run the examples inside the rules, and see whether they hold for a reason",
		Long: `Run the examples that every rule carries, hits and near misses, and report those that come out otherwise.

Then every rule is mutated and its examples are run again, because an example that holds for a rule which does less proves
nothing. A warning says where no near miss holds anything that the rule looks for (so that all of them pass with the rule
emptied), where all examples come out the same without one of the rule's conditions, and where none reaches a branch.`,
		Example: "  tingjian ruletest\n  tingjian ruletest ./my-rules --strict",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			config, err := a.loadRules(c, f, args)
			if err != nil {
				return err
			}
			problems, err := lint.Examples(service.RuleFiles(config.Judge.Dir))
			if err != nil {
				return exitError{exitBadInput, inFolder(config.Judge.Dir, err)}
			}
			return a.report(problems, config.Judge.Dir, f)
		},
	})
}

// loadRules reads the configuration; a folder given as argument takes the place of the configured one, with the rubric in
// it, if there is one.
func (a *app) loadRules(c *cobra.Command, f checkFlags, args []string) (*configs.Config, error) {
	if f.format != "text" && f.format != "json" {
		return nil, usageError("--format %q: want text or json", f.format)
	}
	config, err := a.load(c)
	if err != nil || len(args) == 0 {
		return config, err
	}
	config.Judge = inRuleFolder(config.Judge, args[0])
	if info, err := os.Stat(args[0]); err != nil || !info.IsDir() {
		return nil, usageError("%s: is no folder: name the one that holds rules/ and lexicons/", args[0])
	}
	return config, nil
}

// inRuleFolder takes rules, lists and, if it is there, the rubric from a folder.
func inRuleFolder(c configs.Judge, dir string) configs.Judge {
	c.Dir = dir
	rubric := filepath.Join(dir, "rubric.yaml")
	if _, err := os.Stat(rubric); err == nil {
		c.Rubric = rubric
	}
	return c
}

// report prints problems, with the folder before their paths, and says by its error whether there are too many.
func (a *app) report(problems []lint.Problem, dir string, f checkFlags) error {
	errors, warnings := 0, 0
	for i := range problems {
		p := &problems[i]
		if p.Path != "" {
			p.Path = pathIn(dir, p.Path)
		} else {
			p.Message = pathIn(dir, p.Message)
		}
		if p.Severity == lint.Error {
			errors++
		} else {
			warnings++
		}
		if f.format == "text" {
			fmt.Fprintln(a.err, p)
		}
	}
	if f.format == "json" {
		if problems == nil {
			problems = []lint.Problem{}
		}
		b, err := wire.MarshalIndent(problems)
		if err != nil {
			return err
		}
		if _, err := a.out.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	summary := fmt.Sprintf("%d errors, %d warnings", errors, warnings)
	if errors > 0 || f.strict && warnings > 0 {
		return exitError{exitBadInput, fmt.Errorf("%s", summary)}
	}
	if f.format == "text" {
		fmt.Fprintln(a.out, summary)
	}
	return nil
}
