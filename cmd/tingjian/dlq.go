package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/kafkasrc"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/service"
)

func (a *app) dlq() *cobra.Command {
	c := &cobra.Command{
		Use:   "dlq",
		Short: "Dead letters: messages that could not be used (死信)",
		Long: `Messages that could not be used are kept in the ledger, masked, with topic, partition, offset and reason. list and show work
beside a running service; replay sends a record to the topic transcripts again, for example after the limits were raised.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError("unknown command %q: want list, show or replay", args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(
		&cobra.Command{Use: "list", Short: "List the dead letters, oldest first", Args: cobra.NoArgs, RunE: func(c *cobra.Command, _ []string) error { return a.dlqList(c) }},
		&cobra.Command{Use: "show ID", Short: "Show one whole", Args: cobra.ExactArgs(1), RunE: func(c *cobra.Command, args []string) error { return a.dlqShow(c, args[0]) }},
		&cobra.Command{Use: "replay ID…", Short: "Send their records again", Args: cobra.MinimumNArgs(1), RunE: func(c *cobra.Command, args []string) error { return a.dlqReplay(c, args) }},
	)
	return c
}

func (a *app) dlqList(c *cobra.Command) error {
	l, err := a.reading(c)
	if err != nil {
		return err
	}
	defer l.Close()
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "id\tarrived\ttopic/partition/offset\tbytes\treplayed\treason")
	for after := int64(0); ; {
		letters, err := l.DeadLetters(c.Context(), after, 500)
		if err != nil {
			return err
		}
		for _, d := range letters {
			after = d.ID
			fmt.Fprintf(w, "%d\t%s\t%s/%d/%d\t%d\t%s\t%s\n", d.ID, timeText(d.Arrived), d.Topic, d.Partition, d.Offset, len(d.Record), timeText(d.Replayed), d.Reason)
		}
		if len(letters) == 0 {
			return w.Flush()
		}
	}
}

// letterID reads an id as list shows it.
func letterID(s string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, usageError("id %q: want a number, as tingjian dlq list shows it", s)
	}
	return id, nil
}

// letter reads a dead letter; the ledger's error names it already.
func letter(ctx context.Context, l ledger.Ledger, id int64) (*ledger.DeadLetter, error) {
	d, err := l.DeadLetter(ctx, id)
	switch {
	case errors.Is(err, ledger.ErrNotFound):
		return nil, usageError("there is no dead letter %d: tingjian dlq list shows those that there are", id)
	case err != nil:
		return nil, exitError{exitUsage, err}
	}
	return d, nil
}

func (a *app) dlqShow(c *cobra.Command, arg string) error {
	id, err := letterID(arg)
	if err != nil {
		return err
	}
	l, err := a.reading(c)
	if err != nil {
		return err
	}
	defer l.Close()
	d, err := letter(c.Context(), l, id)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "id        %d\ntopic     %s\npartition %d\noffset    %d\nkey       %s\narrived   %s\nreplayed  %s\nreason    %s\n\n%s\n",
		d.ID, d.Topic, d.Partition, d.Offset, d.Key, timeText(d.Arrived), timeText(d.Replayed), d.Reason, d.Record)
	return nil
}

func (a *app) dlqReplay(c *cobra.Command, args []string) error {
	var ids []int64
	for _, arg := range args {
		id, err := letterID(arg)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	config, err := a.load(c)
	if err != nil {
		return err
	}
	l, done, err := openForNote(config)
	if err != nil {
		return err
	}
	defer done()
	writer, err := kafkasrc.NewWriter(kafkasrc.WriterConfig{Connection: service.Connection(config)})
	if err != nil {
		return exitError{exitUsage, err}
	}
	defer writer.Close()
	for _, id := range ids {
		if err := replayOne(c.Context(), config, l, writer, id); err != nil {
			return err
		}
		fmt.Fprintf(a.out, "dead letter %d was sent again\n", id)
	}
	return nil
}

func replayOne(ctx context.Context, config *configs.Config, l ledger.Ledger, w *kafkasrc.Writer, id int64) error {
	d, err := letter(ctx, l, id)
	if err != nil {
		return err
	}
	if len(d.Record) == 0 { // an empty message would only become another dead letter, which no longer says where the first one lies
		return usageError("dead letter %d holds nothing that could be sent again: read the message from topic %s, partition %d, offset %d", id, d.Topic, d.Partition, d.Offset)
	}
	out := kafkasrc.OutMessage{Topic: config.Kafka.Topics.Transcripts, Key: []byte(d.Key), Value: d.Record}
	if err := w.Write(ctx, []kafkasrc.OutMessage{out}); err != nil {
		return fmt.Errorf("dead letter %d: %w", id, err)
	}
	return l.MarkReplayed(ctx, id, time.Now())
}
