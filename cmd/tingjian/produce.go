package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/filesrc"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/ingest/sample"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// produceFlags are the flags of produce.
type produceFlags struct {
	by, start string
	rate      float64
	sample    int
	seed      uint64
	open      bool
	width     int
}

func (a *app) produce() *cobra.Command {
	var f produceFlags
	c := &cobra.Command{
		Use:   "produce [FILE…|-]",
		Short: "Send transcripts to Kafka, from files or from the built-in sample traffic",
		Long: `Send fragments of transcripts to the topic transcripts, from files (JSON Lines) or, with --sample, from the built-in
generator. Conversations in files count as closed unless they say "closed":false, and are sent so; --open leaves them as
they are. Without --brokers they go to the embedded broker of the service that runs on this machine.`,
		Example: `  tingjian produce chats.jsonl                       # one message a line
  tingjian produce --by turn --rate 50 chats.jsonl   # as a live source would
  tingjian produce --sample 1000 --seed 7 --by turn`,
		RunE: func(c *cobra.Command, files []string) error { return a.runProduce(c, f, files) },
	}
	c.Flags().StringVar(&f.by, "by", "conversation", "one message a conversation or a turn: conversation or turn")
	c.Flags().Float64Var(&f.rate, "rate", 0, "messages a second (0: as fast as it goes)")
	c.Flags().IntVar(&f.sample, "sample", 0, "send `N` conversations of the sample traffic instead of files")
	c.Flags().Uint64Var(&f.seed, "seed", 1, "seed of the sample traffic")
	c.Flags().StringVar(&f.start, "start", "", "begin the sample traffic on this `date` (2006-01-02; default 2024-08-05)")
	c.Flags().BoolVar(&f.open, "open", false, "do not close conversations that do not say whether they are")
	c.Flags().IntVar(&f.width, "width", 50, "with --by turn: how many conversations run at a time")
	return c
}

func (a *app) runProduce(c *cobra.Command, f produceFlags, files []string) error {
	if f.by != "conversation" && f.by != "turn" {
		return usageError("--by %q: want conversation or turn", f.by)
	}
	if !(f.rate >= 0) || f.sample < 0 || f.width < 1 {
		return usageError("--rate, --sample and --width must not be negative")
	}
	if f.sample > 0 && len(files) > 0 {
		return usageError("give either files or --sample, not both")
	}
	config, err := a.load(c)
	if err != nil {
		return err
	}
	source, failed, err := a.fragments(config, f, files)
	if err != nil {
		return err
	}
	connection := service.Connection(config)
	if err := kafkasrc.Ping(c.Context(), connection); err != nil {
		return err
	}
	if err := service.EnsureTopics(c.Context(), config, connection); err != nil {
		return err
	}
	writer, err := kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: connection})
	if err != nil {
		return exitError{exitUsage, err}
	}
	defer writer.Close()
	sent, err := a.send(c.Context(), writer, config.Kafka.Topics.Transcripts, source, f.rate)
	slog.Info("sent", "messages", sent, "topic", config.Kafka.Topics.Transcripts)
	if err == nil {
		err = failed()
	}
	return err
}

// fragments gives what is to be sent, one message each. The function tells afterwards whether some of it was bad.
func (a *app) fragments(config *configs.Config, f produceFlags, files []string) (iter.Seq[tingjian.Fragment], func() error, error) {
	var failure error
	source := a.fromFiles(config, files, f.open, &failure)
	if f.sample > 0 {
		o := sample.Options{N: f.sample, Seed: f.seed}
		if f.start != "" {
			start, err := time.ParseInLocation(time.DateOnly, f.start, tingjian.Zone)
			if err != nil {
				return nil, nil, usageError("--start %q: want a date such as 2024-08-05", f.start)
			}
			o.Start = start
		}
		source = sample.Generate(o)
	}
	if f.by == "turn" {
		source = sample.Interleave(source, f.width)
	}
	return source, func() error { return failure }, nil
}

// fromFiles reads fragments; what cannot be used is reported and left out.
func (a *app) fromFiles(config *configs.Config, files []string, open bool, failure *error) iter.Seq[tingjian.Fragment] {
	limits := config.Limits()
	errDone := errors.New("the reader has had enough")
	closed := true
	return func(yield func(tingjian.Fragment) bool) {
		masker, err := service.NewMasker(config, false)
		if err != nil {
			*failure = exitError{exitUsage, err}
			return
		}
		err = a.eachInput(files, func(name string, r io.Reader) error {
			for line, err := range filesrc.Lines(name, r, limits) {
				var lineError *filesrc.LineError
				switch {
				case errors.As(err, &lineError):
					a.refused(masker, lineError)
					*failure = errBadInput
				case err != nil:
					return err
				default:
					if line.Fragment.Closed == nil && !open {
						line.Fragment.Closed = &closed
					}
					if !yield(*line.Fragment) {
						return errDone
					}
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errDone) {
			*failure = err
		}
	}
}

// sendBatch is how many messages go in one call when there is no rate to keep.
const sendBatch = 2000

// send writes the fragments and says how many were acknowledged.
func (a *app) send(ctx context.Context, w *kafkasrc.Writer, topic string, source iter.Seq[tingjian.Fragment], rate float64) (int, error) {
	sent, start := 0, time.Now()
	bar := a.bar(-1, "messages", false)
	var batch []kafkasrc.OutMessage
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := w.Write(ctx, batch); err != nil {
			return err
		}
		sent += len(batch)
		step(bar, len(batch))
		batch = batch[:0]
		return nil
	}
	for f := range source {
		value, err := wire.Marshal(&f)
		if err != nil {
			return sent, fmt.Errorf("fragment of %q: %w", f.ID, err)
		}
		batch = append(batch, kafkasrc.OutMessage{Topic: topic, Key: []byte(f.Key()), Value: value})
		if rate > 0 {
			if err := sleepUntil(ctx, start.Add(time.Duration(float64(sent+1)/rate*float64(time.Second)))); err != nil {
				return sent, err
			}
		}
		if rate > 0 || len(batch) >= sendBatch {
			if err := flush(); err != nil {
				return sent, err
			}
		}
	}
	return sent, flush()
}

// sleepUntil waits for the moment or the end of ctx.
func sleepUntil(ctx context.Context, t time.Time) error {
	d := time.Until(t)
	if d <= 0 {
		return ctx.Err()
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
