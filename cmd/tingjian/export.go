package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/ledger"
	"github.com/tingjian/tingjian/plaintext"
	"github.com/tingjian/tingjian/wire"
)

func (a *app) export() *cobra.Command {
	exported := []string{"inspections", "findings", "turns", "cases", "verdicts", "corpus"}
	var since, format string
	c := &cobra.Command{
		Use:   "export inspections|findings|turns|cases|verdicts|corpus",
		Short: "What the ledger holds, as JSON Lines or CSV, in a stable order",
		Long: `Write what the ledger holds to standard output, ordered by conversation and turn, or by case, beside a running service too. --since
takes conversations with a turn, or without times an arrival, at or after that time, cases whose last conversation ended then, verdicts
given then, and corpus conversations drawn for review then. Verdicts come in the order in which people gave them. The corpus holds, as JSON Lines in the form of corpus/README.md, the
conversations that somebody has been through from beginning to end, with people's labels: tingjian eval and the training read it.`,
		Example:   "  tingjian export findings --format csv > findings.csv\n  tingjian export inspections --since 2024-08-05T00:00:00+08:00",
		ValidArgs: exported,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(exported, args[0]) {
				return usageError("want one of %s", strings.Join(exported, ", "))
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return a.runExport(c, args[0], since, format) },
	}
	c.Flags().StringVar(&since, "since", "", "only what is not older than this `time` (RFC 3339)")
	c.Flags().StringVar(&format, "format", "jsonl", "jsonl or csv")
	return c
}

func (a *app) runExport(c *cobra.Command, what, since, format string) error {
	var from time.Time
	if since != "" {
		var err error
		if from, err = time.Parse(time.RFC3339, since); err != nil {
			return usageError(`--since %q: want a time such as "2024-08-06T10:10:15+08:00"`, since)
		}
	}
	if format != "jsonl" && format != "csv" || what == "corpus" && format == "csv" {
		return usageError("--format %q: want jsonl or csv, for the corpus jsonl", format)
	}
	l, err := a.reading(c)
	if err != nil {
		return err
	}
	defer l.Close()
	out := bufio.NewWriterSize(a.out, 256<<10)
	e := &exporter{out: out}
	if format == "csv" {
		e.csv = csv.NewWriter(out)
	}
	if err := e.run(c.Context(), l, what, from); err != nil {
		return err
	}
	if e.csv != nil {
		if e.csv.Flush(); e.csv.Error() != nil {
			return e.csv.Error()
		}
	}
	return out.Flush()
}

// exporter writes rows in one of two forms; csv is nil for JSON Lines.
type exporter struct {
	out io.Writer
	csv *csv.Writer
}

func (e *exporter) run(ctx context.Context, l ledger.Ledger, what string, since time.Time) error {
	switch what {
	case "cases":
		return e.cases(ctx, l, since)
	case "verdicts":
		return e.verdicts(ctx, l, since)
	case "corpus":
		return e.corpus(ctx, l, since)
	}
	if what == "turns" {
		e.head("transcript", "turn", "speaker", "agent", "at", "text")
		for r, err := range l.Transcripts(ctx, since) {
			if err != nil {
				return err
			}
			if err := e.turns(&r.Transcript); err != nil {
				return err
			}
		}
		return nil
	}
	if what == "findings" {
		e.head("transcript", "id", "code", "rule", "version", "status", "turn", "start", "end", "quote", "speaker", "agent", "pending", "confidence", "message")
	} else {
		e.head("id", "as_of", "closed", "complete", "ruleset", "warmth", "resolution", "efficiency", "compliance", "findings")
	}
	for in, err := range l.Inspections(ctx, since) {
		if err != nil {
			return err
		}
		if what == "findings" {
			err = e.findings(in)
		} else {
			err = e.inspection(in)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *exporter) head(names ...string) {
	if e.csv != nil {
		_ = e.csv.Write(names) // an error stays and is reported at the end
	}
}

func (e *exporter) row(v any, fields ...string) error {
	if e.csv != nil {
		for i := range fields {
			if _, err := strconv.ParseFloat(fields[i], 64); err != nil { // a number may begin as formulas do
				fields[i] = plaintext.Defused(fields[i])
			}
		}
		return e.csv.Write(fields)
	}
	line, err := wire.Marshal(v)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	_, err = e.out.Write(append(line, '\n'))
	return err
}

// exportedTurn is a turn with the conversation it belongs to.
type exportedTurn struct {
	Transcript string `json:"transcript"`
	Index      int    `json:"turn"`
	*tingjian.Turn
}

func (e *exporter) turns(t *tingjian.Transcript) error {
	for i := range t.Turns {
		turn := &t.Turns[i]
		if err := e.row(&exportedTurn{t.ID, i, turn}, t.ID, strconv.Itoa(i), string(turn.Speaker), turn.Agent, timeText(turn.At), turn.Text); err != nil {
			return err
		}
	}
	return nil
}

// exportedFinding is a finding with the conversation it belongs to.
type exportedFinding struct {
	Transcript string `json:"transcript"`
	*tingjian.Finding
}

func (e *exporter) findings(in *tingjian.Inspection) error {
	for i := range in.Findings {
		f := &in.Findings[i]
		if err := e.row(&exportedFinding{in.ID, f}, in.ID, f.ID, string(f.Code), f.Rule, f.Version, string(f.Status), strconv.Itoa(f.Turn), strconv.Itoa(f.Start),
			strconv.Itoa(f.End), f.Quote, string(f.Speaker), f.Agent, strconv.FormatBool(f.Pending), strconv.FormatFloat(f.Confidence, 'g', -1, 64), f.Message); err != nil {
			return err
		}
	}
	return nil
}

func (e *exporter) cases(ctx context.Context, l ledger.Ledger, since time.Time) error {
	e.head("case", "customer", "merchant", "order", "opened", "as_of", "contacts", "bounces", "retold", "resolved", "remedy", "amount", "transcripts")
	for c, err := range l.Cases(ctx, since) {
		if err != nil {
			return err
		}
		err = e.row(c, c.ID, c.Customer, c.Merchant, c.Order, timeText(c.Opened), timeText(c.AsOf), strconv.Itoa(c.Contacts), strconv.Itoa(c.Bounces),
			strconv.Itoa(c.Retold), strconv.FormatBool(c.Resolved), c.Remedy, strconv.FormatFloat(c.Amount, 'g', -1, 64), strings.Join(c.Transcripts, " "))
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *exporter) inspection(in *tingjian.Inspection) error {
	fields := []string{in.ID, timeText(in.AsOf), strconv.FormatBool(in.Closed), strconv.FormatBool(in.Complete), in.Ruleset}
	for _, d := range tingjian.Dimensions() {
		value := ""
		if v := in.Scores.Of(d).Value; v != nil {
			value = strconv.FormatFloat(*v, 'g', -1, 64)
		}
		fields = append(fields, value)
	}
	return e.row(in, append(fields, strconv.Itoa(len(in.Findings)))...)
}

// timeText is t as it is shown; the ledger keeps times that are its own in UTC.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(tingjian.Zone).Format(time.RFC3339Nano)
}
