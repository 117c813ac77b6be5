package main

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/access"
	"github.com/tingjian/tingjian/ingest/sample"
	"github.com/tingjian/tingjian/scoring"
	"github.com/tingjian/tingjian/service"
)

// demoFlags are the flags of demo.
type demoFlags struct {
	conversations int
	seed          uint64
	rate          float64
}

func (a *app) demo() *cobra.Command {
	var f demoFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "Everything in one process with sample traffic; prints the address to open",
		Long: `Start the service with its embedded parts, send it last week as sample conversations, then go on with live ones, and print a
link that signs in once. Unless --data-dir is given it keeps its data in a folder of its own, tingjian-demo-UID below
the system's temporary folder, where UID is the user's number; the next demo goes on with it.`,
		Example: "  tingjian demo\n  tingjian demo --conversations 5000",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return a.runDemo(c, f) },
	}
	c.Flags().IntVar(&f.conversations, "conversations", 1500, "how many conversations of last week to begin with")
	c.Flags().Uint64Var(&f.seed, "seed", 1, "seed of the sample traffic")
	c.Flags().Float64Var(&f.rate, "rate", 2, "turns a second of the live traffic that follows; 0: none")
	return c
}

func (a *app) runDemo(c *cobra.Command, f demoFlags) error {
	if !(f.rate >= 0) || f.conversations < 0 {
		return usageError("--rate and --conversations must not be negative")
	}
	if !c.Flags().Changed("data-dir") && os.Getenv("TINGJIAN_DATA_DIR") == "" {
		if err := c.Flags().Set("data-dir", filepath.Join(os.TempDir(), fmt.Sprintf("tingjian-demo-%d", os.Getuid()))); err != nil {
			return err
		}
	}
	if !c.Flags().Changed("log-level") {
		if err := c.Flags().Set("log-level", "warn"); err != nil {
			return err
		}
	}
	config, err := a.load(c)
	if err != nil {
		return err
	}
	s, err := service.Open(c.Context(), config)
	if err != nil {
		return err
	}
	defer s.Close()
	link := s.SignInLink(access.Viewer{Name: "demo", Role: access.Admin})
	group, ctx := errgroup.WithContext(c.Context())
	group.Go(func() error { return s.Run(ctx) })
	group.Go(func() error { return a.demoTraffic(ctx, s, f) })
	fmt.Fprintf(a.out, "Tingjian 听鉴 is running. Open this link, it signs you in once (打开链接即可登录,仅一次有效):\n\n  %s\n\nCtrl-C stops it.\n", link)
	return group.Wait()
}

// demoTraffic sends last week at once, unless the data folder holds it already, and then live conversations.
func (a *app) demoTraffic(ctx context.Context, s *service.Service, f demoFlags) error {
	topic := s.Config.Kafka.Topics.Transcripts
	counts, err := s.Ledger.Count(ctx)
	if err != nil {
		return err
	}
	if counts.Transcripts == 0 {
		monday, _ := scoring.WeekOf(time.Now()).Previous().Bounds()
		week := sample.Generate(sample.Options{N: f.conversations, Seed: f.seed, Start: monday, Until: time.Now()})
		sent, err := a.send(ctx, s.Writer, topic, week, 0)
		if err != nil {
			return err
		}
		slog.Info("demo: sent last week", "conversations", sent)
	}
	if f.rate == 0 {
		return nil
	}
	seed := f.seed + uint64(time.Now().Unix()) // each demo's live traffic is new
	live := relabel(sample.Interleave(sample.Generate(sample.Options{N: 1 << 20, Seed: seed}), 20), fmt.Sprintf("live-%d-", seed))
	_, err = a.send(ctx, s.Writer, topic, now(live), f.rate)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// relabel gives the conversations names of their own, so that they do not add to those of an earlier demo.
func relabel(seq iter.Seq[tingjian.Fragment], prefix string) iter.Seq[tingjian.Fragment] {
	return func(yield func(tingjian.Fragment) bool) {
		for f := range seq {
			f.ID = prefix + f.ID
			if !yield(f) {
				return
			}
		}
	}
}

// now gives each turn the time at which it is sent, so that it counts as live.
func now(seq iter.Seq[tingjian.Fragment]) iter.Seq[tingjian.Fragment] {
	return func(yield func(tingjian.Fragment) bool) {
		for f := range seq {
			for i := range f.Turns {
				said := f.Turns[i].Until.Sub(f.Turns[i].At)
				f.Turns[i].At = time.Now()
				if !f.Turns[i].Until.IsZero() {
					f.Turns[i].Until = f.Turns[i].At.Add(said)
				}
			}
			if !yield(f) {
				return
			}
		}
	}
}
