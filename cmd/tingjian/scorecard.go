package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/dashboards/scorecard"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/service"
)

// scorecardFlags are the flags of scorecard.
type scorecardFlags struct {
	merchant, week, format, out, language string
	send, dryRun, again                   bool
}

func (a *app) scorecard() *cobra.Command {
	var f scorecardFlags
	c := &cobra.Command{
		Use:   "scorecard --merchant M [--week 2024-W32] [--format html|pdf|xlsx|csv|json]",
		Short: "A merchant's weekly scorecard, written or sent",
		Long: `Write a merchant's weekly scorecard (商家周报) to standard output or to a file, beside a running service too. PDF is printed by Chromium.

--send sends it to the mail addresses and group robots that the configuration lists for the merchant, or for every merchant where
none is given; what was sent already is left out. --dry-run says what would be sent and sends nothing.`,
		Example: `  tingjian scorecard --merchant m-042 --week 2024-W32 --format pdf --out m-042.pdf
  tingjian scorecard --merchant m-042 --format json
  tingjian scorecard --week 2024-W32 --send --dry-run`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.runScorecard(c, &f) },
	}
	c.Flags().StringVar(&f.merchant, "merchant", "", "`id` of the merchant")
	c.Flags().StringVar(&f.week, "week", "", "ISO `week`, for example 2024-W32 (default: last week)")
	c.Flags().StringVar(&f.format, "format", "html", "html, pdf, xlsx, csv or json")
	c.Flags().StringVar(&f.out, "out", "", "`file` to write to (default: standard output)")
	c.Flags().StringVar(&f.language, "lang", "", "zh or en (default: scorecard.language of the configuration)")
	c.Flags().BoolVar(&f.send, "send", false, "send it as the configuration says")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "with --send: say what would be sent, and send nothing")
	c.Flags().BoolVar(&f.again, "again", false, "with --send: send once more what was sent, given up or is unsure")
	return c
}

// check reports what is wrong with the flags, all of it.
func (f *scorecardFlags) check() error {
	var problems []error
	if !slices.Contains(scorecard.Formats(), scorecard.Format(f.format)) {
		problems = append(problems, fmt.Errorf("--format %q: want html, pdf, xlsx, csv or json", f.format))
	}
	if f.language != "" && !slices.Contains(scorecard.Languages(), f.language) {
		problems = append(problems, fmt.Errorf("--lang %q: want zh or en", f.language))
	}
	if f.merchant == "" && !f.send {
		problems = append(problems, errors.New("--merchant: give the merchant's id"))
	}
	if (f.dryRun || f.again) && !f.send {
		problems = append(problems, errors.New("--dry-run and --again: go with --send"))
	}
	if len(problems) > 0 {
		return exitError{exitUsage, errors.Join(problems...)}
	}
	return nil
}

func (a *app) runScorecard(c *cobra.Command, f *scorecardFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	return a.weekly(c, f.week, "text", func(ctx context.Context, config *configs.Config, l ledger.Ledger, rubric *scoring.Rubric, w scoring.Week) error {
		if f.language != "" {
			config.Scorecard.Language = f.language
		}
		if f.send {
			return a.sendCards(ctx, config, l, rubric, w, f)
		}
		return a.writeCard(ctx, service.NewScorecards(l, func() *scoring.Rubric { return rubric }, &config.Scorecard), w, f)
	})
}

// sendCards sends what the configuration lists, or says what it would send. The ledger that is given reads only.
func (a *app) sendCards(ctx context.Context, config *configs.Config, l ledger.Ledger, rubric *scoring.Rubric, w scoring.Week, f *scorecardFlags) error {
	if !f.dryRun {
		writing, done, err := openForNote(config)
		if err != nil {
			return err
		}
		defer done()
		l = writing
	}
	sender, err := service.NewSender(l, service.NewScorecards(l, func() *scoring.Rubric { return rubric }, &config.Scorecard), &config.Scorecard, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return exitError{exitUsage, err}
	}
	plan, err := sender.Plan(ctx, f.merchant, w, f.again)
	if err != nil {
		return err
	}
	if len(plan) == 0 {
		return usageError("nobody to send to: list mail addresses or webhooks below scorecard.merchants of the configuration (--config)")
	}
	if f.dryRun {
		return a.printPlan(plan)
	}
	sent, err := sender.SendNow(ctx, f.merchant, w, f.again)
	return errors.Join(a.printSent(plan, sent), err)
}

func (a *app) printPlan(plan []service.Plan) error {
	t := table{title: "dry run: nothing is sent", head: []string{"merchant", "week", "target", "so far", "now"}}
	for _, p := range plan {
		now := "would be sent"
		if p.Skip {
			now = "would be left out"
		}
		t.add(p.Merchant, p.Week, p.Target, cmp.Or(string(p.State), "new"), now)
	}
	return t.write(a.out, false)
}

// printSent tells what became of each, and fails where something did not arrive for certain.
func (a *app) printSent(plan []service.Plan, sent []ledger.Sending) error {
	t := table{title: "scorecards", head: []string{"merchant", "week", "target", "state", "reason"}}
	states := map[ledger.SendingKey]bool{}
	failed := 0
	for _, x := range sent {
		states[x.SendingKey] = true
		t.add(x.Merchant, x.Week, x.Target, x.State, x.Reason)
		if x.State != ledger.SendingDone {
			failed++
		}
	}
	for _, p := range plan {
		if !states[p.SendingKey] {
			t.add(p.Merchant, p.Week, p.Target, p.State, "left out; --again sends it once more")
		}
	}
	if err := t.write(a.out, false); err != nil {
		return err
	}
	if failed > 0 {
		return exitError{exitUnreachable, fmt.Errorf("%d of %d were not sent, see the table", failed, len(sent))}
	}
	return nil
}

// writeCard writes one scorecard in the format asked for.
func (a *app) writeCard(ctx context.Context, cards *service.Scorecards, w scoring.Week, f *scorecardFlags) error {
	card, err := cards.Card(ctx, f.merchant, w)
	if err != nil {
		return err
	}
	renderer, err := scorecard.New()
	if err != nil {
		return err
	}
	o := cards.Options(f.merchant)
	o.NoPDF = !scorecard.CanPrint()
	var made bytes.Buffer // whole before anything is written, so that a failure leaves no half file
	if err := renderer.Write(ctx, &made, card, scorecard.Format(f.format), o); err != nil {
		if errors.Is(err, scorecard.ErrNoBrowser) {
			return exitError{exitUnreachable, err}
		}
		return err
	}
	if f.out == "" {
		_, err = a.out.Write(made.Bytes())
		return err
	}
	if err := os.WriteFile(f.out, made.Bytes(), 0o644); err != nil {
		return usageError("--out: %w", err)
	}
	return nil
}
