package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/eval"
	"github.com/tingjian/tingjian/wire"
)

// evalFlags are the flags of eval.
type evalFlags struct {
	labels    []string
	format    string
	confusion string
}

func (a *app) eval() *cobra.Command {
	var f evalFlags
	c := &cobra.Command{
		Use:   "eval FILE… [--labels FILE]…",
		Short: "Hold the judgements against labels: precision, recall and F1 of each code",
		Long: `Inspect the conversations of the files and compare the findings with labels: --labels files, each one labeller's pass, and
the labels that authored conversations carry themselves. Turns on which the passes disagree are left out. Only stable
findings that are not pending count.

Where raters marked whole conversations ("quality") or customer turns ("satisfaction"), the predicted distributions are held
against theirs: NMD and RSNOD (0 is best), Pearson of the expected marks; macro-F1, AUC and calibration error of the turns.

--confusion writes each turn that was judged otherwise than labelled: what fired there, what fired instead, why, as far as it
can be told, and the turns around it.`,
		Example: `  tingjian eval chats.jsonl --labels first-pass.jsonl --labels second-pass.jsonl
  tingjian eval challenge.jsonl --confusion wrong.md`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError("no file: name the conversations to inspect")
			}
			return nil
		},
		RunE: func(c *cobra.Command, files []string) error { return a.runEval(c, f, files) },
	}
	c.Flags().StringArrayVar(&f.labels, "labels", nil, "label `file`, may be given several times")
	c.Flags().StringVar(&f.format, "format", "text", "text, markdown or json")
	c.Flags().StringVar(&f.confusion, "confusion", "", "write the turns judged otherwise than labelled to this `file`: Markdown, or JSON Lines if it ends in .jsonl")
	return c
}

func (a *app) runEval(c *cobra.Command, f evalFlags, files []string) error {
	if f.format != "text" && f.format != "markdown" && f.format != "json" {
		return usageError("--format %q: want text, markdown or json", f.format)
	}
	config, err := a.load(c)
	if err != nil {
		return err
	}
	judge, err := judgeFor(config, false)
	if err != nil {
		return err
	}
	labels := eval.NewLabels()
	for _, name := range append(f.labels, files...) {
		if err := readLabels(labels, name); err != nil {
			return err
		}
	}
	crowd := eval.NewCrowd()
	if err := readCrowd(crowd, files); err != nil {
		return err
	}
	all, bad, err := a.collect(c.Context(), config, files)
	if err != nil {
		return err
	}
	report, reported := eval.NewReport(labels), judge.Codes()
	a.tellStrangers(labels, reported)
	if f.confusion != "" {
		report.Explain = func(t *tingjian.Transcript) func(int, tingjian.Code) []string { return judge.WhyNot(t, all.Latest()) }
	}
	for t := range all.Transcripts() {
		if !report.Known(t.ID) && !crowd.Known(t.ID) {
			continue
		}
		in := judge.Inspect(t, all.Latest())
		crowd.Add(in)
		if report.Known(t.ID) {
			report.Add(t, in.Findings, reported)
		}
	}
	if err := errors.Join(printReport(a.out, report, crowd, f.format), writeConfusion(report, f.confusion)); err != nil {
		return err
	}
	if bad > 0 {
		return errBadInput
	}
	return nil
}

func readLabels(labels *eval.Labels, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return usageError("%w", err)
	}
	defer file.Close()
	if err := labels.Read(name, file); err != nil {
		return usageError("%w", err)
	}
	return nil
}

// tellStrangers says which codes of the labels nothing reports. It is no failure: labels may be of more than one set of rules.
func (a *app) tellStrangers(labels *eval.Labels, reported map[tingjian.Code]bool) {
	for _, err := range labels.Strangers(reported) {
		fmt.Fprintln(a.err, "tingjian:", err)
	}
}

func printReport(out io.Writer, r *eval.Report, crowd *eval.Crowd, format string) error {
	if format == "json" {
		type row struct {
			eval.Tally
			Precision, Recall, F1 float64
		}
		rows := []row{}
		for _, t := range r.Tallies() {
			rows = append(rows, row{t, t.Precision(), t.Recall(), t.F1()})
		}
		b, err := wire.MarshalIndent(map[string]any{"conversations": r.Conversations, "codes": rows, "quality": crowd.Quality(), "satisfaction": crowd.Satisfaction()})
		if err != nil {
			return err
		}
		_, err = out.Write(append(b, '\n'))
		return err
	}
	w, line := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0), "%s\t%d\t%d\t%d\t%d\t%.3f\t%.3f\t%.3f\t%.2f-%.2f\n"
	head := "code\tlabelled\tright\twrong\tmissed\tprecision\trecall\tF1\t90% interval\n"
	if format == "markdown" {
		line = "| %s | %d | %d | %d | %d | %.3f | %.3f | %.3f | %.2f-%.2f |\n"
		head = "| code | labelled | right | wrong | missed | precision | recall | F1 | 90% interval |\n|---|---|---|---|---|---|---|---|---|\n"
	}
	fmt.Fprintf(w, "%d conversations with labels\n\n%s", r.Conversations, head)
	for _, t := range r.Tallies() {
		fmt.Fprintf(w, line, t.Code, t.Labeled, t.Right, t.Wrong, t.Missed, t.Precision(), t.Recall(), t.F1(), t.Low, t.High)
	}
	return errors.Join(w.Flush(), printCrowd(out, crowd, format == "markdown"))
}
