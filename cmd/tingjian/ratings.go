package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

func (a *app) ratings() *cobra.Command {
	var week, by, format string
	c := &cobra.Command{
		Use:     "ratings [--week 2024-W32] [--by agent|team|vendor|merchant]",
		Short:   "Ratings of a week with their 95% intervals",
		Example: "  tingjian ratings --week 2024-W32 --by merchant\n  tingjian ratings --by agent --format json",
		Args:    cobra.NoArgs,
	}
	c.RunE = func(c *cobra.Command, _ []string) error {
		kinds := []string{"agent", "team", "vendor", "merchant"}
		if !slices.Contains(kinds, by) {
			return usageError("--by %q: want one of %v", by, kinds)
		}
		return a.weekly(c, week, format, func(ctx context.Context, _ *configs.Config, l ledger.Ledger, rubric *scoring.Rubric, w scoring.Week) error {
			all, err := service.Ratings(ctx, l, rubric, w)
			if err != nil {
				return err
			}
			all = slices.DeleteFunc(all, func(r scoring.Rating) bool { return string(r.Kind) != by })
			return a.printRatings(all, format)
		})
	}
	c.Flags().StringVar(&week, "week", "", "ISO `week`, for example 2024-W32 (default: last week)")
	c.Flags().StringVar(&by, "by", "merchant", "agent, team, vendor or merchant")
	c.Flags().StringVar(&format, "format", "text", "text or json (one object a line)")
	return c
}

func (a *app) weights() *cobra.Command {
	var week, format string
	var publish bool
	c := &cobra.Command{
		Use:     "weights [--week 2024-W32]",
		Short:   "What each merchant's rating does to its traffic, and why",
		Example: "  tingjian weights --week 2024-W32\n  tingjian weights --publish   # also to the topic merchant-weights",
		Args:    cobra.NoArgs,
	}
	c.RunE = func(c *cobra.Command, _ []string) error {
		return a.weekly(c, week, format, func(ctx context.Context, config *configs.Config, l ledger.Ledger, rubric *scoring.Rubric, w scoring.Week) error {
			all, err := service.Weights(ctx, l, rubric, w)
			if err != nil {
				return err
			}
			if publish {
				if err := publishWeights(ctx, config, w, all); err != nil {
					return err
				}
			}
			return a.printWeights(all, format)
		})
	}
	c.Flags().StringVar(&week, "week", "", "ISO `week`, for example 2024-W32 (default: last week)")
	c.Flags().StringVar(&format, "format", "text", "text or json (one object a line)")
	c.Flags().BoolVar(&publish, "publish", false, "send the weights to the topic merchant-weights, keyed by merchant")
	return c
}

// weekly opens what a command about a week needs.
func (a *app) weekly(c *cobra.Command, week, format string, do func(context.Context, *configs.Config, ledger.Ledger, *scoring.Rubric, scoring.Week) error) error {
	w := scoring.WeekOf(time.Now()).Previous()
	if week != "" {
		var err error
		if w, err = scoring.ParseWeek(week); err != nil {
			return usageError("--week: %w", err)
		}
	}
	if format != "text" && format != "json" {
		return usageError("--format %q: want text or json", format)
	}
	config, err := a.load(c)
	if err != nil {
		return err
	}
	rubric, err := service.Rubric(config.Judge)
	if err != nil {
		return exitError{exitUsage, err}
	}
	l, err := readLedger(config)
	if err != nil {
		return err
	}
	defer l.Close()
	return do(c.Context(), config, l, rubric, w)
}

func (a *app) printRatings(all []scoring.Rating, format string) error {
	if format == "json" {
		return printLines(a, all)
	}
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "谁\t会话\t计入\t综合\t温度\t解决\t效率\t合规")
	for i := range all {
		r := &all[i]
		who := cmp.Or(r.Agent, r.Team, r.Vendor, r.Merchant)
		if r.Speaker == tingjian.Bot {
			who += " (机器人)"
		}
		fmt.Fprintf(w, "%s\t%d\t%d\t%s", who, r.Conversations, r.Composite.N, estimateText(&r.Composite))
		for _, d := range tingjian.Dimensions() {
			fmt.Fprintf(w, "\t%s", estimateText(r.Of(d)))
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

// estimateText is a mean with its interval, or a dash.
func estimateText(e *scoring.Estimate) string {
	if e.Mean == nil {
		return "—"
	}
	return fmt.Sprintf("%.1f [%.1f, %.1f]", *e.Mean, *e.Low, *e.High)
}

func (a *app) printWeights(all []scoring.Weight, format string) error {
	if format == "json" {
		return printLines(a, all)
	}
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "商家\t权重\t评级\t缘由")
	for i := range all {
		x := &all[i]
		why := ""
		for _, s := range x.Receipt {
			why += fmt.Sprintf("%s (%.3f) ", s.Why, s.Weight)
		}
		fmt.Fprintf(w, "%s\t%.3f\t%s\t%s\n", x.Merchant, x.Weight, estimateText(&x.Rating), why)
	}
	return w.Flush()
}

// printLines writes one JSON object a line.
func printLines[T any](a *app, all []T) error {
	for i := range all {
		line, err := wire.Marshal(&all[i])
		if err != nil {
			return err
		}
		if _, err := a.out.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// publishWeights sends the weights out; the key makes a repetition harmless.
func publishWeights(ctx context.Context, config *configs.Config, w scoring.Week, all []scoring.Weight) error {
	writer, err := kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: service.Connection(config)})
	if err != nil {
		return exitError{exitUsage, err}
	}
	defer writer.Close()
	if err := kafkasrc.Ping(ctx, service.Connection(config)); err != nil {
		return err
	}
	messages, err := service.WeightMessages(config.Kafka.Topics.MerchantWeights, w, all)
	if err != nil {
		return err
	}
	return writer.Write(ctx, messages)
}
