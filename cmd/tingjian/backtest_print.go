package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/backtest"
	"github.com/tingjian/tingjian/wire"
)

// printBacktest writes the report in the form that was asked for.
func printBacktest(out io.Writer, r *backtest.Report, oldName, newName string, f backtestFlags) error {
	if f.format == "json" {
		b, err := wire.MarshalIndent(r)
		if err != nil {
			return err
		}
		_, err = out.Write(append(b, '\n'))
		return err
	}
	w, markdown := bufio.NewWriter(out), f.format == "markdown"
	if markdown {
		fmt.Fprint(w, "# Backtest\n\n")
	}
	fmt.Fprintf(w, "old %s (%s), new %s (%s)\n\n", r.Old, oldName, r.New, newName)
	fmt.Fprintf(w, "%d conversations, %d turns; %d changed (%.1f%%)\n\n", r.Conversations, r.Turns, r.Changed, percent(r.Changed, r.Conversations))
	if r.Incomplete > 0 {
		fmt.Fprintf(w, "%d conversations could not be judged wholly by one of the sets and are left out\n\n", r.Incomplete)
	}
	for _, t := range backtestTables(r, f.top) {
		if err := t.write(w, markdown); err != nil {
			return err
		}
	}
	if err := printSamples(w, r.Samples, markdown); err != nil {
		return err
	}
	return w.Flush()
}

func percent(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}

// countHead names what addCounts adds.
var countHead = []string{"before", "after", "appear", "disappear", "move"}

func counts(c backtest.Counts) []any { return []any{c.Before, c.After, c.Appear, c.Disappear, c.Move} }

func headed(title string, names ...string) *table { return &table{title: title, head: names} }

// backtestTables are the report's tables, each cut to its first rows.
func backtestTables(r *backtest.Report, top int) []*table {
	codes := headed("Findings by code (stable)", append([]string{"code"}, countHead...)...)
	codes.add(append([]any{"all"}, counts(r.Total)...)...)
	for _, x := range r.Codes {
		codes.add(append([]any{x.Code}, counts(x.Counts)...)...)
	}
	rules := headed("Rules with changes", append([]string{"rule", "status"}, countHead...)...)
	for _, x := range r.Rules {
		if x.Changes() > 0 {
			rules.add(append([]any{x.Rule, x.Status}, counts(x.Counts)...)...)
		}
	}
	scores := headed("Scores of conversations", "dimension", "scored", "up", "down", "mean before", "mean after", "largest", "where")
	for _, x := range r.Scores {
		scores.add(x.Dimension, x.Scored, x.Up, x.Down, x.Mean.Before, x.Mean.After, x.Largest, x.Where)
	}
	weights := headed("Weights that change", "merchant", "conversations", "before", "after")
	for _, x := range r.Weights {
		weights.add(x.Merchant, x.Conversations, x.Before, x.After)
	}
	all := []*table{codes, rules, scores, parties("Merchants with changes", r.Merchants), weights, parties("Agents with changes", r.Agents)}
	for _, t := range all {
		if more := len(t.rows) - top; top > 0 && more > 0 && t != scores {
			t.rows, t.note = t.rows[:top], fmt.Sprintf("… and %d more: --top 0 shows all, --format json has all", more)
		}
	}
	return all
}

func parties(title string, rows []backtest.PartyRow) *table {
	t := headed(title, append([]string{"who", "of"}, append(countHead[:5:5], "warmth", "→", "resolution", "→", "composite", "→")...)...)
	for _, x := range rows {
		who, of := x.Agent, x.Vendor
		if of == "" {
			of = x.Merchant
		}
		if who == "" {
			who, of = x.Merchant, string(x.Speaker)
		}
		t.add(append(append([]any{who, of}, counts(x.Counts)...), x.Warmth.Before, x.Warmth.After, x.Resolution.Before, x.Resolution.After, x.Composite.Before, x.Composite.After)...)
	}
	return t
}

// signs stand before a sample.
var signs = map[backtest.Kind]string{backtest.Appear: "+", backtest.Disappear: "-", backtest.Move: "~"}

// printSamples shows conversations to look at: what changed, and the turns around it.
func printSamples(out io.Writer, all []backtest.Sample, markdown bool) error {
	if len(all) == 0 {
		return nil
	}
	var b strings.Builder
	fence := ""
	if markdown {
		b.WriteString("## Samples\n\n")
		fence = "```\n"
	} else {
		b.WriteString("Samples\n")
	}
	for i := range all {
		s := &all[i]
		b.WriteString(fence)
		fmt.Fprintf(&b, "%s %s %s %s\n", signs[s.Kind], s.Kind, s.Code, s.Transcript)
		for _, f := range []struct {
			side string
			*tingjian.Finding
		}{{"old", s.Old}, {"new", s.New}} {
			if f.Finding != nil {
				fmt.Fprintf(&b, "    %s: turn %d “%s” by %s%s (%s): %s\n", f.side, f.Turn, f.Quote, f.Rule, prefixed("/", f.Branch), f.Status, f.Message)
			}
		}
		for _, line := range s.Turns {
			fmt.Fprintf(&b, "  %s %3d %s%s: %s%s\n", pointer(s, line.Turn), line.Turn, speakers[line.Speaker], prefixed(" ", line.Agent),
				strings.ReplaceAll(line.Text, "\n", " "), eventText(line.Event))
		}
		b.WriteString(fence + "\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// pointer marks the turns that a finding of the sample stands on.
func pointer(s *backtest.Sample, turn int) string {
	for _, f := range []*tingjian.Finding{s.Old, s.New} {
		if f != nil && f.Turn == turn {
			return "→"
		}
	}
	return " "
}
