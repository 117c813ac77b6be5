package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/filesrc"
	"github.com/tingjian/tingjian/opinion"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

func (a *app) opinions() *cobra.Command {
	return &cobra.Command{
		Use:   "opinions [FILE…|-]",
		Short: "Ask a language model for a second opinion on unsure findings (第二意见), for reviewers",
		Long: `Judge conversations from files or standard input as inspect does, ask the language model that the configuration names
about each unsure finding, and print one opinion as JSON a line, in the order of the input. An opinion changes no finding and no
score. Only masked text is sent. Answers are kept: what was asked before is not asked again.

Findings without an opinion are reported on standard error with the reason, and the exit code is 1; it is 3 where the model
cannot be reached.`,
		Example: `  TINGJIAN_OPINION_URL=http://127.0.0.1:8000/v1 TINGJIAN_OPINION_MODEL=qwen3-32b tingjian opinions chats.jsonl`,
		RunE:    a.runOpinions,
	}
}

func (a *app) runOpinions(c *cobra.Command, files []string) (err error) {
	config, err := a.load(c)
	if err != nil {
		return err
	}
	asker, err := opinion.Open(config.Opinion, time.Now)
	if err != nil {
		return exitError{exitUsage, heldBy(config, err)}
	}
	defer func() { err = errors.Join(err, asker.Close()) }()
	judge, err := judgeFor(config, false)
	if err != nil {
		return err
	}
	all, bad, err := a.collect(c.Context(), config, files)
	if err != nil {
		return err
	}
	if err := a.askAbout(c.Context(), asker, judge, all); err != nil {
		return err
	}
	if bad > 0 {
		return errBadInput
	}
	return nil
}

// heldBy says of a cache that is in use which service holds it, where one runs on the data folder.
func heldBy(config *configs.Config, err error) error {
	if !errors.Is(err, opinion.ErrInUse) {
		return err
	}
	running, none := service.ReadRunning(config.DataDir)
	if none != nil {
		return err
	}
	return fmt.Errorf("opinion.cache: %w: %q is held by process %d, which serves %s, where reviewers ask on the pages: stop it, or give this command another folder",
		opinion.ErrInUse, config.Opinion.Cache, running.PID, running.URL)
}

// askAbout asks about the unsure findings of all conversations, a window of conversations at a time.
func (a *app) askAbout(ctx context.Context, asker *opinion.Asker, judge *service.Judge, all *filesrc.Collection) error {
	out, missing := bufio.NewWriter(a.out), error(nil)
	batch := make([]*tingjian.Transcript, 0, window)
	flush := func() error {
		var questions []opinion.Question
		for i, in := range inspectAll(judge, batch, all.Latest()) {
			questions = append(questions, opinion.Questions(batch[i], in)...)
		}
		batch = batch[:0]
		without, err := printOpinions(out, a.err, asker.All(ctx, questions))
		missing = graver(missing, without)
		return errors.Join(err, out.Flush(), ctx.Err())
	}
	for t := range all.Transcripts() {
		if batch = append(batch, t); len(batch) == window {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return errors.Join(flush(), missing)
}

// graver is which of two reasons the command ends with, whichever finding met it first: that nobody could be reached, over others.
func graver(a, b error) error {
	if a == nil || b != nil && codeOf(b) > codeOf(a) {
		return b
	}
	return a
}

// printOpinions prints the opinions to out, one a line, and why there is none to errOut. missing is nil if no finding is
// without an opinion.
func printOpinions(out, errOut io.Writer, results []opinion.Result) (missing, err error) {
	for _, r := range results {
		if r.Err != nil {
			fmt.Fprintln(errOut, r.Err)
			why := error(exitError{exitBadInput, errors.New("some findings have no opinion, see above")})
			if errors.Is(r.Err, opinion.ErrUnreachable) {
				why = exitError{exitUnreachable, opinion.ErrUnreachable}
			}
			missing = graver(missing, why)
			continue
		}
		line, err := wire.Marshal(r.Opinion)
		if err != nil {
			return missing, fmt.Errorf("opinion on finding %q: %w", r.Opinion.Finding, err)
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return missing, err
		}
	}
	return missing, nil
}
