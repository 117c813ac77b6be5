package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/tingjian/tingjian"
	"github.com/tingjian/tingjian/analyzers/journey"
	"github.com/tingjian/tingjian/configs"
	"github.com/tingjian/tingjian/ingest/filesrc"
	"github.com/tingjian/tingjian/ingest/mask"
	"github.com/tingjian/tingjian/service"
	"github.com/tingjian/tingjian/wire"
)

// inspectFlags are the flags of inspect.
type inspectFlags struct {
	inputFormat, asOf, format string
	withTurns, withCases      bool
	experimental              bool
}

func (a *app) inspect() *cobra.Command {
	var f inspectFlags
	c := &cobra.Command{
		Use:   "inspect [FILE…|-]",
		Short: "Judge conversations from files: one inspection a line, in the order of the input",
		Long: `Judge conversations from files or standard input and print one inspection as JSON a line, in the order in which the
conversations first appear. A conversation counts as closed unless it says "closed":false. Lines that cannot be used are
reported on standard error as file:line:col: reason, the rest is judged, and the exit code is 1.`,
		Example: `  tingjian inspect chats.jsonl > inspections.jsonl
  tingjian inspect --format text --with-turns chats.jsonl | less
  tingjian inspect --cases --format text journeys.jsonl
  zcat chats.jsonl.gz | tingjian inspect -`,
		RunE: func(c *cobra.Command, files []string) error { return a.runInspect(c, f, files) },
	}
	c.Flags().StringVar(&f.inputFormat, "input-format", "jsonl", "how the input is written: jsonl")
	c.Flags().StringVar(&f.asOf, "as-of", "", "judge as of this `time` (RFC 3339; default: the latest time in the input)")
	c.Flags().StringVar(&f.format, "format", "json", "json (one object a line) or text (for people)")
	c.Flags().BoolVar(&f.withCases, "cases", false, "after the inspections, one line a case: what each known customer went through about one matter")
	c.Flags().BoolVar(&f.withTurns, "with-turns", false, "add the turns as kept, masked")
	c.Flags().BoolVar(&f.experimental, "experimental", false, "let experimental rules judge as well; what they find is never scored")
	return c
}

func (a *app) runInspect(c *cobra.Command, f inspectFlags, files []string) error {
	if f.inputFormat != "jsonl" {
		return usageError("--input-format %q: only jsonl is known", f.inputFormat)
	}
	if f.format != "json" && f.format != "text" {
		return usageError("--format %q: want json or text", f.format)
	}
	asOf, err := parseTime("as-of", f.asOf)
	if err != nil {
		return err
	}
	leanHeap()
	config, err := a.load(c)
	if err != nil {
		return err
	}
	judge, err := judgeFor(config, f.experimental)
	if err != nil {
		return err
	}
	var cases *journey.Inspector
	if f.withCases {
		if cases, err = service.NewCases(config); err != nil {
			return exitError{exitUsage, err}
		}
	}
	all, bad, err := a.collect(c.Context(), config, files)
	if err != nil {
		return err
	}
	if asOf.IsZero() {
		asOf = all.Latest()
	}
	if err := a.printInspections(c.Context(), judge, all, asOf, f, cases); err != nil {
		return err
	}
	if bad > 0 {
		return errBadInput
	}
	return nil
}

// leanHeap lets the heap grow by half of what is live before garbage is collected, rather than by all of it: a fifth less memory at
// no time that could be told apart (docs/benchmarks.md). GOGC in the environment stands.
func leanHeap() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(50)
	}
}

// judgeFor makes the judge of the configuration, with the experimental rules where that is asked for.
func judgeFor(config *configs.Config, experimental bool) (judge *service.Judge, err error) {
	if experimental {
		judge, err = service.NewTrialJudge(config.Judge)
	} else {
		judge, err = service.NewJudge(config.Judge)
	}
	if err != nil {
		return nil, exitError{exitUsage, inFolder(config.Judge.Dir, err)}
	}
	return judge, nil
}

// collect reads all files and reports bad lines; it says how many there were.
func (a *app) collect(ctx context.Context, config *configs.Config, files []string) (*filesrc.Collection, int, error) {
	masker, err := service.NewMasker(config, false)
	if err != nil {
		return nil, 0, exitError{exitUsage, err}
	}
	return a.collectMasked(ctx, config, masker, files)
}

// collectMasked is collect with a masker of one's own.
func (a *app) collectMasked(ctx context.Context, config *configs.Config, masker *mask.Masker, files []string) (*filesrc.Collection, int, error) {
	all, bad := filesrc.NewCollection(masker), 0
	limits := config.Limits()
	all.Bound(service.Bounds(config))
	err := a.eachInput(files, func(name string, r io.Reader) error {
		var mended repairs
		defer func() { mended.report(a.err, name) }()
		for line, err := range filesrc.Lines(name, r, limits) {
			var lineError *filesrc.LineError
			switch {
			case errors.As(err, &lineError):
				bad++
				a.refused(masker, lineError)
			case err != nil:
				return err
			default:
				mended.note(line)
				for _, conflict := range all.Add(line.Fragment) {
					bad++
					fmt.Fprintf(a.err, "%s:%d:1: %s\n", name, line.Number, conflict)
				}
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	})
	return all, bad, err
}

// refused reports a line that cannot be used, masked: standard error is kept in logs, and the reason repeats the line's own words.
func (a *app) refused(masker *mask.Masker, e *filesrc.LineError) {
	shown := *e
	shown.Reason, _ = masker.Text(e.Reason)
	fmt.Fprintln(a.err, &shown)
}

// repairs counts what was mended in the lines of a file.
type repairs struct {
	order []wire.Repair
	by    map[wire.Repair]struct{ lines, first int }
}

func (r *repairs) note(line filesrc.Line) {
	for _, rule := range line.Repairs {
		if r.by == nil {
			r.by = map[wire.Repair]struct{ lines, first int }{}
		}
		n := r.by[rule]
		if n.lines == 0 {
			r.order = append(r.order, rule)
			n.first = line.Number
		}
		n.lines++
		r.by[rule] = n
	}
}

// report says what was mended, a line a rule: the file is judged, but not quite as it stands.
func (r *repairs) report(w io.Writer, name string) {
	for _, rule := range r.order {
		n := r.by[rule]
		fmt.Fprintf(w, "%s:%d:1: note: repaired by the rule %s (docs/wire.md): %d of the lines, this one first\n", name, n.first, rule, n.lines)
	}
}

// eachInput opens the named files one after the other; "-" and no name at all mean standard input. A name that cannot be read is
// refused before the first is: what came before it would be sent or judged, and what comes after it not.
func (a *app) eachInput(files []string, read func(name string, r io.Reader) error) error {
	for _, name := range files {
		if name == "-" {
			continue
		}
		switch about, err := os.Stat(name); {
		case err != nil:
			return usageError("%w: nothing was read", err)
		case about.IsDir():
			return usageError("%s is a folder: name the files in it; nothing was read", name)
		}
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	for _, name := range files {
		if name == "-" {
			if err := read("<stdin>", a.in); err != nil {
				return err
			}
			continue
		}
		file, err := os.Open(name)
		if err != nil {
			return usageError("%w", err)
		}
		err = read(name, a.progress(name, file))
		file.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// window is how many conversations are judged side by side before they are printed in order.
const window = 512

func (a *app) printInspections(ctx context.Context, judge *service.Judge, all *filesrc.Collection, asOf time.Time, f inspectFlags, cases *journey.Inspector) error {
	out := bufio.NewWriterSize(a.out, 256<<10)
	batch := make([]*tingjian.Transcript, 0, window)
	var gathered gatherer
	flush := func() error {
		for i, in := range inspectAll(judge, batch, asOf) {
			if err := printInspection(out, in, batch[i], f); err != nil {
				return err
			}
			if cases != nil {
				gathered.add(batch[i], in)
			}
		}
		batch = batch[:0]
		return ctx.Err()
	}
	for t := range all.Transcripts() {
		if batch = append(batch, t); len(batch) == window {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	if cases != nil {
		if err := gathered.print(out, cases, f.format); err != nil {
			return err
		}
	}
	return out.Flush()
}

// inspectAll judges the batch on all cores; the answers come in the batch's order.
func inspectAll(judge *service.Judge, batch []*tingjian.Transcript, asOf time.Time) []*tingjian.Inspection {
	answers := make([]*tingjian.Inspection, len(batch))
	workers := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(batch); i += workers {
				answers[i] = judge.Inspect(batch[i], asOf)
			}
		})
	}
	wg.Wait()
	return answers
}

func printInspection(out io.Writer, in *tingjian.Inspection, t *tingjian.Transcript, f inspectFlags) error {
	if f.format == "text" {
		return printText(out, in, t, f.withTurns)
	}
	if f.withTurns {
		in.Turns = t.Turns
	}
	line, err := wire.Marshal(in)
	if err != nil {
		return fmt.Errorf("inspection of %q: %w", in.ID, err)
	}
	_, err = out.Write(append(line, '\n'))
	return err
}
