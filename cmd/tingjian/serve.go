package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/service"
)

func (a *app) serve() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "The service: ingest, inspect, ledger, search, pages, API and metrics",
		Long: `Read transcripts from Kafka (without --brokers from a broker embedded in the process), inspect every conversation while it
runs and when it closes, keep everything in the ledger, and serve pages, API, /metrics, /healthz and /readyz. It stops
gracefully on SIGINT and SIGTERM; killed in any other way it goes on where its ledger stands.

SIGHUP puts changed rules, lists and rubric in force for conversations that begin from then on; those under way end under the
rules they began with. Rules with a mistake are refused, and those in force stay.`,
		Example: `  tingjian serve
  tingjian serve --config /etc/tingjian.yaml --brokers kafka-1:9092,kafka-2:9092`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			config, err := a.load(c)
			if err != nil {
				return err
			}
			s, err := service.Open(c.Context(), config)
			if err != nil {
				return err
			}
			defer s.Close()
			fmt.Fprintf(a.err, "tingjian: %s\n", s.URL())
			reloadOnHangup(c.Context(), s)
			return s.Run(c.Context())
		},
	}
}

// reloadOnHangup reloads the rules at each SIGHUP until ctx ends. What is wrong with them is in the log.
func reloadOnHangup(ctx context.Context, s *service.Service) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		defer signal.Stop(hangups)
		for {
			select {
			case <-ctx.Done():
				return
			case <-hangups:
				_ = s.Reload()
			}
		}
	}()
}
