package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/service"
)

// The exit codes of every command.
const (
	exitDone        = 0
	exitBadInput    = 1 // done, but some input was bad
	exitUsage       = 2 // wrong usage or configuration
	exitUnreachable = 3 // a needed service cannot be reached
	exitDiffers     = 4 // backtest: more changes than --fail-on allows
	exitInterrupted = 130
)

// exitError carries the exit code of a command that did not end well.
type exitError struct {
	code int
	error
}

func (e exitError) Unwrap() error { return e.error }

// usageError marks an error as the caller's to mend.
func usageError(format string, args ...any) error {
	return exitError{exitUsage, fmt.Errorf(format, args...)}
}

// errBadInput ends a command that did its work and reported bad input on the way.
var errBadInput = exitError{exitBadInput, errors.New("some input was bad, see above")}

// app is what the commands share: streams and the way to their configuration.
type app struct {
	in       io.Reader
	out, err io.Writer
	config   string // --config
}

// run executes the command line and gives the exit code.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	sink := &written{Writer: out}
	a := &app{in: in, out: sink, err: errOut}
	root := a.command()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(sink)
	root.SetErr(errOut)
	strict(root)
	name := commandOf(root, args)
	ctx, stop := untilInterrupted(name)
	defer stop()
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil && sink.err != nil: // what cannot be read by anybody is not done
		err = sink.err
	case errors.Is(err, context.Canceled) && ctx.Err() != nil && slices.Contains(endless, name):
		return exitDone
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		err = exitError{exitInterrupted, errors.New("interrupted before all was done")}
	case err == nil:
		return exitDone
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		fmt.Fprintln(errOut, "tingjian:", line)
	}
	return codeOf(err)
}

// written remembers the first write that failed, so that no command has to look at each of its lines.
type written struct {
	io.Writer
	err error
}

func (w *written) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

// strict makes wrong arguments wrong usage, whichever check finds them.
func strict(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(c *cobra.Command, args []string) error {
			err := check(c, args)
			if exit := (exitError{}); err == nil || errors.As(err, &exit) {
				return err
			}
			return usageError("%w: see %s --help", err, c.CommandPath())
		}
	}
	for _, below := range c.Commands() {
		strict(below)
	}
}

// Commands that have something to put in order when they are interrupted: endless ones run until then, the others send, ask or
// write step by step. Whatever else is interrupted ends at once, as programs do, also in the middle of a computation of minutes
// or while it waits for standard input.
var (
	endless  = []string{"serve", "demo"}
	stepwise = []string{"produce", "reindex", "scorecard", "weights", "opinions"}
)

// commandOf is the name of the command below root that the arguments call, "" where they call none.
func commandOf(root *cobra.Command, args []string) string {
	c, _, err := root.Find(args)
	if err != nil {
		return ""
	}
	for c.HasParent() && c.Parent() != root {
		c = c.Parent()
	}
	return c.Name()
}

// untilInterrupted ends its context at an interrupt or SIGTERM, where the command puts something in order then. A second one ends
// the process at once.
func untilInterrupted(name string) (context.Context, context.CancelFunc) {
	if !slices.Contains(endless, name) && !slices.Contains(stepwise, name) {
		return context.WithCancel(context.Background())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

func codeOf(err error) int {
	var exit exitError
	switch {
	case errors.As(err, &exit):
		return exit.code
	case errors.Is(err, kafkasrc.ErrUnreachable):
		return exitUnreachable
	case errors.Is(err, service.ErrInUse):
		return exitUsage
	}
	return exitBadInput
}

// command builds the tree of commands.
func (a *app) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "tingjian",
		Short: "Tingjian 听鉴: quality inspection of Chinese customer-service chats and calls (客服质检)",
		Long: `Tingjian 听鉴 inspects customer-service chats and calls (客服质检): transcripts stream in through Kafka, every
conversation is judged while it runs and when it closes, each mark with the words it rests on, and agents and merchants are
scored on warmth (温度) and resolution (解决).

Exit codes: 0 done; 1 done, but some input was bad; 2 wrong usage or configuration; 3 a needed service cannot be reached;
4 (backtest --fail-on) more changes than allowed; 130 interrupted before all was done.`,
		Example: `  tingjian demo                                  # everything, with sample traffic
  tingjian inspect --format text chats.jsonl     # judge a file
  tingjian serve --brokers kafka-1:9092          # the service on your Kafka`,
		SilenceErrors: true, SilenceUsage: true,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError("unknown command %q: see tingjian help", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError("%w: see %s --help", err, c.CommandPath())
	})
	flags := root.PersistentFlags()
	flags.StringVar(&a.config, "config", "", "configuration `file` (YAML); every setting has a default")
	flags.String("data-dir", "", "`folder` of ledger, index and embedded broker (default $XDG_DATA_HOME/tingjian)")
	flags.String("brokers", "", "Kafka brokers, `host:port,…` (default: the embedded broker)")
	flags.String("embedded-addr", "", "`host:port` of the embedded broker (default 127.0.0.1:9192)")
	flags.String("listen", "", "`host:port` of pages, API and metrics (default 127.0.0.1:8321)")
	flags.String("log-level", "", "debug, info, warn or error (default info)")
	root.AddCommand(a.demo(), a.serve(), a.inspect(), a.produce(), a.search(), a.export(), a.eval(), a.ratings(), a.weights(), a.scorecard(),
		a.train(), a.corpus(), a.lint(), a.ruletest(), a.rule(), a.backtest(), a.dlq(), a.erase(), a.user(), a.roster(), a.opinions(), a.reindex(), a.version())
	return root
}

// settingOf names the setting behind each global flag.
var settingOf = map[string]string{
	"data-dir": "data_dir", "brokers": "kafka.brokers", "embedded-addr": "kafka.embedded_addr", "listen": "listen", "log-level": "log.level",
}

// load reads the configuration as the command's flags, the environment and the file give it, and sets up logging.
func (a *app) load(c *cobra.Command) (*configs.Config, error) {
	given := map[string]string{}
	for flag, setting := range settingOf {
		if f := c.Flags().Lookup(flag); f != nil && f.Changed {
			given[setting] = f.Value.String()
		}
	}
	config, err := configs.Load(a.config, os.Environ(), given)
	if err != nil {
		return nil, exitError{exitUsage, err}
	}
	slog.SetDefault(slog.New(a.handler(config)))
	return config, nil
}

func (a *app) handler(c *configs.Config) slog.Handler {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.Log.Level)) // checked with the configuration
	o := &slog.HandlerOptions{Level: level}
	if c.Log.Format == "json" {
		return slog.NewJSONHandler(a.err, o)
	}
	return slog.NewTextHandler(a.err, o)
}
