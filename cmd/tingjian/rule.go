package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/dialogue"
	"github.com/tingjian/tingjian/analyzers/rules"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/lint"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

func (a *app) rule() *cobra.Command {
	c := &cobra.Command{Use: "rule", Short: "Look into single rules", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(a.ruleExplain())
	return c
}

// explainFlags are the flags of rule explain.
type explainFlags struct {
	transcript, id, asOf, format string
	all                          bool
}

func (a *app) ruleExplain() *cobra.Command {
	var f explainFlags
	c := &cobra.Command{
		Use:   "explain RULE --transcript FILE",
		Short: "Say which branch and condition of a rule held or failed on a conversation, and on which words",
		Long: `Judge the conversations of a file by one rule and say, for each message (or statement, or conversation, as the rule's
scope has it) in which it found something to begin with, which conditions held, which failed, and on which words.

RULE is the rule's file, or the id of a rule in force. A file below <folder>/rules/ is read with the rest of that folder,
another one beside the rules of the configuration. The conversations are JSON Lines, or a text file (.txt) with a message a
line: "客服: 没有办法", "客户: 那怎么办", and "# closed: false" above them for one that is under way.`,
		Example: `  tingjian rule explain configs/rules/customer.thanks/plain.yaml --transcript chat.txt
  tingjian rule explain customer.thanks/plain --transcript chats.jsonl --id c-17 --all`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.runExplain(c, f, args[0]) },
	}
	c.Flags().StringVar(&f.transcript, "transcript", "", "conversations, a `file` of JSON Lines or text (.txt)")
	c.Flags().StringVar(&f.id, "id", "", "only the conversation with this `id`")
	c.Flags().StringVar(&f.asOf, "as-of", "", "judge as of this `time` (RFC 3339; default: the latest time in the file)")
	c.Flags().StringVar(&f.format, "format", "text", "text, or json: one explanation a line")
	c.Flags().BoolVar(&f.all, "all", false, "also show where the rule found nothing to begin with")
	return c
}

func (a *app) runExplain(c *cobra.Command, f explainFlags, name string) error {
	switch {
	case f.transcript == "":
		return usageError("--transcript is missing: name the file with the conversations")
	case f.format != "text" && f.format != "json":
		return usageError("--format %q: want text or json", f.format)
	}
	asOf, err := parseTime("as-of", f.asOf)
	if err != nil {
		return err
	}
	config, err := a.load(c)
	if err != nil {
		return err
	}
	id, judge, err := ruleOf(config.Judge, name)
	if err != nil {
		return exitError{exitUsage, err}
	}
	all, latest, bad, err := a.conversations(c.Context(), config, f.transcript)
	if err != nil {
		return err
	}
	if asOf.IsZero() {
		asOf = latest
	}
	shown := 0
	for _, t := range all {
		if f.id != "" && t.ID != f.id {
			continue
		}
		x, err := judge.Explain(id, t, asOf)
		if err != nil {
			return exitError{exitUsage, err}
		}
		if err := a.printExplanation(x, t, f); err != nil {
			return err
		}
		shown++
	}
	switch {
	case shown == 0 && f.id != "":
		return usageError("--id %q: %s has no such conversation", f.id, f.transcript)
	case bad > 0:
		return errBadInput
	}
	return nil
}

// ruleOf finds the rule that an argument names: its id, and a judge that has it.
func ruleOf(c configs.Judge, name string) (id string, judge *service.Judge, err error) {
	info, err := os.Stat(name)
	if err != nil || info.IsDir() {
		judge, err = service.NewTrialJudge(c)
		return name, judge, inFolder(c.Dir, err)
	}
	whole, err := filepath.Abs(name)
	if err != nil {
		return "", nil, err
	}
	pack := filepath.Dir(whole)
	root := filepath.Dir(filepath.Dir(pack))
	id = filepath.Base(pack) + "/" + strings.TrimSuffix(filepath.Base(whole), filepath.Ext(whole))
	if _, err := os.Stat(filepath.Join(root, "lexicons")); err == nil && filepath.Base(filepath.Dir(pack)) == "rules" {
		judge, err = service.NewTrialJudge(inRuleFolder(c, root))
		return id, judge, inFolder(root, err)
	}
	text, err := os.ReadFile(whole)
	if err != nil {
		return "", nil, err
	}
	files, err := lint.Overlay(service.RuleFiles(c.Dir), map[string][]byte{path.Join("rules", id+".yaml"): text})
	if err != nil {
		return "", nil, err
	}
	judge, err = service.NewTrialJudgeOf(files, c)
	return id, judge, err
}

// conversations reads those of a file, their latest time, and how many lines could not be used.
func (a *app) conversations(ctx context.Context, config *configs.Config, name string) (all []*tingjian.Transcript, latest time.Time, bad int, err error) {
	if filepath.Ext(name) == ".txt" {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, latest, 0, usageError("%w", err)
		}
		marked, err := dialogue.Parse(name, text)
		if err != nil {
			return nil, latest, 0, exitError{exitBadInput, err}
		}
		for i := range marked {
			t := &marked[i].Transcript
			if all = append(all, t); t.Latest().After(latest) {
				latest = t.Latest()
			}
		}
		return all, latest, 0, nil
	}
	gathered, bad, err := a.collect(ctx, config, []string{name})
	if err != nil {
		return nil, latest, bad, err
	}
	for t := range gathered.Transcripts() {
		all = append(all, t)
	}
	return all, gathered.Latest(), bad, nil
}

// explained is an explanation with the conversation that it is about.
type explained struct {
	Transcript string `json:"transcript"`
	*rules.Explanation
}

func (a *app) printExplanation(x *rules.Explanation, t *tingjian.Transcript, f explainFlags) error {
	if f.format == "json" {
		line, err := wire.Marshal(&explained{t.ID, x})
		if err == nil {
			_, err = a.out.Write(append(line, '\n'))
		}
		return err
	}
	_, err := fmt.Fprint(a.out, explanationText(x, t, f.all))
	return err
}
